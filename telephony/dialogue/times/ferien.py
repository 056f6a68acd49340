"""Reads weeks of the school holidays: ``in der ersten Ferienwoche``, ``letzte Woche der Sommerferien``."""

from __future__ import annotations

from datetime import date

from telephony.dialogue.numbers import ordinal
from telephony.dialogue.times.dates import DAY, WEEK, Days, Keys, Read, key_at, week_of
from telephony.dialogue.times.reading.feasts import SCHOOL_HOLIDAYS, next_school_holidays
from telephony.dialogue.times.said import Said

_NAMES_A_TIME = frozenset("in ich nach vor ab waehrend bis zu fuer ueber".split())
_ARTICLES = frozenset("den de die der diesen".split())
_REFUSES = frozenset("nicht ausser".split())
_BETWEEN = (("der",), ("von", "den"), ("in", "den"))


def unknown_holidays(keys: Keys, region: str, today: date) -> str:
    """Return the school holidays meant as a time that nobody can know in this region: ``Sportferien``."""
    for at, key in enumerate(keys):
        if (
            key in SCHOOL_HOLIDAYS
            and key_at(keys, at - 1) in _ARTICLES
            and key_at(keys, at - 2) in _NAMES_A_TIME
            and key_at(keys, at - 3) not in _REFUSES
            and next_school_holidays(key, region, today) is None
        ):
            return key.replace("ue", "ü").replace("ae", "ä").capitalize()
    return ""


def read_holiday_week(keys: Keys, at: int, today: date) -> Read:
    """Read such a week of the next school holidays of the region."""
    named = _holidays_behind(keys, at + 1)
    if named is None or not isinstance(keys, Said):
        return None
    name, ahead = named
    found = next_school_holidays(name, keys.region, today)
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
    if monday > last:
        return None
    return Days(start=max(first, monday), end=min(last, monday + 6 * DAY) + DAY), ahead


def _holidays_behind(keys: Keys, at: int) -> tuple[str, int] | None:
    """``ferienwoche``, ``sommerferienwoche``, ``woche der sommerferien``: whose week it is."""
    key = key_at(keys, at)
    name = key.removesuffix("n").removesuffix("woche")
    if name != key and name in SCHOOL_HOLIDAYS:
        return name, at + 1
    if key != "woche":
        return None
    for words in _BETWEEN:
        place = at + 1 + len(words)
        if tuple(keys[at + 1 : place]) == words and key_at(keys, place) in SCHOOL_HOLIDAYS:
            return key_at(keys, place), place + 1
    return None
