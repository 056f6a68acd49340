"""Reads weekdays: ``nächsten Freitag``, ``Freitag in acht Tagen``, ``der letzte Freitag im November``."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from telephony.dialogue.times.reading.cursor import GLUE, Found, Text
from telephony.dialogue.times.reading.dates import date_at, day_number, month_at
from telephony.dialogue.times.reading.holidays import feast_at
from telephony.dialogue.times.reading.near import distance_at
from telephony.dialogue.times.reading.span import Stretch, day_at, midnight, unit_at, valid_date, weekday_at
from telephony.dialogue.times.reading.units import shifted_unit_at
from telephony.dialogue.times.reading.weeks import week_at

_SHORT_WEEKDAY_NEEDS = frozenset(
    {"date", "daymonth", "dotted", "ordinal", "clock", "month", "part", "slashed"}
)


def _weekday_token(text: Text, place: int) -> int | None:
    token = text.at(place)
    if token.kind != "weekday":
        return int(token.value) if token.kind == "habit" else None
    if len(token.word) > 3:
        return int(token.value)
    ahead = place + 1
    while text.is_mark(ahead, ".", ",", "(") or text.kind(ahead) == "article":
        ahead += 1
    following = text.at(ahead)
    if following.kind in _SHORT_WEEKDAY_NEEDS or (
        following.kind == "number" and text.kind(ahead + 1) == "month"
    ):
        return int(token.value)
    if token.word == "mit" and following.kind != "clock":
        return None
    alone = len(text) <= 2 and token.word not in {"so", "do", "die", "son", "don", "sa"}
    return int(token.value) if alone or (token.word == "do" and following.kind == "part") else None


def weekday_stretch(text: Text, place: int) -> Found:
    """``nächsten Freitag``, ``Donnerstag der übernächsten Woche``, ``Dienstag, der 25.``."""
    shift = text.at(place).value if text.kind(place) == "shift" else None
    ahead = place + (shift is not None)
    number = _weekday_token(text, ahead)
    if number is None:
        return None
    ahead += 1 + (text.is_mark(ahead + 1, ".") and len(text.word(ahead)) <= 4)
    dated = _dated_weekday(text, ahead, number)
    if dated is not None:
        return dated
    week = week_at(text, text.skip(ahead, *GLUE))
    if week is not None and week[0].grain == "week":
        return day_at(week[0].start.date() + timedelta(days=number)), week[1]
    found = _shifted_weekday(text, number, shift)
    moved = distance_at(text, ahead)
    if moved is not None:
        return day_at(moved[0].after(midnight(found)).date()), moved[1]
    return replace(day_at(found), free="" if shift else "day"), ahead


def _shifted_weekday(text: Text, number: int, shift: int | None) -> date:
    today = text.now.date()
    if shift is None:
        return weekday_at(number, text.now, text.convention)
    if shift < 0:
        back = (today.weekday() - number) % 7 or 7
        return today - timedelta(days=back + 7 * (-1 - shift))
    ahead = (number - today.weekday()) % 7
    if shift == 0:
        return today + timedelta(days=ahead)
    return today + timedelta(days=(ahead or 7) + 7 * (shift - 1))


def _dated_weekday(text: Text, place: int, number: int) -> Found:
    ahead = place
    while text.is_mark(ahead, ",", ".", "(", "-") or text.kind(ahead) in {"article", "on"}:
        ahead += 1
    date_found = date_at(text, ahead) or feast_at(text, ahead)
    if date_found is not None:
        return _fitting(text, date_found, number)
    day = day_number(text, ahead)
    is_written = text.word(ahead)[:1].isdigit()
    if (
        day is None
        or text.kind(ahead) != "ordinal"
        or (ahead == place and not is_written)
        or (text.kind(ahead + 1) in {"unit", "uhr"} or (text.kind(ahead + 1) == "other" and not is_written))
    ):
        return None
    soon = (text.now.date() + timedelta(days=step) for step in range(200))
    found = next((each for each in soon if each.day == day and each.weekday() == number), None)
    return (day_at(found), ahead + 1) if found else None


def _fitting(text: Text, found: tuple[Stretch, int], number: int) -> tuple[Stretch, int]:
    """A date without a year is in the year in which the weekday fits, if one is near."""
    stretch, ahead = found
    if stretch.free != "year" or stretch.start.weekday() == number or text.convention != "next":
        return found
    day = stretch.start.date()
    years = (valid_date(day.year + step, day.month, day.day) for step in range(1, 5))
    fits = next((each for each in years if each and each.weekday() == number), None)
    return (day_at(fits), ahead) if fits and text.kind(ahead) == "month" else found


def weekday_of_month_at(text: Text, place: int) -> Found:
    """``der letzte Freitag im November``, ``am ersten Montag des nächsten Monats``."""
    token = text.at(place)
    count = (
        -1 if token.kind == "shift" and token.value == -1 else token.value if token.kind == "ordinal" else 0
    )
    number = _weekday_token(text, place + 1)
    ahead = text.skip(place + 2, "in", "article", "on")
    if not count or number is None or ahead == place + 2 or count > 5:
        return None
    if (text.at(ahead).kind, text.at(ahead).value) == ("unit", "month"):
        return _next_in_months(text, int(count), number, ahead + 1)
    month = month_at(text, ahead) or shifted_unit_at(text, ahead)
    if month is None or month[0].grain != "month":
        return None
    found = _in_month(month[0], int(count), number)
    return (found, month[1]) if found else None


def _in_month(month: Stretch, count: int, number: int) -> Stretch | None:
    days = [month.start + timedelta(days=step) for step in range((month.end - month.start).days)]
    fitting = [day for day in days if day.weekday() == number]
    place = count - 1 if count > 0 else -1
    return day_at(fitting[place].date()) if place < len(fitting) else None


def _next_in_months(text: Text, count: int, number: int, ahead: int) -> Found:
    """``jeden zweiten Donnerstag im Monat``: the next one."""
    for step in range(3):
        found = _in_month(unit_at(text.now, "month", step), count, number)
        if found is not None and found.end > text.now:
            return found, ahead
    return None
