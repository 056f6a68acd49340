"""The two nights in which the clock changes, in Berlin and in Zurich: offers, bookings, series, caps."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.enums import RefusalCode, RepeatUnit, Weekday
from booking.errors import NonexistentWallTime
from booking.models import Branch, ClassSession, Service, StaffMember
from booking.queries import SeriesWish, opening_hours_on, propose_series, search_slots
from booking.queries.calendar import current_calendar
from booking.rules.recurrence import Recurrence
from booking.services import book_series, move_appointment, plan_classes
from booking.values import CustomerDetails, SlotSearch
from booking.wall_clock import instant_at
from tests.booking.acting import offered
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    ClassTimeFactory,
    CourseFactory,
    ServiceFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_BEFORE = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture(params=["Europe/Berlin", "Europe/Zurich"])
def zone(request: pytest.FixtureRequest) -> ZoneInfo:
    return ZoneInfo(request.param)


@pytest.fixture
def branch(company: object, zone: ZoneInfo) -> Branch:
    """Open around the clock at weekends, and on workdays from nine to six."""
    country, subdivision = ("CH", "ZH") if zone.key == "Europe/Zurich" else ("DE", "BE")
    branch = BranchFactory(
        timezone=zone.key,
        country=country,
        subdivision=subdivision,
        slot_grid_minutes=30,
        horizon_days=300,
        closes_on_public_holidays=False,
    )
    for weekday in (Weekday.SATURDAY, Weekday.SUNDAY):
        WorkingHoursFactory(branch=branch, weekday=weekday, opens_at=time(0), closes_at=time(0))
    return branch


@pytest.fixture
def visit(branch: Branch) -> Service:
    return ServiceFactory(name="Notdienst", minutes=30)


@pytest.fixture
def anna(branch: Branch, visit: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna", branches=(branch,), services=(visit,))


def at(day: date, clock: str, zone: ZoneInfo, *, second: bool = False) -> datetime:
    return instant_at(datetime.combine(day, time.fromisoformat(clock)), zone, second=second)


def clocks(starts: Iterable[datetime], zone: ZoneInfo) -> list[str]:
    return [f"{start.astimezone(zone):%H:%M}" for start in starts]


def free_between(service: Service, first: datetime, last: datetime) -> list[datetime]:
    search = SlotSearch(
        service_ids=(service.pk,), windows=((first, last),), near=first, limit=50, alternatives=False
    )
    return sorted(slot.starts_at for slot in search_slots(search=search, now=first - DAY).slots)


# --- offers and bookings ---


def test_spring_night_has_no_hour_from_two_to_three(
    visit: Service, anna: StaffMember, zone: ZoneInfo
) -> None:
    starts = free_between(visit, at(SPRING, "01:00", zone), at(SPRING, "04:00", zone))

    assert clocks(starts, zone) == ["01:00", "01:30", "03:00", "03:30"]
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [HOUR / 2] * 3
    with pytest.raises(NonexistentWallTime):
        at(SPRING, "02:30", zone)


def test_autumn_night_has_that_hour_twice(visit: Service, anna: StaffMember, zone: ZoneInfo) -> None:
    starts = free_between(visit, at(AUTUMN, "01:30", zone), at(AUTUMN, "03:30", zone))

    assert clocks(starts, zone) == ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    assert [start.astimezone(zone).fold for start in starts] == [0, 0, 0, 1, 1, 0]
    assert len({start.astimezone(zone).isoformat() for start in starts}) == 6  # the offset tells them apart


@pytest.mark.parametrize(("day", "starts", "ends"), [(SPRING, "01:30", "04:00"), (AUTUMN, "01:30", "02:00")])
def test_visit_lasts_as_long_as_it_lasts(
    branch: Branch, zone: ZoneInfo, day: date, starts: str, ends: str
) -> None:
    long = ServiceFactory(name="Eingriff", minutes=90)
    anna = StaffMemberFactory(name="Anna", branches=(branch,), services=(long,))

    booked = AppointmentFactory(
        staff=anna, service=long, starts_at=at(day, starts, zone), now=at(day, starts, zone) - DAY
    )

    assert booked.ends_at - booked.starts_at == timedelta(minutes=90)
    assert clocks([booked.ends_at], zone) == [ends]
    [taken] = booked.occupancies.all()
    assert taken.blocked.upper - taken.blocked.lower == timedelta(minutes=90)
    assert booked.ends_at not in free_between(long, booked.starts_at - HOUR, booked.ends_at)


def test_move_from_the_first_to_the_second_half_past_two_is_a_move(
    visit: Service, anna: StaffMember, zone: ZoneInfo
) -> None:
    first, second = at(AUTUMN, "02:30", zone), at(AUTUMN, "02:30", zone, second=True)
    booked = AppointmentFactory(staff=anna, service=visit, starts_at=first, now=first - DAY)

    moved = move_appointment(appointment_id=booked.pk, starts_at=second, now=first - DAY, by="user:1")

    assert (moved.starts_at - first, moved.local_start.fold) == (HOUR, 1)
    assert first in free_between(visit, first, first + HOUR)


# --- hours and caps on days of 23 and 25 hours ---


@pytest.mark.parametrize(("day", "hours", "visits"), [(SPRING, 23, 46), (AUTUMN, 25, 50)])
def test_day_around_the_clock_has_all_its_hours(
    branch: Branch, visit: Service, anna: StaffMember, zone: ZoneInfo, day: date, hours: int, visits: int
) -> None:
    midnight = at(day, "00:00", zone)

    [span] = opening_hours_on(branch=branch, day=day).spans
    assert (span.closes_at.astimezone(UTC) - span.opens_at.astimezone(UTC)) == hours * HOUR
    assert len(free_between(visit, midnight, midnight + hours * HOUR)) == visits


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 7), (AUTUMN, 9)])
def test_night_shift_works_the_hours_there_are(
    branch: Branch, visit: Service, zone: ZoneInfo, day: date, hours: int
) -> None:
    nora = StaffMemberFactory(name="Nora", branches=(branch,), services=(visit,))
    night = {"branch": branch, "staff": nora}
    WorkingHoursFactory(**night, weekday=Weekday.SATURDAY, opens_at=time(22), closes_at=time(0))
    WorkingHoursFactory(**night, weekday=Weekday.SUNDAY, opens_at=time(0), closes_at=time(6))

    calendar = current_calendar()
    worked = sum(
        end - start
        for each in (day - DAY, day)
        for start, end in calendar.working_spans(staff_id=nora.pk, branch_id=branch.pk, day=each)
    )

    assert worked == hours * 3600


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_cap_counts_the_day_of_the_wall_clock(
    branch: Branch, visit: Service, anna: StaffMember, zone: ZoneInfo, day: date
) -> None:
    """Whatever the day's length: its first and its last half hour belong to it, midnight to the next."""
    Branch.objects.update(max_per_day=2)
    first, last = at(day, "00:00", zone), at(day, "23:30", zone)
    for start in (first, last):
        AppointmentFactory(staff=anna, service=visit, starts_at=start, now=first - DAY)
    before, after = first - HOUR / 2, last - 12 * HOUR

    [earlier] = offered(visit, limit=1, now=first - DAY, near=before, windows=((before, before + HOUR / 2),))
    assert earlier.starts_at == before
    search = SlotSearch(
        service_ids=(visit.pk,), near=after, windows=((after, after + HOUR),), alternatives=False
    )
    full = search_slots(search=search, now=first - DAY)
    assert (full.slots, {why.code for why in full.why_not}) == ((), {RefusalCode.BRANCH_DAY_FULL})


# --- series and classes ---


def weekly(staff: StaffMember, service: Service, first: date, clock: str, count: int) -> SeriesWish:
    return SeriesWish(
        service_id=service.pk,
        branch_id=staff.branches.get().pk,
        staff_id=staff.pk,
        at=time.fromisoformat(clock),
        recurrence=Recurrence(every=1, unit=RepeatUnit.WEEK, first=first, count=count),
    )


@pytest.mark.parametrize(("day", "offset"), [(SPRING, -HOUR), (AUTUMN, HOUR)])
def test_series_keeps_its_wall_time_over_the_change(
    visit: Service, anna: StaffMember, zone: ZoneInfo, day: date, offset: timedelta
) -> None:
    wish = weekly(anna, visit, day - 8 * DAY, "10:00", 3)
    now = at(day - 20 * DAY, "08:00", zone)

    proposal = propose_series(wish=wish, now=now)
    series = book_series(
        wish=wish,
        picks=proposal.picks(),
        customer=CustomerDetails(name="Clara Weber"),
        source="portal",  # type: ignore[arg-type]
        idempotency_key="series",
        now=now,
    )

    starts = [each.starts_at for each in series.appointments.order_by("period")]
    assert clocks(starts, zone) == ["10:00"] * 3
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [
        7 * DAY,
        7 * DAY + offset,
    ]


def test_series_through_the_spring_night_names_the_hour_that_is_not_there(
    visit: Service, anna: StaffMember, zone: ZoneInfo
) -> None:
    proposal = propose_series(
        wish=weekly(anna, visit, SPRING - 7 * DAY, "02:30", 3), now=at(SPRING - 20 * DAY, "08:00", zone)
    )

    assert [each.code for each in proposal.dates] == [None, RefusalCode.NONEXISTENT_WALL_TIME, None]
    assert clocks([pick.starts_at for pick in proposal.picks("alternative")], zone) == [
        "02:30",
        "03:30",
        "02:30",
    ]


def test_series_through_the_autumn_night_takes_the_first_of_two(
    visit: Service, anna: StaffMember, zone: ZoneInfo
) -> None:
    proposal = propose_series(
        wish=weekly(anna, visit, AUTUMN, "02:30", 1), now=at(AUTUMN - 20 * DAY, "08:00", zone)
    )

    [pick] = proposal.picks()
    assert pick.starts_at == at(AUTUMN, "02:30", zone)
    assert pick.starts_at.astimezone(zone).fold == 0


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_timetable_keeps_the_wall_time_and_the_minutes(branch: Branch, zone: ZoneInfo, day: date) -> None:
    yoga = CourseFactory()
    maya = StaffMemberFactory(name="Maya", branches=(branch,), services=(yoga,))
    for clock in ("01:30", "02:30"):
        ClassTimeFactory(
            service=yoga,
            staff=maya,
            branch=branch,
            weekday=Weekday.SUNDAY,
            starts_at=time.fromisoformat(clock),
            valid_from=day - 7 * DAY,
            valid_until=day + 7 * DAY,
        )

    planned = plan_classes(now=at(day - 10 * DAY, "08:00", zone))

    sessions = ClassSession.objects.order_by("period")
    missing = [(each.day, each.code) for each in planned.not_planned]
    assert missing == ([(SPRING, RefusalCode.NONEXISTENT_WALL_TIME)] if day == SPRING else [])
    assert set(clocks([each.starts_at for each in sessions], zone)) == {"01:30", "02:30"}
    assert {each.ends_at - each.starts_at for each in sessions} == {HOUR}
    assert sessions.count() == 6 - len(missing)
