"""Reads the stretch of the calendar that an utterance names at a place."""

from __future__ import annotations

from collections.abc import Callable

from telephony.dialogue.times.reading.cursor import Found, Text
from telephony.dialogue.times.reading.dates import date_at, lone_day_at, month_at
from telephony.dialogue.times.reading.distances import day_beside_at, from_now_at
from telephony.dialogue.times.reading.edges import edge_at, weekend_at
from telephony.dialogue.times.reading.holidays import feast_at, season_at
from telephony.dialogue.times.reading.near import plain_at
from telephony.dialogue.times.reading.units import counted_before_at, shifted_unit_at
from telephony.dialogue.times.reading.weekdays import weekday_of_month_at, weekday_stretch
from telephony.dialogue.times.reading.weeks import week_at


def stretch_at(text: Text, place: int) -> Found:
    """Read the longest stretch of the calendar that begins at this place."""
    found = [each for read in _READERS if (each := read(text, place)) is not None]
    return max(found, key=lambda each: each[1], default=None)


_READERS: tuple[Callable[[Text, int], Found], ...] = (
    date_at, lone_day_at, month_at, weekday_stretch, plain_at, from_now_at, week_at, shifted_unit_at,
    counted_before_at,
    day_beside_at, weekday_of_month_at, weekend_at, edge_at, feast_at, season_at,
)  # fmt: skip
