"""Choosing among free times: wishes first, then their neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from booking.rules.search import Candidate, Finder
from booking.rules.spans import Span
from booking.rules.taken import Taken, Takes
from booking.rules.visits import Placed
from booking.wall_clock import day_span, instant_of

# How far from a wish that cannot be had we look for the next free time.
ALTERNATIVES_WITHIN = 14 * 24 * 3600


MAX_NEIGHBOURS = 3


# How far ahead a usual day is looked for; whoever comes every four weeks is used to wait that long.
USUAL_WITHIN = 28 * 24 * 3600


NOON, EVENING = 12, 17


PARTS_OF_ONE_DAY = 2


class Choice:
    """The times chosen so far, and what each takes: never two at the same moment.

    :param apart: whether all of them are to be held, so that they may not take the same thing twice.
    """

    def __init__(self, *, limit: int, apart: bool, taken: Mapping[int, Taken]) -> None:
        self.limit = limit
        self.chosen: list[tuple[Candidate, tuple[Placed, ...]]] = []
        self._apart = apart
        self._taken = taken
        self._starts: set[int] = set()
        self._promised: Takes = ()

    @property
    def is_full(self) -> bool:
        return len(self.chosen) >= self.limit

    def take(self, candidate: Candidate) -> bool:
        if self.is_full or candidate.start in self._starts:
            return False
        placed = candidate.visit.placed(candidate.start, taken=self._taken, besides=self._promised)
        if placed is None:
            return False
        self.chosen.append((candidate, placed))
        self._starts.add(candidate.start)
        if self._apart:
            self._promised += tuple(take for each in placed for take in each.takes)
        return True

    def take_all(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            if self.is_full:
                return
            self.take(candidate)


def choose_near(finder: Finder, choice: Choice, *, window: Span, near: int) -> None:
    """The starts in the window nearest to the wish; of two equally near the earlier, then who loses least."""
    days = sorted(finder.days_of(window), key=lambda day: _distance_to_day(finder, day, near))
    waiting: list[Candidate] = []
    for position, day in enumerate(days):
        waiting += [candidate for candidate in finder.on_day(day) if window[0] <= candidate.start < window[1]]
        waiting.sort(key=lambda candidate: (abs(candidate.start - near), *_taste_by_start(candidate)))
        # Only what no later day can beat is settled.
        rest = _distance_to_day(finder, days[position + 1], near) if position + 1 < len(days) else None
        settled = [each for each in waiting if rest is None or abs(each.start - near) < rest]
        waiting = waiting[len(settled) :]
        choice.take_all(settled)
        if choice.is_full:
            return


def choose_spread(finder: Finder, choice: Choice, *, window: Span) -> None:
    """A choice over different days and times of day, soonest first; then more of the same until enough.

    Whoever always comes on a certain day, at a certain time or to somebody hears of such a time first.
    """
    if finder.habits and not choice.chosen:
        choose_usual(finder, choice, window=window)
    parts: list[list[Candidate]] = []
    days = iter(finder.days_of(window))
    for day in days:
        parts += _parts_of(finder, day, window)[:PARTS_OF_ONE_DAY]
        if sum(1 for part in parts if part) >= choice.limit:
            break
    for part in parts:
        for candidate in part:
            if choice.take(candidate):
                break
    choice.take_all(chain.from_iterable(parts))
    seen = {candidate.start for part in parts for candidate in part}
    looked_at = finder.days_of(window)
    for day in looked_at:
        if choice.is_full:
            return
        choice.take_all(
            sorted(
                (each for each in finder.on_day(day) if _in(window, each.start) and each.start not in seen),
                key=_taste_by_start,
            )
        )


def choose_usual(finder: Finder, choice: Choice, *, window: Span) -> None:
    """The first time in the window that breaks no habit of the customer, if there is one."""
    usual = (window[0], min(window[1], max(window[0], finder.now) + USUAL_WITHIN))
    for day in finder.days_of(usual):
        fitting = (each for each in finder.on_day(day) if _in(usual, each.start) and not each.strange)
        for candidate in sorted(fitting, key=lambda each: (finder.off_usual(each), *_taste(each))):
            if choice.take(candidate):
                return


def choose_neighbours(finder: Finder, choice: Choice, *, windows: list[Span]) -> None:
    """Times outside the wish: the last before it and the first after it, then on and on after it."""
    wish = windows[0]
    choice.limit = min(choice.limit, len(choice.chosen) + MAX_NEIGHBOURS)

    def outside(candidate: Candidate) -> bool:
        return not any(_in(window, candidate.start) for window in windows)

    before = finder.days_of((wish[0] - ALTERNATIVES_WITHIN, wish[0]))
    after = finder.days_of((wish[1], wish[1] + ALTERNATIVES_WITHIN))
    _first_day_with(
        finder,
        choice,
        days=before[::-1],
        fits=lambda each: outside(each) and each.start < wish[0],
        key=lambda each: (-each.start, each.cost, each.load, each.order),
        at_most=1,
    )
    for at_most in (1, choice.limit):
        _first_day_with(
            finder,
            choice,
            days=after,
            fits=lambda each: outside(each) and each.start >= wish[1],
            key=_taste_by_start,
            at_most=at_most,
        )


def _first_day_with(
    finder: Finder,
    choice: Choice,
    *,
    days: list[date],
    fits: Callable[[Candidate], bool],
    key: Callable[[Candidate], tuple[int, ...]],
    at_most: int,
) -> None:
    """Take up to ``at_most`` of the fitting candidates, going through the days in this order."""
    for day in days:
        for candidate in sorted(filter(fits, finder.on_day(day)), key=key):
            if choice.take(candidate):
                at_most -= 1
            if not at_most or choice.is_full:
                return


def _parts_of(finder: Finder, day: date, window: Span) -> list[list[Candidate]]:
    """The day's candidates by morning, afternoon and evening, best first; empty parts left out."""
    parts: dict[int, list[Candidate]] = {}
    for candidate in finder.on_day(day):
        if _in(window, candidate.start):
            part = _part_of_day(candidate.start, candidate.visit.branch.zone)
            parts.setdefault(part, []).append(candidate)
    return [sorted(parts[part], key=_taste) for part in sorted(parts)]


# Everybody who is free then asks for the same moment.
@lru_cache(maxsize=10_000)
def _part_of_day(start: int, zone: ZoneInfo) -> int:
    hour = instant_of(start).astimezone(zone).hour
    return (hour >= NOON) + (hour >= EVENING)


def _taste(candidate: Candidate) -> tuple[int, ...]:
    return candidate.strange, candidate.cost, candidate.start, candidate.load, candidate.order


def _taste_by_start(candidate: Candidate) -> tuple[int, ...]:
    return candidate.start, candidate.strange, candidate.cost, candidate.load, candidate.order


def _in(window: Span, start: int) -> bool:
    return window[0] <= start < window[1]


def _distance_to_day(finder: Finder, day: date, near: int) -> int:
    """Seconds between the wish and the nearest moment of the date, in whichever branch is nearest."""
    spans = {day_span(day, visit.branch.zone) for visit in finder.visits}
    return min(max(start - near, near - end + 1, 0) for start, end in spans)
