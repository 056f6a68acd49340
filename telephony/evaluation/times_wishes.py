"""Our own set of wishes as callers say them: vague ones, alternatives, exclusions, conditions, follow-ups.

Each case names wall times that the wish has to admit and to refuse, what has to come first, and whether it
has to be asked back. Half of each kind was looked at while the grammar was written ("seen"), the other half
only counts ("held"). The fresh ones were written when the grammar stood: each round was counted unseen first,
and only the first was looked at afterwards.

The rounds are five more sets, written by kinds of people (parents, craftsmen, shift workers, pensioners,
students, secretaries, dialects, recognisers without punctuation) with the expectation set down before the
first run. Unseen they came to 43 of 60, 50 of 60, 41 of 60, 30 of 40 and 33 of 40; what they showed was
mended afterwards, so that their figures here tell of regressions, not of strangers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

from telephony.dialogue.times.grammar import Context, understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.evaluation.report import Report, json_lines

_DATA = Path(__file__).parent / "data"
_SETS = ("times_wishes.jsonl", "times_fresh.jsonl", "times_rounds.jsonl")
_HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class WishCase:
    """One utterance and what it has to mean."""

    id: str
    group: str
    half: str
    text: str
    now: datetime
    subdivision: str
    admits: tuple[datetime, ...]
    refuses: tuple[datetime, ...]
    offered: tuple[datetime, ...]
    best: datetime | None
    asks: str
    is_earliest: bool
    is_latest: bool
    is_silent: bool

    @classmethod
    def of(cls, raw: dict[str, Any]) -> WishCase:
        """Read one line."""
        moments = {
            name: tuple(datetime.fromisoformat(each) for each in raw.get(name, ()))
            for name in ("admits", "refuses", "offered")
        }
        return cls(
            id=raw["id"],
            group=raw["group"],
            half=raw["half"],
            text=raw["text"],
            now=datetime.fromisoformat(raw["now"]),
            subdivision=raw.get("subdivision", "BE"),
            best=datetime.fromisoformat(raw["best"]) if raw.get("best") else None,
            asks=raw.get("asks", "no"),
            is_earliest=bool(raw.get("earliest")),
            is_latest=bool(raw.get("latest")),
            is_silent=bool(raw.get("silent")),
            **moments,
        )


def understand(case: WishCase) -> TimeWish | None:
    """Understand one utterance as the dialogue does."""
    offered = case.offered
    days = (min(offered).date(), max(offered).date()) if offered else None
    context = (
        Context(days=days, is_morning=all(each.hour < 12 for each in offered), offers=offered)
        if days
        else None
    )
    return understand_time(
        case.text, now=case.now, subdivision=case.subdivision, context=context, expecting=bool(offered)
    )


def failure(case: WishCase, wish: TimeWish | None) -> str:
    """Return what is wrong with a wish, empty if nothing is."""
    if case.is_silent:
        return "" if wish is None else "hears a time"
    if wish is None:
        return "" if case.asks == "may" else "hears no time"
    asks = wish.is_unclear
    if case.asks == "yes":
        return "" if asks else "does not ask back"
    if asks:
        return "" if case.asks == "may" else "asks back"
    if (case.is_earliest and not wish.earliest) or (case.is_latest and not wish.latest):
        return "does not hear which end of the day is liked"
    for moment in case.admits:
        if not wish.admits(moment):
            return f"does not admit {moment:%d.%m. %H:%M}"
    for moment in case.refuses:
        if wish.admits(moment):
            return f"admits {moment:%d.%m. %H:%M}"
    return _order(case, wish)


def _order(case: WishCase, wish: TimeWish) -> str:
    windows = wish.windows(case.now, _HORIZON_DAYS)
    if case.admits and not windows:
        return "has no windows"
    if case.best is None:
        return ""
    places = {
        moment: next(
            (at for at, window in enumerate(windows) if window.start <= moment < window.end), len(windows)
        )
        for moment in case.admits
    }
    return "" if places[case.best] == min(places.values()) else "prefers another"


def cases() -> tuple[WishCase, ...]:
    """Read all sets."""
    return tuple(
        WishCase.of(raw) for name in _SETS if (_DATA / name).exists() for raw in json_lines(_DATA / name)
    )


def measure(report: Report, took: list[float]) -> dict[str, Any]:
    """Print and return the share of wishes understood, per kind and half."""
    failures: dict[str, str] = {}
    every = cases()
    for case in every:
        started = process_time()
        wish = understand(case)
        took.append(process_time() - started)
        failures[case.id] = failure(case, wish)
        if failures[case.id] and case.half == "seen":
            report.mistake(f"{case.id} | {case.text} | {failures[case.id]}")
    halves = list(dict.fromkeys(case.half for case in every))
    report.line("Wishes as callers say them, understood in every point")
    rows = [
        [
            group,
            *(
                _right([case for case in every if (case.group, case.half) == (group, half)], failures)
                for half in halves
            ),
        ]
        for group in dict.fromkeys(case.group for case in every)
    ]
    report.table(["kind", *halves], rows)
    figures: dict[str, Any] = {"n": len(every)}
    for half in halves:
        chosen = [case for case in every if case.half == half]
        right = sum(not failures[case.id] for case in chosen)
        figures[half] = {"n": len(chosen), "right": round(100 * right / len(chosen), 1)}
        report.line(f"{half}: {right} of {len(chosen)}, {figures[half]['right']} %")
    report.line()
    return figures


def _right(chosen: Sequence[WishCase], failures: dict[str, str]) -> str:
    return f"{sum(not failures[case.id] for case in chosen)}/{len(chosen)}" if chosen else ""
