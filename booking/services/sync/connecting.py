"""Connecting an account, and choosing which of its calendars is whose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.enums import CalendarDirection
from booking.models import LinkedCalendar, StaffMember
from booking.ports import AccountKeys, RemoteCalendar
from booking.providers.caldav.account import address_typed, example_url, identify, open_account
from booking.services.sync.accounts import account_of
from booking.services.sync.linking import Link, go_on, link_calendars
from tenants.connections import oauth
from tenants.connections.models import Connection
from tenants.connections.services import connect


@dataclass(frozen=True, kw_only=True, slots=True)
class ChoosableCalendar:
    """One calendar of an account, and what is or could be its link; ``staff_id`` ``None``: nobody's yet."""

    remote_id: str
    name: str
    is_writable: bool
    staff_id: int | None
    direction: CalendarDirection


def suggested_address() -> str:
    """What the field for the address of a CalDAV server begins with."""
    return example_url()


def connect_caldav(*, url: str, username: str, password: str, now: datetime) -> Connection:
    """Keep the password of a CalDAV account, once it has opened something.

    :raises ProviderUnauthorized: wrong user name or password.
    :raises ProviderRejected: no calendars there; ``address_refused`` when the address may not be asked.
    :raises ProviderUnavailable: the server does not answer.
    """
    credentials = {"url": address_typed(url), "username": username.strip(), "password": password}
    open_account(AccountKeys(credentials=credentials, renewed=lambda _: credentials)).calendars()
    identity = identify(credentials)
    connection = connect(
        provider="caldav",
        account=identity.account,
        credentials={**credentials, "label": identity.label},
        now=now,
    )
    go_on(connection_id=connection.pk, now=now)
    return connection


def finish_sign_in(*, provider: str, code: str, verifier: str, now: datetime) -> Connection:
    """Redeem the code that a provider sent somebody back with.

    :raises ConsentIncomplete: what we need was not ticked.
    :raises ProviderUnauthorized: the code is no good any more.
    """
    connection = oauth.finish(provider=provider, code=code, verifier=verifier, now=now)
    # What waited for the account to be connected anew goes on.
    go_on(connection_id=connection.pk, now=now)
    return connection


def calendars_to_choose(*, connection_id: int) -> list[ChoosableCalendar]:
    """All calendars of the account; of those not linked yet, the main one is suggested to whoever fits.

    :raises ProviderError: the account cannot be read now.
    """
    connection = Connection.objects.get(pk=connection_id)
    linked = {each.remote_id: each for each in LinkedCalendar.objects.filter(connection=connection)}
    staff = list(StaffMember.objects.filter(is_active=True))
    is_new = not linked
    return [
        _choosable(each, linked.get(each.id), _likely(each, staff) if is_new else None)
        for each in account_of(connection).calendars()
    ]


def link_chosen(*, connection_id: int, links: Sequence[Link], now: datetime) -> None:
    """Link what was chosen and end what was not."""
    link_calendars(connection_id=connection_id, links=links, now=now)


def _choosable(remote: RemoteCalendar, known: LinkedCalendar | None, likely: int | None) -> ChoosableCalendar:
    usual = CalendarDirection.BOTH if remote.is_writable else CalendarDirection.IN
    return ChoosableCalendar(
        remote_id=remote.id,
        name=remote.name,
        is_writable=remote.is_writable,
        staff_id=known.staff_id if known else likely,
        direction=CalendarDirection(known.direction) if known else usual,
    )


def _likely(remote: RemoteCalendar, staff: Sequence[StaffMember]) -> int | None:
    """Whose it could be: whose first name is in the address of the owner."""
    if not remote.is_writable or not remote.is_default:
        return None
    words = f"{remote.address} {remote.name}".lower()
    fitting = [each.pk for each in staff if each.name.split()[0].lower() in words]
    return fitting[0] if len(fitting) == 1 else None
