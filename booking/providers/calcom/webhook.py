"""What Cal.com tells us: only that something changed. What it is, is read from Cal.com itself."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from askproai.core.crypto import constant_time_equal
from askproai.core.errors import Malformed, SignatureInvalid
from askproai.core.foreign_json import read_json
from tenants.connections.models import Connection
from tenants.inbox.ports import Delivery, Envelope


class CalcomReceiver:
    """Verifies ``X-Cal-Signature-256``. No time is signed: a replay finds its row and changes nothing."""

    def open(self, *, delivery: Delivery, connection: Connection | None, now: datetime) -> list[Envelope]:
        if connection is None or not _is_signed(delivery, connection.credentials.get("webhook_secret", "")):
            raise SignatureInvalid(provider="calcom")
        body = read_json(delivery.body)
        if not isinstance(body, dict) or not isinstance(body.get("triggerEvent"), str):
            raise Malformed(provider="calcom")
        # Meetings that start or end are told without an inner payload.
        inner = body.get("payload")
        payload = inner if isinstance(inner, dict) else body
        trigger, uid = body["triggerEvent"], payload.get("uid") or payload.get("bookingUid") or ""
        key = f"{trigger}\n{uid}\n{body.get('createdAt', '')}\n".encode() + delivery.body
        return [
            Envelope(
                external_id=hashlib.sha256(key).hexdigest(),
                kind=trigger[:60],
                subject=f"connection:{connection.pk}",
                payload={"connection_id": connection.pk},
            )
        ]


def _is_signed(delivery: Delivery, secret: str) -> bool:
    """Without a secret of ours nothing proves anything; the header says ``no-secret-provided`` then."""
    if not secret:
        return False
    expected = hmac.new(secret.encode(), delivery.body, hashlib.sha256).hexdigest()
    return constant_time_equal(delivery.headers.get("X-Cal-Signature-256", ""), expected)
