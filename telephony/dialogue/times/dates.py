"""Reads dates: ``3.12.``, ``dritter Zwölfter``, ``am Dreißigsten``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.lexicon import MONTH_KEYS, MONTH_NAMES, MONTHS, WEEKDAYS

Keys = Sequence[str]

DAY = timedelta(days=1)

WEEK = timedelta(days=7)

NO_DAY_AFTER_ORDINAL = frozenset(
    (
        "mal termin termine stock versuch woche vorschlag kind platz uhrzeit variante moeglichkeit "
        "zeit option"
    ).split()
)

# "den ersten freien", "im ersten Quartal": what is counted stands behind its adjective or is no day.
_COUNTED = re.compile(
    r"(?:frei|moeglich|verfuegbar|offen|passend|best|erreichbar|schulfrei|normal)(?:e|er|en|es|em)?"
    r"|\w+(?:termine?|wochen?|haelfte|quartal|versuch|slot|besuch|behandlung|sitzung)|haelfte|quartal|slot|advent"
)
_PART_OF_MONTH = re.compile(r"(?:woche|haelfte|wochenende)$")
_ANNOUNCES_DATE = frozenset({"am", "der", "den", "dem", "zum", "vom", "ab", "bis", "und"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Some days as spoken. Weekdays without a span still wait for their week; ``habitual`` is ``dienstags``.

    ``nearby`` are days around the named one that are meant almost as much ("in zwei Wochen");
    days that are over are told, not wished for.
    """

    start: date | None = None
    end: date | None = None
    weekdays: tuple[int, ...] = ()
    habitual: bool = False
    choices: tuple[date, ...] = ()
    nearby: tuple[date, date] | None = None
    is_over: bool = False


Read = tuple[Days, int] | None


def week_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def key_at(keys: Keys, at: int) -> str:
    """Return the word at this place, empty beyond the ends."""
    return keys[at] if 0 <= at < len(keys) else ""


def single_day(day: date) -> Days:
    """Return one day."""
    return Days(start=day, end=day + DAY)


def bare_ordinal(keys: Keys, at: int, today: date) -> Read:
    """Read the first day of a range, whose month may follow later."""
    value = ordinal(key_at(keys, at)) or (
        cardinal(key_at(keys, at))
        if key_at(keys, at + 1) in {"bis", "-"} and is_date_like(key_at(keys, at + 2))
        else None
    )
    if value is None or not 1 <= value <= 31:
        return None
    return (single_day(day), at + 1) if (day := day_of_month(value, today)) else None


def is_date_like(key: str) -> bool:
    """Tell whether a word is written like a date."""
    return key[:1].isdigit() and "." in key


def written_date(keys: Keys, at: int, today: date) -> Read:
    """``3.12.``, ``dritter Zwölfter``, ``3. Dezember 2026``, ``2026-12-03``."""
    key = key_at(keys, at)
    if len(key) == 10 and key[4] == "-":
        return _dated(int(key[8:]), int(key[5:7]), int(key[:4]), today, at + 1)
    if "/" in key and key[0].isdigit():
        parts = key.split("/")
        return _dated(int(parts[0]), int(parts[1]), int(parts[2]) if len(parts) > 2 else None, today, at + 1)
    if is_date_like(key) and key.strip(".").count("."):
        parts = [part.strip() for part in key.split(".")]
        minute_like = len(parts) == 2 and (
            key_at(keys, at + 1) == "uhr" or key_at(keys, at - 1) in {"um", "gegen"}
        )
        if minute_like or not all(part.isdigit() for part in parts[:2]):
            return None
        year = int(parts[2]) if len(parts) > 2 and parts[2].isdigit() else None
        if year is not None and not (year < 100 or 2000 <= year <= 2100):
            return None
        if year is not None:
            return _dated(int(parts[0]), int(parts[1]), year, today, at + 1)
        return _dated(int(parts[0]), int(parts[1]), *year_at(keys, at + 1, today))
    spoken = ordinal(key) or (cardinal(key) if key_at(keys, at + 1) in MONTHS else None)
    if spoken is None:
        return None
    month_key = key_at(keys, at + 1)
    month = MONTHS.get(month_key) or ordinal(month_key)
    if (
        month is None
        and key.endswith(".")
        and key_at(keys, at - 1) in _ANNOUNCES_DATE
        and key_at(keys, at + 2) != "uhr"
    ):
        month = cardinal(month_key)
    if month is None or not 1 <= month <= 12 or key_at(keys, at + 2) == "mal":
        return None
    ahead = at + 2 + (key_at(keys, at + 2) == "." and month_key in MONTHS and len(month_key) < 5)
    return _dated(spoken, month, *year_at(keys, ahead, today))


def year_at(keys: Keys, at: int, today: date) -> tuple[int | None, date, int]:
    """Read a year behind a date, if there is one."""
    year = key_at(keys, at)
    if year.isdigit() and 2000 <= int(year) <= 2100:
        return int(year), today, at + 1
    return None, today, at


def _dated(day: int, month: int, year: int | None, today: date, ahead: int) -> Read:
    years = [year + 2000 if year < 100 else year] if year is not None else [today.year, today.year + 1]
    for candidate in (
        *years,
        *((today.year + 2, today.year + 3) if (day, month) == (29, 2) and not year else ()),
    ):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found >= today:
            return single_day(found), ahead
    return None


def day_of_month(value: int, today: date) -> date | None:
    """Return the next such day of a month."""
    for step in range(4):
        month = (today.month - 1 + step) % 12 + 1
        year = today.year + (today.month - 1 + step) // 12
        try:
            day = date(year, month, value)
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def counts_something(following: str) -> bool:
    """Tell whether an ordinal before this word counts things: ``den ersten freien Termin``."""
    return (
        following in NO_DAY_AFTER_ORDINAL
        or _COUNTED.fullmatch(following) is not None
        or (following.endswith(("tag", "tages", "tage")) and following not in WEEKDAYS)
    )


def lone_ordinal(keys: Keys, at: int, today: date) -> Read:
    """``am dritten``, ``der Dreißigste``: only behind a masculine article, else it counts something."""
    value = ordinal(key_at(keys, at))
    following = key_at(keys, at + 1)
    listed = key_at(keys, at - 1) in {"oder", ","} and ordinal(key_at(keys, at - 2)) is not None
    if (
        value is None
        or not (listed or key_at(keys, at - 1) in _ANNOUNCES_DATE)
        or counts_something(following)
    ):
        return None
    key = key_at(keys, at)
    if key_at(keys, at - 1) == "der" and not key.endswith((".", "te", "ter")):
        return None
    if following in {"kw", "kalenderwoche", *MONTHS}:
        return None  # "am 31. Februar" names no day: what is left is the month
    day = day_of_month(value, today)
    return (single_day(day), at + 1) if day else None


_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def no_such_date(keys: Keys) -> str:
    """Return the date that no year has (``31. Februar``), empty if there is none."""
    for at, key in enumerate(keys):
        parts = key.strip(".").split(".")
        if len(parts) > 1 and is_date_like(key):
            day, month = (int(part) if part.strip().isdigit() else 0 for part in parts[:2])
            is_date = key.endswith(".") or len(parts) > 2
        else:
            day, month = ordinal(key) or 0, MONTHS.get(key_at(keys, at + 1), 0)
            is_date = True
        if is_date and 1 <= month <= 12 and _LENGTHS[month - 1] < day <= 31:
            return f"{day}. {MONTH_NAMES[month - 1]}"
    return ""


def with_month(keys: list[str], days: tuple[date, date], today: date) -> list[str]:
    """Return the words with the month that a bare day of the month has near these days.

    After an offer in January "nach dem 10." is the tenth of January, whatever month it is now.
    """
    said: list[str] = []
    for at, key in enumerate(keys):
        said.append(key)
        value = ordinal(key)
        following = key_at(keys, at + 1)
        if (
            value is None
            or key_at(keys, at - 1) not in _ANNOUNCES_DATE | {"nach", "vor"}
            or following in NO_DAY_AFTER_ORDINAL
            or following in MONTHS
            or ordinal(following)
            or following.isdigit()
        ):
            continue
        near = _nearest(value, days, today)
        if near is not None and near != day_of_month(value, today):
            said += [MONTH_KEYS[near.month - 1], str(near.year)]
    return said


def _nearest(value: int, days: tuple[date, date], today: date) -> date | None:
    first, last = days
    candidates = []
    for step in (-1, 0, 1):
        month = month_later(first.replace(day=1), step)
        try:
            candidates.append(month.replace(day=value))
        except ValueError:
            continue
    ahead = [day for day in candidates if day >= today]
    return min(ahead, key=lambda day: max(first - day, day - last, timedelta(0)), default=None)


def month_later(today: date, months: int) -> date:
    """Return the same day so many months later, or the last before it."""
    month = (today.month - 1 + months) % 12 + 1
    year = today.year + (today.month - 1 + months) // 12
    for day in range(today.day, today.day - 4, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, 28)


_LISTS = frozenset({",", "oder", "und", "den", "dem", "der", "am", "bis", "-", "noch", "auch", "lieber"})


def with_said_months(keys: list[str], today: date) -> list[str]:
    """Return the words with the month where it was said once for several days.

    ``am 14., 15. oder 16. Dezember``, ``Anfang Januar, aber nicht am zweiten``.
    """
    return _months_behind(_months_ahead(keys), today)


def _months_ahead(keys: list[str]) -> list[str]:
    said: list[str] = []
    month = ""
    for at in range(len(keys) - 1, -1, -1):
        key, following = keys[at], key_at(keys, at + 1)
        is_day = ordinal(key) is not None
        if is_day and (following in MONTHS or following == "advent"):
            month = following
        elif (
            is_day
            and month
            and following in {",", "oder", "und"}
            and key_at(keys, at + 2) not in NO_DAY_AFTER_ORDINAL
        ):
            said.append(month)
        elif key not in _LISTS and not is_day and key not in MONTHS and key != "advent":
            month = ""
        said.append(key)
    return said[::-1]


def _months_behind(keys: list[str], today: date) -> list[str]:
    for at, key in enumerate(keys):
        month = MONTHS.get(_PART_OF_MONTH.sub("", key), 0) if len(key) > 3 else 0
        if month and (month != MONTHS.get(key) or not ordinal(key_at(keys, at - 1))):
            first = date(today.year + (month < today.month), month, 1)
            last = month_later(first, 1) - DAY
            return [*keys[: at + 1], *with_month(keys[at + 1 :], (first, last), today)]
    return keys
