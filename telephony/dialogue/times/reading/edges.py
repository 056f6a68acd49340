"""Reads parts of longer spans: ``Anfang nächster Woche``, ``Ende des Monats``, ``am Wochenende``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telephony.dialogue.times.reading.cursor import GLUE, Found, Text
from telephony.dialogue.times.reading.dates import month_at
from telephony.dialogue.times.reading.span import DAY, Stretch, floor, months_later, unit_at
from telephony.dialogue.times.reading.units import shifted_unit_at
from telephony.dialogue.times.reading.weeks import week_at


def weekend_at(text: Text, place: int) -> Found:
    """``am Wochenende``, ``nächstes Wochenende``, ``unter der Woche``."""
    shift = text.at(place).value if text.kind(place) == "shift" else 0
    ahead = place + (text.kind(place) == "shift")
    monday = floor(text.now, "week")
    if text.kind(ahead) == "weekend":
        saturday = monday + timedelta(days=5 + 7 * (shift if text.now.weekday() < 5 or shift != 1 else 1))
        if shift == 1 and text.now.weekday() < 5:
            saturday -= timedelta(days=7)
        return Stretch(start=saturday, end=saturday + 2 * DAY), ahead + 1
    if text.word(place) == "unter" and text.kind(text.skip(place + 1, "article")) == "unit":
        return Stretch(start=monday, end=monday + 5 * DAY), text.skip(place + 1, "article") + 1
    return None


def edge_at(text: Text, place: int) -> Found:
    """``Anfang nächster Woche``, ``Ende des Monats``, ``Mitte Januar``, ``die zweite Dezemberhälfte``."""
    token = text.at(place)
    if token.kind == "ordinal" and text.kind(place + 1) == "half_of":
        month = _month_named(text, text.at(place + 1).value)
        middle = month.start + timedelta(days=15)
        first = token.value == 1
        return Stretch(
            start=month.start if first else middle, end=middle if first else month.end, whole=False
        ), place + 2
    if token.kind != "edge":
        return None
    ahead = text.skip(place + 1, *GLUE)
    unit = text.at(ahead)
    base: Found
    if unit.kind == "unit" and unit.value in {"week", "month", "year", "quarter"}:
        base = unit_at(text.now, unit.value), ahead + 1
        if text.convention == "next" and _edge_of(base[0], token.value).end <= text.now:
            base = unit_at(text.now, unit.value, 1), ahead + 1
    else:
        base = week_at(text, ahead) or month_at(text, ahead) or shifted_unit_at(text, ahead)
    return (_edge_of(base[0], token.value), base[1]) if base else None


def _month_named(text: Text, month: int) -> Stretch:
    found = unit_at(floor(text.now, "year").replace(month=month), "month")
    return found if found.end > text.now else unit_at(months_later(found.start, 12), "month")


def _edge_of(base: Stretch, edge: int) -> Stretch:
    """Beginning, middle and end of a week, a month or a year."""
    if base.grain == "week":
        first, last = ((0, 2), (2, 4), (3, 7))[edge]
        return replace(
            base, start=base.start + first * DAY, end=base.start + last * DAY, grain="day", whole=False
        )
    if base.grain == "year":
        first, last = ((0, 3), (5, 7), (9, 12))[edge]
        return replace(
            base,
            start=months_later(base.start, first),
            end=months_later(base.start, last),
            grain="month",
            whole=False,
        )
    cuts = (base.start, base.start + 10 * DAY, base.start + 20 * DAY, base.end)
    return replace(base, start=cuts[edge], end=cuts[edge + 1], grain="day", whole=False)
