"""One start of a visit: who does what then and when, so that the least time is spent waiting.

Exact: every order and everybody who could do a part is tried, but states that differ in nothing that matters
for the rest are looked at once. Within one choice of order, people and rooms, each part begins as early as it
can: a later begin never shortens the waiting. In one processing time at most one other part finds its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from booking.rules.engine import Need, Placed, Take, Taken, Takes, Visit, starts_that_hit, starts_with
from booking.rules.parts import Part, hosting, may_fill, offsets_within
from booking.rules.spans import Spans, difference, intersection, union
from booking.wall_clock import local_day

if TYPE_CHECKING:
    from booking.rules.plans import Plan


class Spot(NamedTuple):
    """A part by somebody with certain rooms, and its start."""

    part: Part
    visit: Visit
    start: int


class _Step(NamedTuple):
    """The next part of a line, perhaps with another one inside; ``wait``: what lies before it."""

    line: int
    spots: tuple[Spot, ...]
    wait: int

    @property
    def end(self) -> int:
        return self.spots[0].start + self.spots[0].visit.duration


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
        self._free: dict[tuple[int, frozenset[int]], Spans] = {}
        self._open: dict[int, list[tuple[Visit, Spans]]] = {}

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
            takes = spot.visit.takes(spot.start, taken=self.taken, besides=promised)
            if takes is None:
                return None
            promised += takes
            placed.append(Placed(spot.visit, spot.start, takes, spot.part.place, spot.part.person))
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
        busy = (*state.busy, *(take for spot in step.spots for take in self._claims(spot)))
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
        for visit, spans in self._choices(part):
            start = _first_in(self._without(spans, visit, busy), earliest, latest)
            if start is not None:
                yield Spot(part, visit, start)

    def _pairs(
        self, outer: Part, inner: Part, earliest: int, latest: int, busy: Takes
    ) -> Iterator[tuple[Spot, Spot]]:
        """One part within the processing time of the other."""
        for host, host_spans in self._choices(outer):
            if not host.processing or _first_in(host_spans, earliest, latest) is None:
                continue
            free = self._without(host_spans, host, busy)
            for guest, guest_spans in self._choices(inner):
                offsets = self._offsets(guest, host)
                inside = self._without(guest_spans, guest, busy)
                start = _first_in(hosting(free, inside, offsets), earliest, latest)
                if start is None:
                    continue
                at = union((start + first, start + last) for first, last in offsets)
                yield Spot(outer, host, start), Spot(inner, guest, intersection(inside, at)[0][0])

    def _offsets(self, guest: Visit, host: Visit) -> Spans:
        """How long after the host the guest may start; they may need the same person or thing."""
        offsets = offsets_within(guest, host)
        for resource_id, footprint in self._footprints(host):
            for other_id, other in self._footprints(guest):
                if resource_id == other_id:
                    offsets = difference(offsets, union(starts_that_hit(other, footprint)))
        return offsets

    def _choices(self, part: Part) -> list[tuple[Visit, Spans]]:
        """Everybody who could do the part about then, with certain things where others may want them too."""
        known = self._open.get(part.place)
        if known is None:
            known = self._open[part.place] = [
                choice for visit in part.visits for choice in self._with_things(visit)
            ]
        return known

    def _with_things(self, visit: Visit) -> Iterator[tuple[Visit, Spans]]:
        needs = [self._is_contested(need) for need in visit.needs]
        bare = visit if not any(needs) else self.plan.bare(visit)
        free = self._near(bare)
        if not free:
            return
        if not any(needs):
            yield visit, free
            return
        kinds = [
            [need._replace(resources=(thing,)) for thing in need.resources] if contested else [need]
            for need, contested in zip(visit.needs, needs, strict=True)
        ]
        for combination in product(*kinds):
            spans = free
            for need, contested in zip(combination, needs, strict=True):
                if contested:
                    thing = need.resources[0].resource_id
                    spans = intersection(spans, starts_with(thing, need.footprint, self._span, self.taken))
            if spans:
                yield replace(visit, needs=combination), spans

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

    def _without(self, spans: Spans, visit: Visit, busy: Takes) -> Spans:
        """The starts at which the visit does not get in the way of the parts before."""
        if not busy:
            return spans
        for resource_id, footprint in self._footprints(visit):
            blocked = [(take.start, take.end) for take in busy if take.resource_id == resource_id]
            if blocked:
                spans = difference(spans, union(starts_that_hit(footprint, union(blocked))))
        return spans

    def _claims(self, spot: Spot) -> Iterator[Take]:
        for resource_id, footprint in self._footprints(spot.visit):
            for first, last in footprint:
                yield Take(resource_id, spot.start + first, spot.start + last)

    def _footprints(self, visit: Visit) -> Iterator[tuple[int, Spans]]:
        """What of it the other parts may want as well."""
        yield visit.staff.resource_id, visit.footprint
        for need in visit.needs:
            if self._is_contested(need):
                yield need.resources[0].resource_id, need.footprint

    def _is_contested(self, need: Need) -> bool:
        return any(thing.resource_id in self.plan.contested for thing in need.resources)


def _first_in(spans: Spans, earliest: int, latest: int) -> int | None:
    """The first start from ``earliest`` to ``latest``, both included."""
    place = bisect_right(spans, (earliest, earliest)) - 1
    for start, end in spans[max(place, 0) :]:
        if end > earliest:
            first = max(start, earliest)
            return first if first <= latest else None
    return None
