"""Reads days by their distance to those just named: ``die Woche drauf``, ``den Tag danach``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.times.dates import DAY, WEEK, Days, Read, key_at, month_later, single_day, week_of
from telephony.dialogue.times.lexicon import WEEKDAYS

_LEADS = frozenset("die der den das dem am in an".split())
_BEHIND = frozenset("drauf danach darauf dahinter spaeter hinterher".split())
_AHEAD = frozenset("davor vorher zuvor frueher".split())
_FOLLOWING = frozenset("darauffolgende darauffolgenden drauffolgende drauffolgenden".split())
# "diese Woche oder nächste"
_NEXT = {
    "naechste": 1,
    "naechster": 1,
    "kommende": 1,
    "kommender": 1,
    "uebernaechste": 2,
    "uebernaechster": 2,
}
_STOPS = frozenset({"", ",", ".", "oder", "und", "auch", "geht", "gehts", "passt", "ab"})
_UNITS = {
    "tag": "day", "tage": "day", "woche": "week", "wochen": "week", "wochenende": "weekend", "monat": "month",
    "monate": "month",
}  # fmt: skip


def read_beside(keys: Sequence[str], at: int, anchor: Days | None, today: date) -> Read:
    """Read such days at this word; without days named before, a week is beside the running one."""
    place = at
    while key_at(keys, place) in _LEADS:
        place += 1
    if key_at(keys, place) in _FOLLOWING and key_at(keys, place + 1) in _UNITS:
        return _beside(_UNITS[key_at(keys, place + 1)], 1, anchor, today, place + 2)
    if place > at and key_at(keys, place) in _BEHIND | _AHEAD - {"frueher"} and _is_week(anchor):
        return _beside("week", _sign(keys, place), anchor, today, place + 1)
    if key_at(keys, place) in _NEXT and _is_week(anchor) and key_at(keys, place + 1) in _STOPS:
        monday = week_of(today) + _NEXT[key_at(keys, place)] * WEEK
        return Days(start=monday, end=monday + WEEK), place + 1
    number = WEEKDAYS.get(key_at(keys, place))
    if number is not None and _sign(keys, place + 1) > 0 and anchor is not None and anchor.start is not None:
        ahead = (number - anchor.start.weekday() - 1) % 7 + 1
        return single_day(anchor.start + ahead * DAY), place + 2
    count = cardinal(key_at(keys, place))
    if count is not None and key_at(keys, place + 1) in _UNITS and _sign(keys, place + 2):
        return _at_distance(
            _UNITS[key_at(keys, place + 1)], count * _sign(keys, place + 2), anchor, place + 3
        )
    unit = _UNITS.get(key_at(keys, place), "")
    sign = _sign(keys, place + 1)
    return _beside(unit, sign, anchor, today, place + 2) if unit and sign else None


def _sign(keys: Sequence[str], at: int) -> int:
    key = key_at(keys, at)
    return 1 if key in _BEHIND else -1 if key in _AHEAD else 0


def _is_week(anchor: Days | None) -> bool:
    return anchor is not None and bool(anchor.start and anchor.end) and (anchor.end - anchor.start).days >= 5  # type: ignore[operator]


def _beside(unit: str, sign: int, anchor: Days | None, today: date, end: int) -> Read:
    start = anchor.start if anchor is not None else None
    if unit == "week":
        # The week before a Sunday is the one that ends with it.
        is_sunday = start is not None and start.weekday() == 6 and anchor == single_day(start)
        monday = week_of(start or today) + (0 * WEEK if is_sunday and sign < 0 else sign * WEEK)
        return Days(start=monday, end=monday + WEEK), end
    if start is None or anchor is None or anchor.end is None:
        return None
    if unit == "day":
        return single_day(anchor.end if sign > 0 else start - DAY), end
    if unit == "weekend":
        saturday = week_of(start) + 5 * DAY + (sign * WEEK if start.weekday() >= 5 or sign < 0 else 0 * DAY)
        return Days(start=saturday, end=saturday + 2 * DAY), end
    first = month_later(start.replace(day=1), sign)
    return Days(start=first, end=month_later(first, 1)), end


def _at_distance(unit: str, count: int, anchor: Days | None, end: int) -> Read:
    """``Montag oder eine Woche später``: the same day of another week."""
    if anchor is None or anchor.start is None or anchor.end is None or unit == "weekend":
        return None
    if unit == "month":
        return single_day(month_later(anchor.start, count)), end
    moved = count * (WEEK if unit == "week" else DAY)
    return Days(start=anchor.start + moved, end=anchor.end + moved), end
