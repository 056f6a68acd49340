"""The dates of a series: every so many days, weeks or months, counted by the calendar on the wall."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from booking.enums import RepeatUnit

# More than a year of weeks: what goes beyond is asked for again when it is near.
MOST_DATES = 60
_FIFTH = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurrence:
    """``first`` and on from there, ``count`` dates or up to ``until`` (included), whichever ends earlier.

    By months: on the same day, or the last where the month is too short; ``MONTH_WEEKDAY``: on the same
    weekday, the second Tuesday of each month (a fifth one counts as the last).
    """

    every: int
    unit: RepeatUnit
    first: date
    count: int | None = None
    until: date | None = None

    def dates(self) -> tuple[date, ...]:
        """All dates, at most ``MOST_DATES``."""
        most = min(self.count or MOST_DATES, MOST_DATES)
        found: list[date] = []
        for day in self._onwards():
            if len(found) >= most or (self.until is not None and day > self.until):
                break
            found.append(day)
        return tuple(found)

    def after(self, last: date, *, count: int | None = None, until: date | None = None) -> Recurrence:
        """The same rule from its first date after ``last``, with an end of its own."""
        first = next(day for day in self._onwards() if day > last)
        return Recurrence(every=self.every, unit=self.unit, first=first, count=count, until=until)

    def _onwards(self) -> Iterator[date]:
        for step in range(10_000):
            if self.unit == RepeatUnit.DAY:
                yield self.first + timedelta(days=step * self.every)
            elif self.unit == RepeatUnit.WEEK:
                yield self.first + timedelta(weeks=step * self.every)
            else:
                yield self._in_month(step * self.every)

    def _in_month(self, later: int) -> date:
        months = self.first.year * 12 + self.first.month - 1 + later
        year, month = divmod(months, 12)
        month += 1
        length = calendar.monthrange(year, month)[1]
        if self.unit == RepeatUnit.MONTH:
            return date(year, month, min(self.first.day, length))
        ordinal = (self.first.day - 1) // 7
        first_fitting = 1 + (self.first.weekday() - date(year, month, 1).weekday()) % 7
        wanted = first_fitting + 7 * (ordinal if ordinal < _FIFTH - 1 else _FIFTH)
        while wanted > length:
            wanted -= 7
        return date(year, month, wanted)
