"""A provider's report as it waits in the inbox: our words and ids, no person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from askproai.core.errors import Malformed
from notifications.enums import NotificationState, Reason
from notifications.ports import StatusReport


def to_payload(report: StatusReport, *, reference: str, provider_id: str) -> dict[str, Any]:
    """The report of one message; ``reference`` is ours and may be missing."""
    return {
        "reference": reference,
        "provider_id": provider_id,
        "status": report.status,
        "state": report.state.value,
        "rank": report.rank,
        "follows_delivery": report.follows_delivery,
        "reason": report.reason.value if report.reason else None,
        "error_code": report.error_code,
    }


def from_payload(payload: dict[str, Any]) -> StatusReport:
    """Reverse of :func:`to_payload`.

    :raises Malformed: written by a version of ours that is gone.
    """
    try:
        return StatusReport(
            status=payload["status"],
            state=NotificationState(payload["state"]),
            rank=payload["rank"],
            follows_delivery=payload["follows_delivery"],
            reason=Reason(payload["reason"]) if payload["reason"] else None,
            error_code=payload["error_code"],
        )
    except (KeyError, ValueError) as error:
        raise Malformed(what="report") from error


def reference_of(payload: dict[str, Any]) -> UUID | None:
    """Our own id of the message, when the provider gave it back."""
    try:
        return UUID(payload["reference"])
    except ValueError:
        return None
