"""The appointments that are about to change, locked; and whether they still may."""

from __future__ import annotations

from datetime import datetime

from booking.errors import (
    AppointmentNotChangeable,
    AppointmentUnknown,
    TooLateToChange,
)
from booking.models import Appointment
from booking.models.appointments import AppointmentQuerySet
from booking.queries.terms import PROMISED
from booking.queries.visits import visit_of_appointment


def lock_appointment(appointment_id: int) -> Appointment:
    """The appointment as it is now; nobody else changes it until the transaction ends.

    :raises AppointmentUnknown: no such appointment.
    """
    rows = _locking().filter(pk=appointment_id)
    # Whoever has waited for somebody who gave it to another person finds no row in the same statement: it
    # looks for the new person where there was the old one. By the next statement it is locked.
    appointment = rows.first() or rows.first()
    if appointment is None:
        raise AppointmentUnknown
    return appointment


def lock_visit_of(appointment_id: int) -> list[Appointment]:
    """The same for all that belongs to its visit and was not cancelled, in the order it was wished for.

    :raises AppointmentUnknown: no such appointment.
    """
    visit_id = visit_of_appointment(appointment_id)
    if visit_id is None:
        return [lock_appointment(appointment_id)]
    # First without their people: see above.
    in_visit = Appointment.objects.filter(visit_id=visit_id).order_by("pk")
    ids = list(in_visit.select_for_update(no_key=True).values_list("pk", flat=True))
    parts = list(_locking().filter(pk__in=ids).not_cancelled())
    return sorted(parts, key=lambda each: (each.part, each.pk))


def _locking() -> AppointmentQuerySet:
    rows = Appointment.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("staff", "branch", "service")


def refuse_unless_ahead(appointment: Appointment, now: datetime) -> None:
    """:raises AppointmentNotChangeable: it is cancelled, over, or has begun."""
    if appointment.status not in PROMISED or appointment.starts_at <= now:
        raise AppointmentNotChangeable(status=appointment.status)


def refuse_unless_in_time(appointment: Appointment, now: datetime) -> None:
    """:raises TooLateToChange: customers may not change it themselves any more."""
    notice = appointment.service.change_notice
    if appointment.starts_at - now < (appointment.branch.change_notice if notice is None else notice):
        raise TooLateToChange
