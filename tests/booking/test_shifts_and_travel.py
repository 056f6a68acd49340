"""Shifts of up to four weeks, hours by season, the two eves, and people who work in several branches."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from booking.enums import AppointmentSource, RefusalCode, Season, Weekday
from booking.errors import StaffTravelling
from booking.models import Appointment, Branch, Service, StaffMember
from booking.queries import opening_hours_on, search_slots
from booking.services import IMPORT_MAY_WAIVE, TEAM_MAY_WAIVE
from booking.values import SlotSearch
from tests.booking.acting import offered
from tests.factories.booking import (
    BERLIN,
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
    berlin,
)

pytestmark = pytest.mark.usefixtures("company")

MONDAY = date(2026, 3, 30)
WEEK = timedelta(weeks=1)


def reasons(service: Service, day: date) -> set[str]:
    """Why nothing is free on the date; empty when something is."""
    start = berlin(str(day), "00:00")
    wish = SlotSearch(
        service_ids=(service.pk,), windows=((start, start + timedelta(days=1)),), alternatives=False
    )
    return {code.value for code in search_slots(search=wish, now=MONDAY_8 - timedelta(days=7)).reasons}


@pytest.mark.parametrize("weeks", [2, 3, 4])
def test_a_shift_comes_every_so_many_weeks(
    weeks: int, anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    """Anchored in a week that lies behind, before the clock was changed."""
    anchor = MONDAY - 5 * weeks * WEEK + timedelta(days=3)
    tuesday = MONDAY + timedelta(days=1)
    WorkingHoursFactory(
        branch=branch, staff=anna, weekday=Weekday.TUESDAY, every_weeks=weeks, anchor_on=anchor
    )

    worked = [step for step in range(8) if not reasons(haircut, tuesday + step * WEEK)]

    assert worked == list(range(0, 8, weeks))


def test_early_and_late_weeks_take_turns(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    """A, B, C and D, each with hours of its own."""
    for step, opens in enumerate((9, 11, 13, 15)):
        WorkingHoursFactory(
            branch=branch,
            staff=anna,
            weekday=Weekday.TUESDAY,
            opens_at=time(opens),
            closes_at=time(18),
            every_weeks=4,
            anchor_on=MONDAY + step * WEEK,
        )
    firsts = []
    for step in range(5):
        start = berlin(str(MONDAY + step * WEEK + timedelta(days=1)), "00:00")
        (first,) = offered(
            haircut, limit=1, windows=((start, start + timedelta(days=1)),), alternatives=False
        )
        firsts.append(first.starts_at.astimezone(BERLIN).hour)

    assert firsts == [9, 11, 13, 15, 9]


def test_a_shift_without_a_week_to_start_from_is_refused(anna: StaffMember, branch: Branch) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkingHoursFactory(branch=branch, staff=anna, every_weeks=2)


@pytest.mark.parametrize(
    ("season", "day", "is_open"),
    [
        (Season.SCHOOL, date(2026, 10, 16), True),
        (Season.SCHOOL, date(2026, 10, 23), False),  # Herbstferien in Berlin
        (Season.HOLIDAYS, date(2026, 10, 16), False),
        (Season.HOLIDAYS, date(2026, 10, 23), True),
    ],
)
def test_hours_by_season_follow_the_land(season: Season, day: date, is_open: bool) -> None:
    branch = BranchFactory(open_on=())
    WorkingHoursFactory(branch=branch, weekday=Weekday.FRIDAY, season=season)

    assert opening_hours_on(branch=branch, day=day).is_open == is_open


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "is_school"),
    [
        ("CH", "ZH", date(2027, 4, 30), False),  # Frühlingsferien
        ("CH", "BE", date(2027, 4, 30), True),
        ("CH", "ZH", date(2027, 2, 12), True),  # each commune has Sportferien of its own
        ("CH", "ZG", date(2027, 2, 12), False),
        ("AT", "9", date(2027, 2, 5), False),  # Semesterferien
        ("AT", "6", date(2027, 2, 5), True),
        ("CH", "SO", date(2027, 7, 23), True),  # none are known: it is always school
        ("CH", "", date(2027, 7, 23), True),
    ],
)
def test_hours_by_season_in_other_countries(
    country: str, subdivision: str, day: date, is_school: bool
) -> None:
    branch = BranchFactory(open_on=(), country=country, subdivision=subdivision, timezone="Europe/Zurich")
    WorkingHoursFactory(branch=branch, weekday=Weekday.FRIDAY, season=Season.SCHOOL)

    assert opening_hours_on(branch=branch, day=day).is_open == is_school


@pytest.mark.parametrize(
    ("closes_at", "expected"), [(None, ["09:00–18:00"]), (time(13), ["09:00–13:00"]), (time(0), [])]
)
@pytest.mark.parametrize("day", [date(2026, 12, 24), date(2026, 12, 31)])
def test_the_two_eves_end_early(
    branch: Branch, day: date, closes_at: time | None, expected: list[str]
) -> None:
    Branch.objects.update(eves_close_at=closes_at)

    spans = opening_hours_on(branch=branch, day=day).spans

    assert [f"{each.opens_at:%H:%M}–{each.closes_at:%H:%M}" for each in spans] == expected


def test_a_special_day_says_more_than_the_eve(branch: Branch) -> None:
    Branch.objects.update(eves_close_at=time(0))
    SpecialDayFactory(branch=branch, date_on=date(2026, 12, 24), opens_at=time(8), closes_at=time(11))

    assert opening_hours_on(branch=branch, day=date(2026, 12, 24)).is_open


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "name"),
    [
        ("DE", "BY", date(2026, 8, 15), "Mariä Himmelfahrt"),
        ("AT", "9", date(2026, 11, 15), "Hl. Leopold"),
        ("AT", "9", date(2026, 12, 24), None),
    ],
)
def test_local_holidays_are_a_setting(country: str, subdivision: str, day: date, name: str | None) -> None:
    branch = BranchFactory(country=country, subdivision=subdivision)
    assert opening_hours_on(branch=branch, day=day).holiday is None

    Branch.objects.update(keeps_local_holidays=True)

    assert opening_hours_on(branch=branch, day=day).holiday == name


# --- two branches ---


@pytest.fixture
def west(branch: Branch) -> Branch:
    """Half an hour away; only one of the two says so."""
    west = BranchFactory(name="Haarmonie West")
    branch.travel_minutes = {str(west.pk): 30}
    branch.save()
    return west


@pytest.fixture
def floating(branch: Branch, west: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Flora", branches=(branch, west), services=(haircut,))


def at(staff: StaffMember, branch: Branch, clock: str, **more: object) -> Appointment:
    starts_at: datetime = berlin("2026-03-31", clock)
    more.setdefault("source", AppointmentSource.WEB)
    return AppointmentFactory(
        staff=staff, service=Service.objects.get(), branch=branch, starts_at=starts_at, **more
    )


@pytest.mark.parametrize(
    ("clock", "is_possible"),
    [("11:00", True), ("11:15", False), ("12:30", False), ("12:45", False), ("13:00", True)],
)
def test_the_way_between_two_branches_takes_time(
    floating: StaffMember, branch: Branch, west: Branch, haircut: Service, clock: str, is_possible: bool
) -> None:
    """Half an hour from 12:00 in the one; the haircut in the other takes half an hour too."""
    at(floating, branch, "12:00")
    start = berlin("2026-03-31", clock)
    wish = SlotSearch(
        service_ids=(haircut.pk,),
        branch_ids=frozenset({west.pk}),
        windows=((start, start + timedelta(seconds=1)),),
        near=start,
        alternatives=False,
    )

    found = search_slots(search=wish, now=MONDAY_8)

    assert bool(found.slots) == is_possible
    if is_possible:
        assert at(floating, west, clock)
    else:
        assert {each.code for each in found.why_not} <= {
            RefusalCode.STAFF_TRAVELLING,
            RefusalCode.SLOT_TAKEN,
        }
        with pytest.raises(StaffTravelling):
            at(floating, west, clock)


def test_nobody_may_waive_the_way_but_for_what_was_agreed_elsewhere(
    floating: StaffMember, branch: Branch, west: Branch
) -> None:
    at(floating, branch, "12:00")

    with pytest.raises(StaffTravelling):
        at(floating, west, "12:30", source=AppointmentSource.PORTAL, waived=TEAM_MAY_WAIVE)
    assert at(floating, west, "12:30", source=AppointmentSource.IMPORT, waived=IMPORT_MAY_WAIVE)


def test_who_stays_in_one_branch_travels_nowhere(floating: StaffMember, branch: Branch) -> None:
    at(floating, branch, "12:00")

    assert at(floating, branch, "12:30")


def test_different_branches_on_different_days(
    floating: StaffMember, branch: Branch, west: Branch, haircut: Service
) -> None:
    WorkingHoursFactory(branch=branch, staff=floating, weekday=Weekday.TUESDAY)
    WorkingHoursFactory(branch=west, staff=floating, weekday=Weekday.WEDNESDAY)
    days = {}
    for day in ("2026-03-31", "2026-04-01"):
        start = berlin(day, "00:00")
        (slot,) = offered(haircut, limit=1, windows=((start, start + timedelta(days=1)),), alternatives=False)
        days[day] = slot.branch_id

    assert days == {"2026-03-31": branch.pk, "2026-04-01": west.pk}
