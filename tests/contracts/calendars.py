"""Accounts of Anna's at each provider of calendars, behind the stand-ins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from askproai.standins.testing import RunningStandins
from askproai.standins.world import CALDAV_PASSWORD
from booking.ports import AccountKeys, Attendee, Calendar, CalendarAccount, Draft, RemoteEvent
from booking.providers.caldav.account import open_account as open_caldav
from booking.providers.google_calendar.account import open_account as open_google
from booking.providers.outlook.account import open_account as open_outlook

ANNA = "anna@salon.example"
PROVIDERS = ("google_calendar", "outlook", "caldav")
OPENERS: dict[str, Callable[[AccountKeys], CalendarAccount]] = {
    "google_calendar": open_google,
    "outlook": open_outlook,
    "caldav": open_caldav,
}
MONDAY_10 = datetime(2026, 12, 7, 9, tzinfo=UTC)  # ten o'clock in Berlin
WINDOW = (datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC))


def use_standins(settings: Any, standins: RunningStandins) -> None:
    """Point the settings of all providers of calendars to the stand-ins."""
    google, microsoft = standins.standins.world.accounts.google, standins.standins.world.accounts.microsoft
    settings.GOOGLE_CALENDAR = {
        "base_url": standins.google_calendar_url,
        "authorize_url": f"{standins.google_calendar_url}/o/oauth2/v2/auth",
        "token_url": f"{standins.google_calendar_url}/token",
        "client_id": google[0],
        "client_secret": google[1],
        "timeout_s": 5,
    }
    settings.OUTLOOK = {
        "base_url": f"{standins.outlook_url}/v1.0",
        "login_url": f"{standins.outlook_url}/common/oauth2/v2.0",
        "client_id": microsoft[0],
        "client_secret": microsoft[1],
        "timeout_s": 5,
    }
    settings.CALDAV = {"internal_url": standins.caldav_url, "timeout_s": 5}


@dataclass(kw_only=True)
class Office:
    """Anna's account at one provider: from our side, and from hers."""

    provider: str
    standins: RunningStandins
    credentials: dict[str, str] = field(default_factory=dict)
    renewals: int = 0

    def __post_init__(self) -> None:
        self.credentials = credentials_of(self.provider, self.standins)

    @property
    def account(self) -> CalendarAccount:
        return OPENERS[self.provider](AccountKeys(credentials=self.credentials, renewed=self._renewed))

    @property
    def calendar(self) -> Calendar:
        return self.account.calendar(self.account.calendars()[0].id)

    def write(self, **order: Any) -> str:
        """Anna writes into her calendar."""
        times = {name: order.pop(name).isoformat() for name in ("start", "end") if name in order}
        return self.standins.write_event(self.provider, account=ANNA, **times, **order)

    def remove(self, key: str) -> None:
        self.standins.remove_event(self.provider, account=ANNA, key=key)

    def shown(self) -> list[dict[str, Any]]:
        return self.standins.shown(self.provider, account=ANNA)

    def everything(self) -> tuple[list[RemoteEvent], str]:
        changes = self.calendar.changes(cursor="", window=WINDOW)
        assert changes.is_complete
        return list(changes.events), changes.cursor

    def news(self, cursor: str) -> tuple[list[RemoteEvent], str]:
        changes = self.calendar.changes(cursor=cursor, window=WINDOW)
        assert not changes.is_complete
        return list(changes.events), changes.cursor

    def _renewed(self, exchange: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        self.renewals += 1
        self.credentials = {**self.credentials, **exchange(self.credentials)}
        return self.credentials


def credentials_of(provider: str, standins: RunningStandins) -> dict[str, str]:
    """What is kept for Anna's account, as if she had connected it."""
    if provider == "caldav":
        return {"url": f"{standins.caldav_url}/", "username": ANNA, "password": CALDAV_PASSWORD}
    tokens = getattr(standins.standins, provider).oauth.grant(ANNA)
    ends = datetime.now(UTC) + timedelta(seconds=tokens["expires_in"])
    return {
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "expires_at": ends.isoformat(),
    }


def draft(*, mark: str, starts_at: datetime = MONDAY_10, minutes: int = 45, **changes: Any) -> Draft:
    """Ben's haircut."""
    told: dict[str, Any] = {
        "version": 1,
        "title": "Haarschnitt: Ben Vogel",
        "description": "Termin K7QM4T",
        "location": "Lindenstraße 5, 10969 Berlin",
        "zone": "Europe/Berlin",
        "attendee": Attendee(name="Ben Vogel", email="ben@example.com"),
    }
    ends_at = starts_at + timedelta(minutes=minutes)
    return Draft(mark=mark, starts_at=starts_at, ends_at=ends_at, **{**told, **changes})
