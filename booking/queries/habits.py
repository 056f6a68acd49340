"""What is known of a customer's ways from earlier visits."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.enums import AppointmentStatus
from booking.models import Appointment
from booking.rules.ranking import NO_HABITS, Habits, habits_of
from tenants.fields import phone_index

# What somebody did longer ago says little about now.
LOOKED_BACK = timedelta(days=550)
VISITS = 10


def habits_of_number(phone: str, *, now: datetime) -> Habits:
    """When the one customer with this number (E.164) usually comes; a family on one line has no habits."""
    visits = list(
        Appointment.objects.filter(
            customer__phone_index=phone_index(phone),
            status__in=(AppointmentStatus.CONFIRMED, AppointmentStatus.ARRIVED, AppointmentStatus.DONE),
            period__startswith__range=(now - LOOKED_BACK, now),
        )
        .select_related("branch")
        .order_by("-period")[:VISITS]
    )
    if len({visit.customer_id for visit in visits}) != 1:
        return NO_HABITS
    return habits_of([(visit.local_start, visit.staff_id) for visit in visits])


def usual_visit_of(customer_id: int, *, now: datetime) -> tuple[int, int | None] | None:
    """Service and person of the last visit, else of the next one; ``None``: there is neither."""
    visits = (
        Appointment.objects.filter(customer_id=customer_id)
        .exclude(status__in=(AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW))
        .values_list("service_id", "staff_id")
    )
    past = visits.filter(period__startswith__lte=now).order_by("-period").first()
    return past or visits.filter(period__startswith__gt=now).order_by("period").first()
