"""Google Calendar v3: events with sync tokens, client-chosen ids and etags; channels that tell of changes."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins import google_calendar_wire as wire
from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.calendar_orders import CalendarKey, CalendarOrder
from askproai.standins.diary import Diary, Entry, Owners
from askproai.standins.google_calendar_push import Channels
from askproai.standins.ledger import Json
from askproai.standins.oauth import OAuthServer
from askproai.standins.world import World

NAME = "google_calendar"
_ID = re.compile(r"[a-v0-9]{5,1024}")
# With a sync token these are refused, says the reference.
_FORBIDDEN = frozenset(
    "iCalUID orderBy privateExtendedProperty q sharedExtendedProperty timeMin timeMax updatedMin".split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sync:
    diary: str
    number: int
    window: wire.Window
    single: bool


class GoogleCalendar:
    """One Google with people, their calendars, and who watches them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.owners = Owners(on_change=self._changed)
        self.channels = Channels(world)
        self.oauth = OAuthServer(
            world=world,
            provider=NAME,
            title="Google (nachgebildet)",
            client=lambda: world.accounts.google,
            rotates=False,
        )
        self._syncs: dict[str, _Sync] = {}
        self._pages: dict[str, tuple[list[Json], str]] = {}

    def routes(self) -> list[Route]:
        """Return the endpoints: OAuth, and the API below ``/calendar/v3``."""
        events, one = "/calendars/{calendar}/events", "/calendars/{calendar}/events/{event}"
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/users/me/calendarList", self._calendars),
            ("POST", "/freeBusy", self._free_busy),
            ("GET", events, self._list),
            ("POST", events, self._insert),
            ("POST", "/calendars/{calendar}/events/watch", self._watch),
            ("POST", "/channels/stop", self._stop),
            ("GET", one, self._get),
            ("PATCH", one, self._change),
            ("PUT", one, self._change),
            ("DELETE", one, self._delete),
        ]
        api = [
            Route(f"/calendar/v3{path}", self._guarded(call), methods=[verb]) for verb, path, call in table
        ]
        return [
            Route("/o/oauth2/v2/auth", self.oauth.authorize),
            Route("/token", self._failing(self.oauth.token), methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            *api,
        ]

    def put(self, order: CalendarOrder) -> str:
        """Do what a person does in their calendar."""
        diary = self._diary(order.account, order.calendar)
        known = diary.get(order.key) if order.key else None
        if order.key and known is None:
            raise LookupError(order.key)
        key = order.key or secrets.token_hex(13)
        body = wire.ordered(order, known.body if known else {"id": key})
        diary.write(key, wire.stamped(body, email=order.account, key=key))
        return key

    def remove(self, order: CalendarKey) -> bool:
        """A person removes an event, or one date of a series."""
        diary = self._diary(order.account, order.calendar)
        master, _, start = order.key.rpartition("_")
        if diary.get(order.key) is None and diary.get(master) is not None:
            diary.write(order.key, wire.instance(diary, master, start))
        return diary.remove(order.key)

    def shown(self, account: str, calendar: str = "") -> list[Json]:
        """What the person sees."""
        return [wire.shown(entry) for entry in self._diary(account, calendar)]

    def expire(self, account: str, what: str) -> None:
        """Let something of a person end."""
        if what == "changes":
            for diary in self.owners.diaries(account):
                diary.forget_changes()
        elif what == "access":
            self.oauth.expire_access()
        elif what == "grant":
            self.oauth.revoke(account)
        elif what == "watches":
            self.channels.clear()
        else:
            raise LookupError(what)

    def reset(self) -> None:
        """Forget everything."""
        self.owners.clear()
        self.channels.clear()
        self.oauth.clear()
        self._syncs.clear()
        self._pages.clear()

    def _diary(self, email: str, key: str) -> Diary:
        diary = self.owners.diary(email, key)
        if diary is None:
            raise LookupError(key)
        return diary

    def _changed(self, diary: Diary, entry: Entry) -> None:
        self._world.ledger.record(
            provider=NAME,
            kind="event.removed" if entry.gone else "event.written",
            calendar=diary.name,
            title=entry.body.get("summary", ""),
            start=str(entry.body.get("start", {}).get("dateTime", "")),
        )
        self.channels.tell(diary)

    def _failing(self, endpoint: Endpoint) -> Endpoint:
        return failing(endpoint, provider=NAME, world=self._world, error_answer=wire.error_answer)

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            email = self.oauth.email_of(request)
            if email is None:
                raise Refused(wire.error_answer(401))
            request.state.email = email
            return await endpoint(request)

        return self._failing(authenticated)

    def _asked(self, request: Request, *, write: bool = False) -> Diary:
        diary = self.owners.diary(request.state.email, request.path_params["calendar"])
        if diary is None:
            raise Refused(wire.error_answer(404))
        if write and not diary.writable:
            raise Refused(wire.error_answer(403, reason="requiredAccessLevel"))
        return diary

    def _entry(self, request: Request, diary: Diary) -> Entry:
        entry = diary.get(request.path_params["event"])
        if entry is None:
            raise Refused(wire.error_answer(404))
        if request.headers.get("if-match", wire.etag(entry)) not in {wire.etag(entry), "*"}:
            raise Refused(wire.error_answer(412))
        return entry

    async def _calendars(self, request: Request) -> Response:
        least = request.query_params.get("minAccessRole", "")
        found = [
            wire.calendar_entry(diary)
            for diary in self.owners.diaries(request.state.email)
            if diary.writable or least not in {"writer", "owner"}
        ]
        # One per page, however many were asked for: whoever reads only the first page is found out.
        token = request.query_params.get("pageToken", "0")
        index = int(token) if token.isdigit() else 0
        answer: Json = {"kind": "calendar#calendarList", "etag": '"1"', "items": found[index : index + 2]}
        if index + 2 < len(found):
            answer["nextPageToken"] = str(index + 2)
        return JSONResponse(answer)

    async def _list(self, request: Request) -> Response:
        diary = self._asked(request)
        query = request.query_params
        if "pageToken" in query:
            items, token = self._pages.get(query["pageToken"], ([], ""))
            if not token:
                raise Refused(wire.error_answer(400, reason="invalid", message="Invalid page token value."))
        elif "syncToken" in query:
            items, token = self._changes(diary, query)
        else:
            items, token = self._everything(diary, query)
        size = min(int(query.get("maxResults", "250")), 2500)
        answer: Json = {
            "kind": "calendar#events",
            "etag": f'"p{diary.last}"',
            "summary": diary.name,
            "updated": wire.rfc3339(datetime.now(UTC)),
            "timeZone": diary.zone,
            "accessRole": "owner" if diary.writable else "reader",
            "defaultReminders": [],
            "items": items[:size],
        }
        if len(items) > size:
            answer["nextPageToken"] = secrets.token_urlsafe(12)
            self._pages[answer["nextPageToken"]] = (items[size:], token)
        else:
            answer["nextSyncToken"] = token
        return JSONResponse(answer)

    def _everything(self, diary: Diary, query: Any) -> tuple[list[Json], str]:
        single = query.get("singleEvents") == "true"
        if query.get("orderBy") == "startTime" and not single:
            raise Refused(wire.error_answer(400, reason="orderByNotSupported"))
        window = wire.window_of(query)
        found = [item for entry in diary for item in wire.items(diary, entry, window=window, single=single)]
        wanted = [pair.partition("=") for pair in query.getlist("privateExtendedProperty")]
        found = [item for item in found if wire.has_properties(item, wanted)]
        return found, self._token(diary, window=window, single=single)

    def _changes(self, diary: Diary, query: Any) -> tuple[list[Json], str]:
        if _FORBIDDEN & set(query) or query.get("showDeleted") == "false":
            raise Refused(wire.error_answer(400, reason="badRequest"))
        sync = self._syncs.get(query["syncToken"])
        if sync is None or sync.diary != diary.key or sync.number < diary.oldest:
            raise Refused(wire.error_answer(410, reason="fullSyncRequired"))
        if (query.get("singleEvents") == "true") != sync.single:
            raise Refused(wire.error_answer(400, reason="badRequest"))
        found = [
            item
            for entry in diary.changed_after(sync.number)
            for item in wire.items(diary, entry, window=sync.window, single=sync.single, changes=True)
        ]
        return found, self._token(diary, window=sync.window, single=sync.single)

    def _token(self, diary: Diary, *, window: wire.Window, single: bool) -> str:
        token = secrets.token_urlsafe(16)
        self._syncs[token] = _Sync(diary=diary.key, number=diary.last, window=window, single=single)
        return token

    async def _get(self, request: Request) -> Response:
        return JSONResponse(wire.item(self._entry(request, self._asked(request))))

    async def _insert(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        body = wire.event_body(await request.body())
        key = body.setdefault("id", secrets.token_hex(13))
        if not _ID.fullmatch(key):
            raise Refused(wire.error_answer(400, reason="invalid", message="Invalid resource id value."))
        # Ids of removed events stay taken.
        if diary.get(key) is not None:
            raise Refused(wire.error_answer(409, reason="duplicate"))
        entry = diary.write(key, wire.stamped(body, email=request.state.email, key=key))
        return JSONResponse(wire.item(entry))

    async def _change(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        entry = self._entry(request, diary)
        body = wire.event_body(await request.body(), base=entry.body if request.method == "PATCH" else None)
        if entry.gone and body.get("status", "cancelled") == "cancelled":
            raise Refused(wire.error_answer(410, reason="deleted"))
        key = entry.key
        body["sequence"] = entry.body.get("sequence", 0) + 1
        return JSONResponse(
            wire.item(diary.write(key, wire.stamped(body, email=request.state.email, key=key)))
        )

    async def _delete(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        entry = self._entry(request, diary)
        if not diary.remove(entry.key):
            raise Refused(wire.error_answer(410, reason="deleted"))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _free_busy(self, request: Request) -> Response:
        body = wire.json_object(await request.body())
        window = (wire.instant(body.get("timeMin", "")), wire.instant(body.get("timeMax", "")))
        answer: Json = {"kind": "calendar#freeBusy", "timeMin": body["timeMin"], "timeMax": body["timeMax"]}
        answer["calendars"] = {
            item["id"]: wire.busy(self.owners.diary(request.state.email, item["id"]), window)
            for item in body.get("items", [])
        }
        return JSONResponse(answer)

    async def _watch(self, request: Request) -> Response:
        diary = self._asked(request)
        order = wire.json_object(await request.body())
        return JSONResponse(self.channels.open(diary, order, uri=str(request.url)))

    async def _stop(self, request: Request) -> Response:
        order = wire.json_object(await request.body())
        if not self.channels.close(str(order.get("id")), str(order.get("resourceId"))):
            raise Refused(wire.error_answer(404))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _revoke(self, request: Request) -> Response:
        known = self.oauth.revoke_token(request.query_params.get("token", ""))
        return JSONResponse({} if known else {"error": "invalid_token"}, status_code=200 if known else 400)
