"""Reads distances: ``in drei Tagen``, ``vor einer Stunde``, ``zwei Tage nach Ostern``."""

from __future__ import annotations

from datetime import datetime, timedelta

from telephony.dialogue.times.reading.cursor import Found, Text, length_at
from telephony.dialogue.times.reading.dates import date_at, lone_day_at
from telephony.dialogue.times.reading.holidays import feast_at
from telephony.dialogue.times.reading.near import plain_at
from telephony.dialogue.times.reading.span import DAY, Length, Stretch, day_at, floor, length_of, unit_at
from telephony.dialogue.times.reading.weekdays import weekday_stretch


def from_now_at(text: Text, place: int) -> Found:
    """``in drei Tagen``, ``vor einer Stunde``, ``2 Tage von heute``, ``drei Tage nach morgen``."""
    kind = text.kind(place)
    start = text.skip(place, "in", "before", "about") if kind in {"in", "before"} else place
    spread = _spread_from_now(text, start) if kind == "in" else None
    if spread is not None:
        return spread
    found = length_at(text, text.skip(start, "about", "article"))
    if found is None:
        return None
    length, ahead = found
    if text.kind(ahead) == "ago":
        kind, ahead = "before", ahead + 1
    if kind in {"in", "before"} or text.kind(ahead) == "ago":
        if text.word(ahead) == "ab" and text.kind(ahead + 1) == "now":
            ahead += 2
        return _at_distance(text.now, length, -1 if kind == "before" else 1), ahead
    return _beside(text, length, ahead)


def _beside(text: Text, length: Length, place: int) -> Found:
    """``zwei Tage nach Ostern``, ``drei Wochen vor dem 3. Juni``, ``2 Tage von Freitag``."""
    if text.kind(place) not in {"from", "after", "before"} or length.seconds:
        return None
    ahead = text.skip(place + 1, "article")
    base = (
        plain_at(text, ahead)
        or weekday_stretch(text, ahead)
        or feast_at(text, ahead)
        or date_at(text, ahead)
        or lone_day_at(text, ahead)
    )
    if base is None:
        return None
    sign = -1 if text.kind(place) == "before" else 1
    moved = length.after(base[0].start if sign < 0 else base[0].end - DAY, sign)
    is_far = (
        length.finest == "week"
        and text.kind(place) != "from"
        and base[0].free == "year"
        and not base[0].whole
    )
    return (unit_at(moved, "week") if is_far else day_at(moved.date())), base[1]


def day_beside_at(text: Text, place: int) -> Found:
    """``der Tag vor Heiligabend``."""
    token = text.at(place)
    return _beside(text, Length(days=1), place + 1) if (token.kind, token.value) == ("unit", "day") else None


def _spread_from_now(text: Text, place: int) -> Found:
    """``in zwei bis drei Wochen``."""
    first, joint = text.at(place), text.at(place + 1)
    if first.kind != "number" or not (
        joint.kind == "until" or text.is_mark(place + 1, "-") or joint.word == "oder"
    ):
        return None
    last = length_at(text, place + 2)
    if last is None or last[0].seconds:
        return None
    unit = text.at(last[1] - 1).value
    start = floor(length_of(float(first.value), unit).after(text.now), "day")
    return Stretch(start=start, end=floor(last[0].after(text.now), "day") + DAY, whole=False), last[1]


def _at_distance(now: datetime, length: Length, sign: int) -> Stretch:
    moment = length.after(now, sign)
    grain = length.grain
    if grain == "day":
        return day_at(moment.date())
    start = floor(moment, grain)
    return Stretch(
        start=start, end=start + timedelta(seconds=1 if grain == "second" else 60), grain=grain, from_now=True
    )
