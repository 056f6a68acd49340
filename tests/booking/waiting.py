"""A full morning, and people who wait for a place in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from booking.enums import AppointmentSource
from booking.models import Appointment, Service, StaffMember, WaitlistEntry, WaitlistInvitation
from booking.services.waitlist import join_waitlist
from booking.services.waitlist_rounds import offer_to_waiting
from booking.values import CustomerDetails, DayWindow, WaitlistWish
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory, berlin

TUESDAY = date(2026, 3, 31)
MORNING = DayWindow(starts=time(9), ends=time(11))


def full_morning(staff: StaffMember, service: Service) -> list[Appointment]:
    """Four appointments of half an hour each, nothing free between 9 and 11 on Tuesday."""
    nine = berlin("2026-03-31", "09:00")
    return [
        AppointmentFactory(
            staff=staff,
            service=service,
            starts_at=nine + timedelta(minutes=30 * step),
            customer=CustomerFactory(name=f"Stammkundin {step}"),
        )
        for step in range(4)
    ]


def waits(
    name: str, service: Service, *, minute: int = 0, now: datetime = MONDAY_8, **more: object
) -> WaitlistEntry:
    """Somebody joins for Tuesday morning; ``minute`` tells who came first."""
    wish = {"windows": (MORNING,), "earliest_on": TUESDAY, "latest_on": TUESDAY, **more}
    replaces_id = wish.pop("replaces_id", None)
    customer = wish.pop("customer", None) or CustomerDetails(
        name=name, phone=f"+49151{sum(map(ord, name)):07d}"
    )
    return join_waitlist(
        customer=customer,  # type: ignore[arg-type]
        wish=WaitlistWish(service_ids=(service.pk,), **wish),  # type: ignore[arg-type]
        source=AppointmentSource.PHONE,
        now=now + timedelta(minutes=minute),
        replaces_id=replaces_id,  # type: ignore[arg-type]
    )


def look(now: datetime = MONDAY_8 + timedelta(hours=2)) -> list[WaitlistInvitation]:
    """What the matcher offers now: the invitations that are new."""
    before = set(WaitlistInvitation.objects.values_list("pk", flat=True))
    offer_to_waiting(now)
    return list(WaitlistInvitation.objects.exclude(pk__in=before).order_by("pk"))


def asked(invitations: list[WaitlistInvitation]) -> list[str]:
    return [invitation.entry.customer.name for invitation in invitations]
