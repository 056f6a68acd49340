"""A CalDAV server: discovery, ctags, sync tokens, objects guarded by etags; with other habits on request."""

import base64
import secrets
from collections import defaultdict
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from askproai.standins import caldav_wire as wire
from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.caldav_wire import CAL, DAV, SERVER
from askproai.standins.calendar_orders import CalendarKey, CalendarOrder
from askproai.standins.diary import Diary, Entry, Owners
from askproai.standins.ledger import Json
from askproai.standins.world import World

NAME = "caldav"
PAGE = 50  # changes told at once, the rest with the next token
_SYNC = "http://standin.example/ns/sync/"


class CalDav:
    """One server with people and their calendars.

    ``habits`` of a person's server: ``no_sync`` has ctags only (RFC 6578 is an extension), ``no_etag`` keeps
    an object under other bytes than it got and so tells no etag, ``elsewhere`` keeps the calendars on another
    host.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.owners = Owners(on_change=self._changed)
        self.habits: dict[str, set[str]] = defaultdict(set)

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        home, calendar = "/dav/calendars/{user}/", "/dav/calendars/{user}/{calendar}/"
        one = "/dav/calendars/{user}/{calendar}/{name}.ics"
        table: list[tuple[str, str, Endpoint]] = [
            ("PROPFIND", "/dav/", self._root),
            ("PROPFIND", "/dav/principals/{user}/", self._principal),
            ("PROPFIND", home, self._home),
            ("PROPFIND", calendar, self._collection),
            ("REPORT", calendar, self._report),
            ("GET", one, self._get),
            ("PUT", one, self._put),
            ("DELETE", one, self._delete),
        ]
        return [Route(path, self._guarded(call), methods=[verb]) for verb, path, call in table]

    async def well_known(self, request: Request) -> Response:
        """Lead on from the well-known address, which lies at the root of the host (RFC 6764)."""
        return RedirectResponse(f"/{NAME}/dav/", status_code=HTTPStatus.MOVED_PERMANENTLY)

    def put(self, order: CalendarOrder) -> str:
        """Do what a person does in their calendar."""
        diary = self._diary(order.account, order.calendar)
        known = diary.get(order.key) if order.key else None
        if order.key and known is None:
            raise LookupError(order.key)
        key = order.key or secrets.token_hex(16).upper()
        diary.write(key, {"ics": wire.ordered(order, known, uid=key)})
        return key

    def remove(self, order: CalendarKey) -> bool:
        """A person removes an object."""
        return self._diary(order.account, order.calendar).remove(order.key)

    def shown(self, account: str, calendar: str = "") -> list[Json]:
        """What the person sees."""
        return [wire.shown(entry) for entry in self._diary(account, calendar)]

    def expire(self, account: str, what: str) -> None:
        """Let tokens or the app password of a person end, or give their server a habit."""
        if what == "changes":
            for diary in self.owners.diaries(account):
                diary.forget_changes()
        elif what == "grant":
            self._world.accounts.caldav.pop(account, None)
        elif what in {"no_sync", "no_etag", "elsewhere"}:
            self.habits[account].add(what)
        else:
            raise LookupError(what)

    def reset(self) -> None:
        """Forget everything."""
        self.owners.clear()
        self.habits.clear()

    def _diary(self, email: str, key: str) -> Diary:
        diary = self.owners.diary(email, key)
        if diary is None:
            raise LookupError(key)
        return diary

    def _changed(self, diary: Diary, entry: Entry) -> None:
        kind = "event.removed" if entry.gone else "event.written"
        shown = wire.shown(entry)
        self._world.ledger.record(
            provider=NAME, kind=kind, calendar=diary.name, title=shown["title"], start=shown["start"]
        )

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            request.state.email = self._signed_in(request)
            if request.path_params.get("user", request.state.email) != request.state.email:
                raise Refused(wire.error_answer(403))
            return await endpoint(request)

        return failing(authenticated, provider=NAME, world=self._world, error_answer=wire.error_answer)

    def _signed_in(self, request: Request) -> str:
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(value).decode().partition(":")
        except ValueError:
            user, password = "", ""
        if kind.lower() != "basic" or not password or self._world.accounts.caldav.get(user) != password:
            raise Refused(wire.error_answer(401))
        return user

    def _path(self, request: Request, kind: str, *parts: str) -> str:
        return f"{request.scope.get('root_path', '')}/dav/{kind}/" + "".join(
            f"{quote(part)}/" for part in parts
        )

    async def _root(self, request: Request) -> Response:
        principal = f"<d:href>{self._path(request, 'principals', request.state.email)}</d:href>"
        return await self._found(request, {f"{{{DAV}}}current-user-principal": principal})

    async def _principal(self, request: Request) -> Response:
        home = self._path(request, "calendars", request.state.email)
        if "elsewhere" in self.habits[request.state.email]:
            home = f"{request.url.replace(hostname='localhost', path=home)}"
        known = {
            f"{{{CAL}}}calendar-home-set": f"<d:href>{home}</d:href>",
            f"{{{CAL}}}calendar-user-address-set": f"<d:href>mailto:{request.state.email}</d:href>",
        }
        return await self._found(request, known)

    async def _found(self, request: Request, known: dict[str, str]) -> Response:
        asked = wire.asked_properties(wire.document(await request.body()))
        return wire.xml_answer(wire.response(request.url.path, asked, known))

    async def _home(self, request: Request) -> Response:
        asked = wire.asked_properties(wire.document(await request.body()))
        own = {f"{{{DAV}}}resourcetype": "<d:collection/>", f"{{{DAV}}}displayname": "Kalender"}
        parts = [wire.response(request.url.path, asked, own)]
        if request.headers.get("depth") == "1":
            parts += [
                wire.response(self._href(request, diary), asked, self._properties(request, diary))
                for diary in self.owners.diaries(request.state.email)
            ]
            # Not every collection is a calendar with appointments.
            tasks = {**own, f"{{{DAV}}}resourcetype": "<d:collection/><c:calendar/>"}
            tasks[f"{{{CAL}}}supported-calendar-component-set"] = '<c:comp name="VTODO"/>'
            parts.append(wire.response(f"{request.url.path}aufgaben/", asked, tasks))
        return wire.xml_answer("".join(parts))

    def _href(self, request: Request, diary: Diary, name: str = "") -> str:
        path = self._path(request, "calendars", request.state.email, diary.key)
        return f"{path}{quote(name)}.ics" if name else path

    def _properties(self, request: Request, diary: Diary) -> dict[str, str]:
        rights = "<d:privilege><d:read/></d:privilege>"
        if diary.writable:
            rights += "<d:privilege><d:write/></d:privilege><d:privilege><d:write-content/></d:privilege>"
        known = {
            f"{{{DAV}}}resourcetype": "<d:collection/><c:calendar/>",
            f"{{{DAV}}}displayname": diary.name,
            f"{{{SERVER}}}getctag": f"{_SYNC}{diary.last}",
            f"{{{CAL}}}supported-calendar-component-set": '<c:comp name="VEVENT"/>',
            f"{{{DAV}}}current-user-privilege-set": rights,
        }
        if "no_sync" not in self.habits[request.state.email]:
            known[f"{{{DAV}}}sync-token"] = f"{_SYNC}{diary.last}"
        return known

    def _asked(self, request: Request, *, write: bool = False) -> Diary:
        diary = self.owners.diary(request.state.email, request.path_params["calendar"])
        if diary is None:
            raise Refused(wire.error_answer(404))
        if write and not diary.writable:
            raise Refused(wire.error_answer(403, condition="need-privileges"))
        return diary

    async def _collection(self, request: Request) -> Response:
        return await self._found(request, self._properties(request, self._asked(request)))

    async def _report(self, request: Request) -> Response:
        diary, root = self._asked(request), wire.document(await request.body())
        if root.tag == f"{{{DAV}}}sync-collection" and "no_sync" not in self.habits[request.state.email]:
            return self._sync(request, diary, root)
        asked = wire.asked_properties(root)
        if root.tag == f"{{{CAL}}}calendar-query":
            window = wire.time_range(root)
            found = [entry for entry in diary if wire.is_within(entry, window)]
            return wire.xml_answer("".join(self._object(request, diary, entry, asked) for entry in found))
        if root.tag == f"{{{CAL}}}calendar-multiget":
            hrefs = [href.text or "" for href in root.findall(f"{{{DAV}}}href")]
            return wire.xml_answer("".join(self._by_href(request, diary, href, asked) for href in hrefs))
        raise Refused(wire.error_answer(403, condition="supported-report"))

    def _object(self, request: Request, diary: Diary, entry: Entry, asked: list[str]) -> str:
        known = {
            f"{{{DAV}}}getetag": wire.etag(entry),
            f"{{{CAL}}}calendar-data": escape(entry.body["ics"]),
        }
        return wire.response(self._href(request, diary, entry.key), asked, known)

    def _by_href(self, request: Request, diary: Diary, href: str, asked: list[str]) -> str:
        for entry in diary:
            if self._href(request, diary, entry.key) == href:
                return self._object(request, diary, entry, asked)
        return wire.absent(href)

    def _sync(self, request: Request, diary: Diary, root: Element) -> Response:
        token = root.findtext(f"{{{DAV}}}sync-token") or ""
        number = token.removeprefix(_SYNC)
        if token and (not number.isdigit() or int(number) < diary.oldest or int(number) > diary.last):
            raise Refused(wire.error_answer(403, condition="valid-sync-token"))
        asked = [name for name in wire.asked_properties(root) if "calendar-data" not in name]
        changed = diary.changed_after(int(number or 0))
        parts = [
            wire.absent(self._href(request, diary, entry.key))
            if entry.gone
            else self._object(request, diary, entry, asked)
            for entry in changed[:PAGE]
        ]
        last = diary.last
        if len(changed) > PAGE:
            last = changed[PAGE - 1].number
            parts.append(wire.absent(request.url.path, status="HTTP/1.1 507 Insufficient Storage"))
        return wire.xml_answer("".join(parts) + f"<d:sync-token>{_SYNC}{last}</d:sync-token>")

    def _entry(self, request: Request, diary: Diary) -> Entry | None:
        entry = diary.get(request.path_params["name"])
        present = entry is not None and not entry.gone
        asked, refused = request.headers.get("if-match"), request.headers.get("if-none-match")
        if refused == "*" and present:
            raise Refused(wire.error_answer(412))
        if asked and (entry is None or not present or asked not in {"*", wire.etag(entry)}):
            raise Refused(wire.error_answer(412))
        return entry if present else None

    async def _get(self, request: Request) -> Response:
        entry = self._entry(request, self._asked(request))
        if entry is None:
            raise Refused(wire.error_answer(404))
        headers = {"ETag": wire.etag(entry)}
        return Response(entry.body["ics"], media_type="text/calendar; charset=utf-8", headers=headers)

    async def _put(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        known = self._entry(request, diary)
        text = wire.calendar_object(await request.body())
        changed = "no_etag" in self.habits[request.state.email]
        if changed:
            stamp = f"X-STANDIN-SAVED:{datetime.now(UTC):%Y%m%dT%H%M%SZ}\r\nEND:VEVENT"
            text = text.replace("END:VEVENT", stamp, 1)
        entry = diary.write(request.path_params["name"], {"ics": text})
        status = HTTPStatus.CREATED if known is None else HTTPStatus.NO_CONTENT
        return Response(status_code=status, headers={} if changed else {"ETag": wire.etag(entry)})

    async def _delete(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        if self._entry(request, diary) is None:
            raise Refused(wire.error_answer(404))
        diary.remove(request.path_params["name"])
        return Response(status_code=HTTPStatus.NO_CONTENT)
