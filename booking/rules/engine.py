"""The rules. Searching takes all starts that every rule allows; booking asks rule by rule about one start.

Each rule is a :class:`Layer` of allowed starts, made in one place, so that the two can never disagree.
Opening and working hours bind the visit itself; buffers may stick out of them, but never into what is taken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.enums import RefusalCode
from booking.errors import ServiceNotOffered
from booking.rules.calendar import BranchRules, Calendar, Layer, ServiceRules, StaffDay, StaffRules
from booking.rules.spans import Span, Spans, difference, has, intersection, starts_within
from booking.wall_clock import day_span, local_day, offset_of


@dataclass(frozen=True, slots=True)
class Taken:
    """What blocks one resource; ``starts`` and ``ends`` are sorted, and no two of these spans overlap."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    absences: Spans = ()

    def between(self, start: int, end: int) -> Spans:
        """Appointments and holds that touch [start, end)."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return tuple(zip(self.starts[first:last], self.ends[first:last], strict=True))

    def absent_between(self, start: int, end: int) -> Spans:
        return tuple(span for span in self.absences if span[0] < end and span[1] > start)


NOTHING_TAKEN = Taken()


@dataclass(frozen=True, slots=True)
class Visit:
    """One service by one person at one branch, still without a time."""

    service: ServiceRules
    staff: StaffRules
    branch: BranchRules
    duration: int
    # Spans relative to the start in which the person is taken; several as soon as a service has phases.
    footprint: Spans
    notice: int
    horizon_days: int

    def blocked_at(self, start: int) -> Spans:
        return tuple((start + first, start + last) for first, last in self.footprint)


def visit_of(calendar: Calendar, *, service_id: int, staff_id: int, branch_id: int) -> Visit:
    """The visit as the rules stand now.

    :raises ServiceNotOffered: unknown or inactive, or this person does not do it, or not there.
    """
    service = calendar.services.get(service_id)
    staff = calendar.staff.get(staff_id)
    branch = calendar.branches.get(branch_id)
    if not (service and staff and branch and offers(service, staff, branch)):
        raise ServiceNotOffered(service_id=service_id, staff_id=staff_id, branch_id=branch_id)
    duration = service.skills[staff_id] or service.duration
    return Visit(
        service=service,
        staff=staff,
        branch=branch,
        duration=duration,
        footprint=((-service.buffer_before, duration + service.buffer_after),),
        notice=branch.min_notice if service.min_notice is None else service.min_notice,
        horizon_days=branch.horizon_days if service.horizon_days is None else service.horizon_days,
    )


def offers(service: ServiceRules, staff: StaffRules, branch: BranchRules) -> bool:
    """Whether the person does the service at the branch at all."""
    return (
        service.is_active
        and staff.is_active
        and branch.is_active
        and staff.staff_id in service.skills
        and branch.branch_id in staff.branch_ids
    )


def visits_for(
    calendar: Calendar,
    *,
    service_ids: Collection[int],
    staff_ids: Collection[int] | None,
    branch_ids: Collection[int] | None,
) -> list[Visit]:
    """Everybody who could do it, in a fixed order; nobody when the service is not offered like that."""
    return [
        visit_of(calendar, service_id=service.service_id, staff_id=staff.staff_id, branch_id=branch.branch_id)
        for service_id in service_ids
        if (service := calendar.services.get(service_id))
        for staff in sorted(calendar.staff.values(), key=lambda staff: (staff.position, staff.staff_id))
        if staff_ids is None or staff.staff_id in staff_ids
        for branch in calendar.branches.values()
        if branch_ids is None or branch.branch_id in branch_ids
        if offers(service, staff, branch)
    ]


def horizon_end(visit: Visit, now: int) -> int:
    """The first second that is too far ahead: midnight after the last bookable day."""
    return _horizon_end(visit.branch.zone, visit.horizon_days, now)


@lru_cache(maxsize=1_000)
def _horizon_end(zone: ZoneInfo, days: int, now: int) -> int:
    return day_span(local_day(now, zone) + timedelta(days=days), zone)[1]


def layers_of(calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Taken) -> Iterator[Layer]:
    """All rules for starts on one local day, each as the starts it allows, in the order of explanations."""
    staff_day = _staff_day(calendar, visit, day)
    yield from _clock_layers(visit, staff_day, now)
    for code, spans in staff_day.layers:
        yield Layer(code, starts_within(spans, visit.duration))
    yield from _occupancy_layers(visit, staff_day, taken)


def allowed_spans(calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Taken) -> Spans:
    """The starts on one local day that every rule allows, before the grid."""
    staff_day = _staff_day(calendar, visit, day)
    # What the rules about presence leave together is worked out already.
    allowed = starts_within(staff_day.present, visit.duration)
    for layer in _clock_layers(visit, staff_day, now):
        allowed = intersection(allowed, layer.spans)
    if not allowed:
        return ()
    for layer in _occupancy_layers(visit, staff_day, taken):
        allowed = intersection(allowed, layer.spans)
    return allowed


def _staff_day(calendar: Calendar, visit: Visit, day: date) -> StaffDay:
    return calendar.staff_day(staff_id=visit.staff.staff_id, branch_id=visit.branch.branch_id, day=day)


def _clock_layers(visit: Visit, staff_day: StaffDay, now: int) -> Iterator[Layer]:
    start, end = staff_day.start, staff_day.end
    yield Layer(RefusalCode.PAST_TIME, _between(max(start, now), end))
    yield Layer(RefusalCode.TOO_SHORT_NOTICE, _between(max(start, now + visit.notice), end))
    yield Layer(RefusalCode.BEYOND_HORIZON, _between(start, min(end, horizon_end(visit, now))))


def _occupancy_layers(visit: Visit, staff_day: StaffDay, taken: Taken) -> Iterator[Layer]:
    whole = ((staff_day.start, staff_day.end),)
    first, last = staff_day.start + visit.footprint[0][0], staff_day.end + visit.footprint[-1][1]
    yield Layer(RefusalCode.STAFF_ABSENT, difference(whole, _hit(visit, taken.absent_between(first, last))))
    yield Layer(RefusalCode.SLOT_TAKEN, difference(whole, _hit(visit, taken.between(first, last))))


def grid_starts(visit: Visit, span: Span) -> range:
    """The starts in the span at full quarter hours (or whatever the branch has) of the wall clock."""
    start, end = span
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
    taken: Taken,
    waived: Collection[RefusalCode] = (),
) -> RefusalCode | None:
    """Why the visit cannot start then; ``None``: it can.

    :param noticed_at: when the time was promised, if that was earlier than ``now``: notice counts from there.
    """
    day = local_day(start, visit.branch.zone)
    if start < now and RefusalCode.PAST_TIME not in waived:
        return RefusalCode.PAST_TIME
    rule_now = now if noticed_at is None else min(noticed_at, now)
    for layer in layers_of(calendar, visit, day=day, now=rule_now, taken=taken):
        if layer.code not in waived and not has(layer.spans, start):
            return layer.code
    if RefusalCode.NOT_ON_GRID not in waived and start not in grid_starts(visit, (start, start + 1)):
        return RefusalCode.NOT_ON_GRID
    return None


def why_none(
    calendar: Calendar, visit: Visit, *, day: date, now: int, taken: Taken, within: Span
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


def taken_of(everything: Mapping[int, Taken], visit: Visit) -> Taken:
    """What blocks the person of this visit."""
    return everything.get(visit.staff.resource_id, NOTHING_TAKEN)


def _between(start: int, end: int) -> Spans:
    return ((start, end),) if start < end else ()


def _hit(visit: Visit, spans: Spans) -> Spans:
    """The starts at which the footprint would touch one of the spans."""
    holes = [(start - last + 1, end - first) for start, end in spans for first, last in visit.footprint]
    return tuple(sorted(holes))
