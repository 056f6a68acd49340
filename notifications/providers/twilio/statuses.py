"""Twilio's words for what becomes of a message, and its numbers for what went wrong, in ours."""

from __future__ import annotations

from notifications.enums import NotificationState, Reason
from notifications.ports import FINAL_RANK, StatusReport

_ON_THE_WAY = {"accepted": 1, "scheduled": 2, "queued": 3, "sending": 4, "sent": 5, "partially_delivered": 6}
_FINAL = {
    "delivered": NotificationState.DELIVERED,
    "undelivered": NotificationState.UNDELIVERED,
    "failed": NotificationState.FAILED,
    "canceled": NotificationState.FAILED,
}

# https://www.twilio.com/docs/api/errors, sorted by who can do something about it.
_CODES: dict[Reason, str] = {
    Reason.ADDRESS_UNUSABLE: "21211 21214 21217 21604 21614 21635 30004 30005 30006",
    Reason.OPTED_OUT: "21610",
    Reason.CONTENT_REFUSED: "21602 21617 30007 30038",
    Reason.CONFIGURATION: "20003 21212 21408 21603 21606 21608 21612 21703 30002 30034",
    Reason.TEMPORARY: "20429 21730 30001 30003 30008 30021 30500",
}
_REASONS = {code: reason for reason, codes in _CODES.items() for code in codes.split()}


def reason_of(error_code: str) -> Reason:
    """Whose account an error is on; a number we do not know is looked at by a person."""
    return _REASONS.get(error_code, Reason.CONFIGURATION)


def report_of(status: str, *, error_code: str = "") -> StatusReport | None:
    """What a status means to us; ``None`` for words that say nothing about a message of ours."""
    if status in _ON_THE_WAY:
        return StatusReport(status=status, state=NotificationState.SENT, rank=_ON_THE_WAY[status])
    if status == "read":
        return StatusReport(
            status=status, state=NotificationState.DELIVERED, rank=FINAL_RANK + 1, follows_delivery=True
        )
    if status not in _FINAL:
        return None
    return StatusReport(
        status=status,
        state=_FINAL[status],
        rank=FINAL_RANK,
        reason=_reason_after_acceptance(status, error_code),
        error_code=error_code,
    )


def _reason_after_acceptance(status: str, error_code: str) -> Reason | None:
    if status == "delivered":
        return None
    # A carrier that names no known number says only that it did not work this time.
    return _REASONS.get(error_code, Reason.TEMPORARY)
