"""Times off, of one person or a whole branch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from askproai.core.errors import NotFound
from askproai.core.events import publish
from booking.enums import AppointmentStatus, OccupancyKind, TimeOffKind
from booking.errors import TimeOffConflicts
from booking.events import TimeOffAdded, TimeOffRemoved
from booking.models import Appointment, Occupancy, Offer, StaffMember, TimeOff
from booking.models.periods import period
from booking.services.acts import booking_act, lock_resources
from booking.services.holds import release_offers

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
    """Take one person or a whole branch out of the calendar for [starts_at, ends_at).

    What is held there for callers is given back.

    :param despite_appointments: sickness does not ask; the appointments stay and have to be dealt with.
    :raises TimeOffConflicts: appointments lie in it; names them.
    :raises NotFound: no such person.
    """
    whose = {"pk": staff_id} if staff_id is not None else {"branches": branch_id}
    resource_ids = list(StaffMember.objects.filter(**whose).values_list("resource_id", flat=True))
    if staff_id is not None and not resource_ids:
        raise NotFound(staff_id=staff_id)
    lock_resources(resource_ids)
    conflicts = _appointments_in(starts_at, ends_at, staff_id=staff_id, branch_id=branch_id)
    if conflicts and not despite_appointments:
        raise TimeOffConflicts(appointment_ids=conflicts)
    time_off = TimeOff.objects.create(
        staff_id=staff_id, branch_id=branch_id, period=period(starts_at, ends_at), kind=kind, label=label
    )
    held = Offer.objects.filter(
        Q(occupancies__resource__in=resource_ids, occupancies__blocked__overlap=(starts_at, ends_at))
        | Q(session__staff__resource__in=resource_ids, session__period__overlap=(starts_at, ends_at))
    )
    release_offers(held if branch_id is None else held.filter(branch_id=branch_id))
    Occupancy.objects.bulk_create(_absences(time_off, resource_ids))
    publish(TimeOffAdded(time_off_id=time_off.pk))
    return time_off


@booking_act
def remove_time_off(*, time_off_id: int) -> None:
    """Back again. Removing what is gone changes nothing."""
    if TimeOff.objects.filter(pk=time_off_id).delete()[0]:
        publish(TimeOffRemoved(time_off_id=time_off_id))


def _absences(time_off: TimeOff, resource_ids: list[int]) -> Iterable[Occupancy]:
    """A person's absence takes the person; a closed branch is a rule of the calendar and takes nobody."""
    if time_off.staff_id is None:
        return
    for resource_id in resource_ids:
        yield Occupancy(
            resource_id=resource_id, blocked=time_off.period, kind=OccupancyKind.ABSENCE, time_off=time_off
        )


def _appointments_in(
    starts_at: datetime, ends_at: datetime, *, staff_id: int | None, branch_id: int | None
) -> tuple[int, ...]:
    """Appointments that take the person, buffers included; or visits that lie in the branch's closed time."""
    planned = Appointment.objects.filter(status__in=STILL_PLANNED).order_by("period", "pk")
    if branch_id is not None:
        planned = planned.between(starts_at, ends_at).filter(branch_id=branch_id)
    if staff_id is not None:
        planned = planned.filter(
            Q(
                occupancies__resource__staff_member=staff_id,
                occupancies__blocked__overlap=(starts_at, ends_at),
            )
            | Q(
                session__occupancies__resource__staff_member=staff_id,
                session__occupancies__blocked__overlap=(starts_at, ends_at),
            )
        ).distinct()
    return tuple(planned.values_list("pk", flat=True))
