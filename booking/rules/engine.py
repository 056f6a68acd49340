"""The rules. Searching takes all starts that every rule allows; booking asks rule by rule about one start.

Each rule is a :class:`Layer` of allowed starts, made in one place, so that the two can never disagree.
Opening and working hours bind the visit itself; buffers may stick out of them, but never into what is taken.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from booking.enums import PhaseKind, RefusalCode, ServiceKind
from booking.errors import ServiceNotOffered
from booking.rules.calendar import (
    BranchRules,
    Calendar,
    Layer,
    ResourceRules,
    ServiceRules,
    StaffDay,
    StaffRules,
)
from booking.rules.choices import PLAIN, Choices, Chosen, PhaseSpan, are_offered, chosen_of
from booking.rules.classes import OpenSession, session_layers
from booking.rules.limits import NOTHING_COUNTED, Counted, customer_layers, day_layers, travel_layers
from booking.rules.spans import Span, Spans, difference, has, intersection, starts_within, union
from booking.wall_clock import day_span, local_day, offset_of, wall_span


class Obstacle(NamedTuple):
    """What is in the way of a start; ``until``: from then on the rule allows it, ``None``: not that day."""

    code: RefusalCode
    until: int | None
    thing: str


class Take(NamedTuple):
    """One person, room or device for [start, end)."""

    resource_id: int
    start: int
    end: int


Takes = tuple[Take, ...]


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

    def seconds_between(self, start: int, end: int) -> int:
        """How long these are together."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return sum(self.ends[first:last]) - sum(self.starts[first:last])

    def absent_between(self, start: int, end: int) -> Spans:
        return tuple(span for span in self.absences if span[0] < end and span[1] > start)


NOTHING_TAKEN = Taken()


class TakenTimes(dict[int, Taken]):
    """What blocks each resource, and what the rules that count need to know besides."""

    def __init__(self, taken: Mapping[int, Taken], *, counted: Counted = NOTHING_COUNTED) -> None:
        super().__init__(taken)
        self.counted = counted


class Need(NamedTuple):
    """One of these things has to be free, in spans relative to the start of the visit."""

    name: str
    resources: tuple[ResourceRules, ...]
    footprint: Spans

    def narrowed(self, resource_id: int) -> Need:
        """The same with this very thing."""
        return self._replace(
            resources=tuple(each for each in self.resources if each.resource_id == resource_id)
        )


@dataclass(frozen=True, slots=True)
class Visit:
    """One service by one person at one branch, still without a time."""

    service: ServiceRules
    staff: StaffRules
    branch: BranchRules
    chosen: Chosen
    duration: int
    price_cents: int | None
    price_kind: str
    # Spans relative to the start in which the person is taken; several as soon as a service has phases.
    footprint: Spans
    needs: tuple[Need, ...]
    # Spans in which nobody works on the customer.
    processing: Spans
    notice: int
    horizon_days: int
    # Whether the service, and a room of each sort that it needs, is for so many people.
    has_room: bool = True
    # Of a class: it begins when this session does, and takes places instead of people and rooms.
    session: OpenSession | None = None

    @property
    def party_size(self) -> int:
        """How many people come together."""
        return self.chosen.party_size

    @property
    def resource_ids(self) -> frozenset[int]:
        """Everybody and everything that the visit may take."""
        things = (resource.resource_id for need in self.needs for resource in need.resources)
        return frozenset((self.staff.resource_id, *things))

    def takes(
        self,
        start: int,
        *,
        taken: Mapping[int, Taken],
        besides: Takes = (),
        preferred: Collection[int] = (),
    ) -> Takes | None:
        """What the visit occupies when it starts then; ``None``: something of it is not free.

        Of things that are free the preferred one is taken, else the first.

        :param besides: what is promised already, but not taken yet.
        """
        takes: list[Take] = []
        for resource_ids, footprint in self._wanted():
            spans = tuple((start + first, start + last) for first, last in footprint)
            free = [each for each in resource_ids if _is_free(each, spans, taken, besides)]
            if not free:
                return None
            best = free[0] if len(free) == 1 else next((each for each in free if each in preferred), free[0])
            takes += [Take(best, first, last) for first, last in spans]
        return tuple(takes)

    def placed(
        self, start: int, *, taken: Mapping[int, Taken], besides: Takes = ()
    ) -> tuple[Placed, ...] | None:
        """The visit in time, as the only part of itself."""
        takes = self.takes(start, taken=taken, besides=besides)
        return None if takes is None else (Placed(self, start, takes),)

    def _wanted(self) -> Iterator[tuple[Sequence[int], Spans]]:
        yield (self.staff.resource_id,), self.footprint
        for need in self.needs:
            yield [resource.resource_id for resource in need.resources], need.footprint


class Placed(NamedTuple):
    """A visit, or a part of one, with its start and everything that it takes then."""

    visit: Visit
    start: int
    takes: Takes
    part: int = 0
    person: int = 0

    @property
    def end(self) -> int:
        return self.start + self.visit.duration


class Bookable(Protocol):
    """One service by one person, or a whole visit of several."""

    @property
    def branch(self) -> BranchRules: ...

    @property
    def horizon_days(self) -> int: ...

    @property
    def session(self) -> OpenSession | None: ...

    def placed(
        self, start: int, *, taken: Mapping[int, Taken], besides: Takes = ()
    ) -> tuple[Placed, ...] | None:
        """The parts in time with all that they take, when it starts then; ``None``: it cannot."""


def visit_of(
    calendar: Calendar, *, service_id: int, staff_id: int, branch_id: int, choices: Choices = PLAIN
) -> Visit:
    """The visit as the rules stand now.

    :param choices: options that are not offered any more still count for whoever has them; of rooms the
        smallest that is free for so many people is taken.
    :raises ServiceNotOffered: unknown or inactive, or this person does not do it, or not there.
    """
    service = calendar.services.get(service_id)
    staff = calendar.staff.get(staff_id)
    branch = calendar.branches.get(branch_id)
    if not (service and staff and branch and offers(service, staff, branch)):
        raise ServiceNotOffered(service_id=service_id, staff_id=staff_id, branch_id=branch_id)
    chosen, people = chosen_of(service, choices), choices.party_size
    phases = chosen.phases(service, service.skills[staff_id])
    price_cents, price_kind = chosen.price(service)
    whole = -service.buffer_before, phases[-1][2] + service.buffer_after
    needs = tuple(
        Need(
            calendar.groups.get(need.group_id, ""),
            _smallest_first(calendar.resources.get((need.group_id, branch_id), ()), people),
            footprint,
        )
        for need in service.needs
        if (footprint := (whole,) if need.during is None else _with_buffers(whole, phases, need.during))
    )
    return Visit(
        service=service,
        staff=staff,
        branch=branch,
        chosen=chosen,
        duration=phases[-1][2],
        price_cents=price_cents,
        price_kind=price_kind,
        footprint=_with_buffers(whole, phases, PhaseKind.WORK),
        needs=needs,
        processing=tuple((start, end) for kind, start, end in phases if kind is PhaseKind.PROCESSING),
        notice=branch.min_notice if service.min_notice is None else service.min_notice,
        horizon_days=branch.horizon_days if service.horizon_days is None else service.horizon_days,
        has_room=service.min_party <= people <= service.max_party
        and all(need.resources or people == 1 for need in needs),
    )


def _smallest_first(resources: tuple[ResourceRules, ...], people: int) -> tuple[ResourceRules, ...]:
    """Those with room for so many, the smallest first; those that do not count people come after them."""
    able = (resource for resource in resources if resource.has_room_for(people))
    return tuple(sorted(able, key=lambda each: (each.capacity is None, each.capacity or 0)))


def _with_buffers(whole: Span, phases: list[PhaseSpan], kind: PhaseKind) -> Spans:
    """When phases of this kind run; buffers belong to the phase that they touch."""
    spans = []
    for place, (each, start, end) in enumerate(phases):
        if each is kind:
            spans.append((
                whole[0] if place == 0 else start,
                whole[1] if place == len(phases) - 1 else end,
            ))  # fmt: skip
    return union(spans)


def offers(service: ServiceRules, staff: StaffRules, branch: BranchRules) -> bool:
    """Whether the person does the service at the branch at all."""
    return (
        service.is_active
        and staff.is_active
        and branch.is_active
        and staff.staff_id in service.skills
        and branch.branch_id in staff.branch_ids
    )


def _is_free(resource_id: int, spans: Spans, taken: Mapping[int, Taken], besides: Takes) -> bool:
    everything = taken.get(resource_id, NOTHING_TAKEN)
    return not any(
        everything.between(start, end)
        or everything.absent_between(start, end)
        or any(each.resource_id == resource_id and each.start < end and start < each.end for each in besides)
        for start, end in spans
    )


def visits_for(
    calendar: Calendar,
    *,
    service_ids: Collection[int],
    staff_ids: Collection[int] | None,
    branch_ids: Collection[int] | None,
    choices: Choices = PLAIN,
    is_new: bool = True,
) -> list[Visit]:
    """Everybody who could do it, in a fixed order; nobody when the service is not offered like that.

    Classes are not among them: they begin when their sessions do.

    :param choices: each service takes those that are its own.
    :param is_new: whether options have to be still on offer.
    """
    services = [service for each in service_ids if (service := calendar.services.get(each))]
    if not are_offered(services, choices, is_new=is_new):
        return []
    return [
        visit_of(
            calendar,
            service_id=service.service_id,
            staff_id=staff.staff_id,
            branch_id=branch.branch_id,
            choices=choices,
        )
        for service in services
        if service.kind is not ServiceKind.CLASS
        for staff in sorted(calendar.staff.values(), key=lambda staff: (staff.position, staff.staff_id))
        if staff_ids is None or staff.staff_id in staff_ids
        for branch in calendar.branches.values()
        if branch_ids is None or branch.branch_id in branch_ids
        if offers(service, staff, branch)
    ]


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
