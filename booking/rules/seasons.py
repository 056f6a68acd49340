"""School holidays as a rule: hours that hold only while there is school, or only while there is none."""

from __future__ import annotations

from datetime import date

from askproai.core.school_holidays import days_of_school_holidays
from booking.enums import Season
from booking.rules.public_holidays import holidays_in_year

# Whose the library knows, with single free days and for years ahead; elsewhere our own table tells.
_IN_LIBRARY = frozenset({"DE", "AT"})


def are_known(country: str, subdivision: str) -> bool:
    """Whether any school holidays of the region are known; where none are it is always a time of school."""
    return bool(subdivision) and bool(days_of_school_holidays(f"{country}-{subdivision}"))


def known_until(country: str, subdivision: str) -> date | None:
    """The last day of those that are set so far; ``None`` where years ahead are known, or nothing is."""
    if country in _IN_LIBRARY or not subdivision:
        return None
    return max(days_of_school_holidays(f"{country}-{subdivision}"), default=None)


def is_school_holiday(day: date, country: str, subdivision: str) -> bool:
    """Whether the schools of the region are closed for their holidays, as far as these are set."""
    if not subdivision:
        return False
    if country in _IN_LIBRARY:
        return day in holidays_in_year(country, subdivision, day.year, ("school",))
    return day in days_of_school_holidays(f"{country}-{subdivision}")


def name_of_school_holidays(first: date, last: date, country: str, subdivision: str) -> str:
    """What the holidays between these days are called; empty for single free days."""
    names = days_of_school_holidays(f"{country}-{subdivision}")
    return next((name for day, name in names.items() if first <= day <= last), "")


def is_in_season(season: str, day: date, country: str, subdivision: str) -> bool:
    """Whether hours of this season hold on the date."""
    return is_school_holiday(day, country, subdivision) == (season == Season.HOLIDAYS)
