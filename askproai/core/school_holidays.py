"""School holidays of Germany, Austria and Switzerland: when they are, by region and by what they are called.

A region is a country and its Land or Kanton: ``DE-BE`` is Berlin, ``CH-BE`` is Bern, ``AT-9`` is Vienna.
Where no date is set for the whole of a region there is none here: nothing is guessed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

Span = tuple[date, date]
_TABLE = Path(__file__).with_suffix(".txt")


def region_of(code: str) -> str:
    """``BE`` and ``DE-BE`` are Berlin: a code that names no country is a German one."""
    return code if "-" in code else f"DE-{code}"


def school_holidays(region: str, kind: str = "") -> tuple[Span, ...]:
    """First and last days of the school holidays of a region, in order; of all kinds unless one is named."""
    table = _table()
    found = [*table.get(region, ()), *table.get(region.partition("-")[0], ())]
    return tuple(sorted(span for kinds, span in found if not kind or kind in kinds))


@lru_cache(maxsize=100)
def days_of_school_holidays(region: str) -> frozenset[date]:
    """Each day of them."""
    return frozenset(
        first + timedelta(days=step)
        for first, last in school_holidays(region)
        for step in range((last - first).days + 1)
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, list[tuple[frozenset[str], Span]]]:
    table: dict[str, list[tuple[frozenset[str], Span]]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        region, kinds, *spans = line.split()
        for first, _, last in (span.partition("/") for span in spans):
            span = date.fromisoformat(first), date.fromisoformat(last)
            table.setdefault(region, []).append((frozenset(kinds.split("+")), span))
    return table
