"""Reads days by their distance to today: ``in drei Tagen``, ``in den nächsten zwei Wochen``."""

from datetime import date, timedelta

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.times.dates import (
    DAY,
    WEEK,
    Days,
    Keys,
    Read,
    key_at,
    month_later,
    single_day,
    week_of,
)
from telephony.dialogue.times.weeks import COMING, NEXT

PLAIN_DAYS = {
    "heute": 0, "heut": 0, "heutigen": 0, "morgen": 1, "morgigen": 1, "uebermorgen": 2, "ueberuebermorgen": 3,
}  # fmt: skip

_FEW = {"paar": 3, "wenigen": 3, "einigen": 4, "naechsten": 5}

_BEFORE_COUNT = frozenset("den der die von ein etwa circa ungefaehr so".split())


def read_plain_day(keys: Keys, at: int, today: date) -> Read:
    """``morgen``, ``übermorgen``, ``heute in acht Tagen``."""
    key = key_at(keys, at)
    if key == "ueber" and key_at(keys, at + 1) == "morgen":
        return _moved(keys, at + 2, today + 2 * DAY, today)
    shift = PLAIN_DAYS.get(key)
    if shift is None or (key == "morgen" and key_at(keys, at - 1) == "am"):
        return None  # "am Morgen" is a part of the day
    return _moved(keys, at + 1 + (key_at(keys, at + 1) == "tag"), today + shift * DAY, today)


def _moved(keys: Keys, at: int, day: date, today: date) -> Read:
    """``heute in acht Tagen``, ``Freitag in einer Woche``."""
    shift = distance(keys, at)
    return (single_day(day), at) if shift is None else (single_day(day + shift[0]), shift[1])


def distance(keys: Keys, at: int) -> tuple[timedelta, int] | None:
    """Read ``in einer Woche`` behind a day."""
    if key_at(keys, at) not in {"in", "vor"} or key_at(keys, at) == "vor":
        return None
    count = cardinal(key_at(keys, at + 1))
    unit = key_at(keys, at + 2)
    if count is None or unit not in {"tagen", "tage", "woche", "wochen", "tag"}:
        return None
    if unit.startswith("woche"):
        return count * WEEK, at + 3
    # Eight days are a week and fifteen are two: the day itself is counted, as the Romans did.
    return timedelta(days={8: 7, 15: 14}.get(count, count)), at + 3


def read_distance(keys: Keys, at: int, today: date) -> Read:
    """``in drei Tagen``, ``in zwei Wochen``, ``in einem Monat``, ``in den nächsten Tagen``."""
    start = at
    if key_at(keys, at) not in {"innerhalb", "binnen", "die", "der", "von", "in"}:
        return None
    at += 1
    while key_at(keys, at) in _BEFORE_COUNT and key_at(keys, at + 1) not in {"tag", "woche", "monat"}:
        at += 1
    if key_at(keys, at) in NEXT or key_at(keys, at) in COMING:
        return _coming_span(keys, at + 1, today)
    if key_at(keys, start) != "in":
        return None
    few = _FEW.get(key_at(keys, at))
    count = few or cardinal(key_at(keys, at))
    unit = key_at(keys, at + 1)
    if count is None or count > 400:
        return None
    ahead = at + 2
    if unit in {"tag", "tage", "tagen"} and few:
        return Days(start=today + 2 * DAY, end=today + 8 * DAY), ahead
    if unit in {"tag", "tage", "tagen"}:
        return single_day(today + timedelta(days={8: 7, 15: 14}.get(count, count))), ahead
    if unit in {"woche", "wochen"}:
        return _about(today + count * WEEK), ahead
    return (_about(month_later(today, count)), ahead) if unit in {"monat", "monaten", "monate"} else None


def _about(day: date) -> Days:
    """``In zwei Wochen`` names a day but means the week."""
    monday = week_of(day)
    return Days(start=day, end=day + DAY, nearby=(monday, monday + WEEK))


def _coming_span(keys: Keys, at: int, today: date) -> Read:
    few = _FEW.get(key_at(keys, at))
    count = few or cardinal(key_at(keys, at))
    ahead = at + (count is not None)
    unit = key_at(keys, ahead)
    if unit in {"tage", "tagen"}:
        return Days(start=today, end=today + timedelta(days=(count or 5) + 1)), ahead + 1
    if unit == "wochen":
        return Days(start=today, end=today + (count or 3) * WEEK), ahead + 1
    if unit == "zeit":
        return Days(start=today, end=today + 3 * WEEK), ahead + 1
    return None
