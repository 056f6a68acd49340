"""Finds the days and the times of day in an utterance, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.times.beside import read_beside
from telephony.dialogue.times.clock import Clock, Hours
from telephony.dialogue.times.dates import Days, single_day
from telephony.dialogue.times.days import STARTS as DAY_STARTS
from telephony.dialogue.times.days import anchored, read_days
from telephony.dialogue.times.hours import STARTS as CLOCK_STARTS
from telephony.dialogue.times.hours import read_hours
from telephony.dialogue.times.reading.feasts import NATIONAL_WORDS, SCHOOL_HOLIDAYS
from telephony.dialogue.times.reading.lexicon import CONCEPTS, compound

_STARTS = CLOCK_STARTS | DAY_STARTS | CONCEPTS.keys() | SCHOOL_HOLIDAYS | NATIONAL_WORDS
_BEFORE_ANOTHER = frozenset("oder auch lieber doch eher besser sondern nein nee quatsch also".split())
_PER_UNIT = {
    "stunde": 60, "stunden": 60, "minuten": 1, "minute": 1, "viertelstunde": 15, "dreiviertelstunde": 45,
    "stuendchen": 60, "halbstunde": 30,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """A day or a time of day and the words it was said with."""

    value: Days | Hours
    at: int
    end: int


def items_of(keys: Sequence[str], today: date, now: datetime, *, expecting: bool) -> Iterator[Item]:
    """Yield what is said about time, from left to right."""
    at, had_hours = 0, False
    anchor: Days | None = None
    while at < len(keys):
        if not _may_begin(keys[at]):
            at += 1
            continue
        soon = _soon(keys, at, now)
        if soon is not None:
            yield Item(single_day(soon[0].date()), at, at)
            found: tuple[Days | Hours, int] | None = (_around(soon[0]), soon[1])
        else:
            loose = (expecting and _alone(keys, at)) or (had_hours and _goes_on(keys, at))
            found = read_beside(keys, at, anchor, today) or _prefer(
                keys[at], read_days(keys, at, today), read_hours(keys, at, loose=loose)
            )
        if found is None:
            at += 1
            continue
        value, end = found
        yield Item(value, at, end)
        if isinstance(value, Days):
            anchor = anchored(value, today)
        had_hours = had_hours or (isinstance(value, Hours) and value.kind != "part")
        at = max(end, at + 1)


def _may_begin(key: str) -> bool:
    """Most words of an utterance are not about time: they are passed over at once."""
    is_number = key[0].isdigit() or cardinal(key) is not None or ordinal(key) is not None
    return is_number or key in _STARTS or bool(compound(key))


def _prefer(
    key: str, days: tuple[Days, int] | None, hours: tuple[Hours, int] | None
) -> tuple[Days | Hours, int] | None:
    if days is None or hours is None:
        return days or hours
    if key == "morgen":  # behind a weekday it is the morning, else it is tomorrow
        return hours
    return hours if hours[1] > days[1] else days


def _alone(keys: Sequence[str], at: int) -> bool:
    """A bare number is an hour only when no other number stands beside it."""
    return not any(
        cardinal(key.rstrip(".")) is not None for key in (*keys[max(0, at - 1) : at], *keys[at + 2 : at + 3])
    )


def _goes_on(keys: Sequence[str], at: int) -> bool:
    """Behind one hour a bare number is another one: ``um drei, nein, vier``, ``neun oder zehn``."""
    before = [key for key in keys[max(0, at - 2) : at] if key != ","]
    following = keys[at + 1] if at + 1 < len(keys) else ""
    return (
        bool(before)
        and before[-1] in _BEFORE_ANOTHER
        and following in {"", ",", ".", "oder", "uhr", "am", "bitte"}
    )


def _soon(keys: Sequence[str], at: int, now: datetime) -> tuple[datetime, int] | None:
    """``in einer halben Stunde``, ``in zwei Stunden``: a time of today."""
    if keys[at] != "in" or at + 2 >= len(keys):
        return None
    count: float | None = {"anderthalb": 1.5, "eineinhalb": 1.5, "zweieinhalb": 2.5}.get(keys[at + 1])
    unit = at + 2
    if keys[at + 1] in {"einer", "ner"} and keys[at + 2] == "halben":
        count, unit = 0.5, at + 3
    elif keys[at + 1] in {"einer", "ner"} and keys[at + 2] in {"dreiviertel", "viertel"}:
        count, unit = (0.75 if keys[at + 2] == "dreiviertel" else 0.25), at + 3
    count = count if count is not None else cardinal(keys[at + 1])
    if count is None or unit >= len(keys) or count > 48 or keys[unit] not in _PER_UNIT:
        return None
    return now + timedelta(minutes=int(count * _PER_UNIT[keys[unit]])), unit + 1


def _around(moment: datetime) -> Hours:
    return Hours("around", Clock(moment.hour * 60 + moment.minute, bare=False))
