"""Outlook calendars through Microsoft Graph: delta links, two kinds of ids, subscriptions to be renewed."""

import re
import secrets
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins import outlook_wire as wire
from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.calendar_orders import CalendarKey, CalendarOrder
from askproai.standins.diary import Diary, Entry, Owners
from askproai.standins.ledger import Json
from askproai.standins.oauth import OAuthServer
from askproai.standins.outlook_push import Subscriptions
from askproai.standins.world import World

NAME = "outlook"
AT_ONCE = 4
# How long Exchange remembers by which request an event was made.
TRANSACTION_SECONDS = 300
_NOT_WITH_DELTA = frozenset({"$select", "$filter", "$expand", "$orderby", "$search"})


@dataclass(frozen=True, kw_only=True, slots=True)
class _Delta:
    diary: str
    number: int
    window: wire.Window


class Outlook:
    """One Microsoft 365 with people, their calendars, and who is told of changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.owners = Owners(on_change=self._changed)
        self.subscriptions = Subscriptions(world)
        self.oauth = OAuthServer(
            world=world,
            provider=NAME,
            title="Microsoft (nachgebildet)",
            client=lambda: world.accounts.microsoft,
            rotates=True,
        )
        self.oauth.fault = _oauth_fault
        self._deltas: dict[str, _Delta] = {}
        self._pages: dict[str, tuple[list[Json], str]] = {}
        self._made: dict[tuple[str, str], tuple[str, float]] = {}
        self._running: Counter[str] = Counter()

    def routes(self) -> list[Route]:
        """Return the endpoints: OAuth, and the API below ``/v1.0``."""
        calendar, one = "/me/calendars/{calendar}", "/me/events/{event}"
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/me", self._me),
            ("GET", "/me/calendars", self._calendars),
            ("GET", f"{calendar}/calendarView/delta", self._delta),
            ("GET", f"{calendar}/calendarView", self._view),
            ("GET", f"{calendar}/events", self._find),
            ("POST", f"{calendar}/events", self._create),
            ("GET", one, self._get),
            ("PATCH", one, self._change),
            ("DELETE", one, self._delete),
            ("POST", "/subscriptions", self._subscribe),
            ("PATCH", "/subscriptions/{subscription}", self._renew),
            ("DELETE", "/subscriptions/{subscription}", self._unsubscribe),
            ("POST", "/subscriptions/{subscription}/reauthorize", self._reauthorize),
        ]
        api = [Route(f"/v1.0{path}", self._guarded(call), methods=[verb]) for verb, path, call in table]
        token = failing(self.oauth.token, provider=NAME, world=self._world, error_answer=wire.error_answer)
        return [
            Route("/{tenant}/oauth2/v2.0/authorize", self.oauth.authorize),
            Route("/{tenant}/oauth2/v2.0/token", token, methods=["POST"]),
            *api,
        ]

    def put(self, order: CalendarOrder) -> str:
        """Do what a person does in their calendar."""
        diary = self._diary(order.account, order.calendar)
        known = diary.get(order.key) if order.key else None
        if order.key and known is None:
            raise LookupError(order.key)
        key = order.key or secrets.token_hex(20)
        diary.write(key, wire.ordered(order, known.body if known else {}))
        return key

    def remove(self, order: CalendarKey) -> bool:
        """A person removes an event, with all its dates when it is a series."""
        return self._diary(order.account, order.calendar).remove(order.key)

    def shown(self, account: str, calendar: str = "") -> list[Json]:
        """What the person sees."""
        return [wire.shown(entry) for entry in self._diary(account, calendar)]

    def expire(self, account: str, what: str) -> None:
        """Let something of a person end, or tell the fate of their subscriptions."""
        if what == "changes":
            for diary in self.owners.diaries(account):
                diary.forget_changes()
        elif what == "access":
            self.oauth.expire_access()
        elif what == "grant":
            self.oauth.revoke(account)
        elif what == "transactions":
            self._made.clear()
        elif what in {"watches", "missed", "reauthorize"}:
            fates = {"watches": "subscriptionRemoved", "reauthorize": "reauthorizationRequired"}
            self.subscriptions.lifecycle(account, fates.get(what, what))
        else:
            raise LookupError(what)

    def reset(self) -> None:
        """Forget everything."""
        self.owners.clear()
        self.subscriptions.clear()
        self.oauth.clear()
        self._deltas.clear()
        self._pages.clear()
        self._made.clear()

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
            title=entry.body.get("subject", ""),
            start=str(entry.body.get("start", {}).get("dateTime", "")),
        )
        self.subscriptions.tell(diary, entry, owner=self.owners.owner_of(diary))

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            email = self.oauth.email_of(request)
            if email is None:
                raise Refused(wire.error_answer(401))
            request.state.email = email
            if self._running[email] >= AT_ONCE:
                raise Refused(wire.error_answer(429))
            self._running[email] += 1
            try:
                return await endpoint(request)
            finally:
                self._running[email] -= 1

        return failing(authenticated, provider=NAME, world=self._world, error_answer=wire.error_answer)

    def _asked(self, request: Request, *, write: bool = False) -> Diary:
        diary = self.owners.diary(request.state.email, request.path_params["calendar"])
        if diary is None:
            raise Refused(wire.error_answer(404))
        if write and not diary.writable:
            raise Refused(wire.error_answer(403))
        return diary

    def _entry(self, request: Request) -> tuple[Diary, Entry]:
        key = wire.key_of(request.path_params["event"])
        for diary in self.owners.diaries(request.state.email):
            entry = diary.get(key)
            if entry is not None and not entry.gone:
                current = f'W/"{wire.change_key(entry)}"'
                if request.headers.get("if-match", current) not in {current, "*"}:
                    raise Refused(wire.error_answer(412))
                return diary, entry
        raise Refused(wire.error_answer(404))

    async def _me(self, request: Request) -> Response:
        email = request.state.email
        return JSONResponse({"id": email, "mail": email, "userPrincipalName": email, "displayName": email})

    async def _calendars(self, request: Request) -> Response:
        email = request.state.email
        found = [wire.calendar_entry(diary, owner=email) for diary in self.owners.diaries(email)]
        skip = request.query_params.get("$skip", "0")
        index = int(skip) if skip.isdigit() else 0
        answer: Json = {"value": found[index : index + 2]}
        if index + 2 < len(found):
            answer["@odata.nextLink"] = _link(request, {"$skip": str(index + 2)})
        return JSONResponse(answer)

    async def _view(self, request: Request) -> Response:
        diary, window = self._asked(request), _window(request)
        found = [each for entry in diary for each in self._in_view(diary, entry, request, window)]
        return JSONResponse({"value": [each for each in found if "@removed" not in each]})

    async def _delta(self, request: Request) -> Response:
        diary, query = self._asked(request), request.query_params
        if _NOT_WITH_DELTA & set(query):
            raise Refused(wire.error_answer(400, code="ErrorInvalidUrlQuery"))
        if "$skiptoken" in query:
            items, token = self._pages.get(query["$skiptoken"], ([], ""))
            if not token:
                raise Refused(wire.error_answer(410))
        else:
            items, token = self._changes(diary, request)
        found = re.search(r"odata\.maxpagesize=(\d+)", wire.prefers(request))
        size = int(found.group(1)) if found else 10
        answer: Json = {"@odata.context": "$metadata#Collection(event)", "value": items[:size]}
        if len(items) > size:
            page = secrets.token_urlsafe(12)
            self._pages[page] = (items[size:], token)
            answer["@odata.nextLink"] = _link(request, {"$skiptoken": page})
        else:
            answer["@odata.deltaLink"] = _link(request, {"$deltatoken": token})
        return JSONResponse(answer)

    def _changes(self, diary: Diary, request: Request) -> tuple[list[Json], str]:
        if "$deltatoken" in request.query_params:
            delta = self._deltas.get(request.query_params["$deltatoken"])
            if delta is None or delta.diary != diary.key or delta.number < diary.oldest:
                raise Refused(wire.error_answer(410))
            window, changed = delta.window, diary.changed_after(delta.number)
        else:
            window, changed = _window(request), list(diary)
        found = [each for entry in changed for each in self._in_view(diary, entry, request, window)]
        if "$deltatoken" not in request.query_params:
            found = [each for each in found if "@removed" not in each]
        token = secrets.token_urlsafe(24)
        self._deltas[token] = _Delta(diary=diary.key, number=diary.last, window=window)
        return found, token

    def _in_view(self, diary: Diary, entry: Entry, request: Request, window: wire.Window) -> list[Json]:
        return list(wire.in_view(diary, entry, request, owner=request.state.email, window=window))

    async def _find(self, request: Request) -> Response:
        diary, condition = self._asked(request), request.query_params.get("$filter", "")
        found = [entry for entry in diary if not condition or wire.carries(entry, condition)]
        return JSONResponse({"value": [self._item(entry, request) for entry in found[:10]]})

    def _item(self, entry: Entry, request: Request) -> Json:
        return wire.item(entry, request, owner=request.state.email)

    async def _get(self, request: Request) -> Response:
        return JSONResponse(self._item(self._entry(request)[1], request))

    async def _create(self, request: Request) -> Response:
        diary = self._asked(request, write=True)
        body = wire.event_body(await request.body())
        transaction = (request.state.email, str(body.get("transactionId") or secrets.token_hex(16)))
        key, until = self._made.get(transaction, ("", 0.0))
        known = diary.get(key) if until > time.monotonic() else None
        if known is None or known.gone:
            known = diary.write(secrets.token_hex(20), body)
            self._made[transaction] = (known.key, time.monotonic() + TRANSACTION_SECONDS)
        return JSONResponse(self._item(known, request), status_code=HTTPStatus.CREATED)

    async def _change(self, request: Request) -> Response:
        diary, entry = self._entry(request)
        changed = diary.write(entry.key, wire.event_body(await request.body(), base=entry.body))
        return JSONResponse(self._item(changed, request))

    async def _delete(self, request: Request) -> Response:
        diary, entry = self._entry(request)
        diary.remove(entry.key)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _subscribe(self, request: Request) -> Response:
        order = wire.json_object(await request.body())
        told = await self.subscriptions.open(
            order, email=request.state.email, prefix=wire.shown_id("", request)
        )
        return JSONResponse(told, status_code=HTTPStatus.CREATED)

    async def _renew(self, request: Request) -> Response:
        order = wire.json_object(await request.body())
        named = request.path_params["subscription"]
        return JSONResponse(self.subscriptions.renew(named, order, email=request.state.email))

    async def _unsubscribe(self, request: Request) -> Response:
        self.subscriptions.close(request.path_params["subscription"], email=request.state.email)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _reauthorize(self, request: Request) -> Response:
        self.subscriptions.of(request.path_params["subscription"], email=request.state.email)
        return Response(status_code=HTTPStatus.ACCEPTED)


def _window(request: Request) -> wire.Window:
    query = request.query_params
    return wire.query_instant(query.get("startDateTime")), wire.query_instant(query.get("endDateTime"))


def _link(request: Request, query: dict[str, str]) -> str:
    return f"{request.url.replace(query='')}?{urlencode(query)}".replace("??", "?")


def _oauth_fault(error: str, text: str) -> Json:
    number = {"invalid_grant": 700082, "invalid_client": 7000215}.get(error, 9002313)
    return {
        "error": error,
        "error_description": f"AADSTS{number}: {text}",
        "error_codes": [number],
        "timestamp": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}Z",
        "trace_id": secrets.token_hex(16),
        "correlation_id": secrets.token_hex(16),
    }
