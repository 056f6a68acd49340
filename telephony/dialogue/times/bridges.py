"""Reads bridge days: the working day between a public holiday and the weekend."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from askproai.core.school_holidays import region_of
from telephony.dialogue.times.dates import DAY, Keys, Read, key_at, single_day
from telephony.dialogue.times.reading.feasts import feast_day
from telephony.dialogue.times.said import Said

WORDS = frozenset("brueckentag brueckentage brueckentagen fenstertag".split())
# Public holidays by country, and those of some of its Länder or Kantone only.
_EVERYWHERE = {
    "DE": "neujahr karfreitag ostermontag maifeiertag himmelfahrt pfingstmontag einheit weihnachten "
    "stephanstag",
    "AT": "neujahr dreikoenig ostermontag maifeiertag himmelfahrt pfingstmontag fronleichnam "
    "mariahimmelfahrt staatsvertrag allerheiligen mariaempfaengnis weihnachten stephanstag",
    "CH": "neujahr himmelfahrt bundesfeier weihnachten",
}
_IN_LANDS = {
    "DE": {
        "dreikoenig": "BW BY ST",
        "frauentag": "BE MV",
        "fronleichnam": "BW BY HE NW RP SL",
        "mariahimmelfahrt": "SL",
        "weltkindertag": "TH",
        "reformation": "BB HB HH MV NI SN ST SH TH",
        "allerheiligen": "BW BY NW RP SL",
        "bettag": "SN",
    },
    "CH": {
        "berchtold": "AG BE JU LU TG VD",
        "dreikoenig": "SZ TI UR",
        "josef": "NW SZ TI UR VS",
        "maifeiertag": "AG BL BS JU NE SH TG TI ZH",
        "fronleichnam": "AI JU LU NW OW SZ TI UR VS ZG",
        "mariahimmelfahrt": "AI JU LU NW OW SZ TI UR VS ZG",
        "allerheiligen": "AI GL JU LU NW OW SG SZ TI UR VS ZG",
        "mariaempfaengnis": "AI LU NW OW SZ TI UR VS ZG",
        "stephanstag": "AG AI AR BE BL BS GL GR LU SG SH SZ TG TI UR ZH",
    },
}
_THURSDAY, _TUESDAY = 3, 1


def read_bridge_day(keys: Keys, at: int, today: date) -> Read:
    """``am Brückentag``: the next one of the Land."""
    if key_at(keys, at) not in WORDS:
        return None
    region = keys.region if isinstance(keys, Said) else region_of("")
    day = min((each for each in _bridge_days(region, today) if each >= today), default=None)
    return (single_day(day), at + 1) if day else None


def _bridge_days(region: str, today: date) -> Iterator[date]:
    country, _, land = region.partition("-")
    names = _EVERYWHERE.get(country, "").split()
    names += [name for name, lands in _IN_LANDS.get(country, {}).items() if land in lands.split()]
    free = {feast_day(name, today.year + step) for name in names for step in range(3)}
    for day in free:
        bridge = day + DAY if day.weekday() == _THURSDAY else day - DAY if day.weekday() == _TUESDAY else None
        if bridge is not None and bridge not in free and bridge - today < timedelta(days=600):
            yield bridge
