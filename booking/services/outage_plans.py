"""Working out what can be proposed to each customer of an outage, all together: no two get the same time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from booking.enums import AppointmentStatus, MoveState, MoveWay, OutageState, ProposalKind
from booking.errors import BookingRefused
from booking.models import Appointment, Outage, OutageMove
from booking.services.acts import booking_act
from booking.services.holds import release_holds
from booking.services.offers import offer_times
from booking.services.outage_answers import call_who_did_not_answer
from booking.services.outages import holder_of_move, kind_of, lock_outage, search_for, start_outage
from booking.values import OfferedSlot

# A plan that nobody sends or undoes gives its times back.
PLAN_HOLDS = timedelta(hours=24)
# How far from the old time others are looked for.
NEARBY = timedelta(days=14)
# Whoever is to come in less than an hour cannot be asked by a message any more.
_IN_AN_HOUR = timedelta(hours=1)
_A_MOMENT = timedelta(seconds=1)
# So many appointments are planned while somebody waits for the page.
_AT_ONCE = 12
# Of a long outage fewer times are held for each customer, so that others can still book.
_MANY = 25
# Who came so often, and always to the same person, is asked before they get a colleague.
_REGULAR_AFTER = 3
_KEPT = (AppointmentStatus.CONFIRMED, AppointmentStatus.ARRIVED, AppointmentStatus.DONE)


def plan_outages(now: datetime) -> datetime | None:
    """Work out what is not planned yet, and see to unanswered questions; returns when to look again."""
    unplanned = Outage.objects.filter(state=OutageState.PLANNED, planned_at=None)
    for outage_id in list(unplanned.order_by("pk").values_list("pk", flat=True)):
        plan_outage(outage_id=outage_id, now=now)
    return call_who_did_not_answer(now=now)


def plan_outage(*, outage_id: int, now: datetime) -> None:
    """Propose something to each customer; what was worked out before is kept. May be run again at any time.

    First the same time with a colleague for everybody who can have it, then other times for the rest: a later
    time of one never takes the very time of another.
    """
    todo = OutageMove.objects.filter(outage_id=outage_id, state=MoveState.PLANNED, kind="")
    order = list(todo.order_by("old_period", "pk").values_list("pk", flat=True))
    for look in (_same_time, _other_times):
        for move_id in order:
            _plan_move(move_id=move_id, look=look, now=now, many=len(order) > _MANY)
    Outage.objects.filter(pk=outage_id, state=OutageState.PLANNED, planned_at=None).update(planned_at=now)


@booking_act
def _plan_move(*, move_id: int, look: Any, now: datetime, many: bool) -> None:
    lock_outage(OutageMove.objects.values_list("outage_id", flat=True).get(pk=move_id))
    move = (
        OutageMove.objects.select_for_update(of=("self",), no_key=True)
        .select_related("outage", "appointment__branch", "appointment__service", "appointment__customer")
        .get(pk=move_id)
    )
    if move.kind or move.state != MoveState.PLANNED or move.outage.state != OutageState.PLANNED:
        return
    try:
        look(move, now=now, many=many)
    except BookingRefused:
        release_holds(holder=holder_of_move(move))
        _decide(move, [])


def _same_time(move: OutageMove, *, now: datetime, many: bool) -> None:
    """A colleague who is free at the very time; if there is none, the second look goes on."""
    appointment = move.appointment
    # The house proposes it: the notice that customers have to give is no obstacle.
    notice = max(appointment.branch.min_notice, appointment.service.min_notice or timedelta(0))
    search = replace(
        search_for(appointment),
        windows=((move.starts_at, move.starts_at + _A_MOMENT),),
        limit=1,
        alternatives=False,
    )
    found = offer_times(
        search=search, holder=f"{holder_of_move(move)}:same", hold_for=PLAN_HOLDS, now=now - notice
    ).offers
    if found:
        _decide(move, list(found))


def _other_times(move: OutageMove, *, now: datetime, many: bool) -> None:
    """The nearest times with anybody, and one with the same person after they are back."""
    first = max(now + _IN_AN_HOUR, move.starts_at - NEARBY)
    last = max(move.outage.period.upper, move.old_period.upper) + NEARBY
    nearby = replace(
        search_for(move.appointment), windows=((first, last),), near=move.starts_at, alternatives=False
    )
    holder = holder_of_move(move)
    own = offer_times(
        search=replace(nearby, staff_ids=frozenset({move.old_staff_id}), limit=1),
        holder=f"{holder}:own",
        hold_for=PLAN_HOLDS,
        now=now,
    ).offers
    anybody = offer_times(
        search=replace(nearby, limit=1 if many else 2), holder=f"{holder}:any", hold_for=PLAN_HOLDS, now=now
    ).offers
    options = sorted((*own, *anybody), key=lambda slot: abs(slot.starts_at - move.starts_at))
    if own and is_regular(move):
        options.sort(key=lambda slot: slot.staff_id != move.old_staff_id)
    _decide(move, options)


def is_regular(move: OutageMove) -> bool:
    """Whether this customer always comes to the person who is out."""
    visits = Appointment.objects.filter(
        customer=move.appointment.customer_id, status__in=_KEPT, period__startswith__lt=move.starts_at
    )
    with_them = visits.filter(staff=move.old_staff_id).count()
    return with_them >= _REGULAR_AFTER and with_them == visits.count()


def _decide(move: OutageMove, options: list[OfferedSlot]) -> None:
    move.options = [option_of(slot) for slot in options]
    move.kind = kind_of(move)
    move.way, move.reason = _way(move)
    move.save(update_fields=["options", "kind", "way", "reason"])


def _way(move: OutageMove) -> tuple[MoveWay, str]:
    """What is done unless the team decides otherwise, and why."""
    customer = move.appointment.customer
    if move.kind == ProposalKind.NONE:
        return MoveWay.CALL, "nothing_free"
    if not (customer.phone or customer.email):
        return MoveWay.CALL, "no_contact"
    if move.kind != ProposalKind.SAME_TIME:
        return MoveWay.ASK, "other_time"
    if is_regular(move):
        return MoveWay.ASK, "regular"
    return (MoveWay.INFORM if move.appointment.branch.outage_informs else MoveWay.ASK), "colleague_free"


def option_of(slot: OfferedSlot) -> dict[str, Any]:
    """A held time as a row keeps it."""
    return {
        "slot_id": slot.slot_id,
        "staff_id": slot.staff_id,
        "staff": slot.staff,
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
    }


def report_sick(
    *, staff_id: int, starts_at: datetime, ends_at: datetime, user_id: int | None, now: datetime
) -> Outage:
    """Record that somebody is out; a plan for a day's work is there at once, a longer one soon after.

    :raises OutageUnknown: no such person.
    """
    outage = start_outage(staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, user_id=user_id, now=now)
    if outage.planned_at is None and outage.moves.count() <= _AT_ONCE:
        plan_outage(outage_id=outage.pk, now=now)
        outage.refresh_from_db()
    return outage
