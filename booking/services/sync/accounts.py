"""Opening a connected account: which provider, with which keys, and how often it may be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from booking.models import LinkedCalendar
from booking.ports import AccountKeys, Calendar, CalendarAccount
from booking.providers.calcom.account import open_account as open_calcom
from booking.providers.calcom.account import profile_of as profile_of_calcom
from booking.providers.caldav.account import open_account as open_caldav
from booking.providers.google_calendar.account import open_account as open_google
from booking.providers.outlook.account import open_account as open_outlook
from tenants.connections.models import Connection
from tenants.connections.pace import Pace, take_turn


@dataclass(frozen=True, kw_only=True, slots=True)
class Provider:
    """One sort of calendar that can be connected. ``pace`` may differ by the kind of credentials."""

    label: str
    open: Callable[[AccountKeys], CalendarAccount]
    pace: Callable[[Mapping[str, str]], Pace]
    # Only what is offered there can be written there.
    needs_event_type: bool = False
    # What is kept beside the keys of an account, read from the account itself.
    profile: Callable[[AccountKeys], dict[str, str]] | None = None


def _pace_of_calcom(credentials: Mapping[str, str]) -> Pace:
    per_minute = 500 if credentials.get("refresh_token") else 120
    return Pace(per_minute=per_minute, burst=per_minute // 4)


PROVIDERS: dict[str, Provider] = {
    "calcom": Provider(
        label="Cal.com",
        open=open_calcom,
        pace=_pace_of_calcom,
        needs_event_type=True,
        profile=profile_of_calcom,
    ),
    "google_calendar": Provider(
        label="Google Kalender", open=open_google, pace=lambda _: Pace(per_minute=300, burst=60)
    ),
    "outlook": Provider(label="Outlook", open=open_outlook, pace=lambda _: Pace(per_minute=240, burst=30)),
    "caldav": Provider(label="CalDAV", open=open_caldav, pace=lambda _: Pace(per_minute=120, burst=40)),
}


def outbox_kind(provider: str) -> str:
    """Each provider has an outbox of its own: a slow one delays only itself."""
    return f"to_{provider}"


def profile_of(provider: str, keys: AccountKeys) -> dict[str, str]:
    """What is to be kept beside these keys; nothing for most providers."""
    read = PROVIDERS[provider].profile
    return read(keys) if read else {}


def account_of(connection: Connection) -> CalendarAccount:
    """The account behind a connection, ready to be asked."""
    return PROVIDERS[connection.provider].open(keys_of(connection))


def calendar_of(calendar: LinkedCalendar) -> Calendar:
    """The calendar over there."""
    return account_of(calendar.connection).calendar(calendar.remote_id)


def needs_event_type(calendar: LinkedCalendar) -> bool:
    """Whether services without a counterpart there cannot be sent."""
    return PROVIDERS[calendar.connection.provider].needs_event_type


def pace_of(connection: Connection) -> Pace:
    """How often this connection may ask."""
    return PROVIDERS[connection.provider].pace(connection.credentials)


def keys_of(connection: Connection) -> AccountKeys:
    """The keys, and the way in which they are renewed and kept."""
    pace, connection_id = pace_of(connection), connection.pk
    return AccountKeys(
        credentials=connection.credentials,
        renewed=lambda exchange: _renewed(connection, exchange),
        pace=lambda: take_turn(connection_id, pace),
    )


@transaction.atomic
def _renewed(
    connection: Connection, exchange: Callable[[Mapping[str, str]], Mapping[str, str]]
) -> Mapping[str, str]:
    """Exchange under the row's lock: a refresh token that rotates is used once, by whoever comes first."""
    stored = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    if stored.credentials == connection.credentials:
        stored.credentials = {**stored.credentials, **exchange(stored.credentials)}
        stored.save(update_fields=["credentials"])
    connection.credentials = stored.credentials
    credentials: dict[str, str] = stored.credentials
    return credentials
