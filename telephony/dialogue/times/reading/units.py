"""Reads calendar units: ``letzten Monat``, ``die nächsten 3 Tage``, ``das Jahr 2012``, ``Rest der Woche``."""

from __future__ import annotations

from datetime import datetime

from telephony.dialogue.times.reading.cursor import GLUE, Found, Text, count_at
from telephony.dialogue.times.reading.dates import year_after
from telephony.dialogue.times.reading.span import DAY, Length, Stretch, length_of, midnight, unit_at


def shifted_unit_at(text: Text, place: int) -> Found:
    """``nächste Woche``, ``letzten Monat``, ``die nächsten 3 Tage``, ``das Jahr 2012``."""
    token = text.at(place)
    if token.kind == "shift":
        return _shifted(text, place + 1, token.value)
    if (
        token.kind == "article"
        and token.word != "des"
        and text.kind(place + 1) == "unit"
        and text.at(place + 1).value == "year"
    ):
        year, ahead = year_after(text, place + 2)
        start = text.now.replace(year=year) if year else text.now
        return unit_at(start, "year"), ahead if year else place + 2
    if (
        token.kind == "unit"
        and token.value in {"year", "month"}
        and token.word.endswith("s")
        and text.word(place - 1) == "des"
    ):
        return unit_at(text.now, token.value), place + 1
    if token.kind == "unit" and token.value == "year":
        year, ahead = year_after(text, place + 1)
        return (unit_at(datetime(year, 1, 1), "year"), ahead) if year else None  # noqa: DTZ001
    if token.kind == "number" and 1950 <= token.value <= 2100 and text.kind(place - 1) == "edge":
        return unit_at(datetime(int(token.value), 1, 1), "year"), place + 1  # noqa: DTZ001
    return None


def _shifted(text: Text, place: int, shift: int) -> Found:
    counted = count_at(text, place)
    ahead = counted[1] if counted else place
    if text.kind(ahead) == "shift" and counted:  # "30 vorangegangenen Tagen"
        shift, ahead = text.at(ahead).value, ahead + 1
    unit = text.at(ahead)
    if unit.kind == "quarter" and text.kind(ahead + 1) == "unit":
        counted, ahead = (0.25, ahead + 1), ahead + 1
        unit = text.at(ahead)
    if unit.kind == "workweek":
        week = unit_at(text.now, "week", shift)
        return Stretch(start=week.start, end=week.start + 5 * DAY), ahead + 1
    if unit.kind == "workdays":
        week = unit_at(text.now, "week", shift)
        return Stretch(start=week.start, end=week.start + 5 * DAY), ahead + 1
    if unit.kind != "unit":
        return None
    plural = unit.word.endswith(("n", "e")) and unit.word not in {"woche", "stunde", "minute", "sekunde"}
    if counted is None and not (plural and unit.value in {"hour", "minute", "day"}):
        return unit_at(text.now, unit.value, shift), ahead + 1
    return _count_of(
        text.now, length_of(counted[0] if counted else 1, unit.value), 1 if shift > 0 else -1
    ), ahead + 1


def _count_of(now: datetime, length: Length, sign: int) -> Stretch:
    """The next three days are whole ones from tomorrow on, the last three those before today."""
    if length.seconds:
        edge = length.after(now, sign)
        start, end = (now, edge) if sign > 0 else (edge, now)
        return Stretch(start=start, end=end, grain="minute", whole=False, from_now=True)
    today = midnight(now.date())
    if sign < 0:
        return Stretch(start=length.after(today, -1), end=today, whole=False, from_now=True)
    return Stretch(start=today + DAY, end=length.after(today + DAY), whole=False, from_now=True)


def counted_before_at(text: Text, place: int) -> Found:
    """``in den 30 vorangegangenen Tagen``, ``Rest der Woche``."""
    counted = count_at(text, place)
    if counted is not None and text.kind(counted[1]) == "shift" and text.kind(counted[1] + 1) == "unit":
        sign = 1 if text.at(counted[1]).value > 0 else -1
        return _count_of(text.now, length_of(counted[0], text.at(counted[1] + 1).value), sign), counted[1] + 2
    if text.kind(place) != "rest":
        return None
    ahead = text.skip(place + 1, *GLUE, "shift")
    if text.kind(ahead) != "unit":
        return None
    end = unit_at(text.now, text.at(ahead).value).end
    start = text.now if text.at(ahead).value == "day" else midnight(text.now.date())
    return Stretch(start=start, end=end, whole=False), ahead + 1
