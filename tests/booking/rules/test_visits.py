"""Visits of several services: the engine against a slow reading that tries every way at all times."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from itertools import pairwise, product
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from booking.enums import PhaseKind, RefusalCode
from booking.rules.calendar import BranchRules, Calendar, StaffRules, WeeklySpan
from booking.rules.engine import grid_starts
from booking.rules.explaining import obstacles_at, reasons_on
from booking.rules.offerings import Phase, ResourceNeedRules, ResourceRules, ServiceRules
from booking.rules.parts import Terms
from booking.rules.plans import Plan, plans_for
from booking.rules.spans import union
from booking.rules.taken import Taken
from booking.rules.visits import Placed, visits_for
from booking.wall_clock import day_span

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 6, 15)
MIDNIGHT = day_span(DAY, BERLIN)[0]
OPENS, CLOSES = 9, 12
BRANCH, CHAIRS = 1, 2
FIVE = 300
TICKS = (CLOSES - OPENS) * 12
WORK, PROCESSING = PhaseKind.WORK, PhaseKind.PROCESSING
OPEN_AT = MIDNIGHT + OPENS * 3600

fives = st.integers(1, 5).map(lambda number: number * FIVE)


@st.composite
def services(draw: st.DrawFn, service_id: int, staff: list[int]) -> ServiceRules:
    shape = draw(st.sampled_from(["plain", "plain", "waiting", "waiting twice"]))
    phases: tuple[Phase, ...] = ()
    if shape != "plain":
        phases = (Phase(WORK, draw(fives)), Phase(PROCESSING, draw(fives) * 2), Phase(WORK, draw(fives)))
    if shape == "waiting twice":
        phases += (Phase(PROCESSING, draw(fives)),)
    duration = sum(phase.duration for phase in phases) or draw(fives) * 2
    work = sum(phase.duration for phase in phases if phase.kind == WORK) or duration
    able = draw(st.lists(st.sampled_from(staff), min_size=1, max_size=len(staff), unique=True))
    during = draw(st.sampled_from(["never", "never", None, WORK]))
    return ServiceRules(
        service_id=service_id,
        name=f"Leistung {service_id}",
        version=1,
        duration=duration,
        buffer_before=draw(st.sampled_from([0, 0, FIVE])),
        buffer_after=draw(st.sampled_from([0, 0, FIVE, 2 * FIVE])),
        min_notice=None,
        horizon_days=None,
        price_cents=3900,
        price_kind="fixed",
        currency="EUR",
        is_active=True,
        # Twice the work keeps all parts at full five minutes.
        skills={each: draw(st.sampled_from([None, None, duration + work])) for each in able},
        phases=phases,
        needs=() if during == "never" else (ResourceNeedRules(CHAIRS, during),),
        fits_processing=draw(st.booleans()),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Two or three parts, up to three people, up to two chairs, and a morning with holes."""
    staff = list(range(10, 10 + draw(st.integers(1, 3))))
    chairs = list(range(30, 30 + draw(st.integers(1, 2))))
    offered = {each: draw(services(each, staff)) for each in range(1, draw(st.integers(2, 4)))}
    ticks = st.integers(0, TICKS - 1)

    def taken() -> Taken:
        holes = draw(st.lists(st.tuples(ticks, fives), max_size=3))
        booked = union((OPEN_AT + start * FIVE, OPEN_AT + start * FIVE + length) for start, length in holes)
        return Taken(tuple(start for start, _ in booked), tuple(end for _, end in booked))

    calendar = Calendar(
        stamp=None,
        branches={BRANCH: _branch(draw(st.sampled_from([300, 900])))},
        staff={each: _person(each) for each in staff},
        services=offered,
        resources={(CHAIRS, BRANCH): tuple(ResourceRules(each, f"Stuhl {each}") for each in chairs)},
    )
    wanted = draw(st.lists(st.sampled_from(sorted(offered)), min_size=2, max_size=3))
    at_once = draw(st.booleans())
    people = draw(st.lists(st.integers(0, 2), min_size=len(wanted), max_size=len(wanted)))
    found = plans_for(
        calendar,
        taken={each: taken() for each in (*staff, *chairs)},
        now=MIDNIGHT,
        parts=[
            (person, visits_for(calendar, service_ids=(each,), staff_ids=None, branch_ids=None))
            for each, person in zip(wanted, people, strict=True)
        ],
        terms=Terms(draw(st.booleans()), at_once, draw(st.integers(0, 4)) * FIVE),
    )
    return found[0]


def _branch(grid: int) -> BranchRules:
    return BranchRules(
        branch_id=BRANCH,
        name="Haarmonie",
        zone=BERLIN,
        country="DE",
        subdivision="BE",
        min_notice=0,
        horizon_days=30,
        grid=grid,
        closes_on_public_holidays=False,
        is_active=True,
        weekly=(WeeklySpan(DAY.weekday(), time(OPENS), time(CLOSES), None, None),),
        special_days={},
        closures=(),
    )


def _person(staff_id: int) -> StaffRules:
    return StaffRules(
        staff_id=staff_id,
        name=f"Person {staff_id}",
        resource_id=staff_id,
        gender="",
        position=staff_id,
        is_active=True,
        branch_ids=frozenset({BRANCH}),
        weekly={},
    )


class Try(NamedTuple):
    """One way to do a part: five minutes are bits, counted from opening with some room before it."""

    start: int
    end: int
    used: tuple[tuple[int, int], ...]  # who or what, and when
    waits: tuple[tuple[int, int], ...]


ROOM_BEFORE = 12


def bits(start: int, end: int) -> int:
    first, last = ((edge - OPEN_AT) // FIVE + ROOM_BEFORE for edge in (start, end))
    return ((1 << (last - first)) - 1) << first


def tries(plan: Plan, place: int) -> Iterator[Try]:
    """Everybody, every chair, every five minutes."""
    busy = {
        each: sum({bits(start, end) for start, end in zip(taken.starts, taken.ends, strict=True)})
        for each, taken in plan.taken.items()
    }
    service = plan.parts[place].visits[0].service
    for staff_id, own in service.skills.items():
        parts = slow_phases(service, own)
        length = parts[-1][2]
        during = [need.during for need in service.needs]
        chairs = plan.calendar.resources[CHAIRS, BRANCH] if during else (None,)
        for tick, chair in product(range(TICKS), chairs):
            start = OPEN_AT + tick * FIVE
            if tick * FIVE + length > TICKS * FIVE:
                continue
            used = [(staff_id, taken_by(service, parts, start, WORK))]
            if chair:
                used.append((chair.resource_id, taken_by(service, parts, start, during[0])))
            if not any(busy[who] & when for who, when in used):
                waits = tuple(
                    (start + first, start + last) for kind, first, last in parts if kind == PROCESSING
                )
                yield Try(start, start + length, tuple(used), waits)


def slow_phases(service: ServiceRules, own: int | None) -> list[tuple[PhaseKind, int, int]]:
    """What somebody takes longer, they do while they work, to the full minute."""
    if not service.phases:
        return [(WORK, 0, own or service.duration)]
    work = sum(phase.duration for phase in service.phases if phase.kind == WORK)
    factor = (work + (own - service.duration if own else 0)) / work
    parts, start, done = [], 0, 0.0
    for kind, duration in service.phases:
        length = duration
        if kind == WORK:
            length = (round((done + duration) * factor / 60) - round(done * factor / 60)) * 60
            done += duration
        parts.append((kind, start, start + length))
        start += length
    return parts


def taken_by(
    service: ServiceRules, parts: list[tuple[PhaseKind, int, int]], start: int, during: PhaseKind | None
) -> int:
    when = 0
    for place, (kind, first, last) in enumerate(parts):
        if during in {None, kind}:
            begin = start + first - (service.buffer_before if place == 0 else 0)
            end = start + last + (service.buffer_after if place == len(parts) - 1 else 0)
            when |= bits(begin, end)
    return when


def apart(chosen: list[Try]) -> bool:
    """Whether nobody and nothing is in two places at once."""
    seen: dict[int, int] = {}
    for each in chosen:
        for who, when in each.used:
            if seen.get(who, 0) & when:
                return False
            seen[who] = seen.get(who, 0) | when
    return True


def waiting(plan: Plan, places: list[int], chosen: dict[int, Try], start: int) -> int | None:
    """What somebody waits when their parts lie like that; ``None``: they cannot."""
    hosts: dict[int, int] = {}
    for inner in places:
        around = [
            outer
            for outer in places
            if outer != inner and may_lie_in(plan, inner, outer) and is_inside(chosen[inner], chosen[outer])
        ]
        if around:
            hosts[inner] = around[0]
    if any(outer in hosts for outer in hosts.values()) or len(set(hosts.values())) < len(hosts):
        return None
    line = sorted((place for place in places if place not in hosts), key=lambda place: chosen[place].start)
    order = [each for place in line for each in (place, *(inner for inner in hosts if hosts[inner] == place))]
    if plan.terms.in_order and order != sorted(order):
        return None
    if chosen[line[0]].start != start:
        return None
    waited = 0
    for before, after in pairwise(line):
        gap = chosen[after].start - chosen[before].end
        if gap < 0:
            return None
        waited += gap
    return waited if waited <= plan.terms.max_wait else None


def may_lie_in(plan: Plan, inner: int, outer: int) -> bool:
    mine, other = plan.parts[inner], plan.parts[outer]
    return mine.person != other.person or mine.fits_processing


def is_inside(inner: Try, outer: Try) -> bool:
    return any(first <= inner.start and inner.end <= last for first, last in outer.waits)


def least_waiting(plan: Plan, possible: list[list[Try]], start: int) -> int | None:
    best: int | None = None
    last = start + plan.longest
    near = [[each for each in part if start <= each.start < last] for part in possible]
    lines = [[part.place for part in line] for line in plan.lines]

    def rest(chosen: list[Try]) -> None:
        nonlocal best
        if len(chosen) == len(near):
            waits = [waiting(plan, line, dict(enumerate(chosen)), start) for line in lines]
            if None not in waits:
                total = sum(wait or 0 for wait in waits)
                best = total if best is None else min(best, total)
            return
        for each in near[len(chosen)]:
            if best != 0 and apart([*chosen, each]):
                rest([*chosen, each])

    rest([])
    return best


def waited_by(plan: Plan, placed: tuple[Placed, ...]) -> int:
    """The waiting of an answer, read off its parts."""
    total = 0
    for line in plan.lines:
        places = {part.place for part in line}
        spans = [(each.start, each.end) for each in placed if each.part in places]
        total += max(end for _, end in spans) - min(start for start, _ in spans)
        total -= sum(end - start for start, end in union(spans))
    return total


# Trying every combination takes long.
@settings(max_examples=settings.default.max_examples // 2)
@given(plans())
def test_visits_are_found_exactly_where_they_exist_with_the_least_waiting(plan: Plan) -> None:
    possible = [list(tries(plan, part.place)) for part in plan.parts]
    offered = {start for span in plan.starts(DAY) for start in grid_starts(plan, span)}

    for start in range(OPEN_AT, OPEN_AT + TICKS * FIVE, plan.branch.grid * 3):
        placed = plan.placed(start, taken=plan.taken) if start in offered else None
        found = None if placed is None else waited_by(plan, placed)
        assert found == least_waiting(plan, possible, start)


@given(plans())
def test_nothing_in_an_answer_is_taken_twice(plan: Plan) -> None:
    for start in sorted(start for span in plan.starts(DAY) for start in grid_starts(plan, span))[::5]:
        placed = plan.placed(start, taken=plan.taken) or ()
        spans: dict[int, list[tuple[int, int]]] = {
            each: list(zip(taken.starts, taken.ends, strict=True)) for each, taken in plan.taken.items()
        }
        for resource_id, first, last in (take for each in placed for take in each.takes):
            assert all(last <= begin or end <= first for begin, end in spans[resource_id])
            spans[resource_id].append((first, last))


@given(plans())
def test_whatever_cannot_be_had_is_explained(plan: Plan) -> None:
    offered = {start for span in plan.starts(DAY) for start in grid_starts(plan, span)}
    for start in range(OPEN_AT, OPEN_AT + TICKS * FIVE, 3600):
        if start in offered and plan.placed(start, taken=plan.taken):
            assert not list(obstacles_at(plan, start))
        else:
            assert list(obstacles_at(plan, start))
    if not offered:
        assert set(reasons_on(plan, DAY, within=day_span(DAY, BERLIN))) <= set(RefusalCode)
