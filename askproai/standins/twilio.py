"""Twilio's Programmable Messaging: messages, status callbacks, replies, opt-outs."""

import asyncio
import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.utils import format_datetime
from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.delivery import Parcel
from askproai.standins.failures import FailureOrder, Mode
from askproai.standins.ledger import Json, Shelf
from askproai.standins.segments import segment_count
from askproai.standins.signing import twilio_signature
from askproai.standins.twilio_numbers import NumberShop
from askproai.standins.world import World

API_VERSION = "2010-04-01"
KEPT_MESSAGES = 10_000
BODY_LIMIT = 1600
PAGE_LIMIT = 1000
MILLIDOLLARS_PER_SEGMENT = 79

STOP_WORDS = frozenset({"STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"})
START_WORDS = frozenset({"START", "YES", "UNSTOP"})

_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 &+_-]{1,11}")

# Numbers with which Twilio's test credentials provoke each error.
_MAGIC_TO = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    "+15005550004": 21610,
    "+15005550009": 21614,
}
_MAGIC_FROM = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}

_MESSAGES = {
    20001: "Invalid date in the filter DateSent",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "An internal server error has occurred",
    21211: "Invalid 'To' Phone Number: {to}",
    21212: "Invalid From Number (caller ID): {sender}",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}",
    21422: "PhoneNumber {to} is not available.",
    21649: "Bundle required: this number needs a regulatory bundle or an address.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided ({sender}) is not a valid message-capable Twilio phone number "
    "for this destination.",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "This 'From' number has exceeded the maximum number of queued messages: {sender}",
    21612: "Message cannot be sent with the current combination of 'To' ({to}) and/or 'From' ({sender}) "
    "parameters",
    21614: "'To' number is not a valid mobile number: {to}",
    21617: "The concatenated message body exceeds the 1600 character limit.",
}


@dataclass(kw_only=True, slots=True)
class Message:
    """One SMS or WhatsApp message, as Twilio keeps it."""

    sid: str
    account_sid: str
    sender: str
    to: str
    body: str
    status: str
    direction: str = "outbound-api"
    status_callback: str | None = None
    messaging_service_sid: str | None = None
    num_media: int = 0
    error_code: int | None = None
    price: str | None = None
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    updated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    sent_at: datetime | None = None

    def as_json(self) -> Json:
        """Return the message resource."""
        uri = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "sid": self.sid,
            "account_sid": self.account_sid,
            "messaging_service_sid": self.messaging_service_sid,
            "from": self.sender,
            "to": self.to,
            "body": self.body,
            "status": self.status,
            "direction": self.direction,
            "num_segments": str(segment_count(self.body)),
            "num_media": str(self.num_media),
            "price": self.price,
            "price_unit": "USD",
            "error_code": self.error_code,
            "error_message": None,
            "date_created": format_datetime(self.created_at),
            "date_sent": None if self.sent_at is None else format_datetime(self.sent_at),
            "date_updated": format_datetime(self.updated_at),
            "api_version": API_VERSION,
            "uri": f"{uri}.json",
            "subresource_uris": {"media": f"{uri}/Media.json"},
        }


def error_answer(status: int, *, code: int | None = None, **words: str) -> Response:
    """Return an error in Twilio's shape."""
    code = code or {401: 20003, 404: 20404, 429: 20429}.get(status, 20500)
    body = {
        "code": code,
        "message": _MESSAGES[code].format(**words),
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    headers = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse(body, status_code=status, headers=headers)


class Twilio:
    """One Twilio with its messages, its opt-outs, and the numbers whose replies somebody wants to hear."""

    def __init__(self, world: World) -> None:
        self.messages: Shelf[Message] = Shelf(limit=KEPT_MESSAGES)
        self.opted_out: set[tuple[str, str]] = set()
        self.reply_urls: dict[str, str] = {}
        self.shop = NumberShop()
        self._world = world

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL."""
        account = "/" + API_VERSION + "/Accounts/{account_sid}"
        return [
            *self._shop_routes(account),
            Route(account + "/Messages.json", self._guarded(self._create), methods=["POST"]),
            Route(account + "/Messages.json", self._guarded(self._list), methods=["GET"]),
            Route(account + "/Messages/{sid}.json", self._guarded(self._read), methods=["GET"]),
            Route(account + "/Messages/{sid}.json", self._guarded(self._redact), methods=["POST"]),
            Route(account + "/Messages/{sid}.json", self._guarded(self._erase), methods=["DELETE"]),
        ]

    def _shop_routes(self, account: str) -> list[Route]:
        available = account + "/AvailablePhoneNumbers/{country}/Local.json"
        own = account + "/IncomingPhoneNumbers.json"
        return [
            Route(available, self._guarded(self._available_numbers), methods=["GET"]),
            Route(own, self._guarded(self._own_numbers), methods=["GET"]),
            Route(own, self._guarded(self._buy_number), methods=["POST"]),
            Route(
                account + "/IncomingPhoneNumbers/{sid}.json",
                self._guarded(self._change_number),
                methods=["POST"],
            ),
        ]

    async def _available_numbers(self, request: Request) -> Response:
        return self.shop.available(request)

    async def _own_numbers(self, request: Request) -> Response:
        return self.shop.owned(request)

    async def _buy_number(self, request: Request) -> Response:
        bought = await self.shop.buy(request, refuse=error_answer)
        shown = {"sid": bought.sid, "number": bought.number, "trunk_sid": bought.trunk_sid}
        self._world.ledger.record(provider="twilio", kind="number.bought", **shown)
        return JSONResponse(bought.as_json(), status_code=HTTPStatus.CREATED)

    async def _change_number(self, request: Request) -> Response:
        bought = await self.shop.change(request)
        if bought is None:
            raise Refused(error_answer(404))
        shown = {"sid": bought.sid, "number": bought.number, "voice_url": bought.voice_url}
        self._world.ledger.record(provider="twilio", kind="number.changed", **shown)
        return JSONResponse(bought.as_json())

    def reset(self) -> None:
        """Forget messages and opt-outs; who listens to replies stays known."""
        self.messages.clear()
        self.opted_out.clear()

    def receive(self, *, sender: str, to: str, body: str, url: str | None = None) -> Message:
        """Take in a message of a person and hand it on to the URL of the number, if it has one."""
        account_sid = next(iter(self._world.accounts.twilio))
        message = Message(
            sid=_new_sid(),
            account_sid=account_sid,
            sender=sender,
            to=to,
            body=body,
            status="received",
            direction="inbound",
        )
        self.messages.put(message.sid, message)
        self._note_opt_out(message)
        self._record("sms.inbound", message)
        target = url or self.reply_urls.get(to)
        if target is not None:
            form = _inbound_form(message)
            self._world.courier.start(self._post(target, form, message, kind="sms.inbound", retries=1))
        return message

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            self._authenticate(request)
            return await endpoint(request)

        return failing(authenticated, provider="twilio", world=self._world, error_answer=error_answer)

    def _authenticate(self, request: Request) -> None:
        kind, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            user = password = ""
        known = self._world.accounts.twilio.get(user)
        right = known is not None and secrets.compare_digest(known.encode(), password.encode())
        if kind.lower() != "basic" or not right:
            raise Refused(error_answer(401))
        if request.path_params["account_sid"] not in self._world.accounts.twilio:
            raise Refused(error_answer(404))

    async def _create(self, request: Request) -> Response:
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        service = form.get("MessagingServiceSid")
        message = Message(
            sid=_new_sid(),
            account_sid=request.path_params["account_sid"],
            sender=form.get("From", "") or ("+15005550006" if service else ""),
            to=form.get("To", ""),
            body=form.get("Body", ""),
            status="accepted" if service else "queued",
            status_callback=form.get("StatusCallback") or None,
            messaging_service_sid=service,
            num_media=1 if form.get("MediaUrl") else 0,
        )
        self._check(message, has_content="ContentSid" in form)
        self.messages.put(message.sid, message)
        answer = JSONResponse(message.as_json(), status_code=HTTPStatus.CREATED)
        self._record("sms.accepted", message, segments=segment_count(message.body))
        self._world.courier.start(self._carry(message))
        return answer

    def _check(self, message: Message, *, has_content: bool) -> None:
        code = _sending_error(message, has_content=has_content)
        if code is None and (message.to, message.sender) in self.opted_out:
            code = 21610
        if code is not None:
            raise Refused(error_answer(400, code=code, to=message.to, sender=message.sender))

    async def _carry(self, message: Message) -> None:
        """Take the message through its states, telling each one to the status callback."""
        failure = self._world.failures.take(
            provider="twilio", modes=frozenset({Mode.UNDELIVERED}), text=f"{message.to}\n{message.body}"
        )
        for status in ("queued", "sent", "delivered" if failure is None else "undelivered"):
            await asyncio.sleep(self._world.step_seconds)
            self._advance(message, status=status, failure=failure)
            self._record("sms.status", message, status=status, error_code=message.error_code)
            if message.status_callback:
                form = _status_form(message, status=status)
                # Not awaited: Twilio's callbacks do not wait for one another either.
                self._world.courier.start(
                    self._post(message.status_callback, form, message, kind=status, retries=1)
                )

    def _advance(self, message: Message, *, status: str, failure: FailureOrder | None) -> None:
        message.status = status
        message.updated_at = datetime.now(UTC)
        if status == "sent":
            message.sent_at = message.updated_at
            amount = MILLIDOLLARS_PER_SEGMENT * segment_count(message.body)
            message.price = f"-{amount // 1000}.{amount % 1000:03d}00"
        if status == "undelivered" and failure is not None:
            message.error_code = failure.error_code

    async def _post(
        self, url: str, form: list[tuple[str, str]], message: Message, *, kind: str, retries: int
    ) -> None:
        url = self._world.absolute(url)
        token = self._world.accounts.twilio[message.account_sid]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": twilio_signature(auth_token=token, url=url.split("#")[0], params=form),
        }
        # Twilio tries again when the connection fails, not when the answer is an error.
        parcel = Parcel(
            provider="twilio",
            kind=kind,
            url=url,
            body=urlencode(form).encode(),
            headers=lambda: headers,
            retries=retries,
            retry_refused=False,
            timeout_seconds=15.0,
        )
        await self._world.courier.send(parcel)

    def _note_opt_out(self, message: Message) -> None:
        word = message.body.strip().upper()
        pair = (message.sender, message.to)
        if word in STOP_WORDS:
            self.opted_out.add(pair)
        elif word in START_WORDS:
            self.opted_out.discard(pair)

    def _own(self, request: Request) -> Message:
        message = self.messages.get(request.path_params["sid"])
        if message is None or message.account_sid != request.path_params["account_sid"]:
            raise Refused(error_answer(404))
        return message

    async def _read(self, request: Request) -> Response:
        return JSONResponse(self._own(request).as_json())

    async def _redact(self, request: Request) -> Response:
        message = self._own(request)
        form = dict(parse_qsl((await request.body()).decode(), keep_blank_values=True))
        if form.get("Body") == "":
            message.body = ""
        return JSONResponse(message.as_json())

    async def _erase(self, request: Request) -> Response:
        self.messages.drop(self._own(request).sid)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        account_sid = request.path_params["account_sid"]
        found = [
            message
            for message in self.messages.newest_first()
            if message.account_sid == account_sid
            and query.get("To") in {None, "", message.to}
            and query.get("From") in {None, "", message.sender}
            and _sent_in_range(message, query.multi_items())
        ]
        size = max(1, min(int(query.get("PageSize", "50")), PAGE_LIMIT))
        page = int(query.get("Page", "0"))
        uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages.json"
        return JSONResponse(_page(found, uri=uri, query=query.multi_items(), page=page, size=size))

    def _record(self, kind: str, message: Message, **fields: object) -> None:
        shown = {"sid": message.sid, "from": message.sender, "to": message.to, "body": message.body}
        self._world.ledger.record(provider="twilio", kind=kind, **{**shown, **fields})


def _new_sid() -> str:
    return "SM" + secrets.token_hex(16)


def _sending_error(message: Message, *, has_content: bool) -> int | None:
    """Return Twilio's code for what is wrong with the message, in the order Twilio looks."""
    to, sender = message.to.removeprefix("whatsapp:"), message.sender.removeprefix("whatsapp:")
    if not to:
        return 21604
    if to in _MAGIC_TO:
        return _MAGIC_TO[to]
    if not _E164.fullmatch(to):
        return 21211
    if not sender:
        return 21603
    if sender in _MAGIC_FROM:
        return _MAGIC_FROM[sender]
    if not (_E164.fullmatch(sender) or _SENDER_NAME.fullmatch(sender)):
        return 21212
    if message.sender.startswith("whatsapp:") != message.to.startswith("whatsapp:"):
        return 21606
    if not (message.body or has_content or message.num_media):
        return 21602
    return 21617 if len(message.body) > BODY_LIMIT else None


def _status_form(message: Message, *, status: str) -> list[tuple[str, str]]:
    form = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": message.account_sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "From": message.sender,
        "To": message.to,
        "ApiVersion": API_VERSION,
    }
    if message.messaging_service_sid:
        form["MessagingServiceSid"] = message.messaging_service_sid
    if status == "undelivered":
        form["ErrorCode"] = str(message.error_code)
    return list(form.items())


def _inbound_form(message: Message) -> list[tuple[str, str]]:
    form = {
        "MessageSid": message.sid,
        "SmsMessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": message.account_sid,
        "SmsStatus": "received",
        "From": message.sender,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(segment_count(message.body)),
        "ApiVersion": API_VERSION,
    }
    word = message.body.strip().upper()
    if word in STOP_WORDS | START_WORDS:
        form["OptOutType"] = "STOP" if word in STOP_WORDS else "START"
    return list(form.items())


def _sent_in_range(message: Message, query: list[tuple[str, str]]) -> bool:
    """``DateSent>=2026-11-21`` arrives as the parameter ``DateSent>`` with the value ``2026-11-21``."""
    sent = (message.sent_at or message.created_at).date()
    for name, value in query:
        if not name.startswith("DateSent") or not value:
            continue
        try:
            day = date.fromisoformat(value[:10])
        except ValueError:
            raise Refused(error_answer(400, code=20001)) from None
        fits = {"DateSent": sent == day, "DateSent>": sent >= day, "DateSent<": sent <= day}
        if not fits.get(name, True):
            return False
    return True


def _page(found: list[Message], *, uri: str, query: list[tuple[str, str]], page: int, size: int) -> Json:
    filters = [(name, value) for name, value in query if name not in {"Page", "PageSize"}]

    def link(number: int) -> str:
        return f"{uri}?{urlencode([*filters, ('PageSize', str(size)), ('Page', str(number))])}"

    start = page * size
    shown = found[start : start + size]
    return {
        "messages": [message.as_json() for message in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": max(start, start + len(shown) - 1),
        "uri": link(page),
        "first_page_uri": link(0),
        "next_page_uri": link(page + 1) if start + size < len(found) else None,
        "previous_page_uri": link(page - 1) if page else None,
    }
