"""From a connected account to links: what is there, what it probably is here, and nothing before a yes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from rapidfuzz import fuzz

from askproai.core.errors import NotFound
from booking.enums import CalendarDirection, PriceKind
from booking.models import LinkedCalendar, Service, StaffMember, StaffSkill
from booking.ports import AccountKeys, RemoteCalendar, RemoteEventType
from booking.services.sync.accounts import account_of, keys_of, profile_of
from booking.services.sync.linking import Link, go_on, link_calendars
from tenants.connections.models import Connection
from tenants.connections.services import connect

# Names that are this alike are proposed; somebody looks at it before anything is written.
ALIKE = 82


@dataclass(frozen=True, kw_only=True, slots=True)
class HostMatch:
    """A calendar or host there, and who it probably is here."""

    remote: RemoteCalendar
    staff_id: int | None
    direction: CalendarDirection


@dataclass(frozen=True, kw_only=True, slots=True)
class EventTypeMatch:
    """Something that can be booked there, and which service it probably is here."""

    remote: RemoteEventType
    service_id: int | None
    is_same_length: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What was found in an account, for somebody to look at."""

    hosts: tuple[HostMatch, ...]
    event_types: tuple[EventTypeMatch, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What somebody decided: per calendar whose it is, per event type which service (``None``: a new one)."""

    staff: Mapping[str, tuple[int, CalendarDirection]]
    services: Mapping[str, int | None]


def connect_calcom(*, api_key: str, now: datetime) -> Connection:
    """Connect a Cal.com account by its key; the same account again gets the new key.

    :raises ProviderUnauthorized: not a key that Cal.com knows.
    """
    credentials = {"api_key": api_key}
    keys = AccountKeys(credentials=credentials, renewed=lambda exchange: exchange(credentials))
    profile = profile_of("calcom", keys)
    connection = connect(
        provider="calcom",
        account=profile["user_id"],
        credentials={**credentials, **profile},
        now=now,
    )
    go_on(connection_id=connection.pk, now=now)
    return connection


def review_of(*, connection_id: int) -> Review:
    """Ask the account what there is, and match it with what is here. Not inside of a transaction.

    :raises NotFound: no such connection.
    """
    connection = Connection.objects.filter(pk=connection_id).first()
    if connection is None:
        raise NotFound(connection=connection_id)
    _complete(connection)
    account = account_of(Connection.objects.get(pk=connection_id))
    staff = list(StaffMember.objects.filter(is_active=True))
    services = list(Service.objects.filter(is_active=True))
    linked = {each.remote_id: each for each in LinkedCalendar.objects.filter(connection=connection)}
    hosts = tuple(_host(remote, staff, linked) for remote in account.calendars())
    known = {row["id"]: row["service_id"] for each in linked.values() for row in each.event_types}
    types = (each for each in account.event_types() if not each.is_hidden)
    return Review(
        hosts=hosts,
        event_types=tuple(_event_type(each, services, known, is_linked=bool(linked)) for each in types),
    )


@transaction.atomic
def take_over(*, connection_id: int, review: Review, choice: Choice, now: datetime) -> list[LinkedCalendar]:
    """Do what somebody decided about a review: new services with their length and price, and the links.

    :raises NotFound: a person or service that does not exist.
    """
    services = {
        match.remote.id: _service(match.remote, choice.services[match.remote.id], choice, now=now)
        for match in review.event_types
        if match.remote.id in choice.services
    }
    links = [
        Link(
            remote_id=host.remote.id,
            name=host.remote.name,
            staff_id=staff_id,
            direction=direction,
            services=tuple(_services_of(host.remote.id, review, services)),
        )
        for host in review.hosts
        if host.remote.id in choice.staff
        for staff_id, direction in [choice.staff[host.remote.id]]
    ]
    for link in links:
        for _, service_id in link.services:
            StaffSkill.objects.get_or_create(staff_id=link.staff_id, service_id=service_id)
    return link_calendars(connection_id=connection_id, links=links, now=now)


def _complete(connection: Connection) -> None:
    """What the account consists of may have changed, and webhooks need a secret that only we know."""
    fresh = profile_of(connection.provider, keys_of(connection))
    stored = Connection.objects.get(pk=connection.pk)  # tokens may have been renewed by asking
    stored.credentials = {"webhook_secret": secrets.token_urlsafe(32), **stored.credentials, **fresh}
    stored.save(update_fields=["credentials"])


def _host(
    remote: RemoteCalendar, staff: Sequence[StaffMember], linked: Mapping[str, LinkedCalendar]
) -> HostMatch:
    if before := linked.get(remote.id):
        return HostMatch(
            remote=remote, staff_id=before.staff_id, direction=CalendarDirection(before.direction)
        )
    direction = CalendarDirection.BOTH if remote.is_writable else CalendarDirection.IN
    return HostMatch(remote=remote, staff_id=_likely(remote, staff), direction=direction)


def _likely(remote: RemoteCalendar, staff: Sequence[StaffMember]) -> int | None:
    """By name, else by what stands before the @; two who fit equally well fit neither."""
    local = remote.address.partition("@")[0].replace(".", " ").replace("_", " ")
    scores = sorted(
        ((max(_alike(remote.name, each), _alike(local, each)), each.pk) for each in staff), reverse=True
    )
    if not scores or scores[0][0] < ALIKE or (len(scores) > 1 and scores[0][0] == scores[1][0]):
        return None
    return scores[0][1]


def _alike(text: str, person: StaffMember) -> float:
    """100: the same name; a first name alone is worth less than both."""
    said = " ".join(text.casefold().split())
    names = [person.name, *person.spoken_names]
    whole = max(fuzz.token_sort_ratio(said, name.casefold()) for name in names)
    first = person.name.casefold().split()[0]
    has_first = bool(said) and said.split()[0].rstrip(".") == first
    return max(whole, 90.0 if has_first else 0.0)


def _event_type(
    remote: RemoteEventType, services: Sequence[Service], known: Mapping[str, int], *, is_linked: bool
) -> EventTypeMatch:
    service_id = known.get(remote.id)
    if service_id is None and not is_linked:
        title = remote.title.casefold()
        scored = (
            (fuzz.token_set_ratio(title, each.name.casefold()) + (each.duration == _length(remote)), each.pk)
            for each in services
        )
        score, best = max(scored, default=(0.0, 0))
        service_id = best if score >= ALIKE else None
    same = any(each.pk == service_id and each.duration == _length(remote) for each in services)
    return EventTypeMatch(remote=remote, service_id=service_id, is_same_length=same)


def _length(remote: RemoteEventType) -> timedelta:
    return timedelta(minutes=remote.minutes)


def _service(remote: RemoteEventType, service_id: int | None, choice: Choice, *, now: datetime) -> int:
    if service_id is not None:
        if not Service.objects.filter(pk=service_id).exists():
            raise NotFound(service=service_id)
        return service_id
    created = Service.objects.create(
        name=remote.title[:120],
        duration=_length(remote),
        buffer_before=timedelta(minutes=remote.buffer_before_minutes),
        buffer_after=timedelta(minutes=remote.buffer_after_minutes),
        min_notice=None
        if remote.min_notice_minutes is None
        else timedelta(minutes=remote.min_notice_minutes),
        price_cents=remote.price_cents,
        price_kind=PriceKind.ON_REQUEST if remote.price_cents is None else PriceKind.FIXED,
        currency=remote.currency,
    )
    return int(created.pk)


def _services_of(host_id: str, review: Review, services: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    for match in review.event_types:
        if match.remote.id in services and host_id in match.remote.host_ids:
            yield match.remote.id, services[match.remote.id]
