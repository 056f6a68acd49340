"""What the team does with a call: read, mark, note something down, show it to a colleague, put it right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import transaction

from askproai.core.events import publish
from booking.models import Service, StaffMember
from telephony.enums import TicketState
from telephony.errors import ColleagueUnknown, CorrectionInvalid
from telephony.events import CallbackChanged, CallDeskChanged, CallShared
from telephony.models import Call, CallbackTicket
from telephony.services.calls import lock_call
from telephony.services.deadlines import callback_deadline
from telephony.values import Correction
from tenants.context import current_company
from tenants.models import Membership

LONGEST_NOTE: Final = 2_000
LONGEST_WORD: Final = 300
MOST_SHARES: Final = 40


def mark_seen(*, call_id: int, by_user_id: int, now: datetime) -> None:
    """Somebody has looked at it: it is new to nobody any more, and shown to this user long enough."""
    with _at_desk(call_id) as call:
        call.seen_at = call.seen_at or now
        call.shared_with = [each for each in call.shared_with if each != by_user_id]
        call.save(update_fields=["seen_at", "shared_with"])


def mark_unseen(*, call_id: int) -> None:
    """Somebody wants it to stand out again."""
    with _at_desk(call_id) as call:
        call.seen_at = None
        call.save(update_fields=["seen_at"])


def mark_important(*, call_id: int, is_important: bool) -> None:
    """With a star, or without."""
    with _at_desk(call_id) as call:
        call.is_important = is_important
        call.save(update_fields=["is_important"])


def write_note(*, call_id: int, text: str) -> None:
    """The team's words on this call, in place of those before."""
    with _at_desk(call_id) as call:
        call.note = text.strip()[:LONGEST_NOTE] or None
        call.save(update_fields=["note"])


def give_to(*, call_id: int, user_id: int | None) -> None:
    """Somebody of the company looks after it; ``None``: nobody in particular.

    :raises ColleagueUnknown: this user is no member here.
    """
    if user_id is not None:
        _colleague(user_id)
    with _at_desk(call_id) as call:
        call.assigned_to_user_id = user_id
        call.save(update_fields=["assigned_to_user_id"])


def share_call(*, call_id: int, from_user_id: int, to_user_id: int, text: str, now: datetime) -> None:
    """Ask a colleague to look at it; the same again while they have not is one more word, no second notice.

    :raises ColleagueUnknown: no member, or one who does not see the branch of the call.
    """
    with _at_desk(call_id) as call:
        branch_ids = _colleague(to_user_id).branch_ids
        if branch_ids and call.branch_id not in branch_ids:
            raise ColleagueUnknown(user_id=to_user_id)
        share = {
            "from": from_user_id,
            "to": to_user_id,
            "text": text.strip()[:LONGEST_WORD],
            "at": now.isoformat(),
        }
        call.shares = [*(call.shares or []), share][-MOST_SHARES:]
        is_news = to_user_id not in call.shared_with
        call.shared_with = sorted({*call.shared_with, to_user_id})
        call.save(update_fields=["shares", "shared_with"])
        if is_news:
            publish(CallShared(call_id=call.pk, to_user_id=to_user_id, at=now))


def correct_call(*, call_id: int, correction: Correction, by_user_id: int, now: datetime) -> None:
    """Say what should have been understood: from now on a test caller of the company's own says it.

    :raises CorrectionInvalid: nothing is put right, or a service or person is none of the company's.
    """
    if correction.is_empty or not _exists(correction):
        raise CorrectionInvalid
    with _at_desk(call_id) as call:
        call.correction = {**correction.to_json(), "by": by_user_id, "made_at": now.isoformat()}
        call.save(update_fields=["correction"])


def take_correction_back(*, call_id: int) -> None:
    """The receptionist was right after all."""
    with _at_desk(call_id) as call:
        call.correction = None
        call.save(update_fields=["correction"])


def owe_call_back(*, call_id: int, reason: str, now: datetime) -> CallbackTicket:
    """Somebody of the team is to call this caller; while one such call is open, that is it.

    :raises CallUnknown: no such call.
    """
    with _at_desk(call_id) as call:
        waiting = call.callbacks.filter(state=TicketState.OPEN).first()
        if waiting is not None:
            return waiting
        ticket = CallbackTicket.objects.create(
            call=call,
            reason=reason.strip()[:LONGEST_WORD],
            name=call.customer.name if call.customer else "",
            phone=call.from_number,
            created_at=now,
            due_at=callback_deadline(call.branch, now),
        )
        publish(CallbackChanged(ticket_id=ticket.pk))
        return ticket


@contextmanager
def _at_desk(call_id: int) -> Iterator[Call]:
    """The call, locked; whoever has it open is told of what changed."""
    with transaction.atomic():
        yield lock_call(call_id)
        publish(CallDeskChanged(call_id=call_id))


def _colleague(user_id: int) -> Membership:
    found = Membership.objects.filter(
        user_id=user_id, user__is_active=True, company=current_company()
    ).first()
    if found is None:
        raise ColleagueUnknown(user_id=user_id)
    return found


def _exists(correction: Correction) -> bool:
    service_id, staff_id = correction.service_id, correction.staff_id
    return (service_id is None or Service.objects.filter(pk=service_id).exists()) and (
        staff_id is None or StaffMember.objects.filter(pk=staff_id).exists()
    )
