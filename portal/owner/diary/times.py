"""Free times as buttons: some days in a row, each with the starts that the engine would book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.utils import formats

from booking.models import Branch
from booking.queries.free_times import FreeTimes, free_times
from booking.values import SlotSearch

DAYS: Final = 5
# More of one day nobody reads; the own time is a field beside them.
_MOST: Final = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOfTimes:
    """``value`` is what the form sends: the wall clock of the branch."""

    day: date
    text: str
    times: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TimesToChoose:
    """A few days, and where to look on."""

    days: tuple[DayOfTimes, ...]
    following: date
    next_day: date | None


def times_to_choose(*, search: SlotSearch, branch: Branch, first_day: date, now: datetime) -> TimesToChoose:
    """The free starts of some days from this one on."""
    found = free_times(search=search, branch=branch, first_day=first_day, days=DAYS, now=now)
    return TimesToChoose(
        days=tuple(_days(found)),
        following=found.days[-1].day + timedelta(days=1),
        next_day=found.next_day,
    )


def _days(found: FreeTimes) -> Iterator[DayOfTimes]:
    for each in found.days:
        if each.starts:
            yield DayOfTimes(
                day=each.day,
                text=formats.date_format(each.day, "l, j. F"),
                times=tuple((f"{start:%Y-%m-%dT%H:%M}", f"{start:%H:%M}") for start in each.starts[:_MOST]),
            )
