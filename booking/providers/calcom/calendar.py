"""One host of a Cal.com account as a calendar: bookings read, made, moved and cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from askproai.core.errors import ProviderRejected, ProviderUnavailable
from booking.ports import (
    Changes,
    Draft,
    RemoteEvent,
    RemoteEventGone,
    TimeRefused,
    VersionOutdated,
    Watch,
    Window,
)
from booking.providers.calcom.answers import (
    MARK,
    Booking,
    BookingPage,
    OneBooking,
    OneWebhook,
    Webhooks,
    read,
)
from booking.providers.calcom.client import CalcomClient

PAGE_SIZE = 100
PAGES = 100
ALL = "upcoming,recurring,past,cancelled,unconfirmed"
# A change that is being committed while we read carries an earlier time than what we have seen already.
_OVERLAP = timedelta(minutes=2)
# Their webhooks run until somebody ends them.
_FOR_GOOD = timedelta(days=3650)
TRIGGERS = [
    "BOOKING_CREATED",
    "BOOKING_REQUESTED",
    "BOOKING_RESCHEDULED",
    "BOOKING_CANCELLED",
    "BOOKING_REJECTED",
    "BOOKING_NO_SHOW_UPDATED",
]
_LANGUAGES = frozenset("ar da de en es fr he it ja ko nl no pl pt ro ru sv tr uk vi".split())


class CalcomCalendar:
    """Fulfils :class:`~booking.ports.Calendar` for one host.

    Moving a booking makes a new one there with another uid, and cancels the old one.
    """

    def __init__(self, client: CalcomClient, *, host_id: str, credentials: Mapping[str, str]) -> None:
        self._client = client
        self._host_id = host_id
        self._credentials = credentials

    def changes(self, *, cursor: str, window: Window) -> Changes:
        if cursor:
            asked = {"afterUpdatedAt": cursor, "sortUpdatedAt": "asc"}
        else:
            asked = {**_within(window), "sortStart": "asc"}
        asked_at, bookings = self._bookings(asked)
        events = tuple(booking.as_event() for booking in bookings)
        return Changes(events=events, cursor=_wire(asked_at - _OVERLAP), is_complete=not cursor)

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        try:
            answer = self._client.call("GET", f"/v2/bookings/{remote_id}")
        except ProviderRejected as error:
            if error.context.get("status") == 404:
                return None
            raise
        return read(OneBooking, answer).data.as_event()

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        _, bookings = self._bookings(_within(window))
        ours = [booking.as_event() for booking in bookings if (booking.metadata or {}).get(MARK) == mark]
        last = [event for event in ours if not event.next_id]
        return min(last, key=lambda event: event.is_gone, default=None)

    def create(self, *, draft: Draft) -> RemoteEvent:
        body: dict[str, Any] = {
            "start": _wire(draft.starts_at),
            "eventTypeId": int(draft.event_type_id),
            "attendee": _attendee(draft),
            "metadata": {MARK: draft.mark, "askpro_version": str(draft.version)},
        }
        if draft.event_type_id in self._team_event_types():
            # Otherwise Cal.com chooses among the hosts.
            body["routing"] = {"teamMemberIds": [int(self._host_id)]}
        booking = read(OneBooking, self._client.call("POST", "/v2/bookings", json=body)).data
        return self._with_presence(booking.as_event(), draft)

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        # There is no conditional write: what was changed since is seen only by looking.
        current = self.get(remote_id=remote_id)
        if current is None or (current.is_gone and not current.next_id):
            raise RemoteEventGone(provider="calcom")
        if current.is_gone or (version and current.version != version):
            raise VersionOutdated(provider="calcom")
        if current.starts_at != draft.starts_at:
            body = {"start": _wire(draft.starts_at), "reschedulingReason": "Termin verlegt"}
            if email := self._credentials.get("email"):
                body["rescheduledBy"] = email  # by the owner, it needs nobody's confirmation
            current = self._rescheduled(current, body)
        return self._with_presence(current, draft)

    def delete(self, *, remote_id: str, reason: str) -> None:
        # Hosts can make the reason mandatory.
        body = {"cancellationReason": reason or "Termin abgesagt"}
        while remote_id:
            try:
                self._client.call("POST", f"/v2/bookings/{remote_id}/cancel", json=body)
            except ProviderRejected:
                current = self.get(remote_id=remote_id)
                if current is not None and not current.is_gone:
                    raise
                # Moved there meanwhile: it is the same appointment under another id.
                remote_id = current.next_id if current else ""
            else:
                return

    def _rescheduled(self, current: RemoteEvent, body: dict[str, str]) -> RemoteEvent:
        try:
            answer = self._client.call("POST", f"/v2/bookings/{current.id}/reschedule", json=body)
        except TimeRefused:
            raise
        except ProviderRejected as error:
            seen = self.get(remote_id=current.id)
            if seen is None or seen.version != current.version:
                raise VersionOutdated(provider="calcom") from error
            raise
        return read(OneBooking, answer).data.as_event()

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        # One webhook tells of all hosts: its secret is the connection's, whichever host asks for it.
        own_secret = self._credentials.get("webhook_secret", secret)
        ids = [self._subscribe("/v2/webhooks", address, own_secret)]
        ids += [self._subscribe(f"{path}/webhooks", address, own_secret) for path in self._team_paths()]
        return Watch(id=ids[0], resource_id="", secret="", expires_at=until + _FOR_GOOD)

    def unwatch(self, *, watch: Watch) -> None:
        try:
            self._client.call("DELETE", f"/v2/webhooks/{watch.id}")
        except ProviderRejected as error:
            if error.context.get("status") != 404:
                raise

    def _subscribe(self, path: str, address: str, secret: str) -> str:
        params = {"take": "100", "skip": "0"}
        known = read(Webhooks, self._client.call("GET", path, params=params)).data
        for webhook in known:
            if webhook.url == address:
                return webhook.id
        body = {"subscriberUrl": address, "active": True, "triggers": TRIGGERS, "secret": secret}
        return read(OneWebhook, self._client.call("POST", path, json=body)).data.id

    def _with_presence(self, event: RemoteEvent, draft: Draft) -> RemoteEvent:
        if event.is_absent == draft.is_absent:
            return event
        email = event.booking.email if event.booking else draft.attendee.email
        body = {"attendees": [{"email": email, "absent": draft.is_absent}]}
        answer = self._client.call("POST", f"/v2/bookings/{event.id}/mark-absent", json=body)
        return read(OneBooking, answer).data.as_event()

    def _bookings(self, asked: dict[str, str]) -> tuple[datetime, list[Booking]]:
        """The host's bookings, each once, and when Cal.com's clock said that it began to answer."""
        found: dict[str, Booking] = {}
        asked_at: datetime | None = None
        for scope in self._scopes():
            for page, at in self._pages({**asked, **scope, "status": ALL}):
                asked_at = asked_at or at
                found.update((each.uid, each) for each in page.data if each.is_of_host(self._host_id))
        return asked_at or datetime.now(UTC), list(found.values())

    def _pages(self, asked: dict[str, str]) -> Iterator[tuple[BookingPage, datetime]]:
        for number in range(PAGES):
            params = {**asked, "take": str(PAGE_SIZE), "skip": str(number * PAGE_SIZE)}
            answer = self._client.call("GET", "/v2/bookings", params=params)
            page = read(BookingPage, answer)
            yield page, _date_of(answer)
            if not page.pagination.has_next:
                return
        raise ProviderUnavailable(provider="calcom", why="list too long")

    def _scopes(self) -> list[dict[str, str]]:
        """Own bookings come without a team; those of other hosts only by the team that they share with us."""
        own: list[dict[str, str]] = [{}] if self._host_id == self._credentials.get("user_id") else []
        teams = [each for each in self._credentials.get("team_ids", "").split(",") if each]
        return own + [{"teamId": each} for each in teams] or [{}]

    def _team_event_types(self) -> frozenset[str]:
        pairs = self._credentials.get("team_event_types", "").split(",")
        return frozenset(pair.partition("/")[2] for pair in pairs if pair)

    def _team_paths(self) -> list[str]:
        pairs = (pair.split("/") for pair in self._credentials.get("team_event_types", "").split(",") if pair)
        return [f"/v2/teams/{team_id}/event-types/{event_type_id}" for team_id, event_type_id in pairs]


def _attendee(draft: Draft) -> dict[str, str]:
    attendee = draft.attendee
    found = {"name": attendee.name, "email": attendee.email, "timeZone": draft.zone}
    if attendee.language[:2] in _LANGUAGES:
        found["language"] = attendee.language[:2]
    if attendee.phone:
        found["phoneNumber"] = attendee.phone
    return found


def _within(window: Window) -> dict[str, str]:
    return {"afterStart": _wire(window[0]), "beforeEnd": _wire(window[1])}


def _wire(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date_of(answer: httpx.Response) -> datetime:
    told = answer.headers.get("date")
    return parsedate_to_datetime(told) if told else datetime.now(UTC)
