"""The control interface: order calls, replies and failures, follow the ledger. No real provider has it."""

import asyncio
import json
from http import HTTPStatus
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused
from askproai.standins.calcom import Calcom
from askproai.standins.calendar_control import CalendarControl
from askproai.standins.failures import FailureOrder
from askproai.standins.openai import OpenAI
from askproai.standins.player import CallOrder, CallPlayer
from askproai.standins.retell import Retell
from askproai.standins.retell_calls import Call
from askproai.standins.sendgrid import SendGrid
from askproai.standins.twilio import Twilio
from askproai.standins.twilio_voice import VoiceCalls
from askproai.standins.world import World

Body = TypeVar("Body", bound=BaseModel)
LONGEST_WAIT_SECONDS = 30.0


class InboundSms(BaseModel):
    """A message somebody sends to one of our numbers."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: str = Field(alias="from")
    to: str
    body: str
    url: str | None = None


class ReplyUrl(BaseModel):
    """Where replies to a number go; Twilio keeps it with the number."""

    model_config = ConfigDict(extra="forbid")

    phone_number: str
    sms_url: str


class MailEvents(BaseModel):
    """Where mail events go."""

    model_config = ConfigDict(extra="forbid")

    url: str


class Account(BaseModel):
    """Credentials to be known from now on; ``sid`` only for Twilio."""

    model_config = ConfigDict(extra="forbid")

    provider: str = Field(pattern="^(twilio|sendgrid|retell|openai)$")
    secret: str
    sid: str = ""


class Settings(BaseModel):
    """Where the application is: relative URLs are completed with it."""

    model_config = ConfigDict(extra="forbid")

    app_url: str


class Control:
    """The endpoints below ``/_control``."""

    def __init__(
        self,
        *,
        world: World,
        twilio: Twilio,
        sendgrid: SendGrid,
        retell: Retell,
        openai: OpenAI,
        calcom: Calcom,
        player: CallPlayer,
        voice: VoiceCalls,
        calendars: CalendarControl,
    ) -> None:
        self._world = world
        self._twilio = twilio
        self._sendgrid = sendgrid
        self._retell = retell
        self._openai = openai
        self._calcom = calcom
        self._player = player
        self._voice = voice
        self._calendars = calendars

    def routes(self) -> list[Route]:
        """Return the endpoints."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/health", self._health),
            ("GET", "/events", self._events),
            ("GET", "/failures", self._list_failures),
            ("POST", "/failures", self._add_failure),
            ("DELETE", "/failures", self._clear_failures),
            ("POST", "/reset", self._reset),
            ("POST", "/settings", self._settings),
            ("POST", "/accounts", self._add_account),
            ("POST", "/twilio/inbound", self._receive_sms),
            ("POST", "/twilio/numbers", self._listen_to_number),
            ("POST", "/sendgrid/webhooks", self._listen_to_mails),
            ("POST", "/retell/call", self._play_call),
            ("GET", "/retell/calls", self._list_calls),
            ("GET", "/retell/calls/{call_id}", self._read_call),
            ("POST", "/retell/calls/{call_id}/stop", self._stop_call),
        ]
        return [Route(path, _refusing(endpoint), methods=[method]) for method, path, endpoint in table]

    async def _health(self, request: Request) -> Response:
        return JSONResponse({"ok": True, "app_url": self._world.app_url, "last": self._world.ledger.last})

    async def _events(self, request: Request) -> Response:
        """Answer as soon as there is news, or empty after ``wait`` seconds."""
        after = int(request.query_params.get("after", "0"))
        wait = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT_SECONDS)
        events = await self._world.ledger.wait_after(after, seconds=wait)
        last = events[-1].number if events else min(after, self._world.ledger.last)
        return JSONResponse({"events": [event.as_json() for event in events], "last": last})

    async def _list_failures(self, request: Request) -> Response:
        return JSONResponse({"failures": self._world.failures.waiting()})

    async def _add_failure(self, request: Request) -> Response:
        self._world.failures.add(await _read(request, FailureOrder))
        return JSONResponse({"failures": self._world.failures.waiting()}, status_code=HTTPStatus.CREATED)

    async def _clear_failures(self, request: Request) -> Response:
        self._world.failures.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _reset(self, request: Request) -> Response:
        self._world.failures.clear()
        for provider in (self._twilio, self._sendgrid, self._retell, self._openai, self._calcom):
            provider.reset()
        self._calendars.reset()
        self._world.ledger.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _settings(self, request: Request) -> Response:
        self._world.app_url = (await _read(request, Settings)).app_url
        return JSONResponse({"app_url": self._world.app_url})

    async def _add_account(self, request: Request) -> Response:
        account = await _read(request, Account)
        accounts = self._world.accounts
        if account.provider == "twilio":
            accounts.twilio[account.sid] = account.secret
        else:
            known = {"sendgrid": accounts.sendgrid, "retell": accounts.retell, "openai": accounts.openai}
            known[account.provider].add(account.secret)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _receive_sms(self, request: Request) -> Response:
        sms = await _read(request, InboundSms)
        message = self._twilio.receive(sender=sms.sender, to=sms.to, body=sms.body, url=sms.url)
        return JSONResponse(message.as_json(), status_code=HTTPStatus.CREATED)

    async def _listen_to_number(self, request: Request) -> Response:
        reply = await _read(request, ReplyUrl)
        self._twilio.reply_urls[reply.phone_number] = reply.sms_url
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _listen_to_mails(self, request: Request) -> Response:
        webhook = self._sendgrid.add_webhook((await _read(request, MailEvents)).url)
        return JSONResponse({"id": webhook.webhook_id}, status_code=HTTPStatus.CREATED)

    async def _play_call(self, request: Request) -> Response:
        order = await _read(request, CallOrder)
        if order.call_id is None and (number := self._voice.shop.asking(order.to_number)) is not None:
            return JSONResponse({"call_id": self._voice.start(order, number)}, status_code=HTTPStatus.CREATED)
        try:
            call = self._player.start(order)
        except LookupError:
            raise Refused(_problem(404, "no such registered call")) from None
        return JSONResponse({"call_id": call.call_id}, status_code=HTTPStatus.CREATED)

    async def _list_calls(self, request: Request) -> Response:
        return JSONResponse({"calls": [call.summary_json() for call in self._retell.calls.newest_first()]})

    async def _read_call(self, request: Request) -> Response:
        """Return the call as it stands; with ``wait`` seconds, as soon as its last webhook was told."""
        call = self._call(request)
        wait = min(float(request.query_params.get("wait", "0")), LONGEST_WAIT_SECONDS)
        deadline = asyncio.get_running_loop().time() + wait
        while not call.is_over and asyncio.get_running_loop().time() < deadline:
            left = deadline - asyncio.get_running_loop().time()
            await self._world.ledger.wait_after(self._world.ledger.last, seconds=left)
        state = {
            "over": call.is_over,
            "problem": call.problem,
            "spoken_seconds": round(call.clock, 1),
            "first_words_ms": list(call.first_words_ms),
        }
        return JSONResponse({**state, "call": call.full_json()})

    async def _stop_call(self, request: Request) -> Response:
        self._player.stop(self._call(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _call(self, request: Request) -> Call:
        call = self._retell.calls.get(request.path_params["call_id"])
        if call is None:
            raise Refused(_problem(404, "no such call"))
        return call


def _refusing(endpoint: Endpoint) -> Endpoint:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            return refused.response

    return answer


def _problem(status: int, detail: object) -> Response:
    return JSONResponse({"detail": detail}, status_code=status)


async def _read(request: Request, shape: type[Body]) -> Body:
    # Only JSON: a page somewhere on the web can post forms to this machine, but not this media type.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise Refused(_problem(415, "application/json only"))
    try:
        return shape.model_validate_json(await request.body())
    except ValidationError as error:
        raise Refused(_problem(422, json.loads(error.json(include_url=False)))) from error
