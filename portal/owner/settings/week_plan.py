"""Hours as people think of them: one to four weeks by turns, perhaps another one in the school holidays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from math import lcm
from typing import Final

from booking.enums import Season
from booking.house_values import HoursOfPlace, HoursValues

MOST_WEEKS: Final = 4
DaySpans = tuple[tuple[time, time], ...]
Week = tuple[DaySpans, ...]
CLOSED_WEEK: Final[Week] = ((),) * 7
_ONE_WEEK: Final = timedelta(weeks=1)
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class WeekPlan:
    """The first of ``weeks`` holds in the week of ``first_on``, the others follow, then it begins again.

    ``in_holidays``: the week that holds in the school holidays instead; ``None``: the same as ever.
    """

    weeks: tuple[Week, ...]
    first_on: date
    in_holidays: Week | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is no time at all in it."""
        return not any(day for week in (*self.weeks, self.in_holidays or CLOSED_WEEK) for day in week)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def plan_on(values: HoursOfPlace, today: date) -> WeekPlan:
    """What holds today, as a plan that begins this week."""
    rows = [row for row in values.rows if _is_current(row, today)]
    usual = [row for row in rows if row.season is not Season.HOLIDAYS]
    length = min(lcm(*(row.every_weeks for row in usual), 1), MOST_WEEKS)
    first = monday_of(today)
    has_holidays = any(row.season for row in rows)
    return WeekPlan(
        weeks=tuple(_week_of(usual, first + number * _ONE_WEEK) for number in range(length)),
        first_on=first,
        in_holidays=_week_of([row for row in rows if row.season is not Season.SCHOOL], first)
        if has_holidays
        else None,
    )


def planned_from(values: HoursOfPlace, today: date) -> date | None:
    """From when on other hours are planned."""
    later = [row.valid_from for row in values.rows if row.valid_from and row.valid_from > today]
    return min(later, default=None)


def with_plan(values: HoursOfPlace, plan: WeekPlan, *, starts_on: date | None, today: date) -> HoursOfPlace:
    """All spans once the plan holds: at once, or from a later day on, in place of what was planned before."""
    past = [row for row in values.rows if row.valid_until and row.valid_until < today]
    current = [row for row in values.rows if _is_current(row, today)]
    later = [row for row in values.rows if row.valid_from and row.valid_from > today]
    if starts_on is None or starts_on <= today:
        ends = min((row.valid_from for row in later if row.valid_from), default=None)
        until = ends - _ONE_DAY if ends else None
        made = [replace(row, valid_until=until) for row in _rows_of(plan)]
        return _ordered([*past, *made, *later])
    ending = [replace(row, valid_until=starts_on - _ONE_DAY) for row in current]
    made = [replace(row, valid_from=starts_on) for row in _rows_of(plan)]
    return _ordered([*past, *ending, *made])


def without_planned(values: HoursOfPlace, today: date) -> HoursOfPlace:
    """All spans once what was planned for later is dropped: what holds today goes on."""
    kept = [row for row in values.rows if not (row.valid_from and row.valid_from > today)]
    return _ordered(replace(row, valid_until=None) if _is_current(row, today) else row for row in kept)


def _is_current(row: HoursValues, today: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= today
    return begun and (row.valid_until is None or row.valid_until >= today)


def _week_of(rows: Iterable[HoursValues], monday: date) -> Week:
    days: list[set[tuple[time, time]]] = [set() for _ in range(7)]
    for row in rows:
        weeks = (monday - monday_of(row.anchor_on)).days // 7 if row.anchor_on else 0
        if row.every_weeks == 1 or weeks % row.every_weeks == 0:
            days[row.weekday].add((row.opens_at, row.closes_at))
    return tuple(tuple(sorted(day)) for day in days)


def _rows_of(plan: WeekPlan) -> Iterator[HoursValues]:
    season = None if plan.in_holidays is None else Season.SCHOOL
    weeks = plan.weeks[:1] if len(set(plan.weeks)) == 1 else plan.weeks
    for number, week in enumerate(weeks):
        anchor = plan.first_on + number * _ONE_WEEK if len(weeks) > 1 else None
        for row in _spans_of(week):
            yield replace(row, every_weeks=len(weeks), anchor_on=anchor, season=season)
    for row in _spans_of(plan.in_holidays or CLOSED_WEEK):
        yield replace(row, season=Season.HOLIDAYS)


def _spans_of(week: Week) -> Iterator[HoursValues]:
    for weekday, spans in enumerate(week):
        for opens_at, closes_at in spans:
            yield HoursValues(weekday=weekday, opens_at=opens_at, closes_at=closes_at)


def _ordered(rows: Iterable[HoursValues]) -> HoursOfPlace:
    return HoursOfPlace(rows=tuple(rows))
