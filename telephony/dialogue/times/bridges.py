"""Reads bridge days: the working day between a public holiday and the weekend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from telephony.dialogue.times.dates import DAY, Keys, Read, key_at, single_day
from telephony.dialogue.times.reading.feasts import feast_day
from telephony.dialogue.times.said import Said

WORDS = frozenset("brueckentag brueckentage brueckentagen fenstertag".split())
_EVERYWHERE = (
    "neujahr", "karfreitag", "ostermontag", "maifeiertag", "himmelfahrt", "pfingstmontag", "einheit",
    "weihnachten", "stephanstag",
)  # fmt: skip
_IN_LANDS = {
    "dreikoenig": "BW BY ST",
    "frauentag": "BE MV",
    "fronleichnam": "BW BY HE NW RP SL",
    "mariahimmelfahrt": "SL",
    "weltkindertag": "TH",
    "reformation": "BB HB HH MV NI SN ST SH TH",
    "allerheiligen": "BW BY NW RP SL",
    "bettag": "SN",
}
_THURSDAY, _TUESDAY = 3, 1


def read_bridge_day(keys: Keys, at: int, today: date) -> Read:
    """``am Brückentag``: the next one of the Land."""
    if key_at(keys, at) not in WORDS:
        return None
    land = keys.subdivision.removeprefix("DE-") if isinstance(keys, Said) else ""
    day = min((each for each in _bridge_days(land, today) if each >= today), default=None)
    return (single_day(day), at + 1) if day else None


def _bridge_days(land: str, today: date) -> Iterator[date]:
    names = [*_EVERYWHERE, *(name for name, lands in _IN_LANDS.items() if land in lands.split())]
    free = {feast_day(name, today.year + step) for name in names for step in range(3)}
    for day in free:
        bridge = day + DAY if day.weekday() == _THURSDAY else day - DAY if day.weekday() == _TUESDAY else None
        if bridge is not None and bridge not in free and bridge - today < timedelta(days=600):
            yield bridge
