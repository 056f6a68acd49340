"""Reads weeks of the school holidays: ``in der ersten Ferienwoche``."""

from __future__ import annotations

from datetime import date

from telephony.dialogue.numbers import ordinal
from telephony.dialogue.times.dates import DAY, WEEK, Days, Keys, Read, key_at, week_of
from telephony.dialogue.times.reading.feasts import school_holidays
from telephony.dialogue.times.said import Said

WORDS = frozenset({"ferienwoche", "ferienwochen"})


def read_holiday_week(keys: Keys, at: int, today: date) -> Read:
    """Read such a week of the next school holidays of the Land."""
    if key_at(keys, at + 1) not in WORDS or not isinstance(keys, Said):
        return None
    found = school_holidays("ferien", keys.subdivision, today)
    if found is None:
        return None
    first, last = found
    if key_at(keys, at).startswith("letzte"):
        monday = week_of(last)
    else:
        count = ordinal(key_at(keys, at))
        if count is None:
            return None
        # Holidays that begin in the middle of a week have their first week with the next Monday.
        monday = week_of(first + 5 * DAY) + (count - 1) * WEEK
    return Days(start=max(first, monday), end=min(last, monday + 6 * DAY) + DAY), at + 2
