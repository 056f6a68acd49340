"""Calendars on a CalDAV server (RFC 4791), read on by sync tokens (RFC 6578) or at least by ctags."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

from django.utils import timezone

from askproai.core.egress import Answer
from askproai.core.errors import ProviderError, ProviderRejected, ProviderUnavailable
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
from booking.providers.caldav import xml
from booking.providers.caldav.http import DavHttp, is_related
from booking.providers.caldav.objects import Unreadable, changed_object, events_of, first_event, object_of
from booking.providers.caldav.xml import CAL, DAV, SERVER, Multistatus, Resource
from booking.remote_cursor import Place

_AT_ONCE = 50
_PORTIONS = 1000
_ICS = {"Content-Type": "text/calendar; charset=utf-8"}
_CTAG = "ctag:"
_MOVED_BY = timedelta(days=370)


class CalDavAccount:
    """Fulfils :class:`~booking.ports.CalendarAccount`: finds its way from whatever address was typed."""

    def __init__(self, http: DavHttp, *, url: str, username: str) -> None:
        self._http = http
        self._url = url
        self._username = username

    def calendars(self) -> list[RemoteCalendar]:
        base, home = self._home()
        asked = xml.propfind(
            "d:resourcetype",
            "d:displayname",
            "d:current-user-privilege-set",
            "c:supported-calendar-component-set",
            "c:calendar-timezone",
        )
        url = urljoin(base, home)
        if not is_related(url, base):
            raise ProviderRejected(provider="caldav", why="foreign home")
        url, answer = self._http.call("PROPFIND", url, content=asked, headers={"Depth": "1"})
        found = xml.read_multistatus(answer.body).resources
        return [self._calendar(url, each) for each in found if _holds_events(each)]

    def event_types(self) -> list[RemoteEventType]:
        return []

    def calendar(self, remote_id: str) -> Calendar:
        return CalDavCalendar(self._http, url=remote_id, owner=self._username)

    def _calendar(self, base: str, resource: Resource) -> RemoteCalendar:
        privileges = f"{DAV}current-user-privilege-set"
        told = privileges in resource.found
        writable = any(
            resource.has(privileges, f"{DAV}{each}") for each in ("all", "write", "write-content", "bind")
        )
        return RemoteCalendar(
            id=urljoin(base, resource.href),
            name=resource.text(f"{DAV}displayname") or resource.path.rstrip("/").rpartition("/")[2],
            address=self._username if "@" in self._username else "",
            is_writable=writable or not told,
        )

    def _home(self) -> tuple[str, str]:
        """Where the calendars are: from the address itself, else from the well-known one (RFC 6764)."""
        problem: ProviderError = ProviderRejected(provider="caldav", why="no calendars there")
        for start in dict.fromkeys((self._url, urljoin(self._url, "/.well-known/caldav"))):
            try:
                base, principal = self._href(start, "d:current-user-principal")
                if not principal:
                    continue
                base, home = self._href(urljoin(base, principal), "c:calendar-home-set")
                if home:
                    return base, home
            except (ProviderRejected, RemoteEventGone) as error:
                problem = error
        raise problem

    def _href(self, url: str, name: str) -> tuple[str, str]:
        url, answer = self._http.call("PROPFIND", url, content=xml.propfind(name), headers={"Depth": "0"})
        full = name.replace("d:", DAV).replace("c:", CAL)
        for resource in xml.read_multistatus(answer.body).resources:
            for href in resource.hrefs(full):
                return url, href
        return url, ""


class CalDavCalendar:
    """Fulfils :class:`~booking.ports.Calendar`. Ids are paths on the server of the calendar."""

    def __init__(self, http: DavHttp, *, url: str, owner: str) -> None:
        self._http = http
        self._url = url if url.endswith("/") else f"{url}/"
        self._owner = owner

    def changes(self, *, cursor: str, window: Window) -> Changes:
        place = Place.from_cursor(cursor)
        if place and place.covers(window):
            if place.token.startswith(_CTAG):
                return self._by_ctag(cursor, place, window)
            try:
                return self._since(place, window)
            except ProviderRejected as error:
                if error.context.get("provider_code") != "valid-sync-token":
                    raise
        return self._everything(window)

    def get(self, *, remote_id: str) -> RemoteEvent | None:
        path, _, date = remote_id.partition("|")
        try:
            _, answer = self._http.call("GET", self._at(path), headers=_ICS)
        except RemoteEventGone:
            return None
        text, version = _whole(answer), answer.headers.get("etag", "")
        if not date:
            return self._first(text, path, version)
        found = self._read(text, path, version, _around(date))
        return next((each for each in found if each.id == remote_id), None)

    def find(self, *, mark: str, window: Window) -> RemoteEvent | None:
        return self.get(remote_id=self._path(mark))

    def create(self, *, draft: Draft) -> RemoteEvent:
        path, text = self._path(draft.mark), object_of(draft, now=timezone.now())
        try:
            return self._put(path, text, {"If-None-Match": "*"})
        except VersionOutdated:
            # It is there already: from an attempt whose answer got lost.
            existing = self.get(remote_id=path)
            if existing is None:
                raise
            return existing

    def change(self, *, remote_id: str, version: str, draft: Draft) -> RemoteEvent:
        _, answer = self._http.call("GET", self._at(remote_id), headers=_ICS)
        current = answer.headers.get("etag", "")
        if version and current and current != version:
            raise VersionOutdated(provider="caldav")
        try:
            text = changed_object(_whole(answer), draft, now=timezone.now())
        except Unreadable as error:
            raise ProviderRejected(provider="caldav", why="unreadable object") from error
        return self._put(remote_id, text, {"If-Match": current or version} if current or version else {})

    def delete(self, *, remote_id: str, reason: str) -> None:
        with contextlib.suppress(RemoteEventGone):
            self._http.call("DELETE", self._at(remote_id))

    def watch(self, *, address: str, secret: str, until: datetime) -> Watch | None:
        return None  # CalDAV has no way of telling

    def unwatch(self, *, watch: Watch) -> None:
        return None

    def _everything(self, window: Window) -> Changes:
        # The token first: what changes while we read comes again with the next changes, and does no harm.
        token = self._token()
        found = self._report(xml.calendar_query(*window)).resources
        events = [event for each in found for event in self._events(each, window)]
        cursor = Place(token=token, until=window[1]).as_cursor() if token else ""
        return Changes(events=tuple(events), cursor=cursor, is_complete=True)

    def _by_ctag(self, cursor: str, place: Place, window: Window) -> Changes:
        """The server says only whether anything changed."""
        if self._token() == place.token:
            return Changes(events=(), cursor=cursor, is_complete=False)
        return self._everything(window)

    def _since(self, place: Place, window: Window) -> Changes:
        token, changed = place.token, dict[str, Resource]()
        for _ in range(_PORTIONS):
            answer = self._report(xml.sync_collection(token), depth="0")
            token = answer.sync_token or token
            changed |= {each.path: each for each in answer.resources if each.path != self._own_path()}
            # More is waiting, says a status for the calendar itself.
            if not any(each.status == 507 for each in answer.resources):
                break
        gone = [path for path, each in changed.items() if each.status in (404, 410)]
        there = [each.href for path, each in changed.items() if path not in gone]
        events = [RemoteEvent(id=path, version="", is_gone=True, series=path) for path in gone]
        events += [event for each in self._objects(there) for event in self._events(each, window)]
        cursor = Place(token=token, until=place.until).as_cursor()
        return Changes(events=tuple(events), cursor=cursor, is_complete=False)

    def _objects(self, hrefs: list[str]) -> Iterator[Resource]:
        for index in range(0, len(hrefs), _AT_ONCE):
            yield from self._report(xml.multiget(hrefs[index : index + _AT_ONCE])).resources

    def _events(self, resource: Resource, window: Window) -> list[RemoteEvent]:
        if resource.status in (404, 410):
            return [RemoteEvent(id=resource.path, version="", is_gone=True, series=resource.path)]
        text = resource.text(f"{CAL}calendar-data")
        version = resource.text(f"{DAV}getetag")
        if found := self._read(text, resource.path, version, window):
            return found
        # Moved out of the window: that is not the same as gone. What nobody can read takes no time.
        first = self._first(text, resource.path, version)
        return [first or RemoteEvent(id=resource.path, version="", is_gone=True, series=resource.path)]

    def _read(self, text: str, path: str, version: str, window: Window) -> list[RemoteEvent]:
        return events_of(text, path=path, version=version, window=window, owner=self._owner)

    def _first(self, text: str, path: str, version: str) -> RemoteEvent | None:
        return first_event(text, path=path, version=version, owner=self._owner)

    def _put(self, path: str, text: str, condition: dict[str, str]) -> RemoteEvent:
        _, answer = self._http.call("PUT", self._at(path), content=text, headers={**_ICS, **condition})
        version = answer.headers.get("etag", "")
        # Without an etag the server has kept something else than we sent: ask what.
        event = (self._first(text, path, version) if version else None) or self.get(remote_id=path)
        if event is None:
            raise RemoteEventGone(provider="caldav")
        return event

    def _report(self, content: str, *, depth: str = "1") -> Multistatus:
        _, answer = self._http.call("REPORT", self._url, content=content, headers={"Depth": depth})
        return xml.read_multistatus(answer.body)

    def _token(self) -> str:
        """The sync token; of servers that have none, the ctag; else nothing."""
        asked = xml.propfind("d:sync-token", "cs:getctag")
        _, answer = self._http.call("PROPFIND", self._url, content=asked, headers={"Depth": "0"})
        for resource in xml.read_multistatus(answer.body).resources:
            token, ctag = resource.text(f"{DAV}sync-token"), resource.text(f"{SERVER}getctag")
            return token or (f"{_CTAG}{ctag}" if ctag else "")
        return ""

    def _path(self, mark: str) -> str:
        return xml.path_of(f"{self._own_path()}{mark}.ics")

    def _own_path(self) -> str:
        return xml.path_of(self._url)

    def _at(self, path: str) -> str:
        parts = urlsplit(self._url)
        return f"{parts.scheme}://{parts.netloc}{path}"


def _holds_events(resource: Resource) -> bool:
    kinds = resource.found.get(f"{CAL}supported-calendar-component-set")
    named = [] if kinds is None else [each.get("name", "").upper() for each in kinds]
    return resource.has(f"{DAV}resourcetype", f"{CAL}calendar") and (not named or "VEVENT" in named)


def _around(date: str) -> Window:
    """Where a date of a series may have been moved to."""
    original = datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return original - _MOVED_BY, original + _MOVED_BY


def _whole(answer: Answer) -> str:
    """The object, to its end: half of one must not be taken for one that is gone.

    :raises ProviderUnavailable: the rest got lost on the way.
    """
    text = answer.body.decode("utf-8", errors="replace")
    if "END:VCALENDAR" not in text:
        raise ProviderUnavailable(provider="caldav", why="half an object")
    return text
