"""Times off, of one person or a whole branch."""

from __future__ import annotations

from datetime import datetime

from booking.enums import AppointmentStatus, OccupancyKind, TimeOffKind
from booking.errors import TimeOffConflicts
from booking.models import Appointment, Branch, Occupancy, Offer, StaffMember, TimeOff
from booking.models.appointments import AppointmentQuerySet
from booking.models.periods import period
from booking.services.acts import booking_act, lock_resources
from booking.services.offers import release_offers

STILL_PLANNED = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED, AppointmentStatus.ARRIVED)


@booking_act
def add_time_off(
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: TimeOffKind,
    staff_id: int | None = None,
    branch_id: int | None = None,
    label: str = "",
    despite_appointments: bool = False,
) -> TimeOff:
    """Take one person or a whole branch out of the calendar for [starts_at, ends_at); what is held there is given back.

    :param despite_appointments: sickness does not ask; the appointments stay and have to be dealt with.
    :raises TimeOffConflicts: appointments lie in it; names them.
    """
    staff = (
        StaffMember.objects.filter(pk=staff_id)
        if staff_id
        else StaffMember.objects.filter(branches=branch_id)
    )
    resource_ids = list(staff.values_list("resource_id", flat=True))
    lock_resources(resource_ids)
    conflicts = _appointments_in(starts_at, ends_at, staff_id=staff_id, branch_id=branch_id)
    if conflicts and not despite_appointments:
        raise TimeOffConflicts(appointment_ids=tuple(conflicts.values_list("pk", flat=True)))
    time_off = TimeOff.objects.create(
        staff_id=staff_id, branch_id=branch_id, period=period(starts_at, ends_at), kind=kind, label=label
    )
    held = Offer.objects.filter(
        occupancies__resource__in=resource_ids, occupancies__blocked__overlap=(starts_at, ends_at)
    )
    release_offers(held if staff_id else held.filter(branch_id=branch_id))
    if staff_id:
        Occupancy.objects.create(
            resource_id=resource_ids[0],
            blocked=period(starts_at, ends_at),
            kind=OccupancyKind.ABSENCE,
            time_off=time_off,
        )
    return time_off


@booking_act
def remove_time_off(*, time_off_id: int) -> None:
    """Back again. Removing what is gone changes nothing."""
    TimeOff.objects.filter(pk=time_off_id).delete()


def _appointments_in(
    starts_at: datetime, ends_at: datetime, *, staff_id: int | None, branch_id: int | None
) -> AppointmentQuerySet:
    """Appointments that take the person, buffers included; or visits that lie in the branch's closed time."""
    planned = Appointment.objects.filter(status__in=STILL_PLANNED).order_by("period", "pk")
    if staff_id:
        return planned.filter(
            occupancies__resource__staff_member=staff_id, occupancies__blocked__overlap=(starts_at, ends_at)
        ).distinct()
    return planned.between(starts_at, ends_at).filter(branch_id=branch_id)
