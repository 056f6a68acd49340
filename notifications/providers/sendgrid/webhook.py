"""The event webhook: SendGrid tells in batches what became of mails."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pydantic import BaseModel, Field, ValidationError

from askproai.core.errors import Malformed, SignatureInvalid
from askproai.core.foreign_json import read_json
from notifications.providers.sendgrid.account import account_of
from notifications.providers.sendgrid.statuses import report_of
from notifications.report_payload import to_payload
from tenants.connections.models import Connection
from tenants.context import current_company
from tenants.inbox.ports import Delivery, Envelope

_SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
_TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
# SendGrid repeats a batch for a day; what comes twice is recognised by its event id.
_OLDEST = timedelta(hours=24)
_NEWEST = timedelta(minutes=5)


class EventAnswer(BaseModel):
    """The part of an event that we read."""

    event: str
    msg_id: str = Field(min_length=1, max_length=36)
    tenant_id: int = Field(gt=0, lt=2**63)
    sg_event_id: str = ""
    sg_message_id: str = ""
    timestamp: int = 0
    type: str = ""
    reason: str = ""
    status: str = ""


class SendGridReceiver:
    """Fulfils :class:`~tenants.inbox.ports.Receiver`."""

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        _verify(delivery, keys=account_of(connection).public_keys, now=now)
        events = read_json(delivery.body)
        if not isinstance(events, list):
            raise Malformed(what="event batch")
        company_id = current_company().pk if connection else None
        found = (_envelope(event, company_id=company_id) for event in events)
        return [envelope for envelope in found if envelope is not None]


def is_signed(signature: str, *, public_keys: Iterable[str], timestamp: str, body: bytes) -> bool:
    """Whether one of the keys signed exactly these bytes at this time; no key, no proof."""
    try:
        der = base64.b64decode(signature, validate=True)
        signed = timestamp.encode("ascii") + body
    except ValueError:
        return False
    return any(_verifies(key, der, signed) for key in public_keys)


def _verify(delivery: Delivery, *, keys: tuple[str, ...], now: datetime) -> None:
    timestamp = delivery.headers.get(_TIMESTAMP, "")
    signature = delivery.headers.get(_SIGNATURE, "")
    if not is_signed(signature, public_keys=keys, timestamp=timestamp, body=delivery.body):
        raise SignatureInvalid(provider="sendgrid")
    try:
        age = now - datetime.fromtimestamp(int(timestamp), tz=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise SignatureInvalid(provider="sendgrid") from error
    if not -_NEWEST <= age <= _OLDEST:
        raise SignatureInvalid(provider="sendgrid")


def _verifies(key: str, der: bytes, signed: bytes) -> bool:
    public_key = _loaded(key)
    if public_key is None:
        return False
    try:
        public_key.verify(der, signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=1000)
def _loaded(key: str) -> ec.EllipticCurvePublicKey | None:
    try:
        loaded = load_der_public_key(base64.b64decode(key, validate=True))
    except (ValueError, UnsupportedAlgorithm):
        return None
    return loaded if isinstance(loaded, ec.EllipticCurvePublicKey) else None


def _envelope(event: Any, *, company_id: int | None) -> Envelope | None:
    """One event; ``None`` for mails that are not ours and, on a company's own address, not its own."""
    try:
        answer = EventAnswer.model_validate(event)
    except ValidationError:
        return None
    report = report_of(answer.event, kind=answer.type, reason=answer.reason, status=answer.status)
    if report is None or company_id not in {None, answer.tenant_id}:
        return None
    return Envelope(
        external_id=_external_id(answer),
        kind=f"email.{answer.event}"[:60],
        subject=answer.msg_id,
        company_id=answer.tenant_id,
        # sg_message_id is the id we were given at sending, a dot, and where the mail went through.
        payload=to_payload(
            report, reference=answer.msg_id, provider_id=answer.sg_message_id.partition(".")[0][:120]
        ),
    )


def _external_id(answer: EventAnswer) -> str:
    if answer.sg_event_id and len(answer.sg_event_id) <= 200:
        return answer.sg_event_id
    named = f"{answer.msg_id}:{answer.event}:{answer.timestamp}:{answer.sg_event_id}"
    return hashlib.sha256(named.encode()).hexdigest()
