"""The control interface of the calendars: what people do there, and what ends when."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.calendar_orders import CalendarKey, CalendarOrder, CalendarStandin
from askproai.standins.diary import Diary
from askproai.standins.ledger import Json

Body = TypeVar("Body", bound=BaseModel)


class Ending(BaseModel):
    """What of a person shall end."""

    model_config = ConfigDict(extra="forbid")

    account: str
    what: str


class CalendarControl:
    """The endpoints below ``/_control/calendars``, the same for all stand-ins of calendars."""

    def __init__(self, standins: Mapping[str, CalendarStandin]) -> None:
        self._standins = standins

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        base = "/calendars/{provider}"
        return [
            Route(f"{base}/events", self._list, methods=["GET"]),
            Route(f"{base}/events", self._write, methods=["POST"]),
            Route(f"{base}/remove", self._remove, methods=["POST"]),
            Route(f"{base}/expire", self._expire, methods=["POST"]),
        ]

    def all(self) -> Iterator[tuple[str, str, Diary, list[Json]]]:
        """Yield provider, person, calendar and what is in it, where there is anything."""
        for provider, standin in self._standins.items():
            for account, diaries in standin.owners:
                for diary in diaries:
                    shown = standin.shown(account, diary.key)
                    if shown:
                        yield provider, account, diary, shown

    def reset(self) -> None:
        """Let all of them forget everything."""
        for standin in self._standins.values():
            standin.reset()

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        events = self._standin(request).shown(query.get("account", ""), query.get("calendar", ""))
        return JSONResponse({"events": events})

    async def _write(self, request: Request) -> Response:
        order = await _read(request, CalendarOrder)
        if isinstance(order, Response):
            return order
        try:
            key = self._standin(request).put(order)
        except LookupError:
            return _problem(404)
        return JSONResponse({"key": key}, status_code=HTTPStatus.CREATED)

    async def _remove(self, request: Request) -> Response:
        order = await _read(request, CalendarKey)
        if isinstance(order, Response):
            return order
        return JSONResponse({}) if self._standin(request).remove(order) else _problem(404)

    async def _expire(self, request: Request) -> Response:
        ending = await _read(request, Ending)
        if isinstance(ending, Response):
            return ending
        try:
            self._standin(request).expire(ending.account, ending.what)
        except LookupError:
            return _problem(404)
        return JSONResponse({})

    def _standin(self, request: Request) -> CalendarStandin:
        return self._standins[request.path_params["provider"]]


def _problem(status: int) -> Response:
    return JSONResponse({"detail": "no such thing"}, status_code=status)


async def _read(request: Request, shape: type[Body]) -> Body | Response:
    # Only JSON: a page somewhere on the web can post forms to this machine, but not this media type.
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _problem(415)
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError:
        return _problem(422)
