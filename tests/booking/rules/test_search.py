"""Random calendars: what is offered is what can be booked, and exactly what a slow, simple reading allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from booking.enums import PhaseKind, RefusalCode
from booking.rules.calendar import BranchRules, Calendar, StaffRules, WeeklySpan
from booking.rules.choosing import Choice, choose_near, choose_spread
from booking.rules.engine import refusal_of
from booking.rules.offerings import Phase, ResourceNeedRules, ResourceRules, ServiceRules
from booking.rules.search import Finder
from booking.rules.spans import union
from booking.rules.taken import Take, Taken
from booking.rules.visits import visit_of
from booking.wall_clock import day_span

BERLIN = ZoneInfo("Europe/Berlin")
# A Saturday before each change of the clock, and ordinary weeks with and without holidays.
FIRST_DAYS = [date(2026, 3, 28), date(2026, 10, 24), date(2026, 4, 2), date(2026, 6, 15)]
SERVICE, ANNA, BRANCH, RESOURCE, CHAIRS = 1, 2, 3, 4, 5

quarters = st.integers(0, 95)
instants = st.integers(-24 * 12, 72 * 12).map(lambda fives: fives * 300)
lengths = st.sampled_from([900, 1800, 3600, 4 * 3600])


@st.composite
def wall_spans(draw: st.DrawFn) -> tuple[time, time]:
    first, last = sorted(draw(st.lists(quarters, min_size=2, max_size=2, unique=True)))
    closes = time(0) if draw(st.booleans()) and last > 90 else time(last // 4, last % 4 * 15)
    return time(first // 4, first % 4 * 15), closes


@st.composite
def weeks(draw: st.DrawFn) -> tuple[WeeklySpan, ...]:
    days = draw(st.lists(st.tuples(st.integers(0, 6), wall_spans()), max_size=10))
    return tuple(WeeklySpan(weekday, opens, closes, None, None) for weekday, (opens, closes) in days)


@st.composite
def phases(draw: st.DrawFn) -> tuple[Phase, ...]:
    """None, or up to four in which somebody works at least once."""
    kinds = draw(st.lists(st.sampled_from(PhaseKind), max_size=4))
    lengths = st.sampled_from([900, 1800])
    return tuple(Phase(kind, draw(lengths)) for kind in kinds) if PhaseKind.WORK in kinds else ()


@st.composite
def situations(draw: st.DrawFn) -> tuple[Calendar, dict[int, Taken], date, int]:
    first_day = draw(st.sampled_from(FIRST_DAYS))
    midnight = day_span(first_day, BERLIN)[0]

    def spans(most: int) -> tuple[tuple[int, int], ...]:
        parts = draw(st.lists(st.tuples(instants, lengths), max_size=most))
        return tuple((midnight + start, midnight + start + length) for start, length in parts)

    special = draw(st.dictionaries(st.integers(0, 2), st.lists(wall_spans(), max_size=2), max_size=2))
    branch = BranchRules(
        branch_id=BRANCH,
        name="Haarmonie",
        zone=BERLIN,
        country="DE",
        subdivision="BE",
        min_notice=draw(st.sampled_from([0, 3600])),
        horizon_days=draw(st.sampled_from([1, 30])),
        grid=draw(st.sampled_from([300, 900, 1800, 3600])),
        closes_on_public_holidays=draw(st.booleans()),
        is_active=True,
        weekly=draw(weeks()),
        special_days={first_day + timedelta(days=step): tuple(hours) for step, hours in special.items()},
        closures=union(spans(1)),
    )
    own = draw(st.one_of(st.none(), weeks()))
    anna = StaffRules(
        staff_id=ANNA,
        name="Anna",
        resource_id=RESOURCE,
        gender="",
        position=0,
        is_active=True,
        branch_ids=frozenset({BRANCH}),
        weekly={BRANCH: own} if own else {},
    )
    parts = draw(phases())
    total = sum(part.duration for part in parts)
    twice = total + sum(part.duration for part in parts if part.kind == PhaseKind.WORK)
    service = ServiceRules(
        service_id=SERVICE,
        name="Haarschnitt",
        version=1,
        duration=draw(st.sampled_from([900, 1800, 5400])),
        buffer_before=draw(st.sampled_from([0, 300, 900])),
        buffer_after=draw(st.sampled_from([0, 600])),
        min_notice=None,
        horizon_days=None,
        price_cents=3900,
        price_kind="fixed",
        currency="EUR",
        is_active=True,
        skills={ANNA: draw(st.sampled_from([None, twice or 2700]))},
        phases=parts,
        needs=draw(
            st.sampled_from([(), *((ResourceNeedRules(CHAIRS, during),) for during in (None, *PhaseKind))])
        ),
    )
    chairs = [10, 11][: draw(st.integers(0, 2))]
    calendar = Calendar(
        stamp=None,
        branches={BRANCH: branch},
        staff={ANNA: anna},
        services={SERVICE: service},
        resources={(CHAIRS, BRANCH): tuple(ResourceRules(chair, f"Stuhl {chair}") for chair in chairs)},
    )

    def taken_spans() -> Taken:
        booked = union(spans(6))
        return Taken(
            tuple(start for start, _ in booked), tuple(end for _, end in booked), tuple(sorted(spans(2)))
        )

    taken = {resource: taken_spans() for resource in (RESOURCE, *chairs)}
    return calendar, taken, first_day, midnight + draw(st.integers(-6, 30)) * 3600 + 60


@lru_cache(maxsize=50_000)
def clock_reads(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC).astimezone(BERLIN)


def open_seconds(calendar: Calendar, day: date) -> set[int]:
    """Every five minutes of the date at which Anna is there, read off the clock one by one."""
    branch, anna = calendar.branches[BRANCH], calendar.staff[ANNA]
    hours = branch.special_days.get(day)
    if hours is None:
        closed = branch.holiday_on(day)
        hours = (
            ()
            if closed
            else tuple((span.opens, span.closes) for span in branch.weekly if span.applies_on(day))
        )
    work = hours
    if anna.weekly:
        work = tuple(
            (span.opens, span.closes) for span in anna.weekly.get(BRANCH, ()) if span.applies_on(day)
        )
    closed_for = {second for start, end in branch.closures for second in range(start, end, 300)}
    return (shown(day, hours) & shown(day, work)) - closed_for


def shown(day: date, hours: tuple[tuple[time, time], ...]) -> set[int]:
    """From the first time the clock shows the opening until the last time it shows less than the closing."""
    clock = {second: clock_reads(second).time() for second in range(*day_span(day, BERLIN), 300)}
    seconds: set[int] = set()
    for opens, closes in hours:
        last = closes if closes != time(0) else time(23, 59)
        after = [second for second, shows in clock.items() if shows >= opens]
        before = [second for second, shows in clock.items() if shows < last]
        if after and before:
            seconds.update(range(after[0], before[-1] + 1, 300))
    return seconds


def slow_starts(calendar: Calendar, taken: dict[int, Taken], day: date, now: int) -> Iterator[int]:
    service, branch = calendar.services[SERVICE], calendar.branches[BRANCH]
    parts = slow_phases(service)
    duration = parts[-1][2]
    present = open_seconds(calendar, day) | open_seconds(calendar, day + timedelta(days=1))
    last_day = clock_reads(now).date() + timedelta(days=branch.horizon_days)
    for start in range(*day_span(day, BERLIN), 300):
        local = clock_reads(start)
        first, last = start - service.buffer_before, start + duration + service.buffer_after
        busy = {each: busy_seconds(taken[each], first, last) for each in taken}
        if (
            start >= now + branch.min_notice
            and local.date() <= last_day
            and (local.hour * 3600 + local.minute * 60) % branch.grid == 0
            and all(each in present for each in range(start, start + duration, 300))
            and not seconds_of(service, parts, start, PhaseKind.WORK) & busy[RESOURCE]
            and all(
                not (needed := seconds_of(service, parts, start, need.during))
                or any(not needed & busy[chair.resource_id] for chair in calendar.resources[CHAIRS, BRANCH])
                for need in service.needs
            )
        ):
            yield start


def slow_phases(service: ServiceRules) -> list[tuple[PhaseKind, int, int]]:
    """``(kind, start, end)``: what Anna takes longer or shorter, she does while she works."""
    if not service.phases:
        return [(PhaseKind.WORK, 0, service.skills[ANNA] or service.duration)]
    own, total = service.skills[ANNA], sum(phase.duration for phase in service.phases)
    work = sum(phase.duration for phase in service.phases if phase.kind == PhaseKind.WORK)
    factor = 1 if own is None else (own - total + work) // work
    parts, start = [], 0
    for phase in service.phases:
        length = phase.duration * factor if phase.kind == PhaseKind.WORK else phase.duration
        parts.append((phase.kind, start, start + length))
        start += length
    return parts


def seconds_of(
    service: ServiceRules, parts: list[tuple[PhaseKind, int, int]], start: int, during: PhaseKind | None
) -> set[int]:
    """Every five minutes that phases of this kind take, with the buffers that they touch."""
    seconds: set[int] = set()
    for kind, first, last in parts:
        if during in {None, kind}:
            begin = start + first - (service.buffer_before if first == 0 else 0)
            end = start + last + (service.buffer_after if last == parts[-1][2] else 0)
            seconds |= set(range(begin, end, 300))
    return seconds


def busy_seconds(taken: Taken, first: int, last: int) -> set[int]:
    booked = [*zip(taken.starts, taken.ends, strict=True), *taken.absences]
    return {each for begin, end in booked for each in range(max(begin, first), min(end, last), 300)}


@given(situations())
def test_search_offers_exactly_what_a_slow_reading_allows(
    situation: tuple[Calendar, dict[int, Taken], date, int],
) -> None:
    calendar, taken, first_day, now = situation
    visit = visit_of(calendar, service_id=SERVICE, staff_id=ANNA, branch_id=BRANCH)
    finder = Finder(calendar=calendar, taken=taken, visits=[visit], now=now)

    for day in (first_day, first_day + timedelta(days=1)):
        found = [candidate.start for candidate in finder.on_day(day)]
        assert found == list(slow_starts(calendar, taken, day, now))


@given(situations(), st.integers(0, 24 * 12))
def test_booking_allows_exactly_what_search_offers(
    situation: tuple[Calendar, dict[int, Taken], date, int], fives: int
) -> None:
    calendar, taken, first_day, now = situation
    visit = visit_of(calendar, service_id=SERVICE, staff_id=ANNA, branch_id=BRANCH)
    finder = Finder(calendar=calendar, taken=taken, visits=[visit], now=now)
    start, end = day_span(first_day, BERLIN)
    start = min(start + fives * 300, end - 300)

    refusal = refusal_of(calendar, visit, start=start, now=now, taken=taken)

    offered = {candidate.start for candidate in finder.on_day(first_day)}
    assert (refusal is None) == (start in offered)
    if refusal:
        assert set(finder.why([(start, start + 1)])) == {_as_search_says(refusal, finder, start)}


def _as_search_says(refusal: RefusalCode, finder: Finder, start: int) -> RefusalCode:
    """For a search, a start off the grid is no start at all, whatever else forbids it."""
    visit = finder.visits[0]
    local = clock_reads(start)
    if start + 1 <= finder.now:
        return RefusalCode.PAST_TIME
    if (local.hour * 3600 + local.minute * 60) % visit.branch.grid and refusal != RefusalCode.BEYOND_HORIZON:
        return RefusalCode.NOT_ON_GRID
    return refusal


@given(situations(), st.integers(1, 6), st.booleans(), st.one_of(st.none(), instants))
def test_choice_is_bookable_distinct_and_the_same_every_time(
    situation: tuple[Calendar, dict[int, Taken], date, int], limit: int, apart: bool, near: int | None
) -> None:
    calendar, taken, first_day, now = situation
    visit = visit_of(calendar, service_id=SERVICE, staff_id=ANNA, branch_id=BRANCH)
    midnight = day_span(first_day, BERLIN)[0]
    window = (midnight, midnight + 3 * 24 * 3600)

    def choose() -> list[int]:
        finder = Finder(calendar=calendar, taken=taken, visits=[visit], now=now)
        choice = Choice(limit=limit, apart=apart, taken=taken)
        if near is None:
            choose_spread(finder, choice, window=window)
        else:
            choose_near(finder, choice, window=window, near=midnight + near)
        takes.extend(each for _, placed in choice.chosen for part in placed for each in part.takes)
        return [candidate.start for candidate, _ in choice.chosen]

    takes: list[Take] = []
    starts = choose()
    promised = sorted(takes)

    finder = Finder(calendar=calendar, taken=taken, visits=[visit], now=now)
    free = {
        each.start for day in finder.days_of(window) for each in finder.on_day(day) if each.start < window[1]
    }
    assert starts == choose()
    assert set(starts) <= free
    assert len(set(starts)) == len(starts)
    if not apart:
        assert len(starts) == min(limit, len(free))
    if near is not None and not apart:
        nearest = sorted(free, key=lambda start: (abs(start - midnight - near), start))
        assert starts == nearest[:limit]
    if apart:
        assert all(
            before.resource_id != after.resource_id or before.end <= after.start
            for before, after in pairwise(promised)
        )
