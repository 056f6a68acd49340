"""Known people: looked through page by page, searched as one remembers them, what their visits come to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.contrib.postgres.fields.ranges import RangeStartsWith
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import AppointmentStatus
from booking.models import Appointment, Customer
from booking.name_search import alike_keys, beginning_key, likeness, words_of
from tenants.fields import email_index, phone_index

PER_PAGE: Final = 40
_MOST_ALIKE: Final = 12
# So many sound alike at most before they are compared one by one.
_COMPARED: Final = 400
_LOOKS_LIKE_A_NUMBER: Final = re.compile(r"[\d\s()+/.\-–]{6,}")
_REGIONS: Final = ("DE", "AT", "CH")
NOT_SEEN_FOR: Final = timedelta(days=180)
NEW_FOR: Final = timedelta(days=30)
_DID_NOT: Final = (AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW)


@dataclass(frozen=True, kw_only=True, slots=True)
class Matches:
    """Customers of one page. ``alike``: names that only sound or look like what was searched for.

    ``next_id``: the last of this page, after whom the next one begins; ``None`` at the end.
    """

    rows: tuple[Customer, ...]
    alike: tuple[Customer, ...] = ()
    next_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What somebody's appointments add up to; money in cents by currency, of visits that took place."""

    visits: int = 0
    no_shows: int = 0
    coming: int = 0
    last_at: datetime | None = None
    next_at: datetime | None = None
    cents: Mapping[str, int] = field(default_factory=dict)


def page_by_name(people: QuerySet[Customer], *, after_id: int | None = None) -> Matches:
    """The next page in the order of family names; as fast at the end of the list as at its beginning."""
    ordered = people.order_by("sort_key", "pk")
    after = Customer.objects.filter(pk=after_id).values_list("sort_key", "pk").first() if after_id else None
    if after is not None:
        ordered = ordered.filter(Q(sort_key__gt=after[0]) | Q(sort_key=after[0], pk__gt=after[1]))
    return _page(ordered)


def page_newest(people: QuerySet[Customer], *, after_id: int | None = None) -> Matches:
    """The next page, those who were added last first."""
    ordered = people.order_by("-created_at", "-pk")
    after = Customer.objects.filter(pk=after_id).values_list("created_at", "pk").first() if after_id else None
    if after is not None:
        ordered = ordered.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], pk__lt=after[1]))
    return _page(ordered)


def _page(ordered: QuerySet[Customer]) -> Matches:
    rows = tuple(ordered[: PER_PAGE + 1])
    return Matches(rows=rows[:PER_PAGE], next_id=rows[PER_PAGE - 1].pk if len(rows) > PER_PAGE else None)


def begins_with(letter: str) -> Q:
    """Whose family name begins with this letter; ``#``: with none of A to Z."""
    if letter == "#":
        return ~Q(sort_key__regex=r"^[a-z]")
    return Q(sort_key__gte=letter, sort_key__lt=chr(ord(letter) + 1))


def search(people: QuerySet[Customer], typed: str, *, region: str, after_id: int | None = None) -> Matches:
    """Whom somebody may mean: by number in any notation, by e-mail address, or by name.

    Names that begin as typed come first, in order and in pages; on the first page also those that sound like
    it or differ by a slip.
    """
    if (number := _exact(typed, region=region)) is not None:
        return _page(people.filter(number).order_by("sort_key", "pk"))
    words = words_of(typed)
    if not words:
        return Matches(rows=())
    exact = people
    for word in words:
        exact = exact.filter(search_keys__overlap=[beginning_key(word)])
    found = page_by_name(exact, after_id=after_id)
    if after_id or found.next_id:
        return found
    return Matches(rows=found.rows, alike=_alike(people, typed, words, known=found.rows))


def _exact(typed: str, *, region: str) -> Q | None:
    """The condition for something that is a number or an address; ``None`` for a name."""
    text = typed.strip()
    if "@" in text:
        return Q(email_index=email_index(text))
    if not _LOOKS_LIKE_A_NUMBER.fullmatch(text):
        return None
    return Q(phone_index__in=[phone_index(number) for number in _numbers(text, region)])


def _numbers(text: str, region: str) -> set[str]:
    """What the digits may mean; the company's own country is as likely as its neighbours."""
    numbers = set()
    for country in {region, *_REGIONS}:
        try:
            numbers.add(parse_phone(text.replace("–", "-"), region=country))
        except InvalidPhone:
            continue
    return numbers


def _alike(
    people: QuerySet[Customer], typed: str, words: list[str], *, known: Iterable[Customer]
) -> tuple[Customer, ...]:
    similar = people.exclude(pk__in=[each.pk for each in known])
    for word in words:
        similar = similar.filter(search_keys__overlap=[beginning_key(word), *alike_keys(word)])
    names = similar.values_list("pk", "name")[:_COMPARED]
    scores = {pk: likeness(typed, name) for pk, name in names}
    best = sorted((pk for pk in scores if scores[pk]), key=lambda pk: (-scores[pk], pk))[:_MOST_ALIKE]
    rows = people.in_bulk(best)
    return tuple(rows[pk] for pk in best if pk in rows)


def did_not_come() -> Q:
    """Who missed an appointment without a word."""
    missed = Appointment.objects.filter(customer=OuterRef("pk"), status=AppointmentStatus.NO_SHOW)
    return Q(Exists(missed))


def has_birthday_in(month: int) -> Q:
    """Whose birthday is known and in this month."""
    return Q(birthday_on__month=month)


def not_seen_lately(now: datetime) -> Q:
    """Who has been here, not within half a year, and has no appointment coming."""
    last = Appointment.objects.exclude(status__in=_DID_NOT).values("customer")
    ended = last.annotate(at=Max(RangeStartsWith("period"))).filter(at__lt=now - NOT_SEEN_FOR)
    return Q(pk__in=ended.values("customer"))


def is_new(now: datetime) -> Q:
    """Who was added within the last month."""
    return Q(created_at__gte=now - NEW_FOR)


def figures_of(customer_ids: Iterable[int], *, now: datetime) -> dict[int, Figures]:
    """What the appointments of these people add up to, in one query; who has none is left out."""
    starts = RangeStartsWith("period")
    is_past, is_kept = Q(period__startswith__lte=now), ~Q(status__in=_DID_NOT)
    counted = Appointment.objects.filter(customer__in=list(customer_ids)).values("customer", "currency")
    rows = counted.annotate(
        visits=Count("pk", filter=is_past & is_kept),
        no_shows=Count("pk", filter=Q(status=AppointmentStatus.NO_SHOW)),
        coming=Count("pk", filter=~is_past & is_kept),
        last_at=Max(starts, filter=is_past & is_kept),
        next_at=Min(starts, filter=~is_past & is_kept),
        cents=Sum("price_cents", filter=is_past & is_kept),
    )
    found: dict[int, Figures] = {}
    for row in rows:
        one = Figures(
            visits=row["visits"],
            no_shows=row["no_shows"],
            coming=row["coming"],
            last_at=row["last_at"],
            next_at=row["next_at"],
            cents={row["currency"]: row["cents"]} if row["cents"] else {},
        )
        known = found.get(row["customer"])
        found[row["customer"]] = _together(known, one) if known else one
    return found


def _together(one: Figures, other: Figures) -> Figures:
    """Of somebody who pays in two currencies."""
    return Figures(
        visits=one.visits + other.visits,
        no_shows=one.no_shows + other.no_shows,
        coming=one.coming + other.coming,
        last_at=max(filter(None, (one.last_at, other.last_at)), default=None),
        next_at=min(filter(None, (one.next_at, other.next_at)), default=None),
        cents={**one.cents, **other.cents},
    )


def namesakes_of(customer: Customer) -> tuple[Customer, ...]:
    """Everybody who shares the number, the address or the name, in one query."""
    same = Q(sort_key=customer.sort_key) if customer.sort_key else Q()
    for column in ("phone_index", "email_index"):
        if (value := getattr(customer, column)) is not None:
            same |= Q(**{column: value})
    if not same:
        return ()
    people = Customer.objects.known().filter(same).exclude(pk=customer.pk)
    return tuple(people.order_by("sort_key", "pk")[:_MOST_ALIKE])
