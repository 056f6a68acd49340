from __future__ import annotations

from datetime import timedelta

from booking.enums import AppointmentStatus, Weekday
from booking.models import Appointment, Customer, Service, StaffMember
from booking.queries import habits_of_number
from booking.rules.ranking import NO_HABITS, Habits
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory, berlin

CLARA = "+4915112345678"
THURSDAYS = ["2026-03-05", "2026-02-05", "2026-01-08"]


def come(customer: Customer, staff: StaffMember, service: Service, *days: str) -> None:
    for each in days:
        booked = berlin(each, "10:00") - timedelta(days=7)
        starts = berlin(each, "10:00")
        AppointmentFactory(customer=customer, staff=staff, service=service, starts_at=starts, now=booked)


def test_habits_of_number_come_from_earlier_visits(anna: StaffMember, haircut: Service) -> None:
    come(CustomerFactory(phone=CLARA), anna, haircut, *THURSDAYS)

    habits = habits_of_number(CLARA, now=MONDAY_8)

    assert habits == Habits(weekday=Weekday.THURSDAY, minute=10 * 60, staff_id=anna.pk)


def test_a_family_on_one_line_has_no_habits(anna: StaffMember, haircut: Service) -> None:
    come(CustomerFactory(phone=CLARA, name="Clara Weber"), anna, haircut, *THURSDAYS)
    come(CustomerFactory(phone=CLARA, name="Tim Weber"), anna, haircut, "2026-03-10")

    assert habits_of_number(CLARA, now=MONDAY_8) == NO_HABITS


def test_visits_that_never_were_are_no_habit(anna: StaffMember, haircut: Service) -> None:
    come(CustomerFactory(phone=CLARA), anna, haircut, *THURSDAYS)
    Appointment.objects.update(status=AppointmentStatus.NO_SHOW)

    assert habits_of_number(CLARA, now=MONDAY_8) == NO_HABITS
