"""School holidays of Germany, Austria and Switzerland: when they are, by region and by what they are called.

A region is a country and its Land or Kanton: ``DE-BE`` is Berlin, ``CH-BE`` is Bern, ``AT-9`` is Vienna.
Where no date is set for the whole of a region there is none here: nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

Span = tuple[date, date]
_NAMES = {
    "herbst": "Herbstferien",
    "weihnacht": "Weihnachtsferien",
    "winter": "Winterferien",
    "sport": "Sportferien",
    "fasnacht": "Fasnachtsferien",
    "semester": "Semesterferien",
    "fruehling": "Frühlingsferien",
    "fruehjahr": "Frühjahrsferien",
    "oster": "Osterferien",
    "pfingst": "Pfingstferien",
    "sommer": "Sommerferien",
}
_TABLE = Path(__file__).with_suffix(".txt")


def region_of(code: str) -> str:
    """``BE`` and ``DE-BE`` are Berlin: a code that names no country is a German one."""
    return code if "-" in code else f"DE-{code}"


def school_holidays(region: str, kind: str = "") -> tuple[Span, ...]:
    """First and last days of the school holidays of a region, in order; of all kinds unless one is named."""
    return tuple(sorted(span for kinds, span in _of_region(region) if not kind or kind in kinds))


@lru_cache(maxsize=100)
def days_of_school_holidays(region: str) -> Mapping[date, str]:
    """Each day of them, with their name: ``Herbstferien``."""
    return {
        first + timedelta(days=step): _NAMES[kinds[0]]
        for kinds, (first, last) in _of_region(region)
        for step in range((last - first).days + 1)
    }


def _of_region(region: str) -> list[tuple[tuple[str, ...], Span]]:
    """What a region has, and what its country has everywhere; each with its names, the usual one first."""
    return [*_table().get(region, ()), *_table().get(region.partition("-")[0], ())]


@lru_cache(maxsize=1)
def _table() -> dict[str, list[tuple[tuple[str, ...], Span]]]:
    table: dict[str, list[tuple[tuple[str, ...], Span]]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        region, kinds, *spans = line.split()
        for first, _, last in (span.partition("/") for span in spans):
            span = date.fromisoformat(first), date.fromisoformat(last)
            table.setdefault(region, []).append((tuple(kinds.split("+")), span))
    return table
