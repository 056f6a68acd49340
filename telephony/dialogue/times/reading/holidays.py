"""Reads feasts, school holidays and seasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from telephony.dialogue.times.reading.cursor import Found, Text
from telephony.dialogue.times.reading.dates import year_after
from telephony.dialogue.times.reading.feasts import (
    SCHOOL_HOLIDAYS,
    feast_day,
    national_feast,
    next_school_holidays,
)
from telephony.dialogue.times.reading.span import DAY, Stretch, day_at, midnight

_SPOKEN_FEASTS = {
    ("tag", "der", "deutschen", "einheit"): "einheit",
    ("heilige", "drei", "koenige"): "dreikoenig",
    ("heiligen", "drei", "koenige"): "dreikoenig",
    ("peter", "und", "paul"): "peterundpaul",
    ("mariae", "himmelfahrt"): "mariahimmelfahrt",
    ("maria", "himmelfahrt"): "mariahimmelfahrt",
    ("schweizer", "buss", "-", "und", "bettag"): "schweizerbettag",
    ("mariae", "empfaengnis"): "mariaempfaengnis",
    ("maria", "empfaengnis"): "mariaempfaengnis",
    ("tag", "der", "arbeit"): "maifeiertag",
    ("erster", "mai"): "maifeiertag",
}


_FIRST_WORDS = frozenset(words[0] for words in _SPOKEN_FEASTS)


def feast_at(text: Text, place: int) -> Found:
    """``Ostern 2020``, ``erster Advent``, ``Tag der deutschen Einheit``, ``in den Herbstferien``."""
    token = text.at(place)
    if token.kind == "ordinal" and (text.at(place + 1).kind, text.at(place + 1).value) == ("feast", "advent"):
        return _feast_in_year(text, f"advent{int(token.value)}", place + 2) if token.value <= 4 else None
    if token.kind == "feast" and token.value != "advent":
        return _feast_in_year(text, str(token.value), place + 1)
    if token.word in SCHOOL_HOLIDAYS:
        found = next_school_holidays(token.word, text.region, text.now.date())
        return (Stretch(start=midnight(found[0]), end=midnight(found[1]) + DAY), place + 1) if found else None
    # "An Auffahrt" is a day, "die Auffahrt" a way up to a house.
    name = national_feast(token.word, text.region) if text.kind(place - 1) != "article" else None
    if name is not None:
        return _feast_in_year(text, name, place + 1)
    if token.word not in _FIRST_WORDS:
        return None
    for words, spoken in _SPOKEN_FEASTS.items():
        if tuple(text.word(place + step) for step in range(len(words))) == words:
            return _feast_in_year(text, spoken, place + len(words))
    return None


def _feast_in_year(text: Text, name: str, place: int) -> Found:
    year, ahead = year_after(text, place)
    if year is not None:
        return day_at(feast_day(name, year)), ahead
    days = [feast_day(name, text.now.year + step) for step in range(2)]
    found = days[0] if days[0] >= text.now.date() or text.convention == "this_period" else days[1]
    return replace(day_at(found), free="year"), place


def season_at(text: Text, place: int) -> Found:
    """``Sommer 2014``, ``im Winter``, ``Herbstanfang``."""
    token = text.at(place)
    if token.kind not in {"season", "season_start"}:
        return None
    year, ahead = year_after(text, place + 1)
    days = {3: (3, 20), 6: (6, 21), 9: (9, 22), 12: (12, 21)}
    ends = {3: (6, 21), 6: (9, 24), 9: (12, 21), 12: (3, 21)}
    start = date(year or text.now.year, *days[token.value])
    if token.kind == "season_start":
        again = year is None and start < text.now.date()
        return day_at(start.replace(year=start.year + again)), ahead
    end = date(start.year + (token.value == 12), *ends[token.value])
    if year is None and midnight(end) <= text.now:
        start, end = start.replace(year=start.year + 1), end.replace(year=end.year + 1)
    return Stretch(start=midnight(start), end=midnight(end), whole=False), ahead
