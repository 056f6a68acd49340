"""Outlook calendars through Microsoft Graph v1.0."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from django.utils import timezone
from pydantic import BaseModel, ValidationError

from askproai.core.errors import Malformed, ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from askproai.core.foreign_json import read_json
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
from booking.providers.outlook.answers import (
    CalendarAnswer,
    CalendarsAnswer,
    EventAnswer,
    EventsAnswer,
    MeAnswer,
    SubscriptionAnswer,
)
from booking.remote_cursor import Place
from booking.signed_http import SignedHttp

# Graph gives at most 4230 minutes.
LONGEST_WATCH = timedelta(minutes=4200)
# A name of our own for the mark: event ids cannot be chosen, and the transaction id cannot be searched.
PROPERTY = "String {6e1b1c3f-2f4e-4d0a-9c61-3a8d2f6b7e10} Name AskProAIMark"
_BYTES = 20_000_000
# Answers in UTC, ids that stay when an event is moved, pages of a decent size.
_PREFER = 'outlook.timezone="UTC", IdType="ImmutableId", odata.maxpagesize=100'

A = TypeVar("A", bound=BaseModel)


def error_code(response: httpx.Response) -> str | None:
    """Graph's word for what is wrong, never its sentence."""
    try:
        return str(response.json()["error"]["code"])[:60]
    except (ValueError, KeyError, TypeError):
        return None


class OutlookAccount:
    """Fulfils :class:`~booking.ports.CalendarAccount`."""

    def __init__(self, http: SignedHttp, *, base_url: str) -> None:
        self._graph = _Graph(http, base_url=base_url)

    def calendars(self) -> list[RemoteCalendar]:
        return [answer.as_calendar() for answer in self._calendars()]

    def event_types(self) -> list[RemoteEventType]:
        return []

    def calendar(self, remote_id: str) -> Calendar:
        return OutlookCalendar(self._graph, calendar_id=remote_id)

    def me(self) -> MeAnswer:
        """Whose account it is."""
        return self._graph.call(MeAnswer, "GET", "/me")

    def _calendars(self) -> Iterator[CalendarAnswer]:
        page = self._graph.call(CalendarsAnswer, "GET", "/me/calendars", params={"$top": "50"})
        yield from page.value
        while page.next_link:
            page = self._graph.call(CalendarsAnswer, "GET", self._graph.own(page.next_link))
            yield from page.value


class OutlookCalendar:
    """Fulfils :class:`~booking.ports.Calendar`."""

    def __init__(self, graph: _Graph, *, calendar_id: str) -> None:
        self._graph = graph
        self._path = f"/me/calendars/{quote(calendar_id, safe='')}"

    def changes(self, *, cursor: str, window: Window) -> Changes:
        place = Place.from_cursor(cursor)
        if place and place.covers(window):
            try:
                return self._read(self._graph.own(place.token), None, until=place.until)
            except RemoteEventGone:
                pass  # the link has run out
        bounds = {"startDateTime": _stamp(window[0]), "endDateTime": _stamp(window[1])}
        return self._read(f"{self._path}/calendarView/delta", bounds, until=window[1])

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        try:
            return self._graph.call(EventAnswer, "GET", _event(remote_id)).as_event()
        except RemoteEventGone:
            return None

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        condition = f"singleValueExtendedProperties/Any(ep: ep/id eq '{PROPERTY}' and ep/value eq '{mark}')"
        page = self._graph.call(
            EventsAnswer, "GET", f"{self._path}/events", params={"$filter": condition, "$top": "10"}
        )
        # A copy that somebody made carries our property too, but not the request that made it.
        mine = [answer for answer in page.value if answer.transaction_id == mark] or page.value
        return mine[0].as_event() if mine else None

    def create(self, *, draft: Draft) -> RemoteEvent:
        # The same transaction id within a while is the same event; later it is found by its property.
        body = {
            **_body(draft),
            "transactionId": draft.mark,
            "singleValueExtendedProperties": [{"id": PROPERTY, "value": draft.mark}],
        }
        try:
            made = self._graph.call(EventAnswer, "POST", f"{self._path}/events", json=body)
        except ProviderRejected as error:
            known = error.context.get("status") == 409 and self.find(mark=draft.mark, window=_always(draft))
            if not known:
                raise
            return known
        return made.as_event()

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        condition = {"If-Match": version} if version else {}
        answer = self._graph.call(
            EventAnswer, "PATCH", _event(remote_id), json=_body(draft), headers=condition
        )
        return answer.as_event()

    def delete(self, *, remote_id: str, reason: str) -> None:
        with contextlib.suppress(RemoteEventGone):
            self._graph.answered("DELETE", _event(remote_id))

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        order = {
            "changeType": "created,updated,deleted",
            "notificationUrl": address,
            # About the subscription itself: removed, to be renewed, something was missed.
            "lifecycleNotificationUrl": address.removesuffix("/events/") + "/lifecycle/",
            "resource": f"{self._path}/events",
            "expirationDateTime": _stamp(min(until, timezone.now() + LONGEST_WATCH)),
            "clientState": secret,
        }
        answer = self._graph.call(SubscriptionAnswer, "POST", "/subscriptions", json=order)
        return Watch(id=answer.id, resource_id="", secret=secret, expires_at=answer.expiration_date_time)

    def unwatch(self, *, watch: Watch) -> None:
        with contextlib.suppress(RemoteEventGone):
            self._graph.answered("DELETE", f"/subscriptions/{quote(watch.id, safe='')}")

    def _read(self, path: str, query: dict[str, str] | None, *, until: datetime) -> Changes:
        answers: list[EventAnswer] = []
        page = self._graph.call(EventsAnswer, "GET", path, params=query)
        answers += page.value
        while page.next_link:
            page = self._graph.call(EventsAnswer, "GET", self._graph.own(page.next_link))
            answers += page.value
        cursor = Place(token=page.delta_link, until=until).as_cursor() if page.delta_link else ""
        events = tuple(self._events(answers, until=until))
        return Changes(events=events, cursor=cursor, is_complete=query is not None)

    def _events(self, answers: list[EventAnswer], *, until: datetime) -> Iterator[RemoteEvent]:
        """The last word about each event counts; a series itself takes no time, its dates do."""
        latest = {answer.id: answer for answer in answers}
        masters = {key: answer for key, answer in latest.items() if answer.type == "seriesMaster"}
        for answer in latest.values():
            if answer.type == "seriesMaster":
                continue
            series = answer.series_master_id
            if series and answer.removed is None and answer.show_as is None:
                if series not in masters:
                    masters[series] = self._graph.call(EventAnswer, "GET", _event(series))
                answer = answer.with_master(masters[series])  # noqa: PLW2901
            yield self._left(answer, until=until) if answer.removed else answer.as_event()

    def _left(self, answer: EventAnswer, *, until: datetime) -> RemoteEvent:
        """What left the window was deleted, or moved beyond its end."""
        current = self.get(remote_id=answer.id)
        is_beyond = current and current.starts_at and current.starts_at >= until
        return current if current and is_beyond else answer.as_event()


class _Graph:
    """Requests to Graph and readable answers. It hands out whole addresses, and only its own are followed."""

    def __init__(self, http: SignedHttp, *, base_url: str) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")

    def own(self, link: str) -> str:
        """The link, relative to our base: credentials never travel anywhere else.

        :raises ProviderRejected: it leads elsewhere.
        """
        if not link.startswith(f"{self._base_url}/"):
            raise ProviderRejected(provider="outlook", why="foreign link")
        return link.removeprefix(self._base_url)

    def call(self, shape: type[A], method: str, path: str, **request: Any) -> A:
        body = self.answered(method, path, **request).content
        try:
            return shape.model_validate(read_json(body, max_bytes=_BYTES))
        except (ValidationError, Malformed) as error:
            # Half an answer of a proxy on its way: what we asked for may have happened all the same.
            raise ProviderUnavailable(
                provider="outlook", why="unreadable answer", outcome_unknown=True
            ) from error

    def answered(self, method: str, path: str, **request: Any) -> httpx.Response:
        headers = {"Prefer": _PREFER, **request.pop("headers", {})}
        try:
            return self._http.call(method, path, headers=headers, **request)
        except ProviderUnauthorized as error:
            # Denied for this calendar alone; the account as such is fine.
            if error.context.get("status") == 403:
                raise ProviderRejected(provider="outlook", status=403) from error
            raise
        except ProviderRejected as error:
            status = error.context.get("status")
            if status in (404, 410):
                raise RemoteEventGone(provider="outlook", status=status) from error
            if status == 412:
                raise VersionOutdated(provider="outlook") from error
            raise


def _event(remote_id: str) -> str:
    return f"/me/events/{quote(remote_id, safe='')}"


def _body(draft: Draft) -> dict[str, Any]:
    return {
        "subject": draft.title,
        "body": {"contentType": "text", "content": draft.description},
        "location": {"displayName": draft.location},
        "start": {"dateTime": _wall(draft.starts_at), "timeZone": "UTC"},
        "end": {"dateTime": _wall(draft.ends_at), "timeZone": "UTC"},
        "isAllDay": False,
        "showAs": "busy",
    }


def _always(draft: Draft) -> Window:
    return draft.starts_at, draft.ends_at


def _wall(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def _stamp(moment: datetime) -> str:
    return f"{_wall(moment)}Z"
