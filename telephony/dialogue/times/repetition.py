"""How often somebody wants to come: "jeden zweiten Donnerstag, zehnmal", "alle 14 Tage bis Ostern"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.times.said import keys_of

Unit = Literal["day", "week", "month", "month_weekday"]

_ORDINALS = {
    "erste": 1,
    "zweite": 2,
    "andere": 2,
    "dritte": 3,
    "vierte": 4,
    "fuenfte": 5,
    "sechste": 6,
    "achte": 8,
}
_WEEKDAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_UNITS = {"tag": "day", "tage": "day", "woche": "week", "wochen": "week", "monat": "month", "monate": "month"}
_EACH = r"\bjede[nrsm]?"
_NTH = r"(?: (?P<nth>erste|zweite|andere|dritte|vierte|fuenfte|sechste|achte)[nrsm]?)?"
_IN_MONTH = re.compile(rf"{_EACH}(?: \w+)? {_WEEKDAY} (?:im|des|jeden) monat")
_EACH_UNIT = re.compile(rf"{_EACH}{_NTH} (?P<unit>tag|woche|monat|{_WEEKDAY})\b")
_EVERY_SO_MANY = re.compile(r"\balle (?P<number>\w+) (?P<unit>tage|wochen|monate)\b")
_ALWAYS = re.compile(
    rf"\b(?:immer|jeweils|regelmaessig) (?:am )?{_WEEKDAY}s?\b|\bein ?mal (?:die|in der|pro|je) woche\b"
    rf"|\bwoche fuer woche\b|\bam stueck\b"
)
_ADVERBS = {
    "taeglich": (1, "day"),
    "woechentlich": (1, "week"),
    "zweiwoechentlich": (2, "week"),
    "vierzehntaegig": (2, "week"),
    "14-taegig": (2, "week"),
    "monatlich": (1, "month"),
}
_TIMES = re.compile(r"\b(?P<number>\w+?) ?(?:mal|x|termine|sitzungen|behandlungen)\b")
_UNTIL = re.compile(r"\bbis (?:zu(?:m|r)? )?(?!dann|bald|dahin)(?P<when>.+)$")
_FORTNIGHT = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Every so many days, weeks or months; ``until`` are the words after "bis"."""

    every: int
    unit: Unit
    count: int | None = None
    until: str = ""


def repetition_in(text: str) -> Repetition | None:
    """What the words say about coming again and again; ``None``: nothing."""
    said = " ".join(key for key in keys_of(text) if key != ",")
    count = _count(said)
    rule = _rule(said) or (_always(said) if count else None)
    if rule is None:
        return None
    every, unit = rule
    until = _UNTIL.search(said)
    return Repetition(every=every, unit=unit, count=count, until=until["when"] if until else "")


def _always(said: str) -> tuple[int, Unit] | None:
    """``Immer montags`` is a wish for a series only beside how many: else it tells when somebody can."""
    if _ALWAYS.search(said):
        return 1, "week"
    return None


def _rule(said: str) -> tuple[int, Unit] | None:
    if _IN_MONTH.search(said):
        return 1, "month_weekday"
    if each := _EACH_UNIT.search(said):
        unit = _UNITS.get(each["unit"], "week")
        return _ORDINALS.get(each["nth"] or "erste", 1), unit  # type: ignore[return-value]
    if several := _EVERY_SO_MANY.search(said):
        number = cardinal(several["number"])
        if number == _FORTNIGHT and several["unit"] == "tage":
            return 2, "week"
        return (number, _UNITS[several["unit"]]) if number else None  # type: ignore[return-value]
    return next((rule for word, rule in _ADVERBS.items() if word in said.split()), None)  # type: ignore[return-value]


def _count(said: str) -> int | None:
    numbers = (cardinal(found["number"]) for found in _TIMES.finditer(said))
    return next((number for number in numbers if number and number > 1), None)
