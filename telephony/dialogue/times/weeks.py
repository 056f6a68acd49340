"""Reads longer spans: ``Anfang nächster Woche``, ``KW 50``, ``Ende Januar``, ``vor Weihnachten``."""

import re
from datetime import date, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.dates import (
    DAY,
    WEEK,
    Days,
    Keys,
    Read,
    key_at,
    lone_ordinal,
    month_later,
    single_day,
    week_of,
    written_date,
    year_at,
)
from telephony.dialogue.times.lexicon import FEASTS, MONTHS, next_feast

THIS = frozenset("diese diesen dieser dieses diesem".split())

COMING = frozenset("kommende kommenden kommender kommendes kommendem".split())

NEXT = frozenset("naechste naechsten naechster naechstes naechstem folgende folgenden folgender".split())

AFTER_NEXT = frozenset("uebernaechste uebernaechsten uebernaechster uebernaechstes uebernaechstem".split())

WEEK_SHIFT = {
    **dict.fromkeys(THIS, 0),
    **dict.fromkeys(NEXT | COMING, 1),
    **dict.fromkeys(AFTER_NEXT, 2),
}

_NUMBERED = frozenset({"kw", "kalenderwoche"})

_BEFORE_FEAST = frozenset("den der dem ersten zweiten erster zweiter 1. 2. christi".split())

FEAST_WEEKS = {
    "weihnachtswoche": "weihnachten", "osterwoche": "ostern", "karwoche": "karfreitag",
    "pfingstwoche": "pfingstmontag", "silvesterwoche": "silvester", "faschingswoche": "rosenmontag",
}  # fmt: skip

EDGES = {"anfang": 0, "beginn": 0, "mitte": 1, "ende": 2}


def read_week(keys: Keys, at: int, today: date) -> Read:
    """``nächste Woche``, ``Ende nächster Woche``, ``KW 50``, ``die Woche drauf``."""
    edge = EDGES.get(key_at(keys, at))
    place = at + (edge is not None)
    while key_at(keys, place) in {"der", "die", "von", "in"}:
        place += 1
    key = key_at(keys, place)
    monday, ahead = week_of(today), place + 2
    if key_at(keys, place + 1) in {"woche", "arbeitswoche"} and key in WEEK_SHIFT:
        monday += WEEK_SHIFT[key] * WEEK
    elif key in WEEK_SHIFT and key_at(keys, place + 1) == "oder" and key_at(keys, place + 3) == "woche":
        monday, ahead = monday + WEEK_SHIFT[key] * WEEK, place + 1
    elif key == "woche" and (of_date := _week_of_date(keys, place + 1, today)) is not None:
        monday, ahead = of_date
    elif key == "woche" and edge is not None:
        ahead = place + 1
        monday = _edge_week(monday, edge, today)
    elif (numbered := _calendar_week(keys, place, today)) is not None:
        monday, ahead = numbered
    else:
        return None
    start, end = (monday, monday + WEEK) if edge is None else _edge_of_week(monday, edge)
    return Days(start=max(start, today) if start < today < end else start, end=end), ahead


def _week_of_date(keys: Keys, at: int, today: date) -> tuple[date, int] | None:
    """``die Woche vom siebten``."""
    if key_at(keys, at) not in {"vom", "um", "ab"}:
        return None
    place = at + 1 + (key_at(keys, at + 1) in {"den", "dem"})
    found = written_date(keys, place, today) or lone_ordinal(keys, place, today)
    if found is None or found[0].start is None or key_at(keys, found[1]) in {"bis", "-"}:
        return None
    return week_of(found[0].start), found[1]


def _edge_week(monday: date, edge: int, today: date) -> date:
    return monday if _edge_of_week(monday, edge)[1] > today else monday + WEEK


def _edge_of_week(monday: date, edge: int) -> tuple[date, date]:
    first, last = ((0, 2), (2, 4), (3, 6))[edge]
    return monday + first * DAY, monday + last * DAY


def _calendar_week(keys: Keys, at: int, today: date) -> tuple[date, int] | None:
    if key_at(keys, at) in {"kw", "kalenderwoche"}:
        number = cardinal(key_at(keys, at + 1).rstrip("."))
    elif key_at(keys, at + 1) in {"kw", "kalenderwoche"}:
        number = ordinal(key_at(keys, at)) or cardinal(
            re.sub(r"(?:ste[nr]?|te[nr]?)?\.?$", "", key_at(keys, at))
        )
    else:
        return None
    if number is None or not 1 <= number <= 53:
        return None
    for year in (today.year, today.year + 1):
        try:
            monday = date.fromisocalendar(year, number, 1)
        except ValueError:
            continue
        if monday + WEEK > today:
            return monday, at + 2
    return None


def read_weekend(keys: Keys, at: int, today: date) -> Read:
    """``am Wochenende``, ``nächstes Wochenende``, ``Wochenanfang``."""
    which = key_at(keys, at)
    shift = {0: 0, 1: 0, 2: 1}.get(WEEK_SHIFT.get(which, -1))
    place = at + (shift is not None)
    key = key_at(keys, place)
    if key == "wochenanfang":
        monday = _edge_week(week_of(today), 0, today) + (WEEK if shift else timedelta(0))
        return Days(start=max(monday, today), end=monday + 2 * DAY), place + 1
    if key in {"wochenenden", "wochenends"}:
        return Days(weekdays=(5, 6), habitual=True), place + 1
    if key not in {"wochenende", "weekend"}:
        return None
    saturday = week_of(today) + timedelta(days=5)
    if which in NEXT and today.weekday() < 5:
        return Days(start=saturday, end=saturday + 2 * DAY, choices=(saturday, saturday + WEEK)), place + 1
    if which in NEXT and today.weekday() >= 5:
        saturday += WEEK
    saturday += WEEK if shift == 1 else timedelta(0)
    return Days(start=max(saturday, today), end=saturday + 2 * DAY), place + 1


def read_workdays(keys: Keys, at: int, _today: date) -> Read:
    """``unter der Woche``, ``werktags``."""
    key, after, last = key_at(keys, at), key_at(keys, at + 1), key_at(keys, at + 2)
    if after == "wochenhaelfte" and ordinal(key) in {1, 2}:
        return Days(weekdays=(0, 1, 2) if ordinal(key) == 1 else (3, 4, 5), habitual=True), at + 2
    if key in {
        "wochentags",
        "werktags",
        "werktag",
        "werktagen",
        "werktage",
        "wochentagen",
        "wochentage",
        "unterwoche",
    }:
        return Days(weekdays=(0, 1, 2, 3, 4), habitual=True), at + 1
    if (key in {"unter", "innerhalb"} and after == "der" and last == "woche") or (key, after) == (
        "unter",
        "woche",
    ):
        return Days(weekdays=(0, 1, 2, 3, 4), habitual=True), at + (3 if last == "woche" else 2)
    return None


def read_month(keys: Keys, at: int, today: date) -> Read:
    """``im Dezember``, ``Anfang Januar``, ``Ende des Monats``, ``nächsten Monat``."""
    edge = EDGES.get(key_at(keys, at))
    place = at + (edge is not None)
    while key_at(keys, place) in {"des", "der", "dieses", "vom"} and key_at(keys, place + 1) != "woche":
        place += 1
    key = key_at(keys, place)
    if key in {"monatsende", "monatsanfang"}:
        edge, first, ahead = (2 if key == "monatsende" else 0), today.replace(day=1), place + 1
    elif key in MONTHS:
        named = edge is not None or key_at(keys, place - 1) in {
            "im",
            "ab",
            "nach",
            "vor",
            "bis",
            "naechsten",
            "oder",
            "und",
        }
        if not named and len(key) < 4:
            return None
        year, _, ahead = year_at(keys, place + 1, today)
        month = MONTHS[key]
        first = date(year or (today.year if month >= today.month else today.year + 1), month, 1)
    elif key_at(keys, place + 1) in {"monat", "monats"} and key in WEEK_SHIFT:
        first, ahead = month_later(today.replace(day=1), WEEK_SHIFT[key]), place + 2
    elif key in {"monat", "monats"} and edge is not None:
        first, ahead = today.replace(day=1), place + 1
    else:
        return None
    after = month_later(first, 1)
    if edge is not None:
        first, after = _edge_of_month(first, after, edge)
        if after <= today:
            first, after = month_later(first, 1), month_later(after, 1)
    return Days(start=max(first, today) if today < after else first, end=after), ahead


def _edge_of_month(first: date, after: date, edge: int) -> tuple[date, date]:
    starts = (first, first + 10 * DAY, after - 10 * DAY)
    ends = (first + 10 * DAY, first + 20 * DAY, after)
    return starts[edge], ends[edge]


def read_feast(keys: Keys, at: int, today: date) -> Read:
    """``vor Weihnachten``, ``zwischen den Jahren``, ``nach den Feiertagen``, ``im neuen Jahr``."""
    start = at
    while key_at(keys, at) in _BEFORE_FEAST:
        at += 1
    key = key_at(keys, at)
    if key == "zwischen" and list(keys[at + 1 : at + 3]) == ["den", "jahren"]:
        christmas = next_feast("weihnachten", today)
        return Days(start=christmas + 2 * DAY, end=date(christmas.year + 1, 1, 1)), at + 3
    if key in {"neuen", "neue", "neues", *NEXT} and key_at(keys, at + 1) == "jahr":
        return Days(start=date(today.year + 1, 1, 2), end=date(today.year + 1, 12, 31)), at + 2
    if key in {"feiertagen", "festtagen", "feiertage"} and today.month >= 11:
        christmas = next_feast("weihnachten", today)
        return Days(start=christmas, end=christmas + 2 * DAY), at + 1
    feast = FEAST_WEEKS.get(key, "")
    if feast:
        monday = week_of(next_feast(feast, today))
        return Days(start=monday, end=monday + WEEK), at + 1
    if key not in FEASTS:
        return None
    day = next_feast(key, today)
    if key == "weihnachten":
        return Days(start=day - DAY, end=day + 2 * DAY), at + 1
    if key in {"weihnachtstag", "weihnachtsfeiertag", "osterfeiertag", "pfingstfeiertag"}:
        is_second = bool({"zweiten", "zweiter", "2."} & set(keys[start:at]))
        return single_day(day + (DAY if is_second else timedelta(0))), at + 1
    length = {"ostern": 2, "pfingsten": 2}.get(key, 1)
    return Days(start=day, end=day + length * DAY), at + 1


def with_said_weeks(keys: list[str]) -> list[str]:
    """Return the words with "KW" where it was said once for several weeks: ``KW 49 oder 50``."""
    said: list[str] = []
    for at, key in enumerate(keys):
        follows = (
            at > 2 and key_at(keys, at - 1) in {"oder", "und", ",", "bis", "-"} and said[-3] in _NUMBERED
        )
        number = cardinal(key.rstrip("."))
        is_clock = key_at(keys, at + 1) in {"uhr", *MONTHS}
        said += ["kw", key] if follows and number and number <= 53 and not is_clock else [key]
    return said
