"""Appointments still to come, for whoever is about to change what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, QuerySet

from booking.models import Appointment
from booking.queries.terms import PROMISED


def upcoming_appointments(*, now: datetime) -> QuerySet[Appointment]:
    """Promised and not begun yet, earliest first."""
    return Appointment.objects.filter(status__in=PROMISED, period__startswith__gt=now).order_by(
        "period", "pk"
    )


def upcoming_by_service(*, now: datetime) -> dict[int, int]:
    """How many appointments each service has ahead."""
    counted = upcoming_appointments(now=now).order_by().values("service").annotate(amount=Count("pk"))
    return Counter(dict(counted.values_list("service", "amount")))


def upcoming_of_pairs(*, service_id: int, staff_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many appointments for this service each of these people has ahead."""
    if not staff_ids:
        return {}
    rows = upcoming_appointments(now=now).order_by().filter(service=service_id, staff__in=staff_ids)
    return dict(rows.values("staff").annotate(amount=Count("pk")).values_list("staff", "amount"))
