"""What was booked by phone, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from booking.enums import AppointmentSource
from booking.models import Appointment


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfBookings:
    """Appointments made on that day and still standing, and what they cost where a price is known."""

    booked: int = 0
    cents: int = 0


def booked_by_phone(*, since: datetime, branch_ids: Iterable[int] | None = None) -> dict[date, DayOfBookings]:
    """By the day on which they were made, on the clock that is current; one query."""
    made = Appointment.objects.not_cancelled().filter(source=AppointmentSource.PHONE, created_at__gte=since)
    if branch_ids is not None:
        made = made.filter(branch_id__in=branch_ids)
    counted = (
        made.order_by()
        .annotate(on=TruncDate("created_at"))
        .values("on")
        .annotate(booked=Count("pk"), cents=Sum("price_cents", default=0))
    )
    return {each["on"]: DayOfBookings(booked=each["booked"], cents=each["cents"]) for each in counted}
