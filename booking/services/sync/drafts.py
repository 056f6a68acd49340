"""An appointment in the words of a calendar elsewhere: only what its owner needs to see there."""

from __future__ import annotations

from urllib.parse import urlsplit

from booking.enums import AppointmentStatus
from booking.models import Appointment, ExternalEvent, LinkedCalendar
from booking.ports import Attendee, Draft
from tenants.connections.services import company_url
from tenants.context import current_company


def draft_of(appointment: Appointment, event: ExternalEvent) -> Draft:
    """What shall stand there. Notes stay here: who can read the other calendar is not ours to know."""
    customer, branch = appointment.customer, appointment.branch
    return Draft(
        mark=str(event.mark),
        version=appointment.version,
        title=f"{appointment.service.name}: {customer.name}",
        description=f"Termin {appointment.reference}",
        location=branch.address,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        zone=branch.timezone,
        attendee=Attendee(
            name=customer.name,
            email=customer.email or _alias_of(appointment),
            phone=customer.phone,
            language=customer.language,
        ),
        event_type_id=event_type_of(event.calendar, appointment.service_id),
        is_absent=appointment.status == AppointmentStatus.NO_SHOW,
    )


def event_type_of(calendar: LinkedCalendar, service_id: int) -> str:
    """What the service is called there; empty when it has no counterpart."""
    matching = (row["id"] for row in calendar.event_types if row.get("service_id") == service_id)
    return next(matching, "")


def service_of(calendar: LinkedCalendar, event_type_id: str) -> int | None:
    """The service behind something that was booked there."""
    matching = (row.get("service_id") for row in calendar.event_types if row["id"] == event_type_id)
    return next(matching, None)


def _alias_of(appointment: Appointment) -> str:
    """Providers insist on an address. This one is ours and nobody's: mail to it goes nowhere."""
    host = urlsplit(company_url()).hostname or "localhost"
    domain = host if "." in host else f"{host}.invalid"
    return f"termin-{current_company().pk}-{appointment.pk}@keine-mail.{domain}"
