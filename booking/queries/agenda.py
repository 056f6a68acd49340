"""Appointments as a customer asks for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from booking.models import Appointment
from booking.models.appointments import AppointmentQuerySet


def upcoming_appointments_of(*, customer_ids: Collection[int], now: datetime) -> AppointmentQuerySet:
    """What these persons still have ahead of them, earliest first."""
    return Appointment.objects.upcoming(now).filter(customer__in=customer_ids).with_names()
