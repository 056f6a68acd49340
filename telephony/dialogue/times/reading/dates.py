"""Reads dates: ``3.12.``, ``30-12-16``, ``September 5th``, ``dritter Zwölfter``, ``am 15.``."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from telephony.dialogue.times.reading.cursor import GLUE, Found, Text
from telephony.dialogue.times.reading.span import (
    day_at,
    day_of_month,
    day_of_year,
    floor,
    months_later,
    unit_at,
    valid_date,
)


def year_after(text: Text, place: int) -> tuple[int | None, int]:
    """Read the year behind a date or a feast: ``2026``, ``26``, ``im Jahr 2026``, ``nächsten Jahres``."""
    ahead = place
    if text.is_mark(ahead, "-", "/", ".", ","):
        ahead += 1
    bare = ahead
    ahead = text.skip(ahead, "in", "article")
    if text.kind(ahead) == "unit" and text.at(ahead).value == "year":
        ahead += 1
    token = text.at(ahead)
    if token.kind == "number" and token.word.isdigit():
        is_clock_span = text.is_mark(ahead + 1, "-") and len(text.word(ahead + 2)) == 4 and bare == ahead
        if 1900 <= token.value <= 2100 and not is_clock_span:
            return int(token.value), ahead + 1
        is_short = len(token.word) == 2 and bare == ahead and 10 <= token.value <= 99
        spans = text.is_mark(ahead + 1, "-", "/") or (
            text.kind(ahead + 1) == "until" and text.kind(ahead + 3) == "uhr"
        )
        if (
            is_short
            and not spans
            and text.kind(ahead + 1) not in {"uhr", "unit", "month", "number", "part", "meridiem"}
            and bare == place
        ):
            return int(token.value) + (2000 if token.value < 70 else 1900), ahead + 1
    shift = text.at(text.skip(place, *GLUE))
    after = text.skip(place, *GLUE) + 1
    if shift.kind == "shift" and text.kind(after) == "unit" and text.at(after).value == "year":
        return text.now.year + shift.value, after + 1
    return None, place


def _dated(text: Text, day: int, month: int, place: int) -> Found:
    year, ahead = year_after(text, place)
    if year is not None:
        found = valid_date(year, month, day)
        return (day_at(found), ahead) if found else None
    found = day_of_year(month, day, text.now, text.convention) if 1 <= month <= 12 else None
    return (replace(day_at(found), free="year"), place) if found else None


def date_at(text: Text, place: int) -> Found:
    """``3.12.``, ``30-12-16``, ``3. Dezember 2026``, ``September 5th``, ``dritter Zwölfter``."""
    token = text.at(place)
    if token.kind == "date":
        found = valid_date(*token.value)
        return (day_at(found), place + 1) if found else None
    if token.kind == "daymonth":
        day, month = token.value
        return _dated(text, day, month, place + 1)
    if token.kind == "dotted":
        day, month = token.value
        in_clock = text.kind(place + 1) == "uhr" or text.kind(place - 1) == "at"
        return None if in_clock or not 1 <= day <= 31 else _dated(text, day, month, place + 1)
    if token.kind == "slashed":
        day, month = token.value if token.value[1] <= 12 else reversed(token.value)
        return None if text.kind(place + 1) == "uhr" else _dated(text, day, month, place + 1)
    return _spelled_date(text, place)


def day_number(text: Text, place: int) -> int | None:
    """Return the number that stands here if it can be a day of a month."""
    token = text.at(place)
    if token.kind not in {"ordinal", "number"} or token.value != int(token.value):
        return None
    return int(token.value) if 1 <= token.value <= 31 else None


def _spelled_date(text: Text, place: int) -> Found:
    day = day_number(text, place)
    ahead = place + 1
    while text.is_mark(ahead, "-", "/", "."):
        ahead += 1
    if day is not None and text.kind(ahead) == "unit" and text.at(ahead).value == "day":
        ahead = text.skip(ahead + 1, "in")
    ahead = text.skip(ahead, "on") if text.word(ahead) == "of" else ahead
    if day is not None and text.kind(ahead) == "month":
        ahead_of_dot = ahead + 1 + (text.is_mark(ahead + 1, ".") and len(text.word(ahead)) < 5)
        return _dated(text, day, text.at(ahead).value, ahead_of_dot)
    if text.kind(place) == "month" and day_number(text, ahead) is not None:
        named = day_number(text, ahead) or 0
        if text.kind(ahead + 1) not in {"uhr", "unit", "meridiem"} and not text.is_mark(ahead + 1, ":"):
            return _dated(text, named, text.at(place).value, ahead + 1)
    if (
        text.kind(place) == "ordinal"
        and text.word(place)[:1].isdigit()
        and text.kind(place + 1) == "number"
        and text.kind(place - 1) in {"on", "article"}
        and text.at(place + 1).value in range(1, 13)
        and text.kind(place + 2) not in {"uhr", "unit", "month"}
        and day is not None
    ):
        return _dated(text, day, int(text.at(place + 1).value), place + 2)
    announced = text.kind(place - 1) in {"article", "on", "from", "until", "weekday"} or text.is_mark(
        place - 1, ","
    )
    by_number = text.kind(place) == "ordinal" and (
        text.kind(place + 1) == "ordinal" or (text.is_mark(place + 1, "/") and text.kind(ahead) == "number")
    )
    month = day_number(text, ahead if text.is_mark(place + 1, "/") else place + 1)
    is_written = text.word(place)[:1].isdigit() and text.word(place + 1)[:1].isdigit()
    if by_number and day is not None and month is not None and month <= 12 and (announced or not is_written):
        if not announced and text.word(place)[:1].isdigit():
            return None
        return _dated(text, day, month, (ahead if text.is_mark(place + 1, "/") else place + 1) + 1)
    return None


def lone_day_at(text: Text, place: int) -> Found:
    """``am 15.``, ``den Dreißigsten``: behind an article or preposition only."""
    day = day_number(text, place)
    if day is None or text.kind(place) != "ordinal":
        return None
    alone = place == 0 and text.kind(1) in {"end", "part", "morgen"}
    if not alone and (
        text.kind(place - 1) not in {"article", "on", "from", "until"}
        or text.word(place - 1) in {"die", "das", "in", "im"}
    ):
        return None
    if text.kind(place + 1) in {
        "other",
        "unit",
        "month",
        "part",
        "feast",
        "number_of_week",
        "weekday",
    } and not (text.kind(place + 1) in {"other", "part"} and text.word(place)[:1].isdigit()):
        return None
    found = day_of_month(day, text.now)
    return (replace(day_at(found), free="month"), place + 1) if found else None


def month_at(text: Text, place: int) -> Found:
    """``juni 2014``, ``05/2016``, ``im Dezember``, ``diesen September``."""
    token = text.at(place)
    if token.kind == "month_of":
        return unit_at(datetime(token.value[0], token.value[1], 1), "month"), place + 1  # noqa: DTZ001
    shift = token.value if token.kind == "shift" else None
    ahead = place + (shift is not None)
    if text.kind(ahead) != "month" or (
        text.kind(place - 1) in {"ordinal", "number"} and text.at(place - 1).value > 31
    ):
        return None
    if (
        len(text.word(ahead)) == 3
        and text.word(ahead) in {"mar", "may", "sep", "jan"}
        and text.kind(place - 1) == "other"
    ):
        return None
    year, after = year_after(text, ahead + 1)
    month = text.at(ahead).value
    if year is not None:
        return unit_at(datetime(year, month, 1), "month"), after  # noqa: DTZ001
    first = floor(text.now, "year").replace(month=month)
    if shift == -1:
        first = months_later(first, -12) if first >= floor(text.now, "month") else first
    elif shift != 0 and first < floor(text.now, "month") and text.convention == "next":
        first = months_later(first, 12)
    return replace(unit_at(first, "month"), free="year"), ahead + 1
