"""What Twilio tells: how far a message of ours got, or what somebody sent to us."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from notifications.services.replies import process_sms
from notifications.services.reports import process_report

INCOMING = "sms.incoming"


def process_twilio(
    *, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime
) -> None:
    """Apply an event from the inbox; fulfils :class:`~tenants.inbox.ports.Processor`."""
    if kind == INCOMING:
        process_sms(payload, now=now)
    else:
        process_report(kind=kind, subject=subject, payload=payload, received_at=received_at, now=now)
