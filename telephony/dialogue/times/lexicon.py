"""Words of German time: weekdays, months, parts of the day, feasts."""

from datetime import date, timedelta

WEEKDAYS = {
    "montag": 0,
    "dienstag": 1,
    "mittwoch": 2,
    "donnerstag": 3,
    "freitag": 4,
    "samstag": 5,
    "sonnabend": 5,
    "sonntag": 6,
    "mo": 0,
    "di": 1,
    "mi": 2,
    "do": 3,
    "fr": 4,
    "sa": 5,
    "so": 6,
    "dienstach": 1,
    "freitach": 4,
    "mittwochs": 2,
    "donnerstach": 3,
    "montach": 0,
    "samstach": 5,
}
SHORT_WEEKDAYS = frozenset({"mo", "di", "mi", "do", "fr", "sa", "so"})
MONTHS = {
    "januar": 1, "jaenner": 1, "jan": 1, "februar": 2, "feber": 2, "feb": 2, "maerz": 3, "april": 4, "apr": 4,
    "mai": 5, "juni": 6, "juno": 6, "jun": 6, "juli": 7, "julei": 7, "jul": 7, "august": 8, "aug": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nov": 11, "dezember": 12,
    "dez": 12,
}  # fmt: skip

MONTH_NAMES = (
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
)  # fmt: skip
MONTH_KEYS = tuple(name.lower().replace("ä", "ae") for name in MONTH_NAMES)

# Minutes of the day in which people mean a visit to start.
DAYPARTS = {
    "frueh": (6 * 60, 10 * 60),
    "morgen": (6 * 60, 11 * 60),
    "vormittag": (8 * 60, 12 * 60),
    "mittag": (11 * 60 + 30, 14 * 60),
    "nachmittag": (12 * 60 + 30, 18 * 60),
    "spaetnachmittag": (16 * 60, 18 * 60),
    "abend": (17 * 60, 22 * 60),
    "vorabend": (17 * 60, 20 * 60),
    "nacht": (21 * 60, 24 * 60),
    "tagsueber": (9 * 60, 17 * 60),
}
PART_WORDS = {
    "frueh": "frueh",
    "morgens": "morgen",
    "vormittag": "vormittag",
    "vormittags": "vormittag",
    "mittag": "mittag",
    "mittags": "mittag",
    "nachmittag": "nachmittag",
    "nachmittags": "nachmittag",
    "abend": "abend",
    "abends": "abend",
    "nachts": "nacht",
    "nacht": "nacht",
    "tagsueber": "tagsueber",
    "spaetnachmittag": "spaetnachmittag",
    "spaetnachmittags": "spaetnachmittag",
    "vorabend": "vorabend",
    "vormittach": "vormittag",
    "nachmittach": "nachmittag",
    "vormittage": "vormittag",
    "nachmittage": "nachmittag",
    "vormittagstermin": "vormittag",
    "nachmittagstermin": "nachmittag",
    "abendtermin": "abend",
    "mittagszeit": "mittag",
    "fruehmorgens": "frueh",
    "mittagspause": "mittag",
    "abendstunden": "abend",
    "morgenstunden": "morgen",
    "vormittagsstunden": "vormittag",
}
EARLY_PART = {
    "morgen": (6 * 60, 9 * 60),
    "vormittag": (8 * 60, 10 * 60),
    "nachmittag": (12 * 60, 15 * 60),
    "abend": (17 * 60, 19 * 60),
}
LATE_PART = {
    "morgen": (9 * 60, 11 * 60),
    "vormittag": (10 * 60, 12 * 60),
    "nachmittag": (15 * 60, 18 * 60),
    "abend": (19 * 60, 22 * 60),
}
# "nach der Arbeit": word after "nach (der|dem)" or "vor (der|dem)"
AFTER_LIFE = {
    "arbeit": 17 * 60,
    "feierabend": 17 * 60,
    "buero": 17 * 60,
    "dienst": 17 * 60,
    "schicht": 17 * 60,
    "job": 17 * 60,
    "schule": 13 * 60 + 30,
    "kita": 15 * 60,
    "kindergarten": 15 * 60,
    "uni": 16 * 60,
    "schaffen": 17 * 60,
    "schaffe": 17 * 60,
    "geschaeft": 17 * 60,
    "maloche": 17 * 60,
    "spaetdienst": 21 * 60,
    "fruehdienst": 14 * 60 + 30,
    "fruehschicht": 14 * 60 + 30,
    "krippe": 15 * 60,
    "mittagsschlaf": 14 * 60 + 30,
    "unterricht": 13 * 60 + 30,
    "vorlesung": 16 * 60,
    "hort": 15 * 60,
    "mittagessen": 13 * 60,
    "mittagspause": 13 * 60,
    "mittag": 13 * 60,
    "essen": 13 * 60,
    "fruehstueck": 9 * 60,
}
BEFORE_LIFE = {
    "arbeit": 9 * 60,
    "schule": 8 * 60,
    "unterricht": 8 * 60,
    "kindergarten": 8 * 60,
    "kita": 8 * 60,
    "mittag": 12 * 60,
    "mittagessen": 12 * 60,
    "dienst": 9 * 60,
    "buero": 9 * 60,
}

_FIXED_FEASTS = {
    "neujahr": (1, 1),
    "valentinstag": (2, 14),
    "nikolaus": (12, 6),
    "nikolaustag": (12, 6),
    "heiligabend": (12, 24),
    "heiligenabend": (12, 24),
    "weihnachten": (12, 25),
    "weihnachtstag": (12, 25),
    "weihnachtsfeiertag": (12, 25),
    "christtag": (12, 25),
    "stephanstag": (12, 26),
    "stefanitag": (12, 26),
    "silvester": (12, 31),
    "sylvester": (12, 31),
    "reformationstag": (10, 31),
    "halloween": (10, 31),
    "allerheiligen": (11, 1),
}
_EASTER_FEASTS = {
    "rosenmontag": -48,
    "fasching": -47,
    "aschermittwoch": -46,
    "gruendonnerstag": -3,
    "karfreitag": -2,
    "ostern": 0,
    "ostersonntag": 0,
    "ostermontag": 1,
    "osterfeiertag": 0,
    "pfingstfeiertag": 49,
    "himmelfahrt": 39,
    "christihimmelfahrt": 39,
    "vatertag": 39,
    "pfingsten": 49,
    "pfingstsonntag": 49,
    "pfingstmontag": 50,
    "fronleichnam": 60,
}
FEASTS = frozenset(_FIXED_FEASTS) | frozenset(_EASTER_FEASTS)


def feast_in(name: str, year: int) -> date:
    """Return the day of a feast in a year."""
    if name in _FIXED_FEASTS:
        return date(year, *_FIXED_FEASTS[name])
    return easter(year) + timedelta(days=_EASTER_FEASTS[name])


def next_feast(name: str, today: date) -> date:
    """Return the next day of a feast that is not over."""
    this_year = feast_in(name, today.year)
    return this_year if this_year >= today else feast_in(name, today.year + 1)


def easter(year: int) -> date:
    """Return Easter Sunday (Gregorian, after Lichtenberg)."""
    century = year // 100
    moon_shift = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun_shift = 2 - (3 * century + 3) // 4
    cycle = year % 19
    seed = (19 * cycle + moon_shift) % 30
    correction = (seed + cycle // 11) // 29
    full_moon = 21 + seed - correction
    first_sunday = 7 - (year + year // 4 + sun_shift) % 7
    march_day = full_moon + 7 - (full_moon - first_sunday) % 7
    return date(year, 3, 1) + timedelta(days=march_day - 1)
