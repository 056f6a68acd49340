"""Finding free times: every start of whoever could do it, day by day, only as far as somebody looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import repeat
from typing import NamedTuple

from booking.enums import RefusalCode
from booking.rules.calendar import Calendar
from booking.rules.engine import allowed_spans, grid_starts, horizon_end, why_none
from booking.rules.explaining import reasons_on
from booking.rules.plans import Plan
from booking.rules.ranking import NO_HABITS, Habits
from booking.rules.spans import Span, has
from booking.rules.taken import NOTHING_TAKEN, Taken
from booking.rules.visits import Bookable, Visit
from booking.wall_clock import day_span, local_day

ONE_DAY = timedelta(days=1)


HALF_AN_HOUR = 1800


class Candidate(NamedTuple):
    """A free start.

    ``strange``: how many habits of the customer it breaks. ``cost``: what it destroys of the time around it,
    in steps of five minutes. ``load``: how many half hours the person is taken that day.
    """

    start: int
    strange: int
    cost: int
    load: int
    order: int
    visit: Bookable


@dataclass(kw_only=True, slots=True)
class Finder:
    """One search over one state of the calendar. Days are looked at only as far as the answer needs them."""

    calendar: Calendar
    taken: Mapping[int, Taken]
    visits: Sequence[Visit | Plan]
    now: int
    excluded: Collection[int] = ()
    # Whether a class was asked for: when none begins then, it is offered all the same.
    has_classes: bool = False
    habits: Habits = NO_HABITS
    _found: dict[tuple[int, date], list[Candidate]] = field(default_factory=dict)
    _has_habits: bool = field(init=False)

    def __post_init__(self) -> None:
        self._has_habits = bool(self.habits)

    @property
    def last(self) -> int:
        """The end of the farthest horizon."""
        return max((horizon_end(visit, self.now) for visit in self.visits), default=self.now)

    def days_of(self, window: Span) -> list[date]:
        """The local dates that the window touches in any branch, within what can be booked at all."""
        start, end = max(window[0], self.now), min(window[1], self.last)
        if start >= end:
            return []
        zones = {visit.branch.zone for visit in self.visits}
        first = min(local_day(start, zone) for zone in zones)
        last = max(local_day(end - 1, zone) for zone in zones)
        return [first + ONE_DAY * step for step in range((last - first).days + 1)]

    def on_day(self, day: date) -> Iterator[Candidate]:
        """All free starts of the date, by person."""
        for order, visit in enumerate(self.visits):
            key = (order, day)
            known = self._found.get(key)
            if known is None:
                known = self._found[key] = self._starts(order, visit, day)
            yield from known

    def certain_on(self, day: date) -> Iterator[Candidate]:
        """Those of them at which everything is free: of a visit of several parts each is tried."""
        for candidate in self.on_day(day):
            if isinstance(candidate.visit, Visit) or candidate.visit.placed(
                candidate.start, taken=self.taken
            ):
                yield candidate

    def _starts(self, order: int, visit: Visit | Plan, day: date) -> list[Candidate]:
        if isinstance(visit, Plan):
            return self._starts_of_plan(order, visit, day)
        if visit.session and local_day(visit.session.start, visit.branch.zone) != day:
            return []
        allowed = allowed_spans(self.calendar, visit, day=day, now=self.now, taken=self.taken)
        if not allowed:
            return []
        value, load = self.calendar.gap_value(visit.staff.staff_id), self._load(visit, day)
        found: list[Candidate] = []
        for span in allowed:
            starts = grid_starts(visit, span)
            if not starts:
                continue
            costs = value.costs(
                before=starts.start - span[0],
                step=starts.step,
                room=span[1] - 1 - span[0],
                length=visit.duration,
            )
            found += [
                Candidate(start, strange, cost, load, order, visit)
                for start, cost, strange in zip(starts, costs, self._strangeness(visit, starts), strict=False)
                if start not in self.excluded
            ]
        return found

    def _starts_of_plan(self, order: int, plan: Plan, day: date) -> list[Candidate]:
        """Those that may be possible; where perhaps nobody has to wait costs less."""
        at_best = plan.starts(day, max_wait=0)
        return [
            Candidate(
                start,
                self.habits.strangeness(start, plan.branch.zone, None) if self._has_habits else 0,
                0 if has(at_best, start) else 1,
                0,
                order,
                plan,
            )
            for span in plan.starts(day)
            for start in grid_starts(plan, span)
            if start not in self.excluded
        ]

    def _strangeness(self, visit: Visit, starts: Iterable[int]) -> Iterable[int]:
        """How many habits each of these starts breaks; none without end where there are no habits."""
        if not self._has_habits:
            return repeat(0)
        zone, staff_id = visit.branch.zone, visit.staff.staff_id
        return [self.habits.strangeness(start, zone, staff_id) for start in starts]

    def off_usual(self, candidate: Candidate) -> int:
        """Minutes between this time of day and the usual one."""
        return self.habits.minutes_off(candidate.start, candidate.visit.branch.zone)

    def _load(self, visit: Visit, day: date) -> int:
        start, end = day_span(day, visit.branch.zone)
        return (
            self.taken.get(visit.staff.resource_id, NOTHING_TAKEN).seconds_between(start, end) // HALF_AN_HOUR
        )

    def why(self, windows: Iterable[Span]) -> Counter[RefusalCode]:
        """Why nothing is free in the windows: one reason for each person and day."""
        reasons: Counter[RefusalCode] = Counter()
        for window in windows:
            for visit in self.visits:
                reasons.update(self._why(visit, window))
        if self.has_classes and not reasons:
            reasons[RefusalCode.NO_CLASS] += 1
        elif not self.visits:
            reasons[RefusalCode.SERVICE_NOT_OFFERED] += 1
        return reasons

    def _why(self, visit: Visit | Plan, window: Span) -> Iterator[RefusalCode]:
        if visit.session and not window[0] <= visit.session.start < window[1]:
            return
        if window[1] <= self.now:
            yield RefusalCode.PAST_TIME
            return
        if window[0] >= horizon_end(visit, self.now):
            yield RefusalCode.BEYOND_HORIZON
            return
        begins = visit.session and (visit.session.start, visit.session.start + 1)
        for day in self.days_of(begins or window):
            start, end = day_span(day, visit.branch.zone)
            if start < window[1] and end > window[0]:
                yield from self._why_on(visit, day, window)

    def _why_on(self, visit: Visit | Plan, day: date, window: Span) -> Iterator[RefusalCode]:
        if isinstance(visit, Plan):
            yield from reasons_on(visit, day, within=window)
        else:
            yield why_none(self.calendar, visit, day=day, now=self.now, taken=self.taken, within=window)
