"""Reads weeks: ``nächste Woche``, ``KW 12``, ``die Woche vor Weihnachten``, ``die dritte Juliwoche``."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from telephony.dialogue.times.reading.cursor import Found, Text
from telephony.dialogue.times.reading.dates import date_at, lone_day_at, year_after
from telephony.dialogue.times.reading.holidays import feast_at
from telephony.dialogue.times.reading.span import DAY, Stretch, floor, midnight, months_later, unit_at


def week_at(text: Text, place: int) -> Found:
    """``nächste Woche``, ``KW 12``, ``die vierte Woche nach Weihnachten``, ``die dritte Juliwoche``."""
    token = text.at(place)
    if token.kind == "shift" and text.kind(place + 1) == "unit" and text.at(place + 1).value == "week":
        if text.kind(text.skip(place + 2, "in")) == "month" and text.kind(place + 2) == "in":
            return _week_of_month(text, text.skip(place + 2, "in"), -1)
        return unit_at(text.now, "week", token.value), place + 2
    if (token.kind, token.value) == ("unit", "week"):
        around = _week_around(text, place + 1)
        if around is not None:
            return around
    is_numbered = token.kind in {"ordinal", "number"} and text.kind(place + 1) == "number_of_week"
    if token.kind == "number_of_week" or is_numbered or token.word == "week":
        return _numbered_week(text, place)
    if token.kind == "ordinal" and text.kind(place + 1) == "weeks_of":
        return _week_of_month(text, place + 1, int(token.value))
    if token.kind == "ordinal" and (text.kind(place + 1), text.at(place + 1).value) == ("unit", "week"):
        return _counted_week(text, int(token.value), place + 2)
    return None


def _counted_week(text: Text, count: int, place: int) -> Found:
    """``die dritte Woche im Dezember``, ``… des Monats``, ``die vierte Woche nach Weihnachten``."""
    ahead = text.skip(place, "in", "article", "on")
    if text.kind(place) == "in" and text.kind(ahead) == "month":
        return _week_of_month(text, ahead, count)
    if (text.kind(ahead), text.at(ahead).value) == ("unit", "month"):
        thursday = _first_thursday(unit_at(text.now, "month"))
        return unit_at(thursday + timedelta(days=7 * (count - 1)), "week"), ahead + 1
    base = feast_at(text, text.skip(place + 1, "article")) if text.kind(place) == "after" else None
    if base is None:
        return None
    return unit_at(floor(base[0].start, "week") + timedelta(days=7 * count), "week"), base[1]


def _week_around(text: Text, place: int) -> Found:
    """``die Woche vom 7. Dezember``, ``die Woche vor Weihnachten``."""
    kind = text.kind(place)
    if kind not in {"from", "before", "after"}:
        return None
    base = (
        date_at(text, text.skip(place + 1, "article"))
        or lone_day_at(text, text.skip(place + 1, "article"))
        or (feast_at(text, text.skip(place + 1, "article")))
    )
    if base is None:
        return None
    if kind == "before":
        return Stretch(start=base[0].start - 7 * DAY, end=base[0].start, grain="week"), base[1]
    shift = 0 if kind == "from" else 7
    return unit_at(floor(base[0].start, "week") + timedelta(days=shift), "week"), base[1]


def _numbered_week(text: Text, place: int) -> Found:
    number = text.at(place + (text.kind(place) in {"number_of_week", "unit"}))
    if number.kind not in {"number", "ordinal"} or not 1 <= number.value <= 53:
        return None
    year, ahead = year_after(text, place + 2)
    for candidate in [year] if year else [text.now.year, text.now.year + 1]:
        try:
            monday = date.fromisocalendar(candidate, int(number.value), 1)
        except ValueError:
            continue
        if year or midnight(monday) + 7 * DAY > text.now:
            return unit_at(midnight(monday), "week"), ahead
    return None


def _week_of_month(text: Text, place: int, count: int) -> Found:
    month = unit_at(floor(text.now, "year").replace(month=text.at(place).value), "month")
    year, ahead = year_after(text, place + 1)
    if year:
        month = unit_at(month.start.replace(year=year), "month")
    elif month.end <= text.now:
        month = unit_at(months_later(month.start, 12), "month")
    thursday = _first_thursday(month)
    if count > 0:
        return unit_at(thursday + timedelta(days=7 * (count - 1)), "week"), ahead
    last = month.end - DAY
    return unit_at(last - timedelta(days=(last.weekday() - 3) % 7), "week"), ahead


def _first_thursday(month: Stretch) -> datetime:
    """A week belongs to the month that has its Thursday."""
    return month.start + timedelta(days=(3 - month.start.weekday()) % 7)
