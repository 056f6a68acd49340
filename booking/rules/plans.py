"""Several services in one visit: the starts from which all of them can be done, worked out on spans.

What this module allows is possible as long as the parts do not get in each other's way; ``arranging`` then
decides about one start.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from booking.rules.arranging import Arrangement
from booking.rules.calendar import BranchRules, Calendar
from booking.rules.engine import allowed_spans
from booking.rules.parts import Part, Terms, hosting, may_fill
from booking.rules.spans import Span, Spans, intersection, union
from booking.rules.taken import Taken, TakenTimes, Takes
from booking.rules.visits import Placed, Visit
from booking.wall_clock import day_span

ONE_DAY = timedelta(days=1)


@dataclass(kw_only=True)
class Plan:
    """All parts of a visit at one branch, in one state of the calendar, still without a time."""

    calendar: Calendar
    taken: Mapping[int, Taken]
    now: int
    branch: BranchRules
    parts: tuple[Part, ...]
    terms: Terms
    _free: dict[tuple[int, date], Spans] = field(default_factory=dict)
    _possible: dict[tuple[date, int], Spans] = field(default_factory=dict)
    _bare: dict[int, Visit] = field(default_factory=dict)

    @property
    def session(self) -> None:
        """A class is no part of a visit."""
        return

    @property
    def horizon_days(self) -> int:
        return min(part.visits[0].horizon_days for part in self.parts)

    @cached_property
    def longest(self) -> int:
        """Seconds from the first start to the last end, at the most."""
        return sum(max(part.durations) for part in self.parts) + self.terms.max_wait

    @cached_property
    def lines(self) -> tuple[tuple[Part, ...], ...]:
        """Parts that follow each other: those of each person, or all of them."""
        if not self.terms.at_once:
            return (self.parts,)
        people = dict.fromkeys(part.person for part in self.parts)
        return tuple(tuple(part for part in self.parts if part.person == person) for person in people)

    @cached_property
    def contested(self) -> frozenset[int]:
        """Rooms and devices that more than one of the parts could use."""
        used = [{thing for visit in part.visits for thing in _things(visit)} for part in self.parts]
        return frozenset(
            thing for things in used for thing in things if sum(thing in each for each in used) > 1
        )

    def placed(
        self, start: int, *, taken: Mapping[int, Taken], besides: Takes = ()
    ) -> tuple[Placed, ...] | None:
        """The parts in time when the visit starts then, with the least waiting; ``None``: it cannot.

        :param besides: what is promised already, but not taken yet.
        """
        first, last = start - self.longest, start + 2 * self.longest
        near = tuple(each for each in besides if each.start < last and each.end > first)
        return Arrangement(self, start, taken=taken_with(taken, near)).placed()

    def starts(self, day: date, *, max_wait: int | None = None) -> Spans:
        """The starts on one local day from which everything could be done, before the grid."""
        wait = self.terms.max_wait if max_wait is None else max_wait
        key = (day, wait)
        if key not in self._possible:
            self._possible[key] = self._starts(day, wait)
        return self._possible[key]

    def free(self, visit: Visit, day: date) -> Spans:
        """The starts of one part by one person on one local day."""
        key = (id(visit), day)
        known = self._free.get(key)
        if known is None:
            known = self._free[key] = allowed_spans(
                self.calendar, visit, day=day, now=self.now, taken=self.taken
            )
        return known

    def free_in(self, visit: Visit, day: date, taken: Mapping[int, Taken]) -> Spans:
        """The same in another state of the calendar, where it differs for them."""
        if taken is self.taken or all(taken.get(each) is self.taken.get(each) for each in visit.resource_ids):
            return self.free(visit, day)
        return allowed_spans(self.calendar, visit, day=day, now=self.now, taken=taken)

    def bare(self, visit: Visit) -> Visit:
        """The part without the rooms and devices that other parts could use."""
        if id(visit) not in self._bare:
            needs = tuple(
                need
                for need in visit.needs
                if not any(thing.resource_id in self.contested for thing in need.resources)
            )
            self._bare[id(visit)] = replace(visit, needs=needs)
        return self._bare[id(visit)]

    def days_from(self, day: date) -> tuple[date, ...]:
        """The dates on which parts can begin when the first does on this: also the next in a long night."""
        open_spans = self.calendar.opening_spans(branch_id=self.branch.branch_id, day=day)
        midnight = day_span(day, self.branch.zone)[1]
        is_open_late = open_spans and open_spans[-1][1] + self.terms.max_wait >= midnight
        return (day, day + ONE_DAY) if is_open_late else (day,)

    def _starts(self, day: date, wait: int) -> Spans:
        whole: Spans = (day_span(day, self.branch.zone),)
        for line in self.lines:
            whole = intersection(whole, _Line(self, line, day, wait).starts)
            if not whole:
                return ()
        if self.terms.at_once:
            whole = intersection(whole, self._enough_people(day))
        return whole

    def _enough_people(self, day: date) -> Spans:
        """When at least as many are free as begin at once."""
        spans: dict[int, list[Span]] = {}
        for line in self.lines:
            for part in line:
                for visit in part.visits:
                    spans.setdefault(visit.staff.staff_id, []).extend(self.free(visit, day))
        return _covered(spans.values(), times=len(self.lines))


def plans_for(
    calendar: Calendar,
    *,
    taken: Mapping[int, Taken],
    now: int,
    parts: Sequence[tuple[int, Sequence[Visit]]],
    terms: Terms,
) -> list[Plan]:
    """A plan for each branch at which every part can be done by somebody.

    :param parts: the person whom it is for, and who could do it, for each part.
    """
    plans = []
    for branch in calendar.branches.values():
        here = tuple(
            Part(place, person, tuple(visit for visit in visits if visit.branch is branch))
            for place, (person, visits) in enumerate(parts)
        )
        if all(part.visits for part in here):
            plans.append(
                Plan(calendar=calendar, taken=taken, now=now, branch=branch, parts=here, terms=terms)
            )
    return plans


def taken_with(taken: Mapping[int, Taken], besides: Takes) -> Mapping[int, Taken]:
    """The same with what is promised beside it."""
    if not besides:
        return taken
    more = TakenTimes(taken, counted=taken.counted) if isinstance(taken, TakenTimes) else dict(taken)
    for resource_id, start, end in besides:
        before = more.get(resource_id, Taken())
        more[resource_id] = replace(before, absences=(*before.absences, (start, end)))
    return more


class _Line:
    """Parts that follow each other on one day."""

    def __init__(self, plan: Plan, parts: tuple[Part, ...], day: date, wait: int) -> None:
        self._plan, self._parts, self._wait = plan, parts, wait
        self._day, self._in_order = day, plan.terms.in_order
        self._known: dict[frozenset[int], Spans] = {}

    @property
    def starts(self) -> Spans:
        return self._from(frozenset(range(len(self._parts))))

    def _from(self, rest: frozenset[int]) -> Spans:
        """When the first of these can start so that all the others can follow."""
        known = self._known.get(rest)
        if known is None:
            known = self._known[rest] = union(span for spans in self._firsts(rest) for span in spans)
        return known

    def _firsts(self, rest: frozenset[int]) -> Iterator[Spans]:
        for first in sorted(rest)[: 1 if self._in_order else None]:
            others = rest - {first}
            for (duration, _), spans in self._groups[first].items():
                yield self._before(spans, duration, others)
            for inner in sorted(others)[: 1 if self._in_order else None]:
                if may_fill(self._parts[inner], self._parts[first]):
                    for duration, spans in self._hosting(first, inner):
                        yield self._before(spans, duration, others - {inner})

    def _before(self, spans: Spans, duration: int, others: frozenset[int]) -> Spans:
        if not others or not spans:
            return spans
        following = self._from(others)
        return intersection(
            spans, union((start - duration - self._wait, end - duration) for start, end in following)
        )

    def _hosting(self, outer: int, inner: int) -> Iterator[tuple[int, Spans]]:
        for (duration, processing), spans in self._groups[outer].items():
            for (inside, _), inner_spans in self._groups[inner].items():
                offsets = tuple(
                    (start, end - inside + 1) for start, end in processing if end - start >= inside
                )
                if offsets:
                    yield duration, hosting(spans, inner_spans, offsets)

    @cached_property
    def _groups(self) -> list[dict[tuple[int, Spans], Spans]]:
        """For each part its starts by anybody, apart for each way in which it passes."""
        return [self._grouped(part) for part in self._parts]

    def _grouped(self, part: Part) -> dict[tuple[int, Spans], Spans]:
        groups: dict[tuple[int, Spans], list[Span]] = {}
        for visit in part.visits:
            spans = groups.setdefault((visit.duration, visit.processing), [])
            for day in self._plan.days_from(self._day):
                spans += self._plan.free(visit, day)
        return {key: union(spans) for key, spans in groups.items()}


def _things(visit: Visit) -> Iterator[int]:
    return (resource.resource_id for need in visit.needs for resource in need.resources)


def _covered(spans: Iterable[Collection[Span]], *, times: int) -> Spans:
    """Where at least so many of them overlap."""
    edges = sorted(edge for each in spans for start, end in union(each) for edge in ((start, 1), (end, -1)))
    covered, depth, since = [], 0, 0
    for at, step in edges:
        if depth + step == times and step == 1:
            since = at
        elif depth == times and step == -1 and since < at:
            covered.append((since, at))
        depth += step
    return union(covered)
