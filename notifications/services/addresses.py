"""Addresses that messages lead to, written with the company's stored domain, never a request's host."""

from __future__ import annotations

from datetime import datetime, timedelta

from booking.models import Appointment
from booking.services.links import LinkPurpose, link_secret
from tenants.connections.services import company_url

# After the visit there is nothing to change, but the address still says when it was.
_OPEN_AFTER = timedelta(days=1)
# As far ahead as somebody can wait.
_WAITS_FOR = timedelta(days=366)


def appointment_url(appointment: Appointment, *, now: datetime) -> str:
    """Where the customer sees, moves and cancels this appointment, without a login."""
    secret = link_secret(
        purpose=LinkPurpose.APPOINTMENT,
        subject_id=appointment.pk,
        expires_at=appointment.ends_at + _OPEN_AFTER,
        now=now,
    )
    return f"{company_url()}/t/{secret}"


def waitlist_url(entry_id: int, *, now: datetime) -> str:
    """Where somebody who waits sees so, and leaves the waitlist."""
    secret = link_secret(
        purpose=LinkPurpose.WAITLIST_ENTRY, subject_id=entry_id, expires_at=now + _WAITS_FOR, now=now
    )
    return f"{company_url()}/w/l/{secret}/"
