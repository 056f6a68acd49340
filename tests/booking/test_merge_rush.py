"""Two entries of a customer become one while somebody books for them."""

from __future__ import annotations

from functools import partial

import pytest

from booking.enums import AppointmentSource
from booking.errors import CustomerUnknown
from booking.models import Appointment, Branch, Customer, Service, StaffMember
from booking.services import book_directly
from booking.services.customer_merging import merge_customers
from booking.values import CustomerDetails
from tenants.models import Company
from tests.booking.rush import in_the_middle_of
from tests.factories.booking import (
    MONDAY_8,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

NUMBER = "+4915112345678"


@pytest.fixture
def clara(committed_company: Company) -> tuple[Customer, Customer]:
    """As she is known twice, in a salon that can be booked."""
    StaffMemberFactory(name="Anna", branches=(BranchFactory(),), services=(ServiceFactory(),))
    kept, gone = (CustomerFactory(name=name, phone=NUMBER) for name in ("Clara Weber", "Klara Weber"))
    return kept, gone


def book(customer: Customer | CustomerDetails) -> Appointment:
    return book_directly(
        service_id=Service.objects.get().pk,
        staff_id=StaffMember.objects.get().pk,
        branch_id=Branch.objects.get().pk,
        starts_at=berlin("2026-03-31", "10:00"),
        customer=customer,
        source=AppointmentSource.PORTAL,
        idempotency_key="key",
        now=MONDAY_8,
    )


def test_who_rings_meanwhile_is_booked_as_somebody_who_is_there(
    committed_company: Company, clara: tuple[Customer, Customer]
) -> None:
    kept, gone = clara
    merge = partial(merge_customers, kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)
    details = CustomerDetails(name="Klara Weber", phone=NUMBER)

    booked = in_the_middle_of(committed_company, merge, partial(book, details))

    assert isinstance(booked, Appointment)
    assert Customer.objects.get(pk=booked.customer_id).phone == NUMBER


def test_booking_for_an_entry_that_went_says_so(
    committed_company: Company, clara: tuple[Customer, Customer]
) -> None:
    kept, gone = clara
    merge = partial(merge_customers, kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    booked = in_the_middle_of(committed_company, merge, partial(book, gone))

    assert isinstance(booked, CustomerUnknown)
    assert not Appointment.objects.exists()


def test_merging_waits_for_who_is_being_booked(
    committed_company: Company, clara: tuple[Customer, Customer]
) -> None:
    kept, gone = clara
    merge = partial(merge_customers, kept_id=kept.pk, gone_id=gone.pk, by_user_id=1, now=MONDAY_8)

    in_the_middle_of(committed_company, partial(book, gone), merge)

    assert Appointment.objects.get().customer_id == kept.pk
