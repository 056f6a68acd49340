"""Free times as a page shows them: all of them, day by day, in the words of the branch's wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.models import Branch
from booking.queries.calendar_state import CalendarState
from booking.queries.slots import FARTHEST, MARGIN, completed, finder_of, state_of_search
from booking.rules.search import Finder
from booking.values import SlotSearch
from booking.wall_clock import day_span, instant_of, local_day, seconds_of


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeDay:
    """One date of a branch with the starts that are free on it, earliest first, on the branch's clock."""

    day: date
    starts: tuple[datetime, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FreeTimes:
    """Consecutive dates, and the first date after them (or the first at all) on which something is free.

    ``next_day`` is looked for only where none of the dates has a free time.
    """

    days: tuple[FreeDay, ...]
    next_day: date | None

    @property
    def first_day(self) -> date | None:
        """The first of the dates with a free time."""
        return next((each.day for each in self.days if each.starts), None)


def free_times(*, search: SlotSearch, branch: Branch, first_day: date, days: int, now: datetime) -> FreeTimes:
    """All free starts of consecutive dates of one branch; windows and limit of ``search`` do not matter."""
    first = max(first_day, local_day(seconds_of(now), branch.zone))
    dates = [first + timedelta(days=step) for step in range(days)]
    finder = _finder(search, branch, dates[0], dates[-1], now)
    found = tuple(FreeDay(day=day, starts=_starts(finder, branch, day)) for day in dates)
    ahead = None
    if not any(each.starts for each in found):
        ahead = next_free_day(search=search, branch=branch, after=dates[-1], now=now)
    return FreeTimes(days=found, next_day=ahead)


def next_free_day(*, search: SlotSearch, branch: Branch, after: date, now: datetime) -> date | None:
    """The first date after this one on which a time is free, as far ahead as can be booked."""
    last = local_day(seconds_of(now + FARTHEST), branch.zone)
    finder = _finder(search, branch, after + timedelta(days=1), last, now)
    end = local_day(finder.last, branch.zone)
    for step in range(1, (end - after).days + 1):
        day = after + timedelta(days=step)
        if any(True for _ in finder.certain_on(day)):
            return day
    return None


def _finder(search: SlotSearch, branch: Branch, first: date, last: date, now: datetime) -> Finder:
    start = instant_of(day_span(first, branch.zone)[0])
    end = instant_of(day_span(last, branch.zone)[1])
    search = completed(search)
    state: CalendarState = state_of_search(search, now=now, reach=(start - MARGIN, end + MARGIN))
    return finder_of(state, search=search, now=now)


def _starts(finder: Finder, branch: Branch, day: date) -> tuple[datetime, ...]:
    starts = sorted({candidate.start for candidate in finder.certain_on(day)})
    return tuple(instant_of(start).astimezone(branch.zone) for start in starts)
