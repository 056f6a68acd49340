"""Reads days: ``ab Montag``, ``Dienstag bis Donnerstag``, ``vor dem 3. Dezember``."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.times.ahead import PLAIN_DAYS, read_distance, read_plain_day
from telephony.dialogue.times.bridges import WORDS as BRIDGE_WORDS
from telephony.dialogue.times.bridges import read_bridge_day
from telephony.dialogue.times.calendar import read_calendar
from telephony.dialogue.times.dates import (
    DAY,
    WEEK,
    Days,
    Keys,
    Read,
    bare_ordinal,
    key_at,
    lone_ordinal,
    single_day,
    week_of,
    written_date,
)
from telephony.dialogue.times.ferien import read_holiday_week
from telephony.dialogue.times.lexicon import FEASTS, MONTHS, WEEKDAYS
from telephony.dialogue.times.reading.feasts import SCHOOL_HOLIDAYS
from telephony.dialogue.times.weekdays import next_weekday, read_weekday
from telephony.dialogue.times.weeks import (
    EDGES,
    FEAST_WEEKS,
    WEEK_SHIFT,
    read_feast,
    read_month,
    read_week,
    read_weekend,
    read_workdays,
)

_ARTICLES = frozenset(
    "am der den dem de die das im in fuer zum zu zur vom des an auf einem einen auch einschliesslich "
    "inklusive inkl".split()
)

_BOUNDS = {
    "ab": "from",
    "fruehestens": "from",
    "nach": "after",
    "bis": "until",
    "spaetestens": "until",
    "vor": "before",
    "innerhalb": "until",
    "binnen": "until",
}


def read_days(keys: Keys, at: int, today: date) -> Read:
    """Read days at this word, with "ab", "bis", "vor", "nach", "zwischen" in front."""
    edges = _between_edges(keys, at, today)
    if edges is not None:
        return edges
    bound, ahead = "", at
    if key_at(keys, at) in {"vor", "nach"} and key_at(keys, at + 1) in {"am", "im", "um", "an"}:
        return None  # "ich hab nichts vor am Samstag"
    while ahead - at < 5 and (key_at(keys, ahead) in _ARTICLES or key_at(keys, ahead) in _BOUNDS):
        bound = _BOUNDS.get(key_at(keys, ahead), bound)
        ahead += 1
    # "am dritten" and "in zwei Wochen" need their preposition, "bis zum Freitag" does not: try from the left.
    for begin in range(at, ahead + 1):
        found = _read_range(keys, begin, today) or _read_core(keys, begin, today)
        if found is not None:
            found = _in_week(keys, found) if bound else found
            if not bound and (open_end := _or_later(keys, found[1])):
                return _bounded(anchored(found[0], today), open_end, today), found[1] + 2
            if key_at(keys, at) == "bis" and key_at(keys, found[1] - 1) in SCHOOL_HOLIDAYS:
                bound = "before"  # "bis zu den Sommerferien" is as long as there is school
            days = anchored(found[0], _eve_of_week(keys, at, today)) if bound else found[0]
            return _bounded(_leading_up(keys, (days, found[1]), today), bound, today), found[1]
    return None


def _eve_of_week(keys: Keys, at: int, today: date) -> date:
    """``nächste Woche ab Mittwoch``: the weekday is that of the week just named."""
    shift = WEEK_SHIFT.get(key_at(keys, at - 2), 0) if key_at(keys, at - 1) == "woche" else 0
    return week_of(today) + shift * WEEK - DAY if shift else today


def _or_later(keys: Keys, at: int) -> str:
    """``Freitag oder später``."""
    if key_at(keys, at) not in {"oder", "und", "bzw"} or key_at(keys, at + 2) in {"am", "abends", "um"}:
        return ""
    return {"spaeter": "from", "danach": "from", "frueher": "until", "vorher": "until", "davor": "until"}.get(
        key_at(keys, at + 1), ""
    )


def _between_edges(keys: Keys, at: int, today: date) -> Read:
    """``Anfang bis Mitte nächster Woche``."""
    if not (key_at(keys, at) in EDGES and key_at(keys, at + 1) == "bis" and key_at(keys, at + 2) in EDGES):
        return None
    last = _read_core(keys, at + 2, today)
    first = _read_core([keys[at], *keys[at + 3 :]], 0, today)
    if first is None or last is None or first[0].start is None:
        return None
    return Days(start=first[0].start, end=last[0].end), last[1]


def _in_week(keys: Keys, found: tuple[Days, int]) -> tuple[Days, int]:
    """``bis nächste Woche Donnerstag``: the bound is that Thursday."""
    days, end = found
    place = end + (key_at(keys, end) == "am")
    number = WEEKDAYS.get(key_at(keys, place)) if len(key_at(keys, place)) > 2 else None
    if number is None or days.start is None or days.end is None or not 2 <= (days.end - days.start).days <= 7:
        return found
    day = week_of(days.start) + number * DAY
    return (single_day(day), place + 1) if days.start <= day < days.end else found


def _leading_up(keys: Keys, found: tuple[Days, int], today: date) -> Days:
    """``zum Wochenende hin``: from the day before."""
    days, end = found
    if (
        key_at(keys, end) != "hin"
        or days.start is None
        or days.end is None
        or days.end - days.start > 3 * DAY
    ):
        return days
    return replace(days, start=max(today, days.start - DAY))


def _bounded(days: Days, bound: str, today: date) -> Days:
    days = anchored(days, today) if bound else days
    if days.is_over:
        return days
    if not bound or days.start is None or days.end is None:
        return days
    start, end = {
        "from": (days.start, None),
        "after": (days.end, None),
        "until": (today, days.end),
        "before": (today, days.start),
    }[bound]
    return Days(start=start, end=end)


def anchored(days: Days, today: date) -> Days:
    """Return weekdays without a week as the next ones."""
    if days.start is not None or days.end is not None or not days.weekdays or days.habitual:
        return days
    first = next_weekday(today, days.weekdays[0])
    last = first + timedelta(days=(days.weekdays[-1] - days.weekdays[0]) % 7)
    return replace(days, start=first, end=last + DAY, weekdays=())


def _read_range(keys: Keys, at: int, today: date) -> Read:
    between = key_at(keys, at) == "zwischen"
    begin = at + (between or key_at(keys, at) in {"von", "vom"})
    while key_at(keys, begin) in {"dem", "den", "der"} and between:
        begin += 1
    if between and keys[begin : begin + 2] == ["den", "jahren"]:
        return None
    first = _read_core(keys, begin, today) or bare_ordinal(keys, begin, today)
    if between and key_at(keys, begin) == "jetzt":
        first = single_day(today), begin + 1
    if first is None or key_at(keys, first[1]) not in ({"und", "bis"} if between else {"bis", "-", "/"}):
        return None
    ahead = first[1] + 1
    while key_at(keys, ahead) in _ARTICLES or key_at(keys, ahead) == "einschliesslich":
        ahead += 1
    last = _read_core(keys, ahead, today) or bare_ordinal(keys, ahead, today)
    if last is None:
        return None
    days = _span(first[0], last[0], today)
    return None if days is None else (days, last[1])


def _span(first: Days, last: Days, today: date) -> Days | None:
    if first.weekdays and last.weekdays and first.start is None:
        run = (last.weekdays[-1] - first.weekdays[0]) % 7
        return Days(
            weekdays=tuple((first.weekdays[0] + step) % 7 for step in range(run + 1)),
            habitual=first.habitual or last.habitual,
            start=last.start,
            end=last.end,
        )
    start, end = anchored(first, today).start, anchored(last, today).end
    if start is None or end is None:
        return None
    # "vom 3. bis 5. Januar": the month of the second day is that of the first.
    if start >= end or (end - start) > timedelta(days=45):
        near = end - DAY
        start = near.replace(day=min(start.day, near.day)) if start.day <= near.day else start
    return Days(start=start, end=end) if start < end else None


def _read_core(keys: Keys, at: int, today: date) -> Read:
    calendar = read_calendar(keys, at, today)
    for read in _READERS:
        found = read(keys, at, today)
        if found is not None:
            return calendar if calendar is not None and calendar[1] > found[1] else found
    return calendar


# Words with which days can begin, besides numbers.
STARTS = frozenset(
    {*_ARTICLES, *_BOUNDS, *WEEK_SHIFT, *PLAIN_DAYS, *EDGES, *MONTHS, *FEASTS, *WEEKDAYS, *BRIDGE_WORDS}
    | {f"{day}s" for day in WEEKDAYS}
    | set(FEAST_WEEKS)
    | set("tag tages wochen darauffolgende darauffolgenden".split())
    | set("jeden letzten ueber woche kw kalenderwoche wochenanfang wochenende wochenenden".split())
    | set("wochenends weekend wochentags werktags werktag unterwoche unter monatsende".split())
    | set("monatsanfang zwischen neuen neue neues feiertagen festtagen feiertage christi von".split())
)

_READERS: tuple[Callable[[Keys, int, date], Read], ...] = (
    written_date,
    read_holiday_week,
    read_weekday,
    read_weekend,
    read_week,
    read_workdays,
    read_distance,
    read_month,
    read_feast,
    read_bridge_day,
    lone_ordinal,
    read_plain_day,
)
