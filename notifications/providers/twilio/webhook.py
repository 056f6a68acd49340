"""What became of an SMS of ours, in any order and as often as Twilio likes; and SMS that people send us."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

from askproai.core.errors import Malformed, NotFound, SignatureInvalid
from notifications.providers.twilio.account import account_of
from notifications.providers.twilio.statuses import report_of
from notifications.report_payload import to_payload
from tenants.connections.models import Connection
from tenants.inbox.ports import Delivery, Envelope
from tenants.inbox.twilio_signature import is_signed

_MAX_FIELDS = 200
_MAX_BYTES = 64_000


class TwilioReceiver:
    """Fulfils :class:`~tenants.inbox.ports.Receiver`."""

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        if connection is None:
            raise NotFound(provider="twilio")  # each message names the address of its company
        form = _form(delivery.body)
        _verify(form, delivery=delivery, connection=connection)
        fields = dict(form)
        if delivery.channel == "incoming":
            return [_incoming(fields)]
        sid, status = fields.get("MessageSid", ""), fields.get("MessageStatus", "")
        if delivery.channel != "status" or not sid or not status:
            raise Malformed(what="status callback")
        if fields.get("EventType", "").upper() == "READ":
            status = "read"
        report = report_of(status, error_code=fields.get("ErrorCode", "")[:40])
        if report is None:
            return []
        return [
            Envelope(
                external_id=f"{sid}:{status}"[:200],
                kind="sms.status",
                subject=sid[:120],
                payload=to_payload(report, reference=_reference(delivery.url), provider_id=sid),
            )
        ]


def _incoming(fields: dict[str, str]) -> Envelope:
    """An SMS that somebody sent to us."""
    sid, sender = fields.get("MessageSid", ""), fields.get("From", "")
    if not sid or not sender:
        raise Malformed(what="incoming message")
    return Envelope(
        external_id=f"{sid}:incoming"[:200],
        kind="sms.incoming",
        subject=sid[:120],
        payload={
            "from": sender[:60],
            "body": fields.get("Body", "")[:1600],
            "opt_out": fields.get("OptOutType", "")[:10],
        },
    )


def _form(body: bytes) -> list[tuple[str, str]]:
    if len(body) > _MAX_BYTES:
        raise SignatureInvalid(provider="twilio")
    try:
        return parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
    except ValueError as error:
        # Before the signature fits, nothing about a request is worth a distinction.
        raise SignatureInvalid(provider="twilio") from error


def _verify(form: list[tuple[str, str]], *, delivery: Delivery, connection: Connection) -> None:
    account = account_of(connection)
    proven = is_signed(
        delivery.headers.get("X-Twilio-Signature", ""),
        secrets=(account.shared_key,) if account.shared_key else account.auth_tokens,
        url=delivery.url,
        form=form,
        algorithm="sha256" if account.shared_key else "sha1",
    )
    # Sub-accounts sign with tokens of their own: the account named inside must be the one whose token fitted.
    if not proven or dict(form).get("AccountSid") != account.account_sid:
        raise SignatureInvalid(provider="twilio")


def _reference(url: str) -> str:
    """The reference that we wrote into the callback's address; it is signed with the rest of it."""
    return parse_qs(urlsplit(url).query).get("ref", [""])[0][:36]
