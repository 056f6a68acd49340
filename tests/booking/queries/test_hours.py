from __future__ import annotations

from datetime import date, time

from booking.enums import TimeOffKind, Weekday
from booking.models import Branch
from booking.queries import is_open_at, next_opening, opening_hours_on, opening_week
from booking.services import add_time_off
from tests.factories.booking import BERLIN, BranchFactory, SpecialDayFactory, WorkingHoursFactory, berlin


def spoken(branch: Branch, day: date) -> list[str]:
    return [
        f"{span.opens_at:%H:%M}-{span.closes_at:%H:%M}"
        for span in opening_hours_on(branch=branch, day=day).spans
    ]


def test_opening_hours_on_a_day_with_a_break(company: object) -> None:
    branch = BranchFactory(open_on=())
    WorkingHoursFactory(branch=branch, weekday=Weekday.TUESDAY, opens_at=time(14), closes_at=time(18, 30))
    WorkingHoursFactory(branch=branch, weekday=Weekday.TUESDAY, opens_at=time(9), closes_at=time(12))

    assert spoken(branch, date(2026, 3, 31)) == ["09:00-12:00", "14:00-18:30"]
    assert spoken(branch, date(2026, 4, 1)) == []


def test_opening_hours_on_a_holiday_name_it(branch: Branch) -> None:
    friday = opening_hours_on(branch=branch, day=date(2026, 4, 3))

    assert (friday.is_open, friday.holiday) == (False, "Karfreitag")


def test_opening_hours_on_a_special_day(branch: Branch) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 3), opens_at=time(10), closes_at=time(13))
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 7))

    assert spoken(branch, date(2026, 4, 3)) == ["10:00-13:00"]
    assert spoken(branch, date(2026, 4, 7)) == []


def test_opening_hours_end_where_a_closure_begins(branch: Branch) -> None:
    add_time_off(
        branch_id=branch.pk,
        starts_at=berlin("2026-03-31", "12:00"),
        ends_at=berlin("2026-04-02", "00:00"),
        kind=TimeOffKind.CLOSURE,
    )

    assert spoken(branch, date(2026, 3, 31)) == ["09:00-12:00"]
    assert spoken(branch, date(2026, 4, 1)) == []


def test_opening_week_has_seven_days(branch: Branch) -> None:
    week = opening_week(branch=branch, first_day=date(2026, 3, 30))

    assert [day.is_open for day in week] == [True, True, True, True, False, False, False]


def test_is_open_at_goes_by_the_minute(branch: Branch) -> None:
    clocks = ["08:59", "09:00", "17:59", "18:00"]

    assert [is_open_at(branch=branch, at=berlin("2026-03-30", clock)) for clock in clocks] == [
        False,
        True,
        True,
        False,
    ]


def test_next_opening_passes_over_the_easter_days(branch: Branch) -> None:
    opens = next_opening(branch=branch, at=berlin("2026-04-02", "18:00"))

    assert opens is not None
    assert (opens, opens.tzinfo) == (berlin("2026-04-07", "09:00"), BERLIN)


def test_next_opening_of_a_branch_that_never_opens(company: object) -> None:
    assert next_opening(branch=BranchFactory(open_on=()), at=berlin("2026-04-02", "18:00")) is None
