"""One cell at a time: dates and times, durations, numbers, names, as people and Excel write them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from askproai.core.phones import InvalidPhone, parse_phone
from booking.importing.errors import BadCell

_MONTHS = (
    ("jan", "jän"),
    ("feb",),
    ("mär", "mar", "mae"),
    ("apr",),
    ("mai", "may"),
    ("jun",),
    ("jul",),
    ("aug",),
    ("sep",),
    ("okt", "oct"),
    ("nov",),
    ("dez", "dec"),
)
_EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001  wall clock
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_FRACTION = re.compile(r"0?[.,]\d+")
_GERMAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?!\d)")
_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([A-Za-zäÄ]{3,9})\.?\s+(\d{4})")
_ENGLISH = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(?:[:.](\d{2})(?:[.,]\d+)?)?\s*(?:uhr)?\s*([ap])?\.?m?\.?")
_OFFSET = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})", re.IGNORECASE)
_HOURS = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:h|std|stunden?|hours?|hrs?)\b\.?")
_MINUTES = re.compile(r"(\d+)\s*(?:m|min|minuten?|minutes?|mins?|')(?:\b|$)\.?")
_LONGEST = timedelta(hours=24)
_CENTURY = 100


def moment_of(text: str, clock: str = "") -> datetime:
    """The moment in one cell, or in one for the day and one for the time.

    Naive is wall clock; aware where the cell says how far from UTC it is.

    :raises BadCell: no day, or no time of day.
    """
    if _OFFSET.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError as error:
            raise BadCell("bad_date") from error
    day, rest = _day_of(text)
    given = clock.strip() or rest
    if not given:
        raise BadCell("no_time")
    return datetime.combine(day, time_of(given))


def time_of(text: str) -> time:
    """A time of day.

    :raises BadCell: it is none.
    """
    text = text.strip().lower()
    if _FRACTION.fullmatch(text):
        return (_EXCEL_BEGINS + _days(text)).time()
    found = _CLOCK.fullmatch(text)
    if not found:
        # A cell of Excel may carry a day before the time: 30.12.1899 14:30
        last = text.rpartition(" ")[2]
        found = _CLOCK.fullmatch(last) if ":" in last else None
    if not found:
        raise BadCell("bad_time")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[4]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise BadCell("bad_time") from error


def duration_of(text: str) -> timedelta:
    """``45``, ``0:45``, ``45 Min.``, ``1,5 h``, ``1 Std 30 Min``.

    :raises BadCell: no duration, or none of a day.
    """
    text = text.strip().lower()
    if clock := re.fullmatch(r"(\d{1,2}):(\d{2})(?::\d{2})?", text):
        found = timedelta(hours=int(clock[1]), minutes=int(clock[2]))
    elif text.isascii() and text.isdigit() and len(text) <= 4:
        found = timedelta(minutes=int(text))
    else:
        hours, minutes = _HOURS.search(text), _MINUTES.search(text)
        found = timedelta(
            hours=float(hours[1].replace(",", ".")[:9]) if hours else 0,
            minutes=int(minutes[1][:5]) if minutes else 0,
        )
    if not timedelta(0) < found <= _LONGEST:
        raise BadCell("bad_duration")
    return found


def phone_of(text: str, *, region: str) -> str:
    """E.164; Excel's lost zero in front does no harm.

    :raises BadCell: nobody can be reached under it.
    """
    text = text.strip().lstrip("'=\"").rstrip('"')
    if re.search(r"\d[.,]\d+e\+?\d+", text.lower()):
        raise BadCell("phone_shortened")
    if text.startswith(("+", "00")):
        text = text.replace("(0)", "")
    try:
        return parse_phone(text, region=region)
    except InvalidPhone as error:
        raise BadCell("bad_phone") from error


def name_of(whole: str, first: str, last: str) -> str:
    """``Wolf, Emma`` and ``Emma`` + ``Wolf`` are ``Emma Wolf``."""
    if not (first or last) and whole.count(",") == 1:
        last, _, first = whole.partition(",")
        whole = ""
    name = whole if not (first or last) else f"{first} {last}"
    return " ".join(name.split())[:160]


def _day_of(text: str) -> tuple[date, str]:
    """The day, and what stands behind it."""
    text = text.strip()
    if _SERIAL.fullmatch(text):
        moment = _EXCEL_BEGINS + _days(text)
        return moment.date(), f"{moment:%H:%M}" if re.search(r"[.,]", text) else ""
    for pattern, parts in (
        (_ISO, (3, 2, 1)),
        (_GERMAN, (1, 2, 3)),
        (_SLASHES, (1, 2, 3)),
        (_IN_WORDS, (1, 2, 3)),
        (_ENGLISH, (2, 1, 3)),
    ):
        if found := pattern.search(text):
            day, month, year = (found[part] for part in parts)
            return _date(day, month, year), text[found.end() :].strip(" ,T-–um")
    raise BadCell("bad_date")


def _date(day: str, month: str, year: str) -> date:
    number = int(month) if month.isdigit() else _month(month)
    try:
        whole = int(year) + (2000 if int(year) < _CENTURY else 0)
        # 12/25/2026 can only be meant one way.
        return date(whole, int(day), number) if number > 12 else date(whole, number, int(day))
    except ValueError as error:
        raise BadCell("bad_date") from error


def _month(name: str) -> int:
    for number, names in enumerate(_MONTHS, start=1):
        if name.lower().startswith(names):
            return number
    raise BadCell("bad_date")


def _days(serial: str) -> timedelta:
    """Excel counts days and parts of them; to the minute, as it shows them."""
    return timedelta(minutes=round(float(serial.replace(",", ".")[:20]) * 24 * 60))
