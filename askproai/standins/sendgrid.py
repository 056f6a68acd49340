"""SendGrid's mail sending: validation, acceptance, and the signed event webhook."""

import asyncio
import base64
import json
import secrets
import time
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
from askproai.standins.sendgrid_checks import findings
from askproai.standins.signing import sendgrid_key, sendgrid_public_key, sendgrid_signature
from askproai.standins.world import World

KEPT_MAILS = 5_000
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
    errors = [
        {"message": message, "field": name, "help": f"{_HELP}#message.{name.split('.')[0]}"}
        for name, message in findings(body)
    ]
    if errors:
        raise Refused(JSONResponse({"errors": errors}, status_code=HTTPStatus.BAD_REQUEST))


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
