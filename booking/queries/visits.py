"""Appointments that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from booking.enums import AppointmentStatus
from booking.models import Appointment
from booking.models.appointments import AppointmentQuerySet
from booking.values import PartWish, SlotSearch


def parts_of_visit(appointment: Appointment) -> list[Appointment]:
    """Everything of the visit that was not cancelled, itself included, in the order of time."""
    if appointment.visit_id is None:
        return [appointment]
    return list(_ordered(Appointment.objects.filter(visit_id=appointment.visit_id).not_cancelled()))


def parts_still_on(appointment: Appointment) -> list[Appointment]:
    """What goes on with this appointment, itself included; alone, once it was cancelled."""
    if appointment.status == AppointmentStatus.CANCELLED:
        return [appointment]
    return parts_of_visit(appointment)


def visit_of_appointment(appointment_id: int | None) -> int | None:
    """The visit to which an appointment belongs, if it does."""
    if appointment_id is None:
        return None
    return Appointment.objects.filter(pk=appointment_id).values_list("visit_id", flat=True).first()


def search_for_moving(parts: Iterable[Appointment], *, keeps_staff: bool = False, **wish: Any) -> SlotSearch:
    """The search for another time for all parts of a visit, under the terms it was booked with.

    :param keeps_staff: each part with whoever does it now.
    :param wish: windows, limits and so on, as in any search.
    """
    ahead = sorted(
        (part for part in parts if part.status != AppointmentStatus.CANCELLED), key=lambda part: part.part
    )
    first = ahead[0]
    terms = first.visit.terms if first.visit else {}
    return SlotSearch(
        parts=tuple(
            PartWish(
                service_id=part.service_id,
                variant_id=part.variant_id,
                add_on_ids=part.add_on_ids,
                person=part.person,
                staff_ids=frozenset({part.staff_id}) if keeps_staff else None,
            )
            for part in ahead
        ),
        in_order=terms.get("in_order", False),
        at_once=terms.get("at_once", False),
        max_wait=timedelta(seconds=terms.get("max_wait_s", 0)),
        branch_ids=frozenset({first.branch_id}),
        customer_id=first.customer_id,
        moving_appointment_id=first.pk,
        moving_visit_id=first.visit_id,
        **wish,
    )


def _ordered(parts: AppointmentQuerySet) -> AppointmentQuerySet:
    return parts.with_names().order_by("period", "pk")
