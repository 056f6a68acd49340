"""Feasts and school holidays: what day they fall on, by the words people use for them."""

from __future__ import annotations

from datetime import date, timedelta

from askproai.core.school_holidays import school_holidays
from telephony.dialogue.times.lexicon import easter

_FIXED = {
    "neujahr": (1, 1), "dreikoenig": (1, 6), "valentin": (2, 14), "frauentag": (3, 8), "maifeiertag": (5, 1),
    "berchtold": (1, 2), "josef": (3, 19),
    "weltkindertag": (6, 1), "bundesfeier": (8, 1), "staatsvertrag": (10, 26), "mariaempfaengnis": (12, 8),
    "johannistag": (6, 24), "peterundpaul": (6, 29), "friedensfest": (8, 8),
    "mariahimmelfahrt": (8, 15), "einheit": (10, 3), "reformation": (10, 31), "halloween": (10, 31),
    "allerheiligen": (11, 1), "martinstag": (11, 11), "barbara": (12, 4), "nikolaus": (12, 6),
    "heiligabend": (12, 24), "weihnachten": (12, 25), "stephanstag": (12, 26), "silvester": (12, 31),
}  # fmt: skip
_FROM_EASTER = {
    "weiberfastnacht": -52, "fastnachtssamstag": -50, "karneval": -49, "rosenmontag": -48, "fastnacht": -47,
    "aschermittwoch": -46, "palmsonntag": -7, "gruendonnerstag": -3, "karfreitag": -2, "karsamstag": -1,
    "ostern": 0, "ostermontag": 1, "himmelfahrt": 39, "pfingsten": 49, "pfingstmontag": 50,
    "fronleichnam": 60,
}  # fmt: skip
# Sundays counted back from the fourth Sunday in Advent, the last before the 25th of December.
_FROM_ADVENT = {
    "advent4": 0, "advent3": -7, "advent2": -14, "advent1": -21, "totensonntag": -28, "bettag": -32,
    "volkstrauertag": -35,
}  # fmt: skip
FEAST_WORDS: dict[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "neujahr": "neujahr neujahrstag",
        "dreikoenig": "dreikoenig dreikoenige dreikoenigstag",
        "valentin": "valentinstag valentin",
        "frauentag": "frauentag weltfrauentag",
        "maifeiertag": "maifeiertag",
        "weltkindertag": "weltkindertag kindertag",
        "johannistag": "johannistag",
        "friedensfest": "friedensfest",
        "reformation": "reformationstag",
        "halloween": "halloween",
        "allerheiligen": "allerheiligen",
        "martinstag": "martinstag sanktmartin",
        "barbara": "barbaratag",
        "nikolaus": "nikolaus nikolaustag nikolo",
        "heiligabend": "heiligabend heiligenabend heiligabends christabend",
        "weihnachten": "weihnachten weihnachtstag weihnachtsfeiertag christtag",
        "stephanstag": "stephanstag stefanitag",
        "silvester": "silvester sylvester",
        "weiberfastnacht": "weiberfastnacht altweiber",
        "fastnachtssamstag": "fastnachtssamstag faschingssamstag",
        "karneval": "karneval fastnachtssonntag",
        "rosenmontag": "rosenmontag",
        "fastnacht": "fastnacht fasching faschingsdienstag veilchendienstag fasnacht",
        "aschermittwoch": "aschermittwoch",
        "palmsonntag": "palmsonntag palmensonntag",
        "gruendonnerstag": "gruendonnerstag",
        "karfreitag": "karfreitag",
        "karsamstag": "karsamstag ostersamstag",
        "ostern": "ostern ostersonntag",
        "ostermontag": "ostermontag",
        "himmelfahrt": "himmelfahrt christihimmelfahrt vatertag herrentag maennertag",
        "pfingsten": "pfingsten pfingstsonntag",
        "pfingstmontag": "pfingstmontag",
        "fronleichnam": "fronleichnam",
        "muttertag": "muttertag",
        "erntedank": "erntedank erntedankfest",
        "totensonntag": "totensonntag ewigkeitssonntag",
        "bettag": "bettag",
        "volkstrauertag": "volkstrauertag",
        "advent": "advent adventssonntag",
    }.items()
}

# Names that a country has for itself, or that mean another day there.
_NATIONAL = {
    "DE": {"nationalfeiertag": "einheit"},
    "AT": {"nationalfeiertag": "staatsvertrag", "staatsfeiertag": "maifeiertag", "josefitag": "josef"},
    "CH": {
        "nationalfeiertag": "bundesfeier", "bundesfeier": "bundesfeier", "bundesfeiertag": "bundesfeier",
        "auffahrt": "himmelfahrt", "auffahrtstag": "himmelfahrt", "berchtoldstag": "berchtold",
        "josefstag": "josef",
    },
}  # fmt: skip
NATIONAL_WORDS = frozenset(word for words in _NATIONAL.values() for word in words)


def national_feast(word: str, region: str) -> str | None:
    """Return the feast that this word means in the country of a region, ``None`` if it means none there."""
    return _NATIONAL.get(region.partition("-")[0], {}).get(word)


def feast_day(name: str, year: int) -> date:
    """Return the day of a feast in a year.

    :raises KeyError: no such feast.
    """
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if name in _FROM_EASTER:
        return easter(year) + timedelta(days=_FROM_EASTER[name])
    if name in _FROM_ADVENT:
        christmas = date(year, 12, 25)
        return christmas - timedelta(days=christmas.isoweekday()) + timedelta(days=_FROM_ADVENT[name])
    month, place = {"muttertag": (5, 2), "erntedank": (10, 1), "schweizerbettag": (9, 3)}[name]
    first = date(year, month, 1)
    return first + timedelta(days=(6 - first.weekday()) % 7 + 7 * (place - 1))


# What each is looked up by, see the table; the same word means other weeks in another country, or none.
_SCHOOL_KINDS = {
    word: kind
    for kind, words in {
        "": "ferien schulferien",
        "winter": "winterferien",
        "sport": "sportferien sportwoche skiferien faschingsferien fastnachtsferien fasnachtsferien "
        "februarferien februarwoche",
        "semester": "semesterferien energieferien",
        "fruehling": "fruehlingsferien fruehjahrsferien",
        "oster": "osterferien maerzferien",
        "pfingst": "pfingstferien maiferien",
        "sommer": "sommerferien",
        "herbst": "herbstferien",
        "weihnacht": "weihnachtsferien",
    }.items()
    for word in words.split()
}
SCHOOL_HOLIDAYS = frozenset(_SCHOOL_KINDS)


def next_school_holidays(name: str, region: str, today: date) -> tuple[date, date] | None:
    """Return first and last day of the next holidays of this name; ``None`` where they are not known.

    Unknown is also what a region does not call by this name.
    """
    spans = school_holidays(region, _SCHOOL_KINDS[name])
    return next((span for span in spans if span[1] >= today and span[1] > span[0]), None)
