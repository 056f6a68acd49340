"""What becomes of an appointment besides another time: cancelled, kept or missed."""

from __future__ import annotations

from datetime import datetime, timedelta

from askproai.core.events import publish
from booking.enums import AppointmentStatus, ChangeKind
from booking.errors import (
    AppointmentChangedMeanwhile,
    AppointmentNotChangeable,
)
from booking.events import (
    AppointmentApproved,
    AppointmentCancelled,
    AppointmentStatusChanged,
)
from booking.models import Appointment, AppointmentChange
from booking.queries.terms import PROMISED, change_terms
from booking.services.acts import booking_act, lock_resources
from booking.services.changeable import (
    lock_appointment,
    lock_visit_of,
    refuse_unless_ahead,
    refuse_unless_in_time,
)
from booking.services.places import give_places_back
from booking.services.settling import (
    TERMS,
    accepted_fee,
    settle_on_cancelling,
    settle_on_status,
)
from booking.services.terms import wake_for

# From which states the team may set each state; what is there already stays as it is.
_BEFORE: dict[AppointmentStatus, tuple[AppointmentStatus, ...]] = {
    AppointmentStatus.CONFIRMED: (
        AppointmentStatus.PENDING,
        AppointmentStatus.ARRIVED,
        AppointmentStatus.DONE,
        AppointmentStatus.NO_SHOW,
    ),
    AppointmentStatus.ARRIVED: (*PROMISED, AppointmentStatus.DONE, AppointmentStatus.NO_SHOW),
    AppointmentStatus.DONE: (*PROMISED, AppointmentStatus.ARRIVED),
    AppointmentStatus.NO_SHOW: (*PROMISED, AppointmentStatus.ARRIVED),
}


@booking_act
def cancel_appointment(
    *,
    appointment_id: int,
    reason: str,
    by: str,
    now: datetime,
    is_by_team: bool = False,
    accepted_fee_cents: int = 0,
    with_series: bool = False,
    whole_visit: bool = False,
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Give the time back. Cancelling what is cancelled changes nothing and says nothing.

    :param whole_visit: everything that belongs to its visit and is still ahead goes with it.
    :param accepted_fee_cents: what the customer was told that it costs so late, and agreed to; the team
        charges nobody for its own cancellations.
    :param with_series: several are cancelled at once, and told in one message.
    :param is_silent: the customer is not to hear of it; ``told_after``: they hear of it so much later.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: over, or already begun.
    :raises TooLateToChange: customers may not cancel it themselves any more; the team may.
    :raises FeeNotAccepted: it costs something else; says what.
    """
    leaving = lock_visit_of(appointment_id) if whole_visit else [lock_appointment(appointment_id)]
    leaving = [each for each in leaving if each.status != AppointmentStatus.CANCELLED]
    if not leaving:
        return Appointment.objects.with_names().get(pk=appointment_id)
    for each in leaving:
        if each.session_id is not None:
            lock_resources({each.staff.resource_id})
        refuse_unless_ahead(each, now)
        if not is_by_team:
            refuse_unless_in_time(each, now)
    fees = [0 if is_by_team else change_terms(each, now=now).cancel_fee_cents for each in leaving]
    accepted_fee(sum(fees), accepted_cents=accepted_fee_cents)
    first = min(leaving, key=lambda each: (each.starts_at, each.pk))
    # The first part speaks for all, so it comes when the others are done.
    for each, fee in sorted(zip(leaving, fees, strict=True), key=lambda pair: pair[0] is first):
        call_off(
            each,
            reason=reason,
            by=by,
            now=now,
            fee_cents=fee,
            with_series=with_series,
            with_visit=each is not first,
            is_silent=is_silent,
            told_after=told_after,
        )
    return first


def call_off(
    appointment: Appointment,
    *,
    reason: str,
    by: str,
    now: datetime,
    kind: ChangeKind = ChangeKind.CANCELLED,
    fee_cents: int = 0,
    with_series: bool = False,
    with_visit: bool = False,
    is_silent: bool = False,
    told_after: timedelta = timedelta(0),
) -> Appointment:
    """Take an appointment that is ahead out of the calendar. It must be locked."""
    before = appointment.status
    appointment.status = AppointmentStatus.CANCELLED
    appointment.cancelled_at = now
    appointment.cancel_reason = reason[:200]
    appointment.version += 1
    settle_on_cancelling(appointment, fee_cents=fee_cents)
    appointment.save(update_fields=["status", "cancelled_at", "cancel_reason", "version", *TERMS])
    appointment.occupancies.all().delete()
    give_places_back(appointment)
    change = AppointmentChange.objects.create(
        appointment=appointment,
        kind=kind,
        changed_at=now,
        by=by,
        old_period=appointment.period,
        old_staff_id=appointment.staff_id,
        old_status=before,
        new_status=appointment.status,
        reason=reason[:200],
    )
    publish(
        AppointmentCancelled(
            appointment_id=appointment.pk,
            change_id=change.pk,
            with_series=with_series,
            with_visit=with_visit,
            is_silent=is_silent,
            told_after=told_after,
        )
    )
    return appointment


@booking_act
def mark_appointment(
    *,
    appointment_id: int,
    status: AppointmentStatus,
    by: str,
    now: datetime,
    with_visit: bool = False,
    expected_version: int | None = None,
) -> Appointment:
    """Confirmed, arrived, done or no-show. Marking twice is the same as once.

    :param with_visit: it belongs to a visit, of which another part tells.
    :param expected_version: what was seen by who marks it, where that may be a while ago.
    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentChangedMeanwhile: it is neither as it was seen nor as it is wanted.
    :raises AppointmentNotChangeable: this state cannot follow the one it is in, or it is too early for it.
    """
    appointment = lock_appointment(appointment_id)
    before = AppointmentStatus(appointment.status)
    if before == status:
        return appointment
    if expected_version is not None and appointment.version != expected_version:
        raise AppointmentChangedMeanwhile
    too_early = status == AppointmentStatus.NO_SHOW and now < appointment.starts_at
    if before not in _BEFORE.get(status, ()) or too_early:
        raise AppointmentNotChangeable(status=before, wanted=status)
    appointment.status = status
    appointment.version += 1
    settle_on_status(appointment, before=before, now=now)
    appointment.save(update_fields=["status", "version", *TERMS])
    change = AppointmentChange.objects.create(
        appointment=appointment,
        kind=ChangeKind.STATUS,
        changed_at=now,
        by=by,
        old_status=before,
        new_status=status,
    )
    publish(AppointmentStatusChanged(appointment_id=appointment.pk, status=status.value))
    if (before, status) == (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED):
        wake_for(appointment, now=now)
        publish(
            AppointmentApproved(appointment_id=appointment.pk, change_id=change.pk, with_visit=with_visit)
        )
    return appointment
