"""Reads days: ``Freitag in acht Tagen``, ``am dritten Zwölften``, ``Anfang nächster Woche``, ``KW 50``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.lexicon import FEASTS, MONTHS, SHORT_WEEKDAYS, WEEKDAYS, next_feast

Keys = Sequence[str]
DAY = timedelta(days=1)
WEEK = timedelta(days=7)

_THIS = frozenset("diese diesen dieser dieses diesem".split())
_COMING = frozenset("kommende kommenden kommender kommendes kommendem".split())
_NEXT = frozenset("naechste naechsten naechster naechstes naechstem folgende folgenden folgender".split())
_AFTER_NEXT = frozenset("uebernaechste uebernaechsten uebernaechster uebernaechstes uebernaechstem".split())
_WEEK_SHIFT = {
    **dict.fromkeys(_THIS, 0),
    **dict.fromkeys(_NEXT | _COMING, 1),
    **dict.fromkeys(_AFTER_NEXT, 2),
}
_PLAIN_DAYS = {
    "heute": 0, "heut": 0, "heutigen": 0, "morgen": 1, "morgigen": 1, "uebermorgen": 2, "ueberuebermorgen": 3,
}  # fmt: skip
_FEW = {"paar": 3, "wenigen": 3, "einigen": 4, "naechsten": 5}
_BEFORE_COUNT = frozenset("den der die von ein etwa circa ungefaehr so".split())
_EDGES = {"anfang": 0, "beginn": 0, "mitte": 1, "ende": 2}
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
_NO_DAY_AFTER_ORDINAL = frozenset(
    (
        "mal termin termine stock versuch woche vorschlag kind platz uhrzeit variante moeglichkeit "
        "zeit option"
    ).split()
)
_ANNOUNCES_DATE = frozenset({"am", "der", "den", "dem", "zum", "vom", "ab", "bis", "und"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Some days as spoken. Weekdays without a span still wait for their week; ``habitual`` is ``dienstags``.

    ``nearby`` are days around the named one that are meant almost as much ("in zwei Wochen").
    """

    start: date | None = None
    end: date | None = None
    weekdays: tuple[int, ...] = ()
    habitual: bool = False
    choices: tuple[date, ...] = ()
    nearby: tuple[date, date] | None = None


Read = tuple[Days, int] | None


def read_days(keys: Keys, at: int, today: date) -> Read:
    """Read days at this word, with "ab", "bis", "vor", "nach", "zwischen" in front."""
    bound, ahead = "", at
    while ahead - at < 5 and (_key(keys, ahead) in _ARTICLES or _key(keys, ahead) in _BOUNDS):
        bound = _BOUNDS.get(_key(keys, ahead), bound)
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


def week_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def _key(keys: Keys, at: int) -> str:
    return keys[at] if 0 <= at < len(keys) else ""


def _single(day: date) -> Days:
    return Days(start=day, end=day + DAY)


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
    between = _key(keys, at) == "zwischen"
    begin = at + (between or _key(keys, at) in {"von", "vom"})
    while _key(keys, begin) in {"dem", "den", "der"} and between:
        begin += 1
    if between and keys[begin : begin + 2] == ["den", "jahren"]:
        return None
    first = _read_core(keys, begin, today) or _bare_ordinal(keys, begin, today)
    if first is None or _key(keys, first[1]) not in ({"und", "bis"} if between else {"bis", "-", "/"}):
        return None
    ahead = first[1] + 1
    while _key(keys, ahead) in _ARTICLES or _key(keys, ahead) == "einschliesslich":
        ahead += 1
    last = _read_core(keys, ahead, today) or _bare_ordinal(keys, ahead, today)
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


def _bare_ordinal(keys: Keys, at: int, today: date) -> Read:
    value = ordinal(_key(keys, at)) or (
        cardinal(_key(keys, at))
        if _key(keys, at + 1) in {"bis", "-"} and _is_date_like(_key(keys, at + 2))
        else None
    )
    if value is None or not 1 <= value <= 31:
        return None
    return (_single(day), at + 1) if (day := _day_of_month(value, today)) else None


def _read_core(keys: Keys, at: int, today: date) -> Read:
    for read in _READERS:
        found = read(keys, at, today)
        if found is not None:
            return found
    return None


def _plain_day(keys: Keys, at: int, today: date) -> Read:
    key = _key(keys, at)
    if key == "ueber" and _key(keys, at + 1) == "morgen":
        return _moved(keys, at + 2, today + 2 * DAY, today)
    shift = _PLAIN_DAYS.get(key)
    if shift is None:
        return None
    return _moved(keys, at + 1 + (_key(keys, at + 1) == "tag"), today + shift * DAY, today)


def _moved(keys: Keys, at: int, day: date, today: date) -> Read:
    """``heute in acht Tagen``, ``Freitag in einer Woche``."""
    shift = _distance(keys, at)
    return (_single(day), at) if shift is None else (_single(day + shift[0]), shift[1])


def _distance(keys: Keys, at: int) -> tuple[timedelta, int] | None:
    if _key(keys, at) not in {"in", "vor"} or _key(keys, at) == "vor":
        return None
    count = cardinal(_key(keys, at + 1))
    unit = _key(keys, at + 2)
    if count is None or unit not in {"tagen", "tage", "woche", "wochen", "tag"}:
        return None
    if unit.startswith("woche"):
        return count * WEEK, at + 3
    # Eight days are a week and fifteen are two: the day itself is counted, as the Romans did.
    return timedelta(days={8: 7, 15: 14}.get(count, count)), at + 3


def _weekday(keys: Keys, at: int, today: date) -> Read:
    which = _key(keys, at)
    modifier = which if which in _WEEK_SHIFT or which in {"jeden", "letzten"} else ""
    place = at + bool(modifier)
    weekday = _weekday_at(keys, place)
    if weekday is None:
        return None
    number, habitual = weekday
    ahead = place + 1 + (_key(keys, place + 1) == "." and _key(keys, place) in SHORT_WEEKDAYS)
    dated = _dated_weekday(keys, ahead, today, number)
    if dated is not None:
        return dated
    if modifier == "jeden" or habitual:
        return Days(weekdays=(number,), habitual=True), ahead
    coming = next_weekday(today, number)
    moved = _distance(keys, ahead)
    if moved is not None:
        return _single(coming + moved[0]), moved[1]
    if modifier in _NEXT | _AFTER_NEXT:
        return _next_weekday_read(coming, today, after_next=modifier in _AFTER_NEXT), ahead
    if modifier:
        return _single(today if modifier in _THIS and number == today.weekday() else coming), ahead
    return Days(weekdays=(number,)), ahead


def _next_weekday_read(coming: date, today: date, *, after_next: bool) -> Days:
    """On a Tuesday nobody knows which Friday is the next one; on a Saturday everybody does."""
    later = coming + (WEEK if after_next else timedelta(0))
    if week_of(coming) > week_of(today):
        return _single(later)
    return Days(start=later, end=later + DAY, choices=(later, later + WEEK))


def _weekday_at(keys: Keys, at: int) -> tuple[int, bool] | None:
    key = _key(keys, at)
    if key in SHORT_WEEKDAYS:
        # "so", "do", "mi" are words of their own; as days they are written with a dot or before a date.
        following = _key(keys, at + 1)
        if not ((following == "." and _key(keys, at + 2)) or _is_date_like(following)):
            return None
    if key in WEEKDAYS and key != "mittwochs":
        return WEEKDAYS[key], False
    if key.endswith("s") and key[:-1] in WEEKDAYS and len(key) > 4:
        return WEEKDAYS[key[:-1]], True
    return None


def _is_date_like(key: str) -> bool:
    return key[:1].isdigit() and "." in key


def _dated_weekday(keys: Keys, at: int, today: date, weekday: int) -> Read:
    """``Dienstag, den 8. Dezember``: the date decides; a weekday that does not fit is asked back."""
    ahead = at
    while _key(keys, ahead) in {",", "der", "den", "dem", "am"}:
        ahead += 1
    written = _written_date(keys, ahead, today)
    if written is not None and written[0].start is not None:
        if written[0].start.weekday() == weekday:
            return written
        choices = (written[0].start, next_weekday(today, weekday))
        return replace(written[0], choices=choices), written[1]
    value = ordinal(_key(keys, ahead))
    if value is None or ahead == at or _key(keys, ahead + 1) in _NO_DAY_AFTER_ORDINAL:
        return None
    fits = (
        day for step in range(200) if (day := today + step * DAY).day == value and day.weekday() == weekday
    )
    day = _day_of_month(value, today)
    if day is not None and day.weekday() != weekday:
        soon = next(fits, None)
        return (Days(start=day, end=day + DAY, choices=(day, soon) if soon else ()), ahead + 1)
    return (_single(day), ahead + 1) if day else None


def _written_date(keys: Keys, at: int, today: date) -> Read:
    """``3.12.``, ``dritter Zwölfter``, ``3. Dezember 2026``, ``2026-12-03``."""
    key = _key(keys, at)
    if len(key) == 10 and key[4] == "-":
        return _dated(int(key[8:]), int(key[5:7]), int(key[:4]), today, at + 1)
    if "/" in key and key[0].isdigit():
        parts = key.split("/")
        return _dated(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else None, today, at + 1)
    if _is_date_like(key) and key.strip(".").count("."):
        parts = [part.strip() for part in key.split(".")]
        minute_like = len(parts) == 2 and (
            _key(keys, at + 1) == "uhr" or _key(keys, at - 1) in {"um", "gegen"}
        )
        if minute_like or not all(part.isdigit() for part in parts[:2]):
            return None
        year = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else None
        if year is not None:
            return _dated(int(parts[0]), int(parts[1]), year, today, at + 1)
        return _dated(int(parts[0]), int(parts[1]), *_year_at(keys, at + 1, today))
    spoken = ordinal(key) or (cardinal(key) if _key(keys, at + 1) in MONTHS else None)
    if spoken is None:
        return None
    month_key = _key(keys, at + 1)
    month = MONTHS.get(month_key) or ordinal(month_key)
    if (
        month is None
        and key.endswith(".")
        and _key(keys, at - 1) in _ANNOUNCES_DATE
        and _key(keys, at + 2) != "uhr"
    ):
        month = cardinal(month_key)
    if month is None or not 1 <= month <= 12 or _key(keys, at + 2) == "mal":
        return None
    ahead = at + 2 + (_key(keys, at + 2) == "." and month_key in MONTHS and len(month_key) < 5)
    return _dated(spoken, month, *_year_at(keys, ahead, today))


def _year_at(keys: Keys, at: int, today: date) -> tuple[int | None, date, int]:
    year = _key(keys, at)
    if year.isdigit() and 2000 <= int(year) <= 2100:
        return int(year), today, at + 1
    return None, today, at


def _dated(day: int, month: int, year: int | None, today: date, ahead: int) -> Read:
    years = [year + 2000 if year < 100 else year] if year is not None else [today.year, today.year + 1]
    for candidate in (
        *years,
        *((today.year + 2, today.year + 3) if (day, month) == (29, 2) and not year else ()),
    ):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return _single(found), ahead
    return None


def _day_of_month(value: int, today: date) -> date | None:
    for step in range(4):
        month = (today.month - 1 + step) % 12 + 1
        year = today.year + (today.month - 1 + step) // 12
        try:
            day = date(year, month, value)
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def _lone_ordinal(keys: Keys, at: int, today: date) -> Read:
    """``am dritten``, ``der Dreißigste``: only behind a masculine article, else it counts something."""
    value = ordinal(_key(keys, at))
    if (
        value is None
        or _key(keys, at - 1) not in _ANNOUNCES_DATE
        or _key(keys, at + 1) in _NO_DAY_AFTER_ORDINAL
    ):
        return None
    key = _key(keys, at)
    if _key(keys, at - 1) == "der" and not key.endswith((".", "te", "ter")):
        return None
    if _key(keys, at + 1) in {"kw", "kalenderwoche"}:
        return None
    day = _day_of_month(value, today)
    return (_single(day), at + 1) if day else None


def _in_units(keys: Keys, at: int, today: date) -> Read:
    """``in drei Tagen``, ``in zwei Wochen``, ``in einem Monat``, ``in den nächsten Tagen``."""
    start = at
    if _key(keys, at) not in {"innerhalb", "binnen", "die", "der", "von", "in"}:
        return None
    at += 1
    while _key(keys, at) in _BEFORE_COUNT and _key(keys, at + 1) not in {"tag", "woche", "monat"}:
        at += 1
    if _key(keys, at) in _NEXT or _key(keys, at) in _COMING:
        return _coming_span(keys, at + 1, today)
    if _key(keys, start) != "in":
        return None
    few = _FEW.get(_key(keys, at))
    count = few or cardinal(_key(keys, at))
    unit = _key(keys, at + 1)
    if count is None or count > 400:
        return None
    ahead = at + 2
    if unit in {"tag", "tage", "tagen"} and few:
        return Days(start=today + 2 * DAY, end=today + 8 * DAY), ahead
    if unit in {"tag", "tage", "tagen"}:
        return _single(today + timedelta(days={8: 7, 15: 14}.get(count, count))), ahead
    if unit in {"woche", "wochen"}:
        return _about(today + count * WEEK), ahead
    return (_about(_month_later(today, count)), ahead) if unit in {"monat", "monaten", "monate"} else None


def _about(day: date) -> Days:
    """``In zwei Wochen`` names a day but means the week."""
    monday = week_of(day)
    return Days(start=day, end=day + DAY, nearby=(monday, monday + WEEK))


def _coming_span(keys: Keys, at: int, today: date) -> Read:
    few = _FEW.get(_key(keys, at))
    count = few or cardinal(_key(keys, at))
    ahead = at + (count is not None)
    unit = _key(keys, ahead)
    if unit in {"tage", "tagen"}:
        return Days(start=today, end=today + timedelta(days=(count or 5) + 1)), ahead + 1
    if unit == "wochen":
        return Days(start=today, end=today + (count or 3) * WEEK), ahead + 1
    if unit == "zeit":
        return Days(start=today, end=today + 3 * WEEK), ahead + 1
    return None


def _month_later(today: date, months: int) -> date:
    month = (today.month - 1 + months) % 12 + 1
    year = today.year + (today.month - 1 + months) // 12
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, 28)


def _week(keys: Keys, at: int, today: date) -> Read:
    """``nächste Woche``, ``Ende nächster Woche``, ``KW 50``, ``die Woche drauf``."""
    edge = _EDGES.get(_key(keys, at))
    place = at + (edge is not None)
    while _key(keys, place) in {"der", "die", "von", "in"}:
        place += 1
    key = _key(keys, place)
    monday, ahead = week_of(today), place + 2
    if _key(keys, place + 1) in {"woche", "arbeitswoche"} and key in _WEEK_SHIFT:
        monday += _WEEK_SHIFT[key] * WEEK
    elif key in _WEEK_SHIFT and _key(keys, place + 1) == "oder" and _key(keys, place + 3) == "woche":
        monday, ahead = monday + _WEEK_SHIFT[key] * WEEK, place + 1
    elif key == "woche" and edge is not None:
        ahead = place + 1
        monday = _edge_week(monday, edge, today)
    elif key == "woche" and _key(keys, place + 1) in {"drauf", "darauf", "danach"}:
        monday += WEEK
    elif (numbered := _calendar_week(keys, place, today)) is not None:
        monday, ahead = numbered
    else:
        return None
    start, end = (monday, monday + WEEK) if edge is None else _edge_of_week(monday, edge)
    return Days(start=max(start, today) if start < today < end else start, end=end), ahead


def _edge_week(monday: date, edge: int, today: date) -> date:
    return monday if _edge_of_week(monday, edge)[1] > today else monday + WEEK


def _edge_of_week(monday: date, edge: int) -> tuple[date, date]:
    first, last = ((0, 2), (2, 4), (3, 6))[edge]
    return monday + first * DAY, monday + last * DAY


def _calendar_week(keys: Keys, at: int, today: date) -> tuple[date, int] | None:
    if _key(keys, at) in {"kw", "kalenderwoche"}:
        number = cardinal(_key(keys, at + 1).rstrip("."))
    elif _key(keys, at + 1) in {"kw", "kalenderwoche"}:
        number = ordinal(_key(keys, at)) or cardinal(_key(keys, at).rstrip("."))
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


def _weekend(keys: Keys, at: int, today: date) -> Read:
    which = _key(keys, at)
    shift = {0: 0, 1: 0, 2: 1}.get(_WEEK_SHIFT.get(which, -1))
    place = at + (shift is not None)
    key = _key(keys, place)
    if key == "wochenanfang":
        monday = _edge_week(week_of(today), 0, today) + (WEEK if shift else timedelta(0))
        return Days(start=max(monday, today), end=monday + 2 * DAY), place + 1
    if key in {"wochenenden", "wochenends"}:
        return Days(weekdays=(5, 6), habitual=True), place + 1
    if key not in {"wochenende", "weekend"}:
        return None
    saturday = week_of(today) + timedelta(days=5)
    if which in _NEXT and today.weekday() < 5:
        return Days(start=saturday, end=saturday + 2 * DAY, choices=(saturday, saturday + WEEK)), place + 1
    if which in _NEXT and today.weekday() >= 5:
        saturday += WEEK
    saturday += WEEK if shift == 1 else timedelta(0)
    return Days(start=max(saturday, today), end=saturday + 2 * DAY), place + 1


def _workdays(keys: Keys, at: int, _today: date) -> Read:
    key, after, last = _key(keys, at), _key(keys, at + 1), _key(keys, at + 2)
    if key in {"wochentags", "werktags", "werktag", "unterwoche"}:
        return Days(weekdays=(0, 1, 2, 3, 4), habitual=True), at + 1
    if (key in {"unter", "innerhalb"} and after == "der" and last == "woche") or (key, after) == (
        "unter",
        "woche",
    ):
        return Days(weekdays=(0, 1, 2, 3, 4), habitual=True), at + (3 if last == "woche" else 2)
    return None


def _month(keys: Keys, at: int, today: date) -> Read:
    """``im Dezember``, ``Anfang Januar``, ``Ende des Monats``, ``nächsten Monat``."""
    edge = _EDGES.get(_key(keys, at))
    place = at + (edge is not None)
    while _key(keys, place) in {"des", "der", "dieses", "vom"} and _key(keys, place + 1) != "woche":
        place += 1
    key = _key(keys, place)
    if key in {"monatsende", "monatsanfang"}:
        edge, first, ahead = (2 if key == "monatsende" else 0), today.replace(day=1), place + 1
    elif key in MONTHS:
        named = edge is not None or _key(keys, place - 1) in {
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
        year, _, ahead = _year_at(keys, place + 1, today)
        month = MONTHS[key]
        first = date(year or (today.year if month >= today.month else today.year + 1), month, 1)
    elif _key(keys, place + 1) in {"monat", "monats"} and key in _WEEK_SHIFT:
        first, ahead = _month_later(today.replace(day=1), _WEEK_SHIFT[key]), place + 2
    elif key in {"monat", "monats"} and edge is not None:
        first, ahead = today.replace(day=1), place + 1
    else:
        return None
    after = _month_later(first, 1)
    if edge is not None:
        first, after = _edge_of_month(first, after, edge)
    return Days(start=max(first, today) if today < after else first, end=after), ahead


def _edge_of_month(first: date, after: date, edge: int) -> tuple[date, date]:
    starts = (first, first + 10 * DAY, after - 10 * DAY)
    ends = (first + 10 * DAY, first + 20 * DAY, after)
    return starts[edge], ends[edge]


def _feast(keys: Keys, at: int, today: date) -> Read:
    """``vor Weihnachten``, ``zwischen den Jahren``, ``nach den Feiertagen``, ``im neuen Jahr``."""
    start = at
    while _key(keys, at) in {"den", "der", "dem", "ersten", "zweiten", "1.", "2.", "christi"}:
        at += 1
    key = _key(keys, at)
    if key == "zwischen" and list(keys[at + 1 : at + 3]) == ["den", "jahren"]:
        christmas = next_feast("weihnachten", today)
        return Days(start=christmas + 2 * DAY, end=date(christmas.year + 1, 1, 1)), at + 3
    if key in {"neuen", "neue", "neues", *_NEXT} and _key(keys, at + 1) == "jahr":
        return Days(start=date(today.year + 1, 1, 2), end=date(today.year + 1, 12, 31)), at + 2
    if key in {"feiertagen", "festtagen", "feiertage"} and today.month >= 11:
        christmas = next_feast("weihnachten", today)
        return Days(start=christmas, end=christmas + 2 * DAY), at + 1
    if key not in FEASTS:
        return None
    day = next_feast(key, today)
    if key == "weihnachten":
        return Days(start=day - DAY, end=day + 2 * DAY), at + 1
    if key == "weihnachtstag":
        return _single(day + (DAY if _key(keys, start) in {"zweiten", "2."} else timedelta(0))), at + 1
    length = {"ostern": 2, "pfingsten": 2}.get(key, 1)
    return Days(start=day, end=day + length * DAY), at + 1


_READERS: tuple[Callable[[Keys, int, date], Read], ...] = (
    _written_date, _weekday, _weekend, _week, _workdays, _in_units, _month, _feast, _lone_ordinal, _plain_day,
)  # fmt: skip
