"""What was booked elsewhere becomes an appointment here, through the one door, or a conflict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from askproai.core.phones import InvalidPhone, parse_phone
from booking.enums import AppointmentSource, ConflictKind, RefusalCode
from booking.errors import BookingRefused, ServiceNotOffered
from booking.models import Appointment, Branch, ExternalEvent, Occupancy
from booking.ports import RemoteBooking, RemoteEvent
from booking.services.direct_booking import IMPORT_MAY_WAIVE, book_directly
from booking.services.sync.blocking import block_time
from booking.services.sync.conflicts import close_conflicts, raise_conflict
from booking.services.sync.drafts import service_of
from booking.services.sync.owing import owe_appointment
from booking.services.sync.states import state_here, state_there
from booking.values import CustomerDetails

SERVICE_UNKNOWN = "service_unknown"


def adopt_booking(event: ExternalEvent, remote: RemoteEvent, *, now: datetime) -> None:
    """Make it an appointment of ours. Refused, it takes the person's time, and somebody has to decide."""
    booking = remote.booking
    if booking is None or remote.starts_at is None:
        return
    service_id = service_of(event.calendar, booking.event_type_id)
    code = SERVICE_UNKNOWN
    if service_id is not None:
        event.save()
        # What it took so far as somebody else's time must not be in its own way.
        Occupancy.objects.filter(external_event=event).delete()
        try:
            appointment = _book(event, booking, service_id, remote.starts_at, now=now)
        except BookingRefused as refusal:
            code = str(refusal.code)
        else:
            if _is_bound_already(event, appointment):
                event.delete()
            else:
                bind(event, appointment, remote, now=now)
            return
    event.save()
    raise_conflict(
        event,
        kind=ConflictKind.BOOKING_REFUSED,
        states=state_there(remote),
        code=code,
        wanted=wanted_of(booking, service_id=service_id),
        now=now,
    )
    block_time(event, remote, now=now)


def _is_bound_already(event: ExternalEvent, appointment: Appointment) -> bool:
    """Late news of a booking that was moved since: it goes on under another id, and is known by that one."""
    others = ExternalEvent.objects.filter(calendar=event.calendar, appointment=appointment)
    return others.exclude(pk=event.pk).exists()


def bind(event: ExternalEvent, appointment: Appointment, remote: RemoteEvent, *, now: datetime) -> None:
    """From now on the entry and the appointment are one; the person's other calendars are told."""
    event.appointment = appointment
    event.agreed_ours = state_here(appointment, event.calendar)
    event.agreed_theirs = state_there(remote)
    event.save()
    close_conflicts(Q(event=event, kind=ConflictKind.BOOKING_REFUSED), now=now)
    owe_appointment(appointment_id=appointment.pk, now=now)


def wanted_of(booking: RemoteBooking, *, service_id: int | None) -> dict[str, object]:
    """What somebody needs to know to decide, and to book it elsewhere."""
    return {
        "service_id": service_id,
        "event_type_id": booking.event_type_id,
        "name": booking.name,
        "email": booking.email,
        "phone": booking.phone,
        "language": booking.language,
    }


def customer_of(wanted: RemoteBooking) -> CustomerDetails:
    """Who it is for, as far as what they typed there can be read."""
    return CustomerDetails(
        name=wanted.name or "Kunde ohne Namen",
        phone=_phone(wanted.phone),
        email=wanted.email or None,
        language=wanted.language[:2].lower() or None,
    )


def _phone(text: str) -> str | None:
    try:
        return parse_phone(text) if text else None
    except InvalidPhone:
        return None


def _book(
    event: ExternalEvent, booking: RemoteBooking, service_id: int, starts_at: datetime, *, now: datetime
) -> Appointment:
    staff = event.calendar.staff
    refused: BookingRefused = ServiceNotOffered(staff_id=staff.pk)
    for branch, waived in _ways(event):
        try:
            return book_directly(
                service_id=service_id,
                staff_id=staff.pk,
                branch_id=branch.pk,
                starts_at=starts_at,
                customer=customer_of(booking),
                source=AppointmentSource.CALENDAR,
                idempotency_key=f"calendar:{event.calendar.connection_id}:{event.remote_id}",
                now=now,
                note=booking.note,
                waived=waived,
            )
        except BookingRefused as refusal:
            refused = refusal
    raise refused


def _ways(event: ExternalEvent) -> Iterator[tuple[Branch, frozenset[RefusalCode]]]:
    """Where the person works then, before wherever they belong: it is agreed with the customer already."""
    branches = list(event.calendar.staff.branches.filter(is_active=True))
    for waived in (frozenset[RefusalCode](), IMPORT_MAY_WAIVE):
        for branch in branches:
            yield branch, waived
