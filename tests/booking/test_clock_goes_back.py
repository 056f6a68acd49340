"""The clock goes back an hour: by law in October, or because a machine's clock was wrong."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from booking.enums import Weekday
from booking.errors import HoldExpired
from booking.models import Appointment, Branch, Occupancy, Service, StaffMember
from booking.services import HOLD_ON_THE_PHONE, renew_hold
from tests.booking.acting import book, offered, run_out
from tests.factories.booking import (
    BERLIN,
    BranchFactory,
    ServiceFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
    berlin,
)

# 25 October 2026, 2:30 in Berlin, twice: first in summer time, an hour later in winter time.
FIRST_HALF_PAST_TWO = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
SECOND_HALF_PAST_TWO = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def night_branch(company: object) -> Branch:
    """Open on Saturday and Sunday around the clock, as an emergency dentist is."""
    branch = BranchFactory(open_on=())
    for weekday in (Weekday.SATURDAY, Weekday.SUNDAY):
        WorkingHoursFactory(branch=branch, weekday=weekday, opens_at=time(0), closes_at=time(0))
    return branch


@pytest.fixture
def visit(night_branch: Branch) -> Service:
    return ServiceFactory(name="Notdienst", minutes=30)


@pytest.fixture
def anna(night_branch: Branch, visit: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna", branches=(night_branch,), services=(visit,))


def test_hour_that_comes_twice_is_offered_and_booked_as_two(visit: Service, anna: StaffMember) -> None:
    evening_before = berlin("2026-10-24", "20:00")
    night = (FIRST_HALF_PAST_TWO, SECOND_HALF_PAST_TWO + HOUR / 2)

    slots = {}
    for number, at in enumerate((FIRST_HALF_PAST_TWO, SECOND_HALF_PAST_TWO)):
        window = (at, at + HOUR / 2)
        [slots[at]] = offered(
            visit, holder=f"call-{number}", limit=1, now=evening_before, windows=(window,), alternatives=False
        )
    for number, slot in enumerate(slots.values()):
        book(slot, key=f"call-{number}/book", now=evening_before)

    starts = sorted(appointment.starts_at for appointment in Appointment.objects.all())
    assert starts == [FIRST_HALF_PAST_TWO, SECOND_HALF_PAST_TWO]
    assert {start.astimezone(BERLIN).strftime("%H:%M") for start in starts} == {"02:30"}
    # Each takes half an hour of real time, and together they leave the hour between them free.
    taken = sorted((row.blocked.lower, row.blocked.upper) for row in Occupancy.objects.all())
    assert taken == [(start, start + HOUR / 2) for start in starts]
    free = offered(visit, holder="call-9", limit=6, now=evening_before, windows=(night,), alternatives=False)
    assert FIRST_HALF_PAST_TWO + HOUR / 2 in {slot.starts_at for slot in free}


def test_hold_over_the_end_of_summer_time_is_as_long_as_any_other(visit: Service, anna: StaffMember) -> None:
    [slot] = offered(visit, limit=1, now=SECOND_HALF_PAST_TWO - HOUR / 2 - timedelta(seconds=10))

    assert slot.expires_at - Occupancy.objects.get().offer.created_at == HOLD_ON_THE_PHONE


def test_machine_whose_clock_goes_back_makes_no_hold_longer(visit: Service, anna: StaffMember) -> None:
    """Holds end by the database's clock: a web server that lives an hour ago cannot book one that ran out."""
    saturday = berlin("2026-10-24", "12:00")
    [slot] = offered(visit, limit=1, now=saturday)
    run_out()

    with pytest.raises(HoldExpired):
        book(slot, now=saturday - HOUR)

    assert not Appointment.objects.exists()


def test_machine_whose_clock_goes_back_can_still_renew_and_book(visit: Service, anna: StaffMember) -> None:
    saturday = berlin("2026-10-24", "12:00")
    [slot] = offered(visit, limit=1, now=saturday)

    renew_hold(slot_id=slot.slot_id, hold_for=HOLD_ON_THE_PHONE, now=saturday - HOUR)
    book(slot, now=saturday - HOUR)

    assert Appointment.objects.get().starts_at == slot.starts_at
