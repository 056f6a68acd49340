"""Reads times of day: ``halb drei``, ``gegen 14 Uhr 30``, ``zwischen neun und elf``, ``nach der Arbeit``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.lexicon import (
    AFTER_LIFE,
    BEFORE_LIFE,
    DAYPARTS,
    EARLY_PART,
    LATE_PART,
    WEEKDAYS,
)
from telephony.dialogue.times.wish import DAY_MINUTES

Keys = Sequence[str]
Kind = Literal["at", "around", "from", "until", "between", "part"]

# After these a bare number is an hour; "so" and "etwa" alone may count anything.
_PREPOSITIONS: dict[str, Kind] = {
    "um": "at",
    "punkt": "at",
    "puenktlich": "at",
    "gegen": "around",
    "circa": "around",
    "ca": "around",
    "zirka": "around",
    "ungefaehr": "around",
    "ab": "from",
    "nach": "from",
    "fruehestens": "from",
    "bis": "until",
    "vor": "until",
    "spaetestens": "until",
    "abm": "from",
}
_WEAK = {"so": "around", "etwa": "around", "rund": "around", "kurz": "around", "erst": None, "genau": "at"}
_UNITS = frozenset(
    "tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute minuten "
    "min euro cent "
    "prozent grad personen person leute kind kinder kindern mal km kilometer zentimeter cm termine "
    "terminen stueck "
    "reifen mann meter sekunden sekunde std kw termin".split()
)
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
_MORNING_AFTER = frozenset(
    {"am", "heute", "uebermorgen", "gestern", "jeden", "fruehen", "spaeten", "diesen", "gegen"}
)
_AROUND_MINUTES = 30


# Words with which a time of day can begin, besides numbers.
STARTS = frozenset(
    {*_PREPOSITIONS, *_WEAK, *PART_WORDS}
    | set("halb viertel dreiviertel mitternacht zwischen von am in der den ueber zur im zum des die".split())
    | set("frueher fruehen spaet spaeten spaeter ganz gleich eher morgen".split())
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A minute of the day as spoken; ``bare`` may also mean twelve hours later."""

    minute: int
    bare: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """A time of day as spoken: a clock with its preposition, a span, or a part of the day."""

    kind: Kind
    clock: Clock | None = None
    until: Clock | None = None
    span: tuple[int, int] | None = None


def read_hours(keys: Keys, at: int, *, loose: bool) -> tuple[Hours, int] | None:
    """Read a time of day at this word; ``loose`` takes a bare number for an hour."""
    return _read_span(keys, at) or _read_part(keys, at) or _read_single(keys, at, loose=loose)


def read_clock(keys: Keys, at: int, *, loose: bool) -> tuple[Clock, int] | None:
    """Read one clock time at this word."""
    if at >= len(keys):
        return None
    return (
        _digital(keys, at, loose=loose)
        or _fraction(keys, at)
        or _offset(keys, at)
        or _hour(keys, at, loose=loose)
    )


def _key(keys: Keys, at: int) -> str:
    return keys[at] if 0 <= at < len(keys) else ""


def _digital(keys: Keys, at: int, *, loose: bool) -> tuple[Clock, int] | None:
    key = keys[at]
    mark = next((sign for sign in ":." if sign in key.strip(".")), None)
    if mark is None:
        return None
    parts = key.rstrip(".").split(mark)
    if len(parts) != 2 or not all(part.strip().isdigit() for part in parts):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    with_uhr = _key(keys, at + 1) in {"uhr", "h"}
    if hour > 24 or minute > 59 or len(parts[1].strip()) != 2:
        return None
    # 8.12 is a date unless something says clock; 14.30 and 9.45 can be no date.
    if mark == "." and not (with_uhr or loose or minute > 12) and 1 <= hour <= 31:
        return None
    if mark == "." and key.endswith(".") and minute <= 12 and not with_uhr:
        return None
    bare = hour <= 12 and not parts[0].startswith("0")
    return Clock(min(hour * 60 + minute, DAY_MINUTES), bare), at + 1 + with_uhr


def _fraction(keys: Keys, at: int) -> tuple[Clock, int] | None:
    """``halb drei``, ``viertel drei`` (a quarter of the third hour gone), ``dreiviertel drei``."""
    before_hour = {"halb": 30, "viertel": 45, "dreiviertel": 15}.get(keys[at])
    ahead = at + 1
    if keys[at] == "drei" and _key(keys, at + 1) == "viertel":
        before_hour, ahead = 15, at + 2
    if before_hour is None:
        return None
    hour = cardinal(_key(keys, ahead).rstrip("."))
    if hour is None or not 1 <= hour <= 24 or _key(keys, ahead + 1) in _UNITS:
        return None
    with_uhr = _key(keys, ahead + 1) == "uhr"
    return Clock((hour * 60 - before_hour) % DAY_MINUTES, hour <= 12), ahead + 1 + with_uhr


def _offset(keys: Keys, at: int) -> tuple[Clock, int] | None:
    """``viertel nach drei``, ``fünf vor halb zwei``, ``kurz nach acht``."""
    shift = 15 if keys[at] == "viertel" else 5 if keys[at] == "kurz" else cardinal(keys[at])
    ahead = at + 1
    if shift is None or not 1 <= shift <= 29:
        return None
    if _key(keys, ahead) in {"minuten", "min", "minute"}:
        ahead += 1
    sign = {"nach": 1, "ueber": 1, "vor": -1}.get(_key(keys, ahead))
    if sign is None:
        return None
    base = (
        _fraction(keys, ahead + 1) if _key(keys, ahead + 1) == "halb" else _hour(keys, ahead + 1, loose=True)
    )
    if base is None:
        return None
    return Clock((base[0].minute + sign * shift) % DAY_MINUTES, base[0].bare), base[1]


def _hour(keys: Keys, at: int, *, loose: bool) -> tuple[Clock, int] | None:
    key = _key(keys, at).rstrip(".") or _key(keys, at)
    if key == "mitternacht":
        return Clock(0, bare=False), at + 1
    hour = cardinal(key)
    if (
        hour is None
        or hour > 24
        or (key in {"ein", "einen", "eine", "einer", "einem"} and _key(keys, at + 1) != "uhr")
    ):
        return None
    following = _key(keys, at + 1)
    if following in {"uhr", "h"}:
        minute, ahead = _minute_after(keys, at + 2)
        return Clock(hour % 24 * 60 + minute, 1 <= hour <= 12 and not key.startswith("0")), ahead
    pair = _minute_pair(keys, at, hour, loose=loose)
    if pair is not None:
        return pair
    in_part = (following in PART_WORDS and following != "nacht") or (
        following in {"in", "am"} and _part_follows(keys, at)
    )
    if not (loose or in_part) or following in _UNITS or (ordinal(key) and key.endswith(".")):
        return None
    return Clock(hour % 24 * 60, 1 <= hour <= 12), at + 1


def _minute_after(keys: Keys, at: int) -> tuple[int, int]:
    ahead = at + 1 if _key(keys, at) == "und" and cardinal(_key(keys, at + 1)) in range(1, 60) else at
    minute = cardinal(_key(keys, ahead).rstrip("."))
    if minute is None or minute > 59 or _key(keys, ahead + 1) in _UNITS - {"minuten", "min"}:
        return 0, at
    if _key(keys, ahead) in {"ein", "eine", "einen", "einer", "einem"}:
        return 0, at
    return minute, ahead + 1 + (_key(keys, ahead + 1) in {"minuten", "min"})


def _minute_pair(keys: Keys, at: int, hour: int, *, loose: bool) -> tuple[Clock, int] | None:
    """``14 30``, as many speech recognisers write it; three numbers in a row are a telephone number."""
    minute = cardinal(_key(keys, at + 1).rstrip("."))
    numbers_around = cardinal(_key(keys, at - 1)) is not None or cardinal(_key(keys, at + 2)) is not None
    if minute is None or minute > 59 or numbers_around or _key(keys, at + 2) in _UNITS:
        return None
    if (minute % 15 == 0 and minute and 6 <= hour <= 22) or (loose and minute >= 10):
        with_uhr = _key(keys, at + 2) == "uhr"
        return Clock(hour % 24 * 60 + minute, hour <= 12), at + 2 + with_uhr
    return None


def _part_follows(keys: Keys, at: int) -> bool:
    return _key(keys, at + 2) in PART_WORDS or _key(keys, at + 2) == "morgen" or _key(keys, at + 3) == "frueh"


def _read_span(keys: Keys, at: int) -> tuple[Hours, int] | None:
    opener = _key(keys, at) if _key(keys, at) in {"zwischen", "von"} else ""
    start = read_clock(keys, at + bool(opener), loose=bool(opener) or _written_span(keys, at))
    if start is None:
        return None
    if not opener and _key(keys, start[1]) not in {"bis", "-"}:
        return None
    if opener and _key(keys, start[1]) not in {"und", "bis", "-", "auf"}:
        return (Hours("from", start[0]), start[1] + 1) if _key(keys, start[1]) == "an" else None
    ahead = start[1] + 1
    while _key(keys, ahead) in {"um", "etwa", "circa", "spaetestens", "gegen", "maximal", "hoechstens"}:
        ahead += 1
    end = read_clock(keys, ahead, loose=True)
    return None if end is None else (Hours("between", start[0], end[0]), end[1])


def _written_span(keys: Keys, at: int) -> bool:
    """``17-18 Uhr``, ``neun bis elf Uhr``."""
    both_numbers = cardinal(_key(keys, at)) is not None and cardinal(_key(keys, at + 2)) is not None
    return both_numbers and _key(keys, at + 1) in {"-", "bis"} and _key(keys, at + 3) in {"uhr", "h"}


def _read_single(keys: Keys, at: int, *, loose: bool) -> tuple[Hours, int] | None:
    kind: Kind = "at"
    ahead, strong = at, False
    while _key(keys, ahead) in _PREPOSITIONS or _key(keys, ahead) in _WEAK:
        if _key(keys, ahead) == "kurz" and _key(keys, ahead + 1) in {"vor", "nach"}:
            break
        said = _PREPOSITIONS.get(_key(keys, ahead)) or _WEAK.get(_key(keys, ahead))
        # "ab ca. 14 Uhr" stays "ab"; "so um drei" stays "gegen".
        if kind == "at" and said is not None:
            kind = said  # type: ignore[assignment]
        strong = strong or _key(keys, ahead) in _PREPOSITIONS
        ahead += 1
        if _key(keys, ahead) == ".":
            ahead += 1
    life = _after_life(keys, ahead, kind)
    if life is not None:
        return life
    clock = read_clock(keys, ahead, loose=loose or strong)
    if clock is None:
        return None
    return _with_ending(keys, kind, clock[0], clock[1])


def _with_ending(keys: Keys, kind: Kind, clock: Clock, at: int) -> tuple[Hours, int]:
    """``um neun bis elf``, ``um drei rum``, ``um drei oder später``."""
    following, after = _key(keys, at), _key(keys, at + 1)
    if following in {"-", "bis"} and kind in {"at", "around"}:
        end = read_clock(keys, at + 1, loose=True)
        if end is not None:
            return Hours("between", clock, end[0]), end[1]
    if following in {"herum", "rum"}:
        return Hours("around", clock), at + 1
    if kind == "at" and following == "oder" and after in {"so", "spaeter"}:
        return Hours("from" if after == "spaeter" else "around", clock), at + 2
    return Hours(kind, clock), at


def _after_life(keys: Keys, at: int, kind: Kind) -> tuple[Hours, int] | None:
    """``nach der Arbeit``, ``vor der Schule``, ``nach Feierabend``."""
    ahead = at + (_key(keys, at) in {"der", "dem", "meiner", "meinem", "unserer"})
    word = _key(keys, ahead)
    if kind == "from" and word in AFTER_LIFE:
        return Hours("part", span=(AFTER_LIFE[word], 21 * 60)), ahead + 1
    if kind == "until" and word in BEFORE_LIFE:
        return Hours("part", span=(6 * 60, BEFORE_LIFE[word])), ahead + 1
    return None


def _read_part(keys: Keys, at: int) -> tuple[Hours, int] | None:
    ahead, grade = at, ""
    while _key(keys, ahead) in {
        "am",
        "in",
        "der",
        "den",
        "gegen",
        "ueber",
        "zur",
        "im",
        "frueh",
        "frueher",
        "fruehen",
        "spaet",
        "spaeten",
        "spaeter",
        "ganz",
        "gleich",
        "eher",
        "zum",
        "des",
        "die",
    }:
        word = _key(keys, ahead)
        if word == "frueh" and not _names_part(keys, ahead + 1):
            break
        grade = (
            "early"
            if word in {"frueh", "frueher", "fruehen"}
            else "late"
            if word.startswith("spaet")
            else grade
        )
        ahead += 1
    if not _names_part(keys, ahead):
        return None
    part = PART_WORDS.get(_key(keys, ahead), "morgen")
    if part == "frueh" and _key(keys, ahead - 1) in {"zu", "moeglichst", "so", "sehr"}:
        return None
    table = EARLY_PART if grade == "early" else LATE_PART if grade == "late" else DAYPARTS
    return Hours("part", span=table.get(part, DAYPARTS[part])), ahead + 1


def _names_part(keys: Keys, at: int) -> bool:
    word, before = _key(keys, at), _key(keys, at - 1)
    if word == "morgen":
        return before in _MORNING_AFTER or (before in WEEKDAYS and len(before) > 2)
    return word in PART_WORDS


def opening_sense(clock: Clock, part: tuple[int, int] | None = None) -> int:
    """Return the minute a business means: a bare 1 to 7 is the afternoon unless the part of day differs."""
    if not clock.bare:
        return clock.minute
    later = clock.minute + DAY_MINUTES // 2
    if part is not None:
        inside = [
            minute for minute in (clock.minute, later % DAY_MINUTES) if part[0] - 60 <= minute <= part[1] + 60
        ]
        return inside[0] if inside else clock.minute
    return later if clock.minute < 7 * 60 + 30 else clock.minute % DAY_MINUTES


def minutes_of(hours: Hours, part: tuple[int, int] | None) -> tuple[int | None, int | None, int | None]:
    """Return ``(opens, closes, target)`` of a spoken time, ``part`` being the part of day said with it."""
    if hours.clock is None:  # a part of the day
        return (*(hours.span or (0, DAY_MINUTES)), None)
    minute = opening_sense(hours.clock, part)
    if hours.kind == "between" and hours.until is not None:
        return _between(hours.clock, hours.until, part)
    if hours.kind == "from":
        return minute, part[1] if part and part[1] > minute else None, None
    if hours.kind == "until":
        return (part[0] if part and part[0] < minute else None), minute, None
    if hours.kind == "around":
        return max(0, minute - _AROUND_MINUTES), min(DAY_MINUTES, minute + _AROUND_MINUTES + 1), minute
    return minute, minute + 1, minute


def _between(start: Clock, end: Clock, part: tuple[int, int] | None) -> tuple[int, int, int | None]:
    opens, closes = opening_sense(start, part), opening_sense(end, part)
    if start.bare and end.bare and part is None and 7 * 60 <= start.minute < end.minute <= 12 * 60:
        return start.minute, end.minute, None
    if closes <= opens and end.bare:
        closes = end.minute + DAY_MINUTES // 2
    if closes <= opens:
        closes = opens + 60
    return opens, min(closes, DAY_MINUTES), None
