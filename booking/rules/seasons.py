"""School holidays as a rule: hours that hold only while there is school, or only while there is none."""

from __future__ import annotations

from datetime import date

from booking.enums import Season
from booking.rules.public_holidays import holidays_in_year

# Countries whose school holidays are known; elsewhere it is always a time of school.
KNOWN = frozenset({"DE", "AT"})


def is_school_holiday(day: date, country: str, subdivision: str) -> bool:
    """Whether the schools of the Land are closed for their holidays; Land by Land, as far as they are set."""
    if country not in KNOWN or not subdivision:
        return False
    return day in holidays_in_year(country, subdivision, day.year, ("school",))


def is_in_season(season: str, day: date, country: str, subdivision: str) -> bool:
    """Whether hours of this season hold on the date."""
    return is_school_holiday(day, country, subdivision) == (season == Season.HOLIDAYS)
