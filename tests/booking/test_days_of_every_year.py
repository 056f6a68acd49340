"""Days of every year, holidays on which a branch works, and how late a visit may begin."""

from __future__ import annotations

from datetime import date, time

import pytest

from booking.errors import NotAtThisTime
from booking.models import Branch
from booking.queries.hours import opening_hours_on
from tenants.models import Company
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    ServiceFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    berlin,
)

LABOUR_DAY = date(2026, 5, 1)


@pytest.fixture
def branch(company: Company) -> Branch:
    return BranchFactory()


def test_a_branch_may_work_on_one_holiday_and_keep_the_others(branch: Branch) -> None:
    Branch.objects.update(open_holidays=["Erster Mai"])

    assert opening_hours_on(branch=branch, day=LABOUR_DAY).is_open
    assert not opening_hours_on(branch=branch, day=date(2026, 5, 14)).is_open


def test_a_day_of_every_year_holds_from_its_first_year_on(branch: Branch) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 8, 10), is_yearly=True, label="Betriebsausflug")

    assert opening_hours_on(branch=branch, day=date(2023, 8, 10)).is_open
    assert not opening_hours_on(branch=branch, day=date(2026, 8, 10)).is_open
    assert not opening_hours_on(branch=branch, day=date(2027, 8, 10)).is_open


def test_a_date_wins_over_a_day_of_every_year(branch: Branch) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 8, 10), is_yearly=True)
    SpecialDayFactory(branch=branch, date_on=date(2027, 8, 10), opens_at=time(10), closes_at=time(12))

    (span,) = opening_hours_on(branch=branch, day=date(2027, 8, 10)).spans

    assert (span.opens_at.hour, span.closes_at.hour) == (10, 12)


def test_no_visit_begins_after_the_last_start_of_the_branch(branch: Branch) -> None:
    haircut = ServiceFactory()
    anna = StaffMemberFactory(branches=[branch], services=[haircut])
    Branch.objects.update(last_start=time(16))

    visit = AppointmentFactory(
        staff=anna, service=haircut, starts_at=berlin("2026-04-01", "16:00"), waived=[]
    )
    with pytest.raises(NotAtThisTime):
        AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-01", "16:30"), waived=[])

    assert visit.local_start.hour == 16
