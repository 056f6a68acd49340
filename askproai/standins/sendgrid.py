"""SendGrid's mail sending: validation, acceptance, and the signed event webhook."""

import asyncio
import base64
import binascii
import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.delivery import Parcel
from askproai.standins.failures import FailureOrder, Mode
from askproai.standins.ledger import Json, Shelf
from askproai.standins.signing import sendgrid_key, sendgrid_public_key, sendgrid_signature
from askproai.standins.world import World

KEPT_MAILS = 5_000
PERSONALIZATIONS_LIMIT = 1000
CATEGORIES_LIMIT = 10
CUSTOM_ARGS_BYTES = 10_000
SIZE_LIMIT = 30 * 1024 * 1024
EVENT_SWITCHES = (
    "delivered",
    "bounce",
    "dropped",
    "deferred",
    "processed",
    "open",
    "click",
    "spam_report",
    "unsubscribe",
    "group_unsubscribe",
    "group_resubscribe",
)
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
_SUBJECT_MISSING = (
    "The subject is required. You can get around this requirement if you use a template with a subject"
    " defined or if every personalization has a subject defined."
)
_CONTENT_MISSING = (
    "Unless a valid template_id is provided, the content parameter is required. There must be at least"
    " one defined content block."
)
_HELP = "http://sendgrid.com/docs/API_Reference/Web_API_v3/Mail/errors.html"


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file that came with a mail."""

    filename: str
    media_type: str
    content: bytes


@dataclass(kw_only=True, slots=True)
class Mail:
    """One accepted mail to one or more people."""

    message_id: str
    account: str
    sender: str
    sender_name: str
    to: list[str]
    subject: str
    text: str
    html: str
    attachments: list[Attachment]
    custom_args: dict[str, str]
    categories: list[str]
    request: Json
    status: str = "accepted"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(kw_only=True, slots=True)
class EventWebhook:
    """Where an account wants its events; signing is a switch of its own."""

    webhook_id: str
    account: str
    settings: Json
    signed: bool = False

    def wants(self, event: str) -> bool:
        """Tell whether this kind of event is switched on."""
        switch = "spam_report" if event == "spamreport" else event
        return bool(self.settings.get("enabled")) and bool(self.settings.get(switch))


def error_answer(status: int, *, message: str = "", field_name: str | None = None) -> Response:
    """Return an error in SendGrid's shape."""
    words = {
        401: "The provided authorization grant is invalid, expired, or revoked",
        429: "too many requests",
        500: "Internal Server Error",
    }
    error = {"message": message or words.get(status, "Not Found"), "field": field_name, "help": None}
    if field_name is not None:
        error["help"] = f"{_HELP}#message.{field_name}"
    reset = (
        {"X-RateLimit-Reset": str(int(time.time()) + 1)} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    )
    return JSONResponse({"errors": [error]}, status_code=status, headers=reset)


class SendGrid:
    """One SendGrid with its mails and event webhooks."""

    def __init__(self, world: World) -> None:
        self.mails: Shelf[Mail] = Shelf(limit=KEPT_MAILS)
        self.webhooks: dict[str, EventWebhook] = {}
        self._world = world

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL."""
        settings = "/v3/user/webhooks/event/settings"
        return [
            Route("/v3/mail/send", self._guarded(self._send), methods=["POST"]),
            Route(settings, self._guarded(self._create_webhook), methods=["POST"]),
            Route(settings + "/all", self._guarded(self._list_webhooks), methods=["GET"]),
            Route(settings + "/signed/{id}", self._guarded(self._sign_webhook), methods=["PATCH"]),
            Route(settings + "/signed/{id}", self._guarded(self._read_key), methods=["GET"]),
            Route(settings + "/{id}", self._guarded(self._read_webhook), methods=["GET"]),
            Route(settings + "/{id}", self._guarded(self._change_webhook), methods=["PATCH"]),
            Route(settings + "/{id}", self._guarded(self._delete_webhook), methods=["DELETE"]),
        ]

    def reset(self) -> None:
        """Forget the mails; webhooks are configuration and stay."""
        self.mails.clear()

    def add_webhook(self, url: str) -> EventWebhook:
        """Send all events of all accounts, signed, to this URL: one step instead of two API calls."""
        switches = dict.fromkeys(EVENT_SWITCHES, True)
        webhook = EventWebhook(
            webhook_id=secrets.token_hex(8),
            account="",
            settings={"enabled": True, "url": url, **switches},
            signed=True,
        )
        self.webhooks[webhook.webhook_id] = webhook
        return webhook

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            if _api_key(request) not in self._world.accounts.sendgrid:
                raise Refused(error_answer(401))
            return await endpoint(request)

        return failing(authenticated, provider="sendgrid", world=self._world, error_answer=error_answer)

    async def _send(self, request: Request) -> Response:
        raw = await request.body()
        if len(raw) > SIZE_LIMIT:
            raise Refused(error_answer(413, message="Request Entity Too Large"))
        body = _json_object(raw)
        _check(body)
        message_id = secrets.token_urlsafe(16)
        if body.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
            return Response(status_code=HTTPStatus.OK)
        mail = _read_mail(body, message_id=message_id, account=_api_key(request))
        self.mails.put(message_id, mail)
        self._record("mail.accepted", mail)
        self._world.courier.start(self._carry(mail))
        return Response(status_code=HTTPStatus.ACCEPTED, headers={"X-Message-Id": message_id})

    async def _carry(self, mail: Mail) -> None:
        """Hand the mail over to the recipients' servers and report what became of it."""
        failure = self._world.failures.take(
            provider="sendgrid", modes=frozenset({Mode.BOUNCE}), text="\n".join([*mail.to, mail.subject])
        )
        for status in ("processed", "delivered" if failure is None else "bounce"):
            await asyncio.sleep(self._world.step_seconds)
            mail.status = status
            self._record("mail.status", mail, status=status)
            events = [_event(mail, email, status=status, failure=failure) for email in mail.to]
            for webhook in list(self.webhooks.values()):
                if webhook.account in {"", mail.account} and webhook.wants(status):
                    self._world.courier.start(self._post(webhook, events, kind=status))

    async def _post(self, webhook: EventWebhook, events: list[Json], *, kind: str) -> None:
        body = json.dumps(events, separators=(",", ":"), ensure_ascii=False).encode() + b"\r\n"

        def headers() -> dict[str, str]:
            plain = {"Content-Type": "application/json"}
            if not webhook.signed:
                return plain
            timestamp = str(int(time.time()))
            key = sendgrid_key(self._world.accounts.sendgrid_scalar)
            return {
                **plain,
                "X-Twilio-Email-Event-Webhook-Signature": sendgrid_signature(
                    key=key, body=body, timestamp=timestamp
                ),
                "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
            }

        url = self._world.absolute(webhook.settings["url"])
        await self._world.courier.send(
            Parcel(provider="sendgrid", kind=kind, url=url, body=body, headers=headers)
        )

    async def _create_webhook(self, request: Request) -> Response:
        settings = _json_object(await request.body())
        if not settings.get("url"):
            raise Refused(error_answer(400, message="url is required", field_name="url"))
        webhook = EventWebhook(webhook_id=secrets.token_hex(8), account=_api_key(request), settings=settings)
        self.webhooks[webhook.webhook_id] = webhook
        return JSONResponse(self._webhook_json(webhook), status_code=HTTPStatus.CREATED)

    async def _list_webhooks(self, request: Request) -> Response:
        own = [webhook for webhook in self.webhooks.values() if webhook.account == _api_key(request)]
        return JSONResponse({"max_allowed": 5, "webhooks": [self._webhook_json(webhook) for webhook in own]})

    async def _sign_webhook(self, request: Request) -> Response:
        webhook = self._own_webhook(request)
        webhook.signed = bool(_json_object(await request.body()).get("enabled"))
        return self._key_answer(webhook)

    async def _read_key(self, request: Request) -> Response:
        return self._key_answer(self._own_webhook(request))

    def _key_answer(self, webhook: EventWebhook) -> Response:
        key = sendgrid_public_key(self._world.accounts.sendgrid_scalar) if webhook.signed else ""
        return JSONResponse({"id": webhook.webhook_id, "public_key": key})

    async def _read_webhook(self, request: Request) -> Response:
        return JSONResponse(self._webhook_json(self._own_webhook(request)))

    async def _change_webhook(self, request: Request) -> Response:
        webhook = self._own_webhook(request)
        webhook.settings.update(_json_object(await request.body()))
        return JSONResponse(self._webhook_json(webhook))

    async def _delete_webhook(self, request: Request) -> Response:
        del self.webhooks[self._own_webhook(request).webhook_id]
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def _own_webhook(self, request: Request) -> EventWebhook:
        webhook = self.webhooks.get(request.path_params["id"])
        if webhook is None or webhook.account not in {"", _api_key(request)}:
            raise Refused(error_answer(404))
        return webhook

    def _webhook_json(self, webhook: EventWebhook) -> Json:
        switches = {switch: bool(webhook.settings.get(switch)) for switch in EVENT_SWITCHES}
        return {
            "id": webhook.webhook_id,
            "enabled": bool(webhook.settings.get("enabled")),
            "url": webhook.settings["url"],
            "friendly_name": webhook.settings.get("friendly_name", ""),
            **switches,
            **(
                {"public_key": sendgrid_public_key(self._world.accounts.sendgrid_scalar)}
                if webhook.signed
                else {}
            ),
        }

    def _record(self, kind: str, mail: Mail, **fields: object) -> None:
        shown = {"message_id": mail.message_id, "to": ", ".join(mail.to), "subject": mail.subject}
        self._world.ledger.record(provider="sendgrid", kind=kind, **{**shown, **fields})


def _api_key(request: Request) -> str:
    kind, _, key = request.headers.get("authorization", "").partition(" ")
    return key if kind.lower() == "bearer" else ""


def _json_object(raw: bytes) -> Json:
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(error_answer(400, message="Bad Request"))
    return body


def _check(body: Json) -> None:
    """Refuse what SendGrid refuses, all findings in one answer."""
    found = list(_findings(body))
    if found:
        errors = [
            {"message": message, "field": name, "help": f"{_HELP}#message.{name.split('.')[0]}"}
            for name, message in found
        ]
        raise Refused(JSONResponse({"errors": errors}, status_code=HTTPStatus.BAD_REQUEST))


def _findings(body: Json) -> Iterator[tuple[str, str]]:
    people = body.get("personalizations")
    if not isinstance(people, list) or not people:
        yield (
            "personalizations",
            "The personalizations field is required and must have at least one personalization.",
        )
        people = []
    yield from _recipient_findings(people)
    if not _ADDRESS.fullmatch(str((body.get("from") or {}).get("email", ""))):
        yield "from.email", "The from email does not contain a valid address."
    if not body.get("template_id"):
        yield from _content_findings(body, people)
    for index, attachment in enumerate(body.get("attachments") or []):
        if not _is_base64(attachment.get("content")):
            yield f"attachments.{index}.content", "The attachment content must be base64 encoded."
        if not attachment.get("filename"):
            yield f"attachments.{index}.filename", "The attachment filename is required."
    if len(body.get("categories") or []) > CATEGORIES_LIMIT:
        yield "categories", "The number of categories must not exceed 10."


def _recipient_findings(people: list[Json]) -> Iterator[tuple[str, str]]:
    if len(people) > PERSONALIZATIONS_LIMIT:
        yield "personalizations", "The number of personalizations must not exceed 1000."
    for index, person in enumerate(people):
        place = f"personalizations.{index}"
        if not person.get("to"):
            yield f"{place}.to", "The to array is required for all personalization objects."
        for number, recipient in enumerate(person.get("to") or []):
            if not _ADDRESS.fullmatch(str(recipient.get("email", ""))):
                yield f"{place}.to.{number}.email", "Does not contain a valid address."
        arguments = person.get("custom_args") or {}
        if not all(isinstance(value, str) for value in arguments.values()):
            yield f"{place}.custom_args", "The custom args values must be strings."
        if len(json.dumps(arguments).encode()) > CUSTOM_ARGS_BYTES:
            yield f"{place}.custom_args", "The custom args must not exceed 10000 bytes."


def _content_findings(body: Json, people: list[Json]) -> Iterator[tuple[str, str]]:
    if not body.get("subject") and not (people and all(person.get("subject") for person in people)):
        yield "subject", _SUBJECT_MISSING
    blocks = body.get("content") or []
    if not blocks:
        yield "content", _CONTENT_MISSING
    types = [block.get("type") for block in blocks]
    if "text/plain" in types[1:]:
        yield "content", "If present, text/plain must be first, followed by text/html, then other content."
    for index, block in enumerate(blocks):
        if not block.get("value"):
            yield f"content.{index}.value", "The content value must be at least one character in length."


def _is_base64(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(base64.b64decode(text, validate=True))
    except binascii.Error:
        return False


def _read_mail(body: Json, *, message_id: str, account: str) -> Mail:
    people = body["personalizations"]
    content = {block["type"]: block["value"] for block in body.get("content") or []}
    return Mail(
        message_id=message_id,
        account=account,
        sender=body["from"]["email"],
        sender_name=body["from"].get("name", ""),
        to=[recipient["email"] for person in people for recipient in person["to"]],
        subject=people[0].get("subject") or body.get("subject", ""),
        text=content.get("text/plain", ""),
        html=content.get("text/html", ""),
        attachments=[
            Attachment(
                filename=attachment["filename"],
                media_type=attachment.get("type", "application/octet-stream"),
                content=base64.b64decode(attachment["content"]),
            )
            for attachment in body.get("attachments") or []
        ],
        custom_args={**(body.get("custom_args") or {}), **(people[0].get("custom_args") or {})},
        categories=list(body.get("categories") or []),
        request=body,
    )


def _event(mail: Mail, email: str, *, status: str, failure: FailureOrder | None) -> Json:
    event: Json = {
        **mail.custom_args,  # custom args stand beside the fields, not below them
        "email": email,
        "timestamp": int(time.time()),
        "event": status,
        "sg_event_id": secrets.token_urlsafe(16),
        "sg_message_id": f"{mail.message_id}.recvd-standin-0.0",
        "smtp-id": f"<{mail.message_id}@geopod-ismtpd-0>",
    }
    if mail.categories:
        event["category"] = mail.categories
    if status == "delivered":
        event["response"] = "250 2.0.0 OK"
    if status == "bounce" and failure is not None:
        event |= {"type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 The email account does not exist"}
    return event
