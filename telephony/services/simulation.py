"""Letting made-up callers ring at a company's own calendar before its owner publishes a change."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from telephony.enums import SimulationState
from telephony.models import ReceptionistVersion, SimulationRun
from telephony.simulation.calendar import never_committed
from telephony.simulation.corrected import Case, corrected_cases, empty_calendar
from telephony.simulation.owners import NothingFree, owner_scenarios
from telephony.simulation.playing import Spoken, play, with_the_engine
from telephony.simulation.scenario import Scenario
from telephony.simulation.suite import Result, run_one
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Done, Outcome
from tenants.outbox.services import enqueue

SIMULATION_KIND: Final = "simulation"
KEPT_RUNS: Final = 20


@transaction.atomic
def request_simulation(*, user_id: int | None, now: datetime) -> SimulationRun:
    """Ask for a run; while one is waiting, that is it. A worker plays it."""
    waiting = SimulationRun.objects.select_for_update().filter(state=SimulationState.WAITING).first()
    if waiting is not None:
        return waiting
    run = SimulationRun.objects.create(requested_at=now, requested_by_user_id=user_id)
    old = SimulationRun.objects.order_by("-pk").values_list("pk", flat=True)[KEPT_RUNS:]
    SimulationRun.objects.filter(pk__in=list(old)).delete()
    enqueue(kind=SIMULATION_KIND, subject_id=run.pk, due_at=now, now=now)
    return run


def settle_simulation(entry: OutboxEntry, now: datetime) -> Outcome:
    """Play a run that is owed; one that was played before stays as it is."""
    run = SimulationRun.objects.filter(pk=entry.subject_id, state=SimulationState.WAITING).first()
    if run is not None:
        simulate(run=run, now=now)
    return Done()


def simulate(*, run: SimulationRun, now: datetime) -> None:
    """Play all callers and keep what came of them. Of the calls nothing stays, and nothing goes out."""
    try:
        results = _played(now)
    except NothingFree:
        run.state, run.finished_at = SimulationState.IMPOSSIBLE, now
        run.save(update_fields=["state", "finished_at"])
        return
    run.state, run.finished_at = SimulationState.DONE, now
    run.callers, run.passed = len(results), sum(bool(result["passed"]) for result in results)
    run.results = results
    run.save(update_fields=["state", "finished_at", "callers", "passed", "results"])


def _played(now: datetime) -> list[dict[str, Any]]:
    with never_committed():
        # The state that is being edited is tried, not what was published of it.
        ReceptionistVersion.objects.update(weight=0)
        own = [_kept(_run(scenario, now)) for scenario in owner_scenarios(now=now)]
        empty_calendar()
        corrected = corrected_cases(now=now)
        return own + [_kept_of_case(case, _run(case.scenario, now)) for case in corrected]


def _run(scenario: Scenario, now: datetime) -> Result:
    return run_one(lambda: play(scenario, way=with_the_engine, now=now))


def _kept_of_case(case: Case, result: Result) -> dict[str, Any]:
    """Where the caller's own words were used, no word stays here: those lie with the call alone."""
    kept = _kept(result) | {"call": case.call_id}
    return kept | ({"turns": []} if case.is_quoted else {})


def _kept(result: Result) -> dict[str, Any]:
    played = result.played
    booked = played.talk.booked_after_ms
    return {
        "name": played.scenario.name,
        "passed": result.is_passed,
        "faults": [{"what": fault.what, "turn": fault.turn} for fault in result.faults],
        "unproven": [{"what": fault.what, "turn": fault.turn} for fault in result.unproven],
        "seconds": round(played.talk.clock_ms / 1000),
        "booked_after": None if booked is None else round(booked / 1000),
        "turns": [_turn(turn) for turn in played.talk.turns],
    }


def _turn(turn: Spoken) -> dict[str, Any]:
    return {
        "who": turn.who,
        "text": turn.text,
        "at": round(turn.at_ms / 1000),
        "acts": [act.name for act in turn.acts],
    }
