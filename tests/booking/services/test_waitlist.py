"""Getting on the waitlist and off it again."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from booking.enums import AppointmentSource, Reach, WaitlistState
from booking.errors import ServiceNotOffered, WaitlistEntryUnknown, WaitlistFull
from booking.models import Customer, Service, StaffMember, WaitlistEntry
from booking.services.waitlist import MOST_PER_CUSTOMER, join_waitlist, leave_waitlist
from booking.values import CustomerDetails, DayWindow, WaitlistWish
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory

CLARA = CustomerDetails(name="Clara Weber", phone="+4915112345678")


def join(service: Service, *, customer: CustomerDetails | Customer = CLARA, **wish: object) -> WaitlistEntry:
    return join_waitlist(
        customer=customer,
        wish=WaitlistWish(service_ids=(service.pk,), **wish),  # type: ignore[arg-type]
        source=AppointmentSource.PHONE,
        now=MONDAY_8,
    )


def test_join_keeps_the_wish_as_it_was_said(haircut: Service, anna: StaffMember) -> None:
    wish = WaitlistWish(
        service_ids=(haircut.pk,),
        staff_ids=frozenset({anna.pk}),
        windows=(
            DayWindow(days=frozenset({0, 4}), starts=time(9), ends=time(12)),
            DayWindow(starts=time(17)),
        ),
        earliest_on=date(2026, 4, 1),
        latest_on=date(2026, 4, 30),
        notice=timedelta(hours=3),
    )

    entry = join_waitlist(
        customer=CLARA, wish=wish, source=AppointmentSource.WEB, now=MONDAY_8, reach=Reach.EMAIL
    )

    entry.refresh_from_db()
    assert entry.wish == wish
    assert (entry.state, entry.reach, entry.customer.name) == (WaitlistState.WAITING, "email", "Clara Weber")


def test_join_twice_with_the_same_wish_is_one_place_in_the_line(haircut: Service) -> None:
    first, again = join(haircut), join(haircut)
    other = join(haircut, earliest_on=date(2026, 4, 7))

    assert first == again
    assert list(WaitlistEntry.objects.waiting()) == [first, other]


def test_join_refuses_what_is_not_offered_and_what_is_too_much(haircut: Service) -> None:
    for day in range(1, MOST_PER_CUSTOMER + 1):
        join(haircut, earliest_on=date(2026, 4, day))

    with pytest.raises(WaitlistFull):
        join(haircut, earliest_on=date(2026, 5, 1))
    with pytest.raises(ServiceNotOffered):
        join_waitlist(
            customer=CLARA,
            wish=WaitlistWish(service_ids=(haircut.pk + 99,)),
            source=AppointmentSource.PHONE,
            now=MONDAY_8,
        )


def test_join_stands_for_nobody_elses_appointment(haircut: Service, anna: StaffMember) -> None:
    later = AppointmentFactory(staff=anna, service=haircut)
    wish = WaitlistWish(service_ids=(haircut.pk,))

    def replaced(customer: Customer) -> int | None:
        return join_waitlist(
            customer=customer,
            wish=wish,
            source=AppointmentSource.PHONE,
            now=MONDAY_8,
            replaces_id=later.pk,
        ).replaces_id

    assert replaced(CustomerFactory(name="Jonas Beck")) is None
    assert replaced(later.customer) == later.pk


def test_leave_ends_the_waiting_once(haircut: Service) -> None:
    entry = join(haircut)

    leave_waitlist(entry_id=entry.pk, now=MONDAY_8)
    left = leave_waitlist(entry_id=entry.pk, now=MONDAY_8 + timedelta(hours=1))

    left.refresh_from_db()
    assert (left.state, left.settled_at) == (WaitlistState.WITHDRAWN, MONDAY_8)
    assert join(haircut) != entry
    with pytest.raises(WaitlistEntryUnknown):
        leave_waitlist(entry_id=entry.pk + 99, now=MONDAY_8)
