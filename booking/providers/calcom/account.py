"""A Cal.com account: who its hosts are, and what can be booked with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from booking.ports import AccountKeys, Calendar, RemoteCalendar, RemoteEventType
from booking.providers.calcom.answers import (
    EventType,
    EventTypes,
    Me,
    Memberships,
    OneMe,
    Team,
    Teams,
    read,
)
from booking.providers.calcom.calendar import CalcomCalendar
from booking.providers.calcom.client import CalcomClient
from tenants.connections.oauth import Identity

PAGE_SIZE = 250
PAGES = 40


def open_account(keys: AccountKeys) -> CalcomAccount:
    """The account behind these keys."""
    return CalcomAccount(keys)


def identify(credentials: Mapping[str, str]) -> Identity:
    """Whose account it is."""
    keys = AccountKeys(credentials=credentials, renewed=lambda exchange: exchange(credentials))
    profile = profile_of(keys)
    return Identity(account=profile["user_id"], label=profile["label"])


def profile_of(keys: AccountKeys) -> dict[str, str]:
    """What is kept beside the keys: whose they are, and which teams and team event types there are.

    :raises ProviderUnauthorized: Cal.com does not know the key.
    """
    return open_account(keys).profile()


class CalcomAccount:
    """Fulfils :class:`~booking.ports.CalendarAccount`."""

    def __init__(self, keys: AccountKeys) -> None:
        self._client = CalcomClient(keys)
        self._credentials = keys.credentials

    def profile(self) -> dict[str, str]:
        """What is kept with the keys: whose they are, and which teams and team event types there are."""
        me, teams = self._me(), self._teams()
        pairs = [f"{team.id}/{each.id}" for team in teams for each in self._of_team(team)]
        return {
            "user_id": me.id,
            "email": me.email,
            "label": me.email,
            "team_ids": ",".join(team.id for team in teams),
            "team_event_types": ",".join(pairs),
        }

    def calendars(self) -> list[RemoteCalendar]:
        me = self._me()
        found = {me.id: _host(me.id, me.name or me.username or me.email, me.email, is_default=True)}
        for team in self._teams():
            for member_id, name, email in self._members(team):
                found.setdefault(member_id, _host(member_id, name or email, email))
        return list(found.values())

    def event_types(self) -> list[RemoteEventType]:
        me = self._me()
        own = [_event_type(each, hosts=(me.id,)) for each in self._own()]
        teams = [
            _event_type(each, hosts=tuple(host.key for host in each.hosts))
            for team in self._teams()
            for each in self._of_team(team)
        ]
        return own + teams

    def calendar(self, remote_id: str) -> Calendar:
        return CalcomCalendar(self._client, host_id=remote_id, credentials=self._credentials)

    def _me(self) -> Me:
        return read(OneMe, self._client.call("GET", "/v2/me")).data

    def _teams(self) -> list[Team]:
        return read(Teams, self._client.call("GET", "/v2/teams")).data

    def _own(self) -> list[EventType]:
        return read(EventTypes, self._client.call("GET", "/v2/event-types")).data

    def _of_team(self, team: Team) -> list[EventType]:
        answer = self._client.call("GET", f"/v2/teams/{team.id}/event-types")
        # Of a managed type only the members' own copies can be booked.
        return [each for each in read(EventTypes, answer).data if each.scheduling != "managed"]

    def _members(self, team: Team) -> Iterator[tuple[str, str, str]]:
        for number in range(PAGES):
            params = {"take": str(PAGE_SIZE), "skip": str(number * PAGE_SIZE)}
            answer = self._client.call("GET", f"/v2/teams/{team.id}/memberships", params=params)
            page = read(Memberships, answer).data
            for each in page:
                if each.accepted:
                    yield each.user_id, each.user.name or "", each.user.email
            if len(page) < PAGE_SIZE:
                return


def _host(user_id: str, name: str, email: str, *, is_default: bool = False) -> RemoteCalendar:
    return RemoteCalendar(id=user_id, name=name, address=email, is_default=is_default)


def _event_type(found: EventType, *, hosts: tuple[str, ...]) -> RemoteEventType:
    price, currency = _price(found)
    return RemoteEventType(
        id=found.id,
        title=found.title,
        minutes=found.minutes,
        price_cents=price,
        currency=currency,
        buffer_before_minutes=found.before or 0,
        buffer_after_minutes=found.after or 0,
        min_notice_minutes=found.notice,
        host_ids=hosts,
        is_hidden=bool(found.hidden),
    )


def _price(found: EventType) -> tuple[int | None, str]:
    """What is paid on booking there, by whichever payment app it is set."""
    apps = (found.metadata or {}).get("apps")
    for app in apps.values() if isinstance(apps, dict) else ():
        if isinstance(app, dict) and app.get("enabled") and isinstance(app.get("price"), int):
            return app["price"], str(app.get("currency") or "EUR").upper()[:3]
    return None, "EUR"
