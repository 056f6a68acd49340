"""Google Calendar v3 over HTTP."""

from __future__ import annotations

import base64
import contextlib
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx
from pydantic import BaseModel, ValidationError

from askproai.core.errors import Malformed, ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from askproai.core.foreign_json import read_json
from booking.foreign_zones import zone_named
from booking.ports import (
    Calendar,
    Changes,
    Draft,
    RemoteCalendar,
    RemoteEvent,
    RemoteEventGone,
    RemoteEventType,
    VersionOutdated,
    Watch,
    Window,
)
from booking.providers.google_calendar.answers import (
    MARK,
    CalendarAnswer,
    CalendarsAnswer,
    ChannelAnswer,
    EventAnswer,
    EventsAnswer,
)
from booking.remote_cursor import Place
from booking.signed_http import SignedHttp

_PAGE = 250
_BYTES = 20_000_000  # a page of events with long descriptions
# Told as 403, meant as 429.
_LIMITS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})

A = TypeVar("A", bound=BaseModel)


def error_code(response: httpx.Response) -> str | None:
    """Google's word for what is wrong, never its sentence."""
    try:
        error = response.json()["error"]
        return str(error["errors"][0]["reason"])[:60]
    except (ValueError, KeyError, IndexError, TypeError):
        return None


class GoogleAccount:
    """Fulfils :class:`~booking.ports.CalendarAccount`."""

    def __init__(self, http: SignedHttp) -> None:
        self._http = http

    def calendars(self) -> list[RemoteCalendar]:
        return [answer.as_calendar() for answer in self._calendars() if not answer.deleted]

    def event_types(self) -> list[RemoteEventType]:
        return []

    def calendar(self, remote_id: str) -> Calendar:
        return GoogleCalendar(self._http, calendar_id=remote_id)

    def _calendars(self) -> Iterator[CalendarAnswer]:
        query: dict[str, str] = {"minAccessRole": "freeBusyReader"}
        while True:
            page = _call(self._http, CalendarsAnswer, "GET", "users/me/calendarList", params=query)
            yield from page.items
            if not page.next_page_token:
                return
            query["pageToken"] = page.next_page_token


class GoogleCalendar:
    """Fulfils :class:`~booking.ports.Calendar`."""

    def __init__(self, http: SignedHttp, *, calendar_id: str) -> None:
        self._http = http
        self._events = f"calendars/{quote(calendar_id, safe='')}/events"

    def changes(self, *, cursor: str, window: Window) -> Changes:
        place = Place.from_cursor(cursor)
        if place and place.covers(window):
            try:
                return self._read({"syncToken": place.token}, until=place.until, is_complete=False)
            except RemoteEventGone:
                pass  # the token has run out
        bounds = {"timeMin": _rfc3339(window[0]), "timeMax": _rfc3339(window[1])}
        return self._read(bounds, until=window[1], is_complete=True)

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        try:
            answer = _call(self._http, EventAnswer, "GET", self._path(remote_id))
        except RemoteEventGone:
            return None
        return answer.as_event(self._zone(answer))

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        return self.get(remote_id=event_id(mark))

    def create(self, *, draft: Draft) -> RemoteEvent:
        body = {"id": event_id(draft.mark), **_body(draft)}
        try:
            return self._write("POST", self._events, body)
        except ProviderRejected as error:
            # The id is taken by an attempt whose answer got lost, and stays so when the event is deleted.
            taken = error.context.get("status") == 409 and self.get(remote_id=event_id(draft.mark))
            if not taken:
                raise
            return taken

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        condition = {"If-Match": version} if version else {}
        return self._write("PATCH", self._path(remote_id), _body(draft), headers=condition)

    def delete(self, *, remote_id: str, reason: str) -> None:
        with contextlib.suppress(RemoteEventGone):
            self._send("DELETE", self._path(remote_id), params={"sendUpdates": "none"})

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        order = {
            "id": str(uuid.uuid4()),
            "type": "web_hook",
            "address": address,
            "token": secret,
            "expiration": str(int(until.timestamp() * 1000)),
        }
        try:
            channel = _call(self._http, ChannelAnswer, "POST", f"{self._events}/watch", json=order)
        except ProviderRejected as error:
            # Calendars of public holidays and the like cannot be watched; addresses without HTTPS neither.
            if error.context.get("status") == 400:
                return None
            raise
        return Watch(
            id=channel.id,
            resource_id=channel.resource_id,
            secret=secret,
            expires_at=datetime.fromtimestamp(channel.expiration / 1000, tz=UTC),
        )

    def unwatch(self, *, watch: Watch) -> None:
        with contextlib.suppress(RemoteEventGone):
            self._send("POST", "channels/stop", json={"id": watch.id, "resourceId": watch.resource_id})

    def _read(self, query: dict[str, str], *, until: datetime, is_complete: bool) -> Changes:
        # The same in every request: with a token, anything else would have to be as it was in the first.
        asked = {**query, "singleEvents": "true", "maxResults": str(_PAGE)}
        events: list[RemoteEvent] = []
        while True:
            page = _call(self._http, EventsAnswer, "GET", self._events, params=asked)
            events += [self._checked(item.as_event(page.zone)) for item in page.items]
            if not page.next_page_token:
                break
            asked["pageToken"] = page.next_page_token
        cursor = Place(token=page.next_sync_token, until=until).as_cursor() if page.next_sync_token else ""
        return Changes(events=tuple(events), cursor=cursor, is_complete=is_complete)

    def _checked(self, event: RemoteEvent) -> RemoteEvent:
        """A stub of one of ours: whether it was deleted or only left the window, the event itself says."""
        if not event.is_gone or not _is_ours(event.id):
            return event
        return self.get(remote_id=event.id) or event

    def _write(
        self, method: str, path: str, body: dict[str, Any], *, headers: dict[str, str] | None = None
    ) -> RemoteEvent:
        answer = _call(
            self._http,
            EventAnswer,
            method,
            path,
            json=body,
            params={"sendUpdates": "none"},
            headers=headers or {},
        )
        return answer.as_event(self._zone(answer))

    def _zone(self, answer: EventAnswer) -> ZoneInfo:
        """Where its days begin: only a whole day needs to know, and only then the calendar is asked."""
        if answer.start is None or answer.start.day is None:
            return ZoneInfo("UTC")
        query = {"maxResults": "1", "fields": "timeZone"}
        return _call(self._http, EventsAnswer, "GET", self._events, params=query).zone

    def _path(self, remote_id: str) -> str:
        return f"{self._events}/{quote(remote_id, safe='')}"

    def _send(self, method: str, path: str, **request: Any) -> None:
        _answered(self._http, method, path, **request)


def event_id(mark: str) -> str:
    """The id under which our event is made: the same for the same mark, in Google's letters a to v."""
    return base64.b32hexencode(mark.encode()).decode().rstrip("=").lower()


def _is_ours(remote_id: str) -> bool:
    try:
        uuid.UUID(base64.b32hexdecode(remote_id.upper() + "=" * (-len(remote_id) % 8)).decode())
    except ValueError:
        return False
    return True


def _body(draft: Draft) -> dict[str, Any]:
    zone = draft.zone if zone_named(draft.zone) else "UTC"
    return {
        "summary": draft.title,
        "description": draft.description,
        "location": draft.location,
        # Whoever made a whole day of it had the times replaced by dates: they go.
        "start": {"dateTime": _rfc3339(draft.starts_at), "timeZone": zone, "date": None},
        "end": {"dateTime": _rfc3339(draft.ends_at), "timeZone": zone, "date": None},
        "extendedProperties": {"private": {MARK: draft.mark, "askproai_version": str(draft.version)}},
    }


def _rfc3339(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _call(http: SignedHttp, shape: type[A], method: str, path: str, **request: Any) -> A:
    body = _answered(http, method, path, **request).content
    try:
        return shape.model_validate(read_json(body, max_bytes=_BYTES))
    except (ValidationError, Malformed) as error:
        # Half an answer of a proxy on its way: what we asked for may have happened all the same.
        raise ProviderUnavailable(
            provider="google_calendar", why="unreadable answer", outcome_unknown=True
        ) from error


def _answered(http: SignedHttp, method: str, path: str, **request: Any) -> httpx.Response:
    try:
        return http.call(method, f"/calendar/v3/{path}", **request)
    except ProviderUnauthorized as error:
        if error.context.get("provider_code") in _LIMITS:
            raise ProviderUnavailable(provider="google_calendar", status=429) from error
        raise
    except ProviderRejected as error:
        status, code = error.context.get("status"), error.context.get("provider_code")
        if status in (404, 410):
            raise RemoteEventGone(provider="google_calendar", status=status, provider_code=code) from error
        if status == 412:
            raise VersionOutdated(provider="google_calendar") from error
        raise
