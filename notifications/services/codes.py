"""The code that proves a number on the booking page: one SMS, now or never.

It hangs on no appointment yet, so it is no :class:`~notifications.models.Notification`: the request itself is
the row, and the code is derived anew for each attempt instead of being stored.
"""

from __future__ import annotations

import logging
from datetime import datetime

from booking.enums import CodeState
from booking.models import BookingRequest
from booking.services.booking_codes import CODE_VALID_FOR, code_of, with_same_code
from notifications.enums import Channel
from notifications.errors import MessageRefused
from notifications.ports import Sms
from notifications.services.gateways import sms_gateway
from notifications.services.suppressions import address_index, suppression_reason
from notifications.wording.gsm import to_gsm
from notifications.wording.text import one_line
from tenants.context import current_company
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome
from tenants.outbox.services import enqueue

logger = logging.getLogger(__name__)

CODE = "booking-code"
_ENGLISH = (
    "{code} is your code for booking at {company}. It is valid for 10 minutes. Nobody will ask you for it."
)
_GERMAN = (
    "{code} ist Ihr Code für die Terminbuchung bei {company}. Er gilt 10 Minuten. Niemand fragt Sie danach."
)


def plan_code(*, request_id: int) -> None:
    """Owe the code. Part of the transaction that asks for it."""
    request = BookingRequest.objects.get(pk=request_id)
    now = request.created_at
    enqueue(kind=CODE, subject_id=request_id, due_at=now, now=now)


def code_text(request: BookingRequest) -> str:
    """What the SMS says: one segment, with the code first, as phones pick it out."""
    words = _ENGLISH if request.details.get("language") == "en" else _GERMAN
    company = one_line(current_company().name, limit=40)
    return to_gsm(words.format(code=code_of(request), company=company))


def send_code(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle the outbox entry of one code."""
    request = BookingRequest.objects.filter(pk=entry.subject_id, proved_at=None).first()
    if request is None or not request.details or request.code_sent_at is None:
        return Cancelled(reason="not needed")
    valid_until = request.code_sent_at + CODE_VALID_FOR
    if valid_until <= now:
        _note(request, CodeState.FAILED)
        return Cancelled(reason="too late")
    to = str(request.details["phone"])
    if suppression_reason(channel=Channel.SMS, index=address_index(Channel.SMS, to)):
        _note(request, CodeState.FAILED)
        return Cancelled(reason="opted out")
    return _hand_over(request, to=to, valid_until=valid_until, is_again=entry.attempts > 1, now=now)


def _hand_over(
    request: BookingRequest, *, to: str, valid_until: datetime, is_again: bool, now: datetime
) -> Outcome:
    text, gateway = code_text(request), sms_gateway(now=now)
    # An earlier attempt may have arrived although nobody heard so.
    if is_again and gateway.find(to=to, body=text, since=request.created_at, known=()):
        _note(request, CodeState.SENT)
        return Done()
    try:
        gateway.send(Sms(to=to, body=text, status_url="", valid_for=valid_until - now))
    except MessageRefused as refusal:
        logger.warning("notifications.code_refused", extra={"provider_code": refusal.error_code})
        _note(request, CodeState.FAILED)
        return Cancelled(reason=refusal.reason)
    _note(request, CodeState.SENT)
    return Done()


def _note(request: BookingRequest, state: CodeState) -> None:
    with_same_code(request).update(code_state=state)
