"""Reads days by their distance to today: ``heute``, ``übermorgen``, ``morgen in acht Tagen``."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from telephony.dialogue.times.reading.cursor import Found, Text, length_at
from telephony.dialogue.times.reading.span import Length, Stretch, day_at, floor, midnight


def plain_at(text: Text, place: int) -> Found:
    """``heute``, ``übermorgen``, ``morgen in zwei Wochen``."""
    token = text.at(place)
    if token.kind == "now":
        return Stretch(
            start=floor(text.now, "second"), end=text.now + timedelta(minutes=1), grain="now"
        ), place + 1
    if (token.kind, token.value, text.at(place + 1).value) == ("shift", -1, "nacht"):
        today = midnight(text.now.date())
        night = Stretch(
            start=today - timedelta(hours=4), end=today + timedelta(hours=6), grain="hour", whole=False
        )
        return night, place + 2
    if token.kind == "morgen":
        if is_morning(text, place):
            return None
        shift = 1
    elif token.kind == "plain":
        shift = token.value
    elif token.kind == "shift" and token.value == 0 and text.kind(place + 1) in {"part", "morgen", "grade"}:
        shift = 0  # "an diesem Nachmittag"
    else:
        return None
    day = day_at(text.now.date() + timedelta(days=shift))
    moved = distance_at(text, place + 1)
    return (day_at(moved[0].after(day.start).date()), moved[1]) if moved else (day, place + 1)


def is_morning(text: Text, place: int) -> bool:
    """Tell whether ``morgen`` is the morning here: behind a weekday, ``heute``, ``am``, ``diesen``."""
    before = text.at(place - 1)
    if before.kind in {"weekday", "plain", "morgen", "grade", "whole"} or (
        before.kind == "shift" and before.value == 0
    ):
        return True
    behind_day = before.kind in {"date", "daymonth", "dotted"}
    glue = text.word(place - 1) in {"am", "an", "den", "der", "ueber", "in"} and text.word(place - 2) not in {
        "auf",
        "fuer",
    }
    hour = before.kind == "uhr" and text.kind(place - 2) == "number" and text.at(place - 2).value < 12
    return behind_day or glue or (hour and text.kind(place + 1) == "end")


def distance_at(text: Text, place: int) -> tuple[Length, int] | None:
    """``in acht Tagen`` behind a day: eight days are a week, as the Romans counted."""
    if text.kind(place) != "in":
        return None
    found = length_at(text, text.skip(place, "in", "about"))
    return (_roman(found[0]), found[1]) if found and not found[0].seconds else None


def _roman(length: Length) -> Length:
    return (
        replace(length, days=length.days - 1) if length.days in {8, 15} and length.finest == "day" else length
    )
