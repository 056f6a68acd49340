"""Addresses that messages lead to, written with the company's stored domain, never a request's host."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.models import Appointment
from booking.services.links import LinkPurpose, link_secret
from tenants.connections.services import company_url

# After the visit there is nothing to change, but the address still says when it was.
_OPEN_AFTER = timedelta(days=1)


def appointment_url(appointment: Appointment, *, now: datetime) -> str:
    """Where the customer sees, moves and cancels this appointment, without a login."""
    secret = link_secret(
        purpose=LinkPurpose.APPOINTMENT,
        subject_id=appointment.pk,
        expires_at=appointment.ends_at + _OPEN_AFTER,
        now=now,
    )
    return f"{company_url()}/t/{secret}"
