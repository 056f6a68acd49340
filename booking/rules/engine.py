"""The rules. Searching takes all starts that every rule allows; booking asks rule by rule about one start.

Each rule is a :class:`Layer` of allowed starts, made in one place, so that the two can never disagree.
Opening and working hours bind the visit itself; buffers may stick out of them, but never into what is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from booking.enums import RefusalCode
from booking.rules.calendar import Calendar, Layer, StaffDay
from booking.rules.classes import OpenSession, session_layers
from booking.rules.limits import NOTHING_COUNTED, customer_layers, day_layers, travel_layers
from booking.rules.spans import Span, Spans, difference, has, intersection, starts_within, union
from booking.rules.taken import NOTHING_TAKEN, Taken, TakenTimes
from booking.rules.visits import Bookable, Visit
from booking.wall_clock import day_span, local_day, offset_of, wall_span


class Obstacle(NamedTuple):
    """What is in the way of a start; ``until``: from then on the rule allows it, ``None``: not that day."""

    code: RefusalCode
    until: int | None
    thing: str


def horizon_end(visit: Bookable, now: int) -> int:
    """The first second that is too far ahead: midnight after the last bookable day."""
    return _horizon_end(visit.branch.zone, visit.horizon_days, now)


@lru_cache(maxsize=1_000)
def _horizon_end(zone: ZoneInfo, days: int, now: int) -> int:
    return day_span(local_day(now, zone) + timedelta(days=days), zone)[1]


def layers_of(
    calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Mapping[int, Taken]
) -> Iterator[Layer]:
    """All rules for starts on one local day, each as the starts it allows, in the order of explanations."""
    staff_day = _staff_day(calendar, visit, day)
    yield from _clock_layers(visit, staff_day, now)
    if not visit.has_room:
        yield Layer(RefusalCode.PARTY_SIZE, ())
    if visit.session:
        yield from _session_layers(visit, visit.session, staff_day, taken)
        yield from _limits(visit, staff_day, day, taken)
        return
    for layer in staff_day.layers:
        yield Layer(layer.code, starts_within(layer.spans, visit.duration))
    yield from _clock_times(visit, day)
    yield from _limits(visit, staff_day, day, taken)
    yield from _occupancy_layers(visit, staff_day, taken)


def allowed_spans(
    calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Mapping[int, Taken]
) -> Spans:
    """The starts on one local day that every rule allows, before the grid."""
    if not visit.has_room:
        return ()
    staff_day = _staff_day(calendar, visit, day)
    if visit.session:
        return _allowed_by_all(layers_of(calendar, visit, day=day, now=now, taken=taken), staff_day)
    whole = ((staff_day.start, staff_day.end),)
    # What the rules about presence leave together is worked out already.
    allowed = intersection(starts_within(staff_day.present, visit.duration), whole)
    if not _is_in_reach(visit, staff_day, now):
        allowed = _left_by(_clock_layers(visit, staff_day, now), allowed)
    allowed = _left_by(_clock_times(visit, day), allowed)
    if allowed and calendar.has_limits:
        allowed = _left_by(_limits(visit, staff_day, day, taken), allowed)
    if allowed:
        # Most days nobody is away: what leaves the whole day leaves everything.
        of_the_day = _occupancy_layers(visit, staff_day, taken)
        allowed = _left_by((layer for layer in of_the_day if layer.spans != whole), allowed)
    return allowed


def _allowed_by_all(layers: Iterable[Layer], staff_day: StaffDay) -> Spans:
    return _left_by(layers, ((staff_day.start, staff_day.end),))


def _left_by(layers: Iterable[Layer], allowed: Spans) -> Spans:
    for layer in layers:
        allowed = intersection(allowed, layer.spans)
    return allowed


def _is_in_reach(visit: Visit, staff_day: StaffDay, now: int) -> bool:
    """Whether the clock forbids nothing of the day: neither past, nor on too short notice, nor too far."""
    soonest = now + max(visit.notice, 0)
    return soonest <= staff_day.start and staff_day.end <= horizon_end(visit, now)


def _session_layers(
    visit: Visit, session: OpenSession, staff_day: StaffDay, taken: Mapping[int, Taken]
) -> Iterator[Layer]:
    of_person = taken.get(visit.staff.resource_id, NOTHING_TAKEN)
    return session_layers(
        session,
        party_size=visit.party_size,
        day=(staff_day.start, staff_day.end),
        absences=of_person.absent_between(session.start, session.end),
        closures=visit.branch.closures,
    )


def _staff_day(calendar: Calendar, visit: Visit, day: date) -> StaffDay:
    return calendar.staff_day(staff_id=visit.staff.staff_id, branch_id=visit.branch.branch_id, day=day)


def _clock_layers(visit: Visit, staff_day: StaffDay, now: int) -> Iterator[Layer]:
    start, end = staff_day.start, staff_day.end
    yield Layer(RefusalCode.PAST_TIME, _between(max(start, now), end))
    yield Layer(RefusalCode.TOO_SHORT_NOTICE, _between(max(start, now + visit.notice), end))
    yield Layer(RefusalCode.BEYOND_HORIZON, _between(start, min(end, horizon_end(visit, now))))


def _clock_times(visit: Visit, day: date) -> Iterator[Layer]:
    """The times of day at which the service may begin in this branch, both ends included."""
    first, last = visit.service.first_start, visit.service.last_start
    if visit.branch.last_start is not None:
        last = visit.branch.last_start if last is None else min(last, visit.branch.last_start)
    if first is None and last is None:
        return
    start, end = wall_span(day, first or time(), last or time(), visit.branch.zone)
    yield Layer(RefusalCode.NOT_AT_THIS_TIME, _between(start, end + (1 if last else 0)))


def _limits(visit: Visit, staff_day: StaffDay, day: date, taken: Mapping[int, Taken]) -> Iterator[Layer]:
    """The rules that count; a place in a class is counted by the class, and only its customer here."""
    counted = taken.counted if isinstance(taken, TakenTimes) else NOTHING_COUNTED
    service, staff, branch = visit.service, visit.staff, visit.branch
    whole = ((staff_day.start, staff_day.end),)
    if not visit.session:
        yield from day_layers(counted, service=service, staff=staff, branch=branch, day=day, whole=whole)
    yield from customer_layers(counted, service=service, branch=branch, day=day, whole=whole)
    if not visit.session:
        hull = (visit.footprint[0][0], visit.footprint[-1][1])
        yield from travel_layers(counted, staff=staff, branch=branch, hull=hull, whole=whole)


def _occupancy_layers(visit: Visit, staff_day: StaffDay, taken: Mapping[int, Taken]) -> Iterator[Layer]:
    whole = ((staff_day.start, staff_day.end),)
    of_person = taken.get(visit.staff.resource_id, NOTHING_TAKEN)
    first, last = staff_day.start + visit.footprint[0][0], staff_day.end + visit.footprint[-1][1]
    absent, booked = of_person.absent_between(first, last), of_person.between(first, last)
    yield Layer(RefusalCode.STAFF_ABSENT, difference(whole, starts_that_hit(visit.footprint, absent)))
    yield Layer(RefusalCode.SLOT_TAKEN, difference(whole, starts_that_hit(visit.footprint, booked)))
    for need in visit.needs:
        free = (starts_with(each.resource_id, need.footprint, whole[0], taken) for each in need.resources)
        yield Layer(RefusalCode.RESOURCE_TAKEN, union(span for spans in free for span in spans), need.name)


def starts_with(resource_id: int, footprint: Spans, within: Span, taken: Mapping[int, Taken]) -> Spans:
    """The starts at which this person, room or device is free for the whole footprint."""
    first, last = within[0] + footprint[0][0], within[1] + footprint[-1][1]
    of_thing = taken.get(resource_id, NOTHING_TAKEN)
    blocked = union((*of_thing.absent_between(first, last), *of_thing.between(first, last)))
    return difference((within,), starts_that_hit(footprint, blocked))


def grid_starts(visit: Bookable, span: Span) -> range:
    """The starts in the span at full quarter hours (or whatever the branch has) of the wall clock.

    A class begins when it does, whatever the grid says.
    """
    start, end = span
    if visit.session:
        begins = visit.session.start
        return range(begins, begins + 1) if start <= begins < end else range(0)
    grid = visit.branch.grid
    # Summer time moves the clock by full hours and the grid divides an hour: one offset serves the span.
    return range(start + -(start + offset_of(start, visit.branch.zone)) % grid, end, grid)


def refusal_of(
    calendar: Calendar,
    visit: Visit,
    *,
    start: int,
    now: int,
    noticed_at: int | None = None,
    taken: Mapping[int, Taken],
    waived: Collection[RefusalCode] = (),
) -> RefusalCode | None:
    """Why the visit cannot start then; ``None``: it can.

    :param noticed_at: when the time was promised, if that was earlier than ``now``: notice counts from there.
    """
    if start < now and RefusalCode.PAST_TIME not in waived:
        return RefusalCode.PAST_TIME
    rule_now = now if noticed_at is None else min(noticed_at, now)
    obstacle = obstacle_of(calendar, visit, start=start, now=rule_now, taken=taken, waived=waived)
    return obstacle.code if obstacle else None


def obstacle_of(
    calendar: Calendar,
    visit: Visit,
    *,
    start: int,
    now: int,
    taken: Mapping[int, Taken],
    waived: Collection[RefusalCode] = (),
) -> Obstacle | None:
    """The first rule that keeps the visit from starting then, and from when on it would allow it that day."""
    day = local_day(start, visit.branch.zone)
    for layer in layers_of(calendar, visit, day=day, now=now, taken=taken):
        if layer.code not in waived and not has(layer.spans, start):
            again = next((first for first, _ in layer.spans if first > start), None)
            return Obstacle(layer.code, again, layer.thing)
    grid = grid_starts(visit, (start, start + visit.branch.grid))
    if RefusalCode.NOT_ON_GRID not in waived and start not in grid:
        return Obstacle(RefusalCode.NOT_ON_GRID, grid[0], "")
    return None


def why_none(
    calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Mapping[int, Taken], within: Span
) -> RefusalCode:
    """The first rule after which no start is left in the part of the day that was asked for."""
    allowed = intersection((day_span(day, visit.branch.zone),), (within,))
    if not any(grid_starts(visit, span) for span in allowed):
        return RefusalCode.NOT_ON_GRID
    for layer in layers_of(calendar, visit, day=day, now=now, taken=taken):
        allowed = intersection(allowed, layer.spans)
        if not any(grid_starts(visit, span) for span in allowed):
            return layer.code
    return RefusalCode.SLOT_TAKEN


def _between(start: int, end: int) -> Spans:
    return ((start, end),) if start < end else ()


def starts_that_hit(footprint: Spans, spans: Spans) -> Spans:
    """The starts at which the footprint would touch one of the spans."""
    holes = [(start - last + 1, end - first) for start, end in spans for first, last in footprint]
    return tuple(sorted(holes))
