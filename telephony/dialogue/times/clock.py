"""Reads times on the clock: ``halb drei``, ``14 Uhr 30``, ``viertel nach neun``."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.lexicon import PART_WORDS
from telephony.dialogue.times.wish import DAY_MINUTES

Keys = Sequence[str]
Kind = Literal["at", "around", "from", "until", "between", "part"]

_UNITS = frozenset(
    "tag tage tagen woche wochen monat monate monaten jahr jahre jahren stunde stunden minute minuten "
    "min euro cent "
    "prozent grad personen person leute kind kinder kindern mal km kilometer zentimeter cm termine "
    "terminen stueck "
    "reifen mann meter sekunden sekunde std kw termin".split()
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


def key_at(keys: Keys, at: int) -> str:
    """Return the word at this place, empty beyond the ends."""
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
    with_uhr = key_at(keys, at + 1) in {"uhr", "h"}
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
    if keys[at] == "drei" and key_at(keys, at + 1) == "viertel":
        before_hour, ahead = 15, at + 2
    if before_hour is None:
        return None
    hour = cardinal(key_at(keys, ahead).rstrip("."))
    if hour is None or not 1 <= hour <= 24 or key_at(keys, ahead + 1) in _UNITS:
        return None
    with_uhr = key_at(keys, ahead + 1) == "uhr"
    return Clock((hour * 60 - before_hour) % DAY_MINUTES, hour <= 12), ahead + 1 + with_uhr


def _offset(keys: Keys, at: int) -> tuple[Clock, int] | None:
    """``viertel nach drei``, ``fünf vor halb zwei``, ``kurz nach acht``."""
    shift = 15 if keys[at] == "viertel" else 5 if keys[at] == "kurz" else cardinal(keys[at])
    ahead = at + 1
    if shift is None or not 1 <= shift <= 29:
        return None
    if key_at(keys, ahead) in {"minuten", "min", "minute"}:
        ahead += 1
    sign = {"nach": 1, "ueber": 1, "vor": -1}.get(key_at(keys, ahead))
    if sign is None:
        return None
    base = (
        _fraction(keys, ahead + 1)
        if key_at(keys, ahead + 1) in {"halb", "dreiviertel"}
        else _hour(keys, ahead + 1, loose=True)
    )
    if base is None:
        return None
    return Clock((base[0].minute + sign * shift) % DAY_MINUTES, base[0].bare), base[1]


def _hour(keys: Keys, at: int, *, loose: bool) -> tuple[Clock, int] | None:
    key = key_at(keys, at).rstrip(".") or key_at(keys, at)
    if key == "mitternacht":
        return Clock(0, bare=False), at + 1
    hour = cardinal(key)
    if (
        hour is None
        or hour > 24
        or (key in {"ein", "einen", "eine", "einer", "einem"} and key_at(keys, at + 1) != "uhr")
    ):
        return None
    following = key_at(keys, at + 1)
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
    ahead = at + 1 if key_at(keys, at) == "und" and cardinal(key_at(keys, at + 1)) in range(1, 60) else at
    minute = cardinal(key_at(keys, ahead).rstrip("."))
    if minute is None or minute > 59 or key_at(keys, ahead + 1) in _UNITS - {"minuten", "min"}:
        return 0, at
    if key_at(keys, ahead) in {"ein", "eine", "einen", "einer", "einem"}:
        return 0, at
    return minute, ahead + 1 + (key_at(keys, ahead + 1) in {"minuten", "min"})


def _minute_pair(keys: Keys, at: int, hour: int, *, loose: bool) -> tuple[Clock, int] | None:
    """``14 30``, as many speech recognisers write it; three numbers in a row are a telephone number."""
    minute = cardinal(key_at(keys, at + 1).rstrip("."))
    numbers_around = cardinal(key_at(keys, at - 1)) is not None or cardinal(key_at(keys, at + 2)) is not None
    if minute is None or minute > 59 or numbers_around or key_at(keys, at + 2) in _UNITS:
        return None
    if (minute % 15 == 0 and minute and 6 <= hour <= 22) or (loose and minute >= 10):
        with_uhr = key_at(keys, at + 2) == "uhr"
        return Clock(hour % 24 * 60 + minute, hour <= 12), at + 2 + with_uhr
    return None


def _part_follows(keys: Keys, at: int) -> bool:
    return (
        key_at(keys, at + 2) in PART_WORDS
        or key_at(keys, at + 2) == "morgen"
        or key_at(keys, at + 3) == "frueh"
    )


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
