"""Stretches of wall time and the arithmetic of calendars."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Convention = Literal["next", "nearest", "this_period"]
Kind = Literal["instant", "interval", "duration", "recurring"]

DAY = timedelta(days=1)
_UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A reading: ``[start, end)`` of a grain, an open side being ``None``; a length in seconds; or a rule."""

    kind: Kind
    start: datetime | None = None
    end: datetime | None = None
    grain: str = "day"
    seconds: float | None = None
    rule: str | None = None
    from_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """``[start, end)``; ``grain`` is the unit that was named; ``free`` are the parts that were not said.

    A weekday without a week is free in its week, a day of a month without a year in its year.
    """

    start: datetime
    end: datetime
    grain: str = "day"
    free: Literal["", "day", "week", "month", "year"] = ""
    whole: bool = True
    from_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A length of time in calendar units."""

    months: float = 0
    days: float = 0
    seconds: float = 0
    finest: str = "day"

    def __add__(self, other: Length) -> Length:
        return Length(
            months=self.months + other.months,
            days=self.days + other.days,
            seconds=self.seconds + other.seconds,
            finest=min(self.finest, other.finest, key=_UNITS.index),
        )

    @property
    def total(self) -> float:
        """Return the length in seconds; a month has thirty days, a year 365."""
        days_of_months = (
            self.months * 365 / 12
            if self.finest == "year"
            else self.months // 12 * 365 + self.months % 12 * 30
        )
        return (days_of_months + self.days) * 86400 + self.seconds

    @property
    def grain(self) -> str:
        """Return the grain of a moment at this distance."""
        return self.finest if self.finest in {"second", "minute"} else "minute" if self.seconds else "day"

    def after(self, moment: datetime, sign: int = 1) -> datetime:
        """Return the moment so much later (or earlier)."""
        whole = int(self.months)
        rest = timedelta(days=self.days + (self.months - whole) * 30, seconds=self.seconds)
        return months_later(moment, sign * whole) + sign * rest


UNIT_LENGTHS = {
    "second": Length(seconds=1, finest="second"),
    "minute": Length(seconds=60, finest="minute"),
    "quarterhour": Length(seconds=900, finest="minute"),
    "hour": Length(seconds=3600, finest="hour"),
    "day": Length(days=1),
    "week": Length(days=7, finest="week"),
    "month": Length(months=1, finest="month"),
    "quarter": Length(months=3, finest="quarter"),
    "year": Length(months=12, finest="year"),
}


def length_of(count: float, unit: str) -> Length:
    """Return so many units."""
    one = UNIT_LENGTHS[unit]
    return Length(
        months=one.months * count, days=one.days * count, seconds=one.seconds * count, finest=one.finest
    )


def midnight(day: date) -> datetime:
    """Return the beginning of the day."""
    return datetime.combine(day, time())


def floor(moment: datetime, unit: str) -> datetime:
    """Return the beginning of the moment's unit."""
    if unit in {"second", "minute", "hour"}:
        seconds = 0 if unit != "second" else moment.second
        return moment.replace(microsecond=0, second=seconds, minute=0 if unit == "hour" else moment.minute)
    day = midnight(moment.date())
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "day":
        return day
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[unit]
    return day.replace(month=month, day=1)


def months_later(moment: datetime, months: int) -> datetime:
    """Return the same day so many months later, or the last before it."""
    index = moment.year * 12 + moment.month - 1 + months
    year, month = divmod(index, 12)
    year = min(max(year, 1), 9998)
    return moment.replace(
        year=year, month=month + 1, day=min(moment.day, calendar.monthrange(year, month + 1)[1])
    )


def unit_at(moment: datetime, unit: str, shift: int = 0) -> Stretch:
    """Return the calendar unit that holds the moment, or one so many units later."""
    start = length_of(abs(shift), unit).after(floor(moment, unit), 1 if shift >= 0 else -1)
    return Stretch(start=start, end=length_of(1, unit).after(start), grain=unit)


def day_at(day: date) -> Stretch:
    """Return one day."""
    return Stretch(start=midnight(day), end=midnight(day) + DAY)


def valid_date(year: int, month: int, day: int) -> date | None:
    """Return the date if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_of_year(month: int, day: int, now: datetime, convention: Convention) -> date | None:
    """Return this day of the year that a convention means when no year was said."""
    today = now.date()
    if convention == "this_period":
        return valid_date(today.year, month, day)
    found = [each for year in range(today.year - 4, today.year + 9) if (each := valid_date(year, month, day))]
    if convention == "nearest":
        return min(found, key=lambda each: abs(each - today), default=None)
    return next((each for each in found if each >= today), None)


def day_of_month(day: int, now: datetime) -> date | None:
    """Return the next such day of a month."""
    for step in range(13):
        first = months_later(floor(now, "month"), step)
        found = valid_date(first.year, first.month, day)
        if found is not None and found >= now.date():
            return found
    return None


def weekday_at(weekday: int, now: datetime, convention: Convention) -> date:
    """Return the day that a weekday without a week means."""
    today = now.date()
    ahead = (weekday - today.weekday()) % 7
    if convention == "next":
        return today + timedelta(days=ahead or 7)
    if convention == "this_period":
        return today + timedelta(days=ahead - 7 if ahead else 0)
    return today + timedelta(days=ahead if ahead <= 3 else ahead - 7)
