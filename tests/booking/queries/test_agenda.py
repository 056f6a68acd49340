from __future__ import annotations

from booking.models import Service, StaffMember
from booking.queries import upcoming_appointments_of
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory, berlin


def test_upcoming_appointments_are_those_ahead(anna: StaffMember, haircut: Service) -> None:
    clara = CustomerFactory(name="Clara Weber", phone="+4915112345678")
    emma = CustomerFactory(name="Emma Weber", phone="+4915112345678")
    first = AppointmentFactory(
        staff=anna, service=haircut, customer=clara, starts_at=berlin("2026-03-30", "09:00")
    )
    later = AppointmentFactory(
        staff=anna, service=haircut, customer=clara, starts_at=berlin("2026-03-31", "09:00")
    )
    AppointmentFactory(staff=anna, service=haircut, customer=emma, starts_at=berlin("2026-03-31", "10:00"))

    assert list(upcoming_appointments_of(customer_ids=[clara.pk], now=MONDAY_8)) == [first, later]
    assert list(upcoming_appointments_of(customer_ids=[clara.pk], now=first.ends_at)) == [later]
