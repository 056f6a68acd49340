"""What only the team does to appointments: stretching one, and taking back what it just did."""

from __future__ import annotations

from datetime import datetime, timedelta

from askproai.core.events import publish
from booking.enums import AppointmentSource, AppointmentStatus, ChangeKind, FeeState, RefusalCode
from booking.errors import AppointmentChangedMeanwhile, AppointmentNotChangeable, PhasesWithoutWork
from booking.events import AppointmentRestored
from booking.models import Appointment, AppointmentChange
from booking.queries.calendar_state import Asker, Ignored
from booking.queries.terms import PROMISED
from booking.services.acts import booking_act, lock_resources, lock_visit
from booking.services.changeable import lock_appointment, lock_visit_of
from booking.services.changes import call_off
from booking.services.direct_booking import TEAM_MAY_WAIVE
from booking.services.moving import move_appointment, move_to
from booking.services.settling import TERMS
from booking.services.terms import wake_for
from booking.services.verification import verify_visit
from booking.services.writing_down import take
from booking.values import Slot

# Whoever is in the chair already can still take longer.
_STRETCHABLE = (*PROMISED, AppointmentStatus.ARRIVED)
# What the history says of a change that took another one back.
UNDONE = "undone"
# So long a booking by the team counts as a slip that can be taken back.
JUST_NOW = timedelta(minutes=10)


@booking_act
def stretch_appointment(
    *,
    appointment_id: int,
    ends_at: datetime,
    by: str,
    now: datetime,
    expected_version: int | None = None,
    waived: frozenset[RefusalCode] = frozenset(),
    reason: str = "",
) -> Appointment:
    """Let it last until then. The start stays, so the customer hears nothing; so does the length if it moves.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: cancelled or over, or of a class, which lasts as long as it does.
    :raises AppointmentChangedMeanwhile: it is not in the version that was shown any more.
    :raises PhasesWithoutWork: too short for anybody to do anything.
    :raises BookingRefused: the first rule that forbids it; what begins next above all.
    """
    appointment = lock_appointment(appointment_id)
    _refuse_unless_seen(appointment, expected_version)
    over = appointment.status not in _STRETCHABLE or appointment.ends_at <= now or ends_at <= now
    if over or appointment.session_id is not None:
        raise AppointmentNotChangeable(status=appointment.status)
    if ends_at == appointment.ends_at:
        return appointment
    if ends_at <= appointment.starts_at:
        raise PhasesWithoutWork
    more = ends_at - appointment.ends_at
    appointment.extra_minutes += int(more / timedelta(minutes=1))
    # Saved before the rules are asked: they read from there how long it takes.
    appointment.save(update_fields=["extra_minutes"])
    slot = _slot_where_it_is(appointment, waived=waived, now=now)
    if slot.ends_at != ends_at:
        raise PhasesWithoutWork
    return move_to(appointment, slot, now=now, by=by, reason=reason, is_silent=True)


@booking_act
def undo_move(*, appointment_id: int, change_id: int, by: str, now: datetime, is_silent: bool) -> Appointment:
    """Back to where it was before this change, with the person it was with, as long as it was.

    :param is_silent: the customer never heard of the change, so they need not hear of its end.
    :raises AppointmentChangedMeanwhile: something happened to it since.
    :raises AppointmentNotChangeable: it has begun by now.
    :raises BookingRefused: somebody has taken the old time.
    """
    appointment = lock_appointment(appointment_id)
    change = _last_change(appointment, change_id, ChangeKind.RESCHEDULED)
    if change.old_period.lower == appointment.starts_at and change.old_staff_id == appointment.staff_id:
        return stretch_appointment(
            appointment_id=appointment_id,
            ends_at=change.old_period.upper,
            by=by,
            now=now,
            waived=TEAM_MAY_WAIVE,
            reason=UNDONE,
        )
    return move_appointment(
        appointment_id=appointment_id,
        starts_at=change.old_period.lower,
        staff_id=change.old_staff_id,
        now=now,
        by=by,
        waived=TEAM_MAY_WAIVE,
        reason=UNDONE,
        is_silent=is_silent,
    )


@booking_act
def withdraw_booking(*, appointment_id: int, by: str, now: datetime, is_silent: bool) -> list[Appointment]:
    """Take back what the team has just booked, with all parts of its visit, even if it has begun: a slip.

    :param is_silent: the customer has not heard of it yet.
    :raises AppointmentNotChangeable: it was not booked just now by the team, or is cancelled already.
    """
    parts = lock_visit_of(appointment_id)
    for each in parts:
        is_fresh = each.source == AppointmentSource.PORTAL and now - each.created_at < JUST_NOW
        if not is_fresh or each.status not in _STRETCHABLE:
            raise AppointmentNotChangeable(status=each.status)
        if each.session_id is not None:
            lock_resources({each.staff.resource_id})
    return [call_off(each, reason=UNDONE, by=by, now=now, is_silent=is_silent) for each in parts]


@booking_act
def restore_appointment(
    *, appointment_id: int, change_id: int, by: str, now: datetime, is_silent: bool
) -> Appointment:
    """Take a cancellation back, as if it had not been: the same time, if nobody has it meanwhile.

    :raises AppointmentChangedMeanwhile: it is not this cancellation that stands last.
    :raises AppointmentNotChangeable: its time is over, or it was a place in a class.
    :raises BookingRefused: somebody has taken the time.
    """
    appointment = lock_appointment(appointment_id)
    change = _last_change(appointment, change_id, ChangeKind.CANCELLED)
    if appointment.session_id is not None or appointment.starts_at <= now:
        raise AppointmentNotChangeable(status=appointment.status)
    slot = _slot_where_it_is(appointment, waived=TEAM_MAY_WAIVE, now=now)
    appointment.status = AppointmentStatus(change.old_status)
    appointment.cancelled_at, appointment.cancel_reason = None, ""
    appointment.version += 1
    if appointment.fee_state == FeeState.OWED:
        appointment.fee_state, appointment.fee_cents = "", None
    appointment.save(update_fields=["status", "cancelled_at", "cancel_reason", "version", *TERMS])
    take(slot, appointment)
    restored = AppointmentChange.objects.create(
        appointment=appointment,
        kind=ChangeKind.STATUS,
        changed_at=now,
        by=by,
        old_status=AppointmentStatus.CANCELLED,
        new_status=appointment.status,
        reason=UNDONE,
    )
    wake_for(appointment, now=now)
    publish(AppointmentRestored(appointment_id=appointment.pk, change_id=restored.pk, is_silent=is_silent))
    return appointment


def _slot_where_it_is(appointment: Appointment, *, waived: frozenset[RefusalCode], now: datetime) -> Slot:
    """Its own time with its own people, if every rule allows that; locks them.

    The start itself was promised already: neither the clock nor notice speak against it any more.
    """
    asker = Asker(customer_id=appointment.customer_id, at=now)
    kept = frozenset(appointment.occupancies.values_list("resource_id", flat=True))
    lock_visit(
        service_id=appointment.service_id,
        staff=appointment.staff,
        branch_id=appointment.branch_id,
        asker=asker,
        besides=kept,
    )
    promised = {RefusalCode.PAST_TIME, RefusalCode.TOO_SHORT_NOTICE, RefusalCode.NOT_ON_GRID}
    return verify_visit(
        asker=asker,
        service_id=appointment.service_id,
        variant_id=appointment.variant_id,
        add_on_ids=appointment.add_on_ids,
        customer_id=appointment.customer_id,
        staff=appointment.staff,
        branch_id=appointment.branch_id,
        starts_at=appointment.starts_at,
        party_size=appointment.party_size,
        now=now,
        ignored=Ignored(appointment_id=appointment.pk),
        preferred=kept,
        waived=(waived & TEAM_MAY_WAIVE) | promised,
        is_locked=True,
    )


def _refuse_unless_seen(appointment: Appointment, expected_version: int | None) -> None:
    if expected_version not in (None, appointment.version):
        raise AppointmentChangedMeanwhile


def _last_change(appointment: Appointment, change_id: int, kind: ChangeKind) -> AppointmentChange:
    """The change, if nothing came after it.

    :raises AppointmentChangedMeanwhile: something did, or it is another appointment's.
    """
    last = appointment.changes.order_by("-pk").first()
    if last is None or last.pk != change_id or last.kind != kind or last.reason == UNDONE:
        raise AppointmentChangedMeanwhile
    return last


@booking_act
def write_note(*, appointment_id: int, text: str) -> Appointment:
    """What the team wants to remember of it; empty: nothing.

    :raises AppointmentUnknown: no such appointment.
    """
    appointment = lock_appointment(appointment_id)
    appointment.note = text
    appointment.save(update_fields=["note"])
    return appointment
