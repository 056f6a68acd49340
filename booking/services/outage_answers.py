"""Sending an outage to each customer, and what they answer: each step one transaction, and repeatable."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from askproai.core.events import publish
from booking.enums import MoveState, MoveWay, OutageState
from booking.errors import BookingRefused, OutageUnknown
from booking.events import OutageCallDone, OutageCallNeeded, OutageMoveSent
from booking.models import Appointment, OutageMove
from booking.queries.terms import PROMISED
from booking.services.acts import booking_act
from booking.services.changes import cancel_appointment
from booking.services.holds import HOLD_ON_THE_WEB, hold_on, release_holds
from booking.services.moving import reschedule_appointment
from booking.services.offers import offer_times
from booking.services.outages import (
    MOVED_BY_OUTAGE,
    OUTAGES,
    answer_by,
    appointments_touched,
    holder_of_move,
    search_for,
)
from booking.values import OfferedTimes
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome
from tenants.work import wake

_NEARBY = timedelta(days=14)
_IN_AN_HOUR = timedelta(hours=1)
# A customer can still choose after having been moved to a colleague, or while somebody wants to call them.
_CAN_CHOOSE = (MoveState.ASKED, MoveState.MOVED, MoveState.TO_CALL)


def send_move(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle what is owed to one customer of an outage; whoever was served before is left alone."""
    return Done() if serve_move(move_id=entry.subject_id, now=now) else Cancelled(reason="changed meanwhile")


@booking_act
def serve_move(*, move_id: int, now: datetime) -> bool:
    """Do what was planned for one customer; false when there is nothing to be done any more."""
    move = lock_move(move_id)
    if move.state != MoveState.SENDING:
        return True
    if not appointments_touched(move.outage).filter(pk=move.appointment_id).exists():
        # Cancelled, or moved by somebody since it was planned.
        _settle(move, MoveState.KEPT, now=now)
        return False
    move.sent_at = now
    match MoveWay(move.way):
        case MoveWay.INFORM:
            _inform(move, now=now)
        case MoveWay.ASK:
            _ask(move, now=now)
        case MoveWay.CALL:
            _call(move, now=now)
        case MoveWay.CANCEL:
            _cancel(move, now=now)
        case MoveWay.KEEP:
            _settle(move, MoveState.KEPT, now=now)
    return True


@booking_act
def choose_time(*, move_id: int, slot_id: str, now: datetime) -> Appointment:
    """The customer takes one of the times that are held for them; choosing the same twice is once.

    :raises OutageUnknown: no such question, or it is over.
    :raises BookingRefused: the time was not held for them, or it is gone.
    """
    move = _open_move(move_id)
    moved = reschedule_appointment(
        appointment_id=move.appointment_id,
        slot_id=slot_id,
        idempotency_key=f"outage:{move.pk}:{slot_id[-24:]}",
        now=now,
        by="web",
        is_by_team=True,
    )
    _settle(move, MoveState.MOVED, now=now)
    return moved


@booking_act
def cancel_move(*, move_id: int, now: datetime) -> None:
    """The customer would rather not come at all; without a fee, however late it is. Twice is once.

    :raises OutageUnknown: no such question, or it is over.
    """
    _cancel(_open_move(move_id), now=now)


@booking_act
def ask_for_call(*, move_id: int, now: datetime) -> None:
    """The customer wants to be called. Twice is once.

    :raises OutageUnknown: no such question, or it is over.
    """
    move = _open_move(move_id)
    if move.state != MoveState.TO_CALL:
        _call(move, now=now)


@booking_act
def cannot_be_asked(*, move_id: int, now: datetime) -> None:
    """No message reaches this customer: somebody has to call."""
    move = lock_move(move_id)
    if move.state in (MoveState.ASKED, MoveState.MOVED):
        was_moved = move.state == MoveState.MOVED
        _call(move, now=now, state=MoveState.MOVED if was_moved else MoveState.TO_CALL)


def other_times(*, move_id: int, now: datetime) -> OfferedTimes:
    """More times for a customer whom none of the held ones suits; held like on the web.

    :raises OutageUnknown: no such question, or it is over.
    """
    move = _open_move(move_id, lock=False)
    window = (now + _IN_AN_HOUR, max(move.starts_at, now) + _NEARBY)
    search = replace(search_for(move.appointment), windows=(window,), limit=6, alternatives=False)
    return offer_times(search=search, holder=f"web:outage:{move.pk}", hold_for=HOLD_ON_THE_WEB, now=now)


def call_who_did_not_answer(*, now: datetime) -> datetime | None:
    """Whoever has not answered by the deadline is called; returns when the next deadline is."""
    asked = OutageMove.objects.filter(state=MoveState.ASKED).select_related("outage")
    deadlines: list[datetime] = []
    for move in asked.order_by("pk"):
        deadline = answer_by(move)
        if deadline is None or deadline <= now:
            _give_up(move_id=move.pk, now=now)
        else:
            deadlines.append(deadline)
    return min(deadlines, default=None)


@booking_act
def _give_up(*, move_id: int, now: datetime) -> None:
    move = lock_move(move_id)
    if move.state == MoveState.ASKED:
        _call(move, now=now)


def lock_move(move_id: int) -> OutageMove:
    """The appointment's row in the outage as it is now.

    :raises OutageUnknown: no such row.
    """
    rows = OutageMove.objects.select_for_update(no_key=True, of=("self",))
    move = rows.select_related("outage", "appointment__branch").filter(pk=move_id).first()
    if move is None:
        raise OutageUnknown
    return move


def _open_move(move_id: int, *, lock: bool = True) -> OutageMove:
    rows = OutageMove.objects.select_related("outage", "appointment__branch")
    move = lock_move(move_id) if lock else rows.filter(pk=move_id).first()
    if move is None or move.state not in _CAN_CHOOSE or move.outage.state != OutageState.SENT:
        raise OutageUnknown
    return move


def _inform(move: OutageMove, *, now: datetime) -> None:
    """Move to the colleague and tell; when the held time is gone after all, ask instead."""
    try:
        reschedule_appointment(
            appointment_id=move.appointment_id,
            slot_id=move.options[0]["slot_id"],
            idempotency_key=f"outage:{move.pk}",
            now=now,
            by=MOVED_BY_OUTAGE,
            is_by_team=True,
        )
    except BookingRefused:
        _ask(move, now=now)
        return
    _settle(move, MoveState.MOVED, now=now)
    publish(OutageMoveSent(move_id=move.pk))


def _ask(move: OutageMove, *, now: datetime) -> None:
    move.state = MoveState.ASKED
    move.save(update_fields=["state", "sent_at"])
    deadline = answer_by(move) or now
    hold_on(holder=holder_of_move(move), hold_for=deadline - now)
    wake(kind=OUTAGES, due_at=deadline, now=now)
    publish(OutageMoveSent(move_id=move.pk))


def _call(move: OutageMove, *, now: datetime, state: MoveState = MoveState.TO_CALL) -> None:
    move.state = state
    move.save(update_fields=["state", "sent_at"])
    publish(OutageCallNeeded(move_id=move.pk, at=now))


def _cancel(move: OutageMove, *, now: datetime) -> None:
    if move.appointment.status in PROMISED:
        cancel_appointment(
            appointment_id=move.appointment_id, reason="Ausfall", by=MOVED_BY_OUTAGE, now=now, is_by_team=True
        )
    _settle(move, MoveState.CANCELLED, now=now)


def _settle(move: OutageMove, state: MoveState, *, now: datetime) -> None:
    """Nothing more is asked of this customer, and what is left of the held times is free again."""
    release_holds(holder=holder_of_move(move))
    if move.state == MoveState.TO_CALL:
        publish(OutageCallDone(move_id=move.pk, at=now))
    move.state, move.settled_at = state, now
    move.save(update_fields=["state", "sent_at", "settled_at"])
