"""One start of a visit: who does what then and when, so that the least time is spent waiting.

Exact: every order and everybody who could do a part is tried, but states that differ in nothing that matters
for the rest are looked at once. Within one choice of order, people and rooms, each part begins as early as it
can: a later begin never shortens the waiting. In one processing time at most one other part finds its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from booking.rules.engine import starts_that_hit, starts_with
from booking.rules.parts import Part, hosting, may_fill, offsets_within
from booking.rules.spans import Spans, difference, intersection, union
from booking.rules.taken import Take, Taken, Takes
from booking.rules.visits import Placed, Visit
from booking.wall_clock import local_day

if TYPE_CHECKING:
    from booking.rules.plans import Plan


class Doing(NamedTuple):
    """A part by somebody, with certain things of those that others may want, and the starts that are free."""

    visit: Visit
    things: tuple[int | None, ...]  # one for each need; ``None``: whichever is free
    claims: tuple[tuple[int, Spans], ...]
    starts: Spans


class Spot(NamedTuple):
    """A part that is done somehow, and its start."""

    part: Part
    doing: Doing
    start: int

    @property
    def visit(self) -> Visit:
        """The part with the rooms and devices that were decided on."""
        needs = tuple(
            need if thing is None else need.narrowed(thing)
            for need, thing in zip(self.doing.visit.needs, self.doing.things, strict=True)
        )
        return replace(self.doing.visit, needs=needs)


class _Step(NamedTuple):
    """The next part of a line, perhaps with another one inside; ``wait``: what lies before it."""

    line: int
    spots: tuple[Spot, ...]
    wait: int

    @property
    def end(self) -> int:
        return self.spots[0].start + self.spots[0].doing.visit.duration


class _State(NamedTuple):
    """What matters for the parts that are still to come.

    ``clocks``: when each line can go on, ``None``: it has not begun. ``waited``: kept only where several
    lines have a limit each. ``busy``: what the parts before take of people and contested things from now on.
    """

    rest: frozenset[int]
    clocks: tuple[int | None, ...]
    waited: tuple[int, ...]
    busy: Takes


class _Way(NamedTuple):
    """The least waiting from a state on, and the steps to it."""

    wait: int
    steps: tuple[_Step, ...]


class Arrangement:
    """All ways to begin a visit at one start."""

    def __init__(self, plan: Plan, start: int, *, taken: Mapping[int, Taken]) -> None:
        self.plan, self.start, self.taken = plan, start, taken
        self._limit = plan.terms.max_wait
        self._known: dict[_State, _Way | None] = {}
        self._open: dict[int, list[Doing]] = {}
        self._things: dict[tuple[int, Spans], Spans] = {}

    def placed(self) -> tuple[Placed, ...] | None:
        """The parts in the order of time, with everything they take; ``None``: not from this start."""
        lines = len(self.plan.lines)
        begin = _State(frozenset(range(len(self.plan.parts))), (None,) * lines, (0,) * lines, ())
        way = self._way(begin)
        if way is None or (lines == 1 and way.wait > self._limit):
            return None
        spots = sorted(
            (spot for step in way.steps for spot in step.spots),
            key=lambda spot: (spot.start, spot.part.place),
        )
        placed: list[Placed] = []
        promised: Takes = ()
        for spot in spots:
            visit = spot.visit
            takes = visit.takes(spot.start, taken=self.taken, besides=promised)
            if takes is None:
                return None
            promised += takes
            placed.append(Placed(visit, spot.start, takes, spot.part.place, spot.part.person))
        return tuple(placed)

    def stuck_at(self) -> list[tuple[Part, int]]:
        """Where it ended after the most parts: those that would have come next, and from when on."""
        state = min(self._known, key=lambda state: len(state.rest))
        return [
            (part, self.start if clock is None else clock)
            for line, clock in enumerate(state.clocks)
            for part in self._next_of(state, line)[0]
        ]

    def _next_of(self, state: _State, line: int) -> tuple[list[Part], list[Part]]:
        """The parts of a line that may come next, and all that are left of it."""
        parts = [part for part in self.plan.lines[line] if part.place in state.rest]
        return (parts[:1] if self.plan.terms.in_order else parts), parts

    def _way(self, state: _State) -> _Way | None:
        """The best way on from a state, however much was waited before in a single line."""
        if not state.rest:
            return _Way(0, ())
        if state in self._known:
            return self._known[state]
        best: _Way | None = None
        for step in self._steps(state):
            if best is not None and step.wait >= best.wait:
                continue
            after = self._after(state, step)
            way = after and self._way(after)
            if way and (best is None or step.wait + way.wait < best.wait):
                best = _Way(step.wait + way.wait, (step, *way.steps))
                if not best.wait:
                    break
        self._known[state] = best
        return best

    def _after(self, state: _State, step: _Step) -> _State | None:
        """The state behind a step; ``None``: somebody would wait too long in all."""
        line = step.line
        waited = state.waited
        if len(state.clocks) > 1:
            total = waited[line] + step.wait
            if total > self._limit:
                return None
            waited = (*waited[:line], total, *waited[line + 1 :])
        clocks = (*state.clocks[:line], step.end, *state.clocks[line + 1 :])
        rest = state.rest - {spot.part.place for spot in step.spots}
        since = min(self.start if clock is None else clock for clock in clocks) - self._reach
        busy = (*state.busy, *(take for spot in step.spots for take in _claims(spot)))
        return _State(rest, clocks, waited, tuple(sorted({take for take in busy if take.end > since})))

    def _steps(self, state: _State) -> Iterator[_Step]:
        """Every next part, in those lines that are to go on: first each line begins."""
        waiting = [line for line, clock in enumerate(state.clocks) if clock is None]
        for line in waiting[:1] or range(len(state.clocks)):
            clock = state.clocks[line]
            firsts, parts = self._next_of(state, line)
            latest = self.start if clock is None else clock + self._limit
            earliest = self.start if clock is None else clock
            for outer in firsts:
                others = [part for part in parts if part.place != outer.place]
                for inner in others[:1] if self.plan.terms.in_order else others:
                    if may_fill(inner, outer):
                        for spots in self._pairs(outer, inner, earliest, latest, state.busy):
                            yield _Step(line, spots, spots[0].start - earliest)
            for part in firsts:
                for spot in self._singles(part, earliest, latest, state.busy):
                    yield _Step(line, (spot,), spot.start - earliest)

    def _singles(self, part: Part, earliest: int, latest: int, busy: Takes) -> Iterator[Spot]:
        for doing in self._choices(part):
            if _first_in(doing.starts, earliest, latest) is None:
                continue
            start = _first_in(_without(doing, busy), earliest, latest)
            if start is not None:
                yield Spot(part, doing, start)

    def _pairs(
        self, outer: Part, inner: Part, earliest: int, latest: int, busy: Takes
    ) -> Iterator[tuple[Spot, Spot]]:
        """One part within the processing time of the other."""
        for host in self._choices(outer):
            if not host.visit.processing or _first_in(host.starts, earliest, latest) is None:
                continue
            free = _without(host, busy)
            for guest in self._choices(inner):
                offsets = _offsets(guest, host)
                inside = _without(guest, busy)
                start = _first_in(hosting(free, inside, offsets), earliest, latest)
                if start is None:
                    continue
                at = union((start + first, start + last) for first, last in offsets)
                yield Spot(outer, host, start), Spot(inner, guest, intersection(inside, at)[0][0])

    def _choices(self, part: Part) -> list[Doing]:
        """Everybody who could do the part about then, with certain things where others may want them too."""
        known = self._open.get(part.place)
        if known is None:
            known = self._open[part.place] = [
                choice for visit in part.visits for choice in self._doings(visit)
            ]
        return known

    def _doings(self, visit: Visit) -> Iterator[Doing]:
        contested = [
            any(thing.resource_id in self.plan.contested for thing in need.resources) for need in visit.needs
        ]
        own = (visit.staff.resource_id, visit.footprint)
        free = self._near(self.plan.bare(visit) if any(contested) else visit)
        if not free:
            return
        if not any(contested):
            yield Doing(visit, (None,) * len(contested), (own,), free)
            return
        seen: Counter[Spans] = Counter()
        kinds = [
            [thing.resource_id for thing in need.resources] if is_contested else [None]
            for need, is_contested in zip(visit.needs, contested, strict=True)
        ]
        for things in product(*kinds):
            claims = [
                (thing, need.footprint)
                for thing, need in zip(things, visit.needs, strict=True)
                if thing is not None
            ]
            starts = free
            for claim in claims:
                starts = intersection(starts, self._free_thing(*claim))
            # Of things that are free alike, no more are needed than there are parts.
            if starts and (len(claims) > 1 or seen[starts] < len(self.plan.parts)):
                seen[starts] += 1
                yield Doing(visit, things, (own, *claims), starts)

    def _free_thing(self, resource_id: int, footprint: Spans) -> Spans:
        key = (resource_id, footprint)
        known = self._things.get(key)
        if known is None:
            known = self._things[key] = starts_with(resource_id, footprint, self._span, self.taken)
        return known

    def _near(self, visit: Visit) -> Spans:
        """The starts of a part that can matter for this start of the visit."""
        days = self.plan.days_from(local_day(self.start, self.plan.branch.zone))
        free = (self.plan.free_in(visit, day, self.taken) for day in days)
        return intersection(union(span for spans in free for span in spans), (self._span,))

    @cached_property
    def _span(self) -> tuple[int, int]:
        return self.start, self.start + self.plan.longest

    @cached_property
    def _reach(self) -> int:
        """How far before its start a part may take something."""
        return max(visit.service.buffer_before for part in self.plan.parts for visit in part.visits)


def _offsets(guest: Doing, host: Doing) -> Spans:
    """How long after the host the guest may start; they may need the same person or thing."""
    offsets = offsets_within(guest.visit, host.visit)
    for resource_id, footprint in host.claims:
        for other_id, other in guest.claims:
            if resource_id == other_id:
                offsets = difference(offsets, union(starts_that_hit(other, footprint)))
    return offsets


def _without(doing: Doing, busy: Takes) -> Spans:
    """The starts at which it does not get in the way of the parts before."""
    starts = doing.starts
    for resource_id, footprint in doing.claims:
        blocked = [(take.start, take.end) for take in busy if take.resource_id == resource_id]
        if blocked:
            starts = difference(starts, union(starts_that_hit(footprint, union(blocked))))
    return starts


def _claims(spot: Spot) -> Iterator[Take]:
    """What it takes that others may want as well."""
    for resource_id, footprint in spot.doing.claims:
        for first, last in footprint:
            yield Take(resource_id, spot.start + first, spot.start + last)


def _first_in(spans: Spans, earliest: int, latest: int) -> int | None:
    """The first start from ``earliest`` to ``latest``, both included."""
    place = bisect_right(spans, (earliest, earliest)) - 1
    for start, end in spans[max(place, 0) :]:
        if end > earliest:
            first = max(start, earliest)
            return first if first <= latest else None
    return None
