"""Reads days: ``morgen``, ``Freitag in acht Tagen``, ``ab Montag``, ``Dienstag bis Donnerstag``."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.dates import (
    DAY,
    NO_DAY_AFTER_ORDINAL,
    WEEK,
    Days,
    Keys,
    Read,
    bare_ordinal,
    day_of_month,
    is_date_like,
    key_at,
    lone_ordinal,
    month_later,
    single_day,
    week_of,
    written_date,
)
from telephony.dialogue.times.lexicon import FEASTS, MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from telephony.dialogue.times.weeks import (
    AFTER_NEXT,
    COMING,
    EDGES,
    NEXT,
    THIS,
    WEEK_SHIFT,
    read_feast,
    read_month,
    read_week,
    read_weekend,
    read_workdays,
)

_PLAIN_DAYS = {
    "heute": 0, "heut": 0, "heutigen": 0, "morgen": 1, "morgigen": 1, "uebermorgen": 2, "ueberuebermorgen": 3,
}  # fmt: skip

_FEW = {"paar": 3, "wenigen": 3, "einigen": 4, "naechsten": 5}

_BEFORE_COUNT = frozenset("den der die von ein etwa circa ungefaehr so".split())

_ARTICLES = frozenset("am der den dem die das im in fuer zum zur vom des an auf einem einen auch".split())

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
    bound, ahead = "", at
    while ahead - at < 5 and (key_at(keys, ahead) in _ARTICLES or key_at(keys, ahead) in _BOUNDS):
        bound = _BOUNDS.get(key_at(keys, ahead), bound)
        ahead += 1
    # "am dritten" and "in zwei Wochen" need their preposition, "bis zum Freitag" does not: try from the left.
    for begin in range(at, ahead + 1):
        found = _read_range(keys, begin, today) or _read_core(keys, begin, today)
        if found is not None:
            return _bounded(found[0], bound, today), found[1]
    return None


def next_weekday(today: date, weekday: int) -> date:
    """Return the next such weekday after today: on a Friday, "Freitag" is in a week."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _bounded(days: Days, bound: str, today: date) -> Days:
    days = anchored(days, today) if bound else days
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
    for read in _READERS:
        found = read(keys, at, today)
        if found is not None:
            return found
    return None


def _plain_day(keys: Keys, at: int, today: date) -> Read:
    key = key_at(keys, at)
    if key == "ueber" and key_at(keys, at + 1) == "morgen":
        return _moved(keys, at + 2, today + 2 * DAY, today)
    shift = _PLAIN_DAYS.get(key)
    if shift is None or (key == "morgen" and key_at(keys, at - 1) == "am"):
        return None  # "am Morgen" is a part of the day
    return _moved(keys, at + 1 + (key_at(keys, at + 1) == "tag"), today + shift * DAY, today)


def _moved(keys: Keys, at: int, day: date, today: date) -> Read:
    """``heute in acht Tagen``, ``Freitag in einer Woche``."""
    shift = _distance(keys, at)
    return (single_day(day), at) if shift is None else (single_day(day + shift[0]), shift[1])


def _distance(keys: Keys, at: int) -> tuple[timedelta, int] | None:
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


def _weekday(keys: Keys, at: int, today: date) -> Read:
    which = key_at(keys, at)
    modifier = which if which in WEEK_SHIFT or which in {"jeden", "letzten"} else ""
    place = at + bool(modifier)
    weekday = _weekday_at(keys, place)
    if weekday is None:
        return None
    number, habitual = weekday
    ahead = place + 1 + (key_at(keys, place + 1) == "." and key_at(keys, place) in SHORT_WEEKDAYS)
    dated = _dated_weekday(keys, ahead, today, number)
    if dated is not None:
        return dated
    if modifier == "jeden" or habitual:
        return Days(weekdays=(number,), habitual=True), ahead
    coming = next_weekday(today, number)
    moved = _distance(keys, ahead)
    if moved is not None:
        return single_day(coming + moved[0]), moved[1]
    if modifier in NEXT | AFTER_NEXT:
        return _next_weekday_read(coming, today, after_next=modifier in AFTER_NEXT), ahead
    if modifier:
        return single_day(today if modifier in THIS and number == today.weekday() else coming), ahead
    return Days(weekdays=(number,)), ahead


def _next_weekday_read(coming: date, today: date, *, after_next: bool) -> Days:
    """On a Tuesday nobody knows which Friday is the next one; on a Saturday everybody does."""
    later = coming + (WEEK if after_next else timedelta(0))
    if week_of(coming) > week_of(today):
        return single_day(later)
    return Days(start=later, end=later + DAY, choices=(later, later + WEEK))


def _weekday_at(keys: Keys, at: int) -> tuple[int, bool] | None:
    key = key_at(keys, at)
    if key in SHORT_WEEKDAYS:
        # "so", "do", "mi" are words of their own; as days they are written with a dot or before a date.
        following = key_at(keys, at + 1)
        if not ((following == "." and key_at(keys, at + 2)) or is_date_like(following)):
            return None
    if key in WEEKDAYS and key != "mittwochs":
        return WEEKDAYS[key], False
    if key.endswith("s") and key[:-1] in WEEKDAYS and len(key) > 4:
        return WEEKDAYS[key[:-1]], True
    return None


def _dated_weekday(keys: Keys, at: int, today: date, weekday: int) -> Read:
    """``Dienstag, den 8. Dezember``: the date decides; a weekday that does not fit is asked back."""
    ahead = at
    while key_at(keys, ahead) in {",", "der", "den", "dem", "am"}:
        ahead += 1
    written = written_date(keys, ahead, today)
    if written is not None and written[0].start is not None:
        if written[0].start.weekday() == weekday:
            return written
        return replace(written[0], choices=(written[0].start, next_weekday(today, weekday))), written[1]
    value = ordinal(key_at(keys, ahead))
    if value is None or ahead == at or key_at(keys, ahead + 1) in NO_DAY_AFTER_ORDINAL:
        return None
    ahead_days = (today + step * DAY for step in range(200))
    soon = next((day for day in ahead_days if day.day == value and day.weekday() == weekday), None)
    named = day_of_month(value, today)
    if named is None:
        return None
    choices: tuple[date, ...] = (named, soon) if soon is not None and named.weekday() != weekday else ()
    return Days(start=named, end=named + DAY, choices=choices), ahead + 1


def _in_units(keys: Keys, at: int, today: date) -> Read:
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


# Words with which days can begin, besides numbers.
STARTS = frozenset(
    {*_ARTICLES, *_BOUNDS, *WEEK_SHIFT, *_PLAIN_DAYS, *EDGES, *MONTHS, *FEASTS, *WEEKDAYS}
    | {f"{day}s" for day in WEEKDAYS}
    | set("jeden letzten ueber woche kw kalenderwoche wochenanfang wochenende wochenenden".split())
    | set("wochenends weekend wochentags werktags werktag unterwoche unter monatsende".split())
    | set("monatsanfang zwischen neuen neue neues feiertagen festtagen feiertage christi von".split())
)

_READERS: tuple[Callable[[Keys, int, date], Read], ...] = (
    written_date,
    _weekday,
    read_weekend,
    read_week,
    read_workdays,
    _in_units,
    read_month,
    read_feast,
    lone_ordinal,
    _plain_day,
)
