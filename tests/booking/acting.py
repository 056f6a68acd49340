"""What callers do, in one line each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models.functions import Now

from booking.enums import AppointmentSource
from booking.errors import BookingRefused
from booking.models import Appointment, Customer, Occupancy, Offer, Service
from booking.services import HOLD_ON_THE_PHONE, book_appointment, offer_times
from booking.values import CustomerDetails, OfferedSlot, SlotSearch
from tests.factories.booking import MONDAY_8

T = TypeVar("T")

CLARA = CustomerDetails(name="Clara Weber", phone="+4915112345678")


def offered(
    service: Service, *, holder: str = "call-1", limit: int = 3, now: datetime = MONDAY_8, **search: object
) -> tuple[OfferedSlot, ...]:
    wish = SlotSearch(service_ids=(service.pk,), limit=limit, **search)  # type: ignore[arg-type]
    return offer_times(search=wish, holder=holder, hold_for=HOLD_ON_THE_PHONE, now=now).offers


def book(
    slot: OfferedSlot,
    *,
    key: str = "call-1/book",
    customer: Customer | CustomerDetails = CLARA,
    now: datetime = MONDAY_8,
) -> Appointment:
    return book_appointment(
        slot_id=slot.slot_id,
        customer=customer,
        source=AppointmentSource.PHONE,
        idempotency_key=key,
        now=now + timedelta(seconds=20),
    )


def run_out() -> None:
    """Let all holds end a second ago, by the database's clock."""
    a_second_ago = Now() - timedelta(seconds=1)
    Offer.objects.update(expires_at=a_second_ago)
    Occupancy.objects.filter(kind="hold").update(expires_at=a_second_ago)


def attempt(act: Callable[[], T]) -> T | BookingRefused:
    """What the act returned, or the refusal."""
    try:
        return act()
    except BookingRefused as refusal:
        return refusal
