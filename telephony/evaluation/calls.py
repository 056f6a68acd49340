"""Whole calls: the suite of callers against frozen copies of three companies, by each way a call can take."""

from __future__ import annotations

import dataclasses
import resource
import statistics
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.core.management import call_command

from telephony.evaluation.report import Report
from telephony.simulation.playing import Spoken
from telephony.simulation.scenario import Scenario, all_scenarios
from telephony.simulation.suite import Result, run_on_copies, summarise

OPTIONS: Final = ("through", "only", "seed")
_WAYS: Final = ("engine", "functions", "socket")


def add_arguments(parser: ArgumentParser) -> None:
    """What else can be said behind ``manage.py evaluate calls``."""
    parser.add_argument("--through", choices=_WAYS, default="engine", help="calls: which way they take")
    parser.add_argument("--only", default="", help="calls: scenarios with this in name, tags or company")
    parser.add_argument("--seed", type=int, default=None, help="calls: other wordings of the same callers")


def evaluate(
    report: Report, *, through: str = "engine", only: str = "", seed: int | None = None
) -> dict[str, Any]:
    """Play all scenarios and say how many ended as they should."""
    call_command("migrate_companies", verbosity=0)
    scenarios = [
        scenario for scenario in all_scenarios() if scenario.company != "any" and _is_meant(scenario, only)
    ]
    results = []
    for result in _played(scenarios, through, seed):
        results.append(result)
        report.progress(len(results), len(scenarios), what="Anrufe")
    for result in results:
        if result.faults or result.unproven:
            report.mistake(described(result))
    _table(report, results)
    summary = summarise(results)
    return {**dataclasses.asdict(summary), "through": through, **_speed(results)}


def _played(scenarios: Sequence[Scenario], through: str, seed: int | None) -> Any:
    if through == "engine":
        return run_on_copies(scenarios, seed=seed)
    from telephony.evaluation.calls_wire import run_through

    return run_through(scenarios, kind=through, seed=seed)


def _is_meant(scenario: Scenario, only: str) -> bool:
    words = only.lower()
    return words in scenario.name.lower() or words in scenario.tags or words == scenario.company


def described(result: Result) -> str:
    """A failed call for people: what is wrong, and the conversation with the turn where it shows."""
    scenario = result.played.scenario
    lines = [f"{scenario.company}: {scenario.name}"]
    lines += [f"  ✗ {fault.what}" for fault in result.faults]
    lines += [f"  ? nicht belegt: {fault.what}" for fault in result.unproven]
    marked = {fault.turn for fault in (*result.faults, *result.unproven)}
    for place, turn in enumerate(result.played.talk.turns):
        lines.append(f"  {'→' if place in marked else ' '} {_line(turn)}")
    return "\n    ".join([*lines, ""])


def _line(turn: Spoken) -> str:
    who = "A" if turn.who == "caller" else "E"
    acts = "".join(f" ⟨{act.name}: {act.result.get('code')}⟩" for act in turn.acts)
    return f"{turn.at_ms / 1000:5.1f} {who}: {turn.text}{acts}"


def _table(report: Report, results: Sequence[Result]) -> None:
    by_company = Counter(result.played.scenario.company for result in results)
    rows = []
    for company in sorted(by_company):
        own = [result for result in results if result.played.scenario.company == company]
        figures = summarise(own)
        rows.append(
            (
                company,
                figures.scenarios,
                figures.right_state,
                figures.passed,
                figures.unproven,
                figures.median_spoken_s,
            )
        )
    report.table(("Betrieb", "Anrufer", "Endstand", "alles", "unbelegt", "Sekunden"), rows)


def _speed(results: Sequence[Result]) -> dict[str, Any]:
    thought = [
        turn.thought_ms for each in results for turn in each.played.talk.turns if turn.who == "receptionist"
    ]
    if len(thought) < 2:
        return {}
    cuts = statistics.quantiles(thought, n=100)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {
        "turns": len(thought),
        "turn_p50_ms": round(cuts[49], 1),
        "turn_p99_ms": round(cuts[98], 1),
        "memory_mb": memory,
    }
