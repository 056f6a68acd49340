"""Somebody is out: recorded at once, planned for every appointment they had, undone or sent after that."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from booking.enums import MoveState, MoveWay, OfferState, OutageState, ProposalKind, Reach, TimeOffKind
from booking.errors import OutageNotPlanned, OutageUnknown
from booking.models import Appointment, Occupancy, Offer, Outage, OutageMove, StaffMember
from booking.models.periods import period
from booking.queries.terms import PROMISED
from booking.services.absences import add_time_off, remove_time_off
from booking.services.acts import booking_act, lock_resources
from booking.services.holds import release_offers
from booking.values import SlotSearch
from tenants.outbox.services import Owed, enqueue_all
from tenants.work import wake

# Works proposals out, and notices who has not answered in time.
OUTAGES = "outages"
# The outbox kind under which each customer of an outage is moved, asked, or left to a call.
OUTAGE_MOVE = "outage-move"
# What an appointment's history says of a move because of an outage.
MOVED_BY_OUTAGE = "outage"
# So long customers may think about it, unless their visit is nearer.
ANSWER_WITHIN = timedelta(hours=24)
SHORTEST_ANSWER = timedelta(minutes=30)
_BEFORE_THE_VISIT = timedelta(hours=1)


@booking_act
def start_outage(
    *, staff_id: int, starts_at: datetime, ends_at: datetime, user_id: int | None, now: datetime
) -> Outage:
    """Take the person out of the calendar for [starts_at, ends_at), and begin a plan for what they had.

    While this person has a plan that was neither sent nor undone, that one is returned: pressed twice, or by
    two at once, it is one outage.

    :raises OutageUnknown: no such person.
    """
    staff = StaffMember.objects.filter(pk=staff_id).first()
    if staff is None:
        raise OutageUnknown
    lock_resources([staff.resource_id])
    planned = Outage.objects.filter(staff=staff, state=OutageState.PLANNED).first()
    if planned is not None:
        return planned
    time_off = add_time_off(
        starts_at=starts_at,
        ends_at=ends_at,
        kind=TimeOffKind.SICK,
        staff_id=staff.pk,
        despite_appointments=True,
    )
    outage = Outage.objects.create(
        staff=staff,
        time_off=time_off,
        period=period(starts_at, ends_at),
        created_by_user_id=user_id,
        created_at=now,
    )
    touched = appointments_touched(outage).filter(period__startswith__gt=now)
    OutageMove.objects.bulk_create(
        OutageMove(outage=outage, appointment=each, old_period=each.period, old_staff_id=each.staff_id)
        for each in touched
    )
    wake(kind=OUTAGES, due_at=now, now=now)
    return outage


@booking_act
def undo_outage(*, outage_id: int, now: datetime) -> Outage:
    """As if nobody had been sick: absence and held times are gone. Undoing twice is the same as once.

    :raises OutageUnknown: no such outage.
    :raises OutageNotPlanned: customers have been told already.
    """
    outage = lock_outage(outage_id)
    if outage.state == OutageState.UNDONE:
        return outage
    if outage.state != OutageState.PLANNED:
        raise OutageNotPlanned
    held = Offer.objects.of_holder(holder_of_outage(outage.pk))
    taken = Occupancy.objects.filter(offer__in=held.filter(state=OfferState.HELD))
    lock_resources(taken.values_list("resource_id", flat=True))
    release_offers(held)
    time_off_id = outage.time_off_id
    outage.state, outage.undone_at, outage.time_off = OutageState.UNDONE, now, None
    outage.save(update_fields=["state", "undone_at", "time_off"])
    outage.moves.filter(state=MoveState.PLANNED).update(state=MoveState.KEPT, settled_at=now)
    if time_off_id is not None:
        remove_time_off(time_off_id=time_off_id)
    return outage


@booking_act
def send_outage(*, outage_id: int, user_id: int | None, now: datetime) -> Outage:
    """Owe each customer what is planned for them. Sending twice is the same as once.

    :raises OutageUnknown: no such outage.
    :raises OutageNotPlanned: undone, or not worked out yet.
    """
    outage = lock_outage(outage_id)
    if outage.state == OutageState.SENT:
        return outage
    if outage.state != OutageState.PLANNED or outage.planned_at is None:
        raise OutageNotPlanned
    outage.state, outage.sent_at, outage.sent_by_user_id = OutageState.SENT, now, user_id
    outage.answer_by = now + ANSWER_WITHIN
    outage.save(update_fields=["state", "sent_at", "sent_by_user_id", "answer_by"])
    waiting = outage.moves.filter(state=MoveState.PLANNED)
    owed = [Owed(kind=OUTAGE_MOVE, subject_id=pk, due_at=now) for pk in waiting.values_list("pk", flat=True)]
    waiting.update(state=MoveState.SENDING)
    enqueue_all(owed, now=now)
    return outage


@booking_act
def change_move(
    *,
    outage_id: int,
    move_id: int,
    way: MoveWay,
    slot_id: str | None = None,
    reach: Reach | None = None,
) -> OutageMove:
    """Decide otherwise about one appointment, before anything is sent.

    :param slot_id: which of the held times is proposed; ``None``: as it is.
    :raises OutageUnknown: no such appointment in this outage.
    :raises OutageNotPlanned: sent or undone already, or there is no time to move it to.
    """
    outage = lock_outage(outage_id)
    move = outage.moves.filter(pk=move_id).first()
    if move is None:
        raise OutageUnknown
    if outage.state != OutageState.PLANNED or move.state != MoveState.PLANNED:
        raise OutageNotPlanned
    if slot_id is not None:
        chosen = [option for option in move.options if option["slot_id"] == slot_id]
        if not chosen:
            raise OutageUnknown
        move.options = chosen + [option for option in move.options if option["slot_id"] != slot_id]
        move.kind = kind_of(move)
    if way in (MoveWay.INFORM, MoveWay.ASK) and not move.options:
        raise OutageNotPlanned
    move.way, move.reach = way, reach or ""
    move.save(update_fields=["options", "kind", "way", "reach"])
    return move


def lock_outage(outage_id: int) -> Outage:
    """The outage as it is now; nobody else sends or undoes it until the transaction ends.

    :raises OutageUnknown: no such outage.
    """
    rows = Outage.objects.select_for_update(no_key=True, of=("self",)).select_related("staff")
    outage = rows.filter(pk=outage_id).first()
    if outage is None:
        raise OutageUnknown
    return outage


def appointments_touched(outage: Outage) -> QuerySet[Appointment]:
    """Promised visits that take the person while they are out, earliest first."""
    taking = Appointment.objects.filter(
        status__in=PROMISED,
        occupancies__resource__staff_member=outage.staff_id,
        occupancies__blocked__overlap=outage.period,
    )
    return taking.distinct().order_by("period", "pk")


def search_for(appointment: Appointment) -> SlotSearch:
    """The same visit at the same place, by anybody who can do it."""
    return SlotSearch(
        service_ids=(appointment.service_id,),
        variant_id=appointment.variant_id,
        add_on_ids=tuple(appointment.add_on_ids),
        customer_id=appointment.customer_id,
        branch_ids=frozenset({appointment.branch_id}),
        moving_appointment_id=appointment.pk,
    )


def answer_by(move: OutageMove) -> datetime | None:
    """Until when the customer may choose; after that somebody calls them."""
    sent_at = move.outage.sent_at
    if sent_at is None:
        return None
    return max(sent_at + SHORTEST_ANSWER, min(sent_at + ANSWER_WITHIN, move.starts_at - _BEFORE_THE_VISIT))


def kind_of(move: OutageMove) -> ProposalKind:
    """What the first of the held times means to the customer."""
    if not move.options:
        return ProposalKind.NONE
    first = move.options[0]
    if datetime.fromisoformat(first["starts_at"]) == move.starts_at:
        return ProposalKind.SAME_TIME
    same = first["staff_id"] == move.old_staff_id
    return ProposalKind.SAME_PERSON if same else ProposalKind.COLLEAGUE


def holder_of_outage(outage_id: int) -> str:
    """For whom all times of an outage are held."""
    return f"house:outage:{outage_id}"


def holder_of_move(move: OutageMove) -> str:
    """For whom the times of one customer are held."""
    return f"{holder_of_outage(move.outage_id)}:{move.pk}"
