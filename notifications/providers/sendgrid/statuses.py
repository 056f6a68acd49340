"""SendGrid's words for what becomes of a mail, in ours."""

from __future__ import annotations

from notifications.enums import NotificationState, Reason
from notifications.ports import FINAL_RANK, StatusReport

_LIMIT = 40


def report_of(event: str, *, kind: str, reason: str, status: str) -> StatusReport | None:
    """What an event means to us; ``None`` for those that say nothing about arrival (opened, clicked)."""
    error_code = status[:_LIMIT]
    match event:
        case "processed":
            return StatusReport(status=event, state=NotificationState.SENT, rank=2)
        case "deferred":
            return StatusReport(status=event, state=NotificationState.SENT, rank=3, error_code=error_code)
        case "delivered":
            return StatusReport(status=event, state=NotificationState.DELIVERED, rank=FINAL_RANK)
        case "bounce":
            # A mailbox may take a mail and give it back later.
            return StatusReport(
                status=event,
                state=NotificationState.UNDELIVERED,
                rank=FINAL_RANK + 1,
                follows_delivery=True,
                reason=Reason.TEMPORARY if kind == "blocked" else Reason.ADDRESS_UNUSABLE,
                error_code=error_code,
            )
        case "dropped":
            return StatusReport(
                status=event,
                state=NotificationState.FAILED,
                rank=FINAL_RANK,
                reason=_reason_of_drop(reason),
                error_code=error_code,
            )
        case "spamreport" | "unsubscribe" | "group_unsubscribe":
            return StatusReport(
                status=event,
                state=NotificationState.DELIVERED,
                rank=FINAL_RANK + 2,
                follows_delivery=True,
                reason=Reason.OPTED_OUT,
            )
        case _:
            return None


def _reason_of_drop(reason: str) -> Reason:
    words = reason.casefold()
    if "unsubscribed" in words or "spam report" in words:
        return Reason.OPTED_OUT
    if "bounced" in words or "invalid" in words:
        return Reason.ADDRESS_UNUSABLE
    return Reason.CONTENT_REFUSED
