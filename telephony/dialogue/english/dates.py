"""Single days and spans of them, as English words name them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Days:
    """Days ``[start, end)``, of these weekdays; ``loose`` marks a weekday of which the week was not said."""

    start: date | None = None
    end: date | None = None
    weekdays: tuple[int, ...] = ()
    loose: bool = False
    choices: tuple[date, ...] = ()


Reader = Callable[[re.Match[str], date], Days | None]


def single(day: date | None) -> Days | None:
    """Return one day."""
    return None if day is None else Days(day, day + timedelta(days=1))


def valid(year: int, month: int, day: int) -> date | None:
    """Return the date if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def coming_date(month: int, day: int, year: str | None, today: date) -> date | None:
    """Return the next such day, or that of the year that was said."""
    if year:
        return valid(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = valid(today.year, month, day)
    if found is not None and found >= today:
        return found
    return valid(today.year + 1, month, day)
