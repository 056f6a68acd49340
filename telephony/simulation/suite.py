"""Many scenarios one after the other, each on a calendar as fresh as the first one found it."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from telephony.simulation.calendar import make_company, never_committed
from telephony.simulation.grading import Fault, faults_of, unproven_in
from telephony.simulation.playing import Played, Way, play, with_the_engine
from telephony.simulation.scenario import Scenario
from tenants.context import company_scope


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """A graded call. ``unproven``: statements for which no act gave the facts."""

    played: Played
    faults: tuple[Fault, ...]
    unproven: tuple[Fault, ...]

    @property
    def is_passed(self) -> bool:
        """Nothing to complain about."""
        return not self.faults

    @property
    def is_right_state(self) -> bool:
        """The right rows exist in the end, however it was said."""
        return not any(fault.is_final_state for fault in self.faults)


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """The figures of a run."""

    scenarios: int
    passed: int
    right_state: int
    unproven: int
    median_spoken_s: float | None


def run_on_copies(
    scenarios: Iterable[Scenario], *, way: Way = with_the_engine, seed: int | None = None
) -> Iterator[Result]:
    """Play scenarios on the made-up companies they name. Nothing of it is ever committed."""
    by_company = sorted(scenarios, key=lambda scenario: scenario.company)
    for slug, of_company in groupby(by_company, key=lambda scenario: scenario.company):
        with never_committed():
            company = make_company(slug)
            with company_scope(company):
                for scenario in of_company:
                    yield run_one(lambda scenario=scenario: play(scenario, way=way, seed=seed))  # type: ignore[misc]


def run_one(play_it: Callable[[], Played]) -> Result:
    """Play and grade one call, and leave no trace of it."""
    with transaction.atomic():
        result = graded(play_it())
        transaction.set_rollback(True)
    return result


def graded(played: Played) -> Result:
    """The judgement of a call."""
    return Result(played=played, faults=tuple(faults_of(played)), unproven=unproven_in(played))


def summarise(results: Iterable[Result]) -> Summary:
    """The figures."""
    results = list(results)
    spoken = [ms / 1000 for each in results if (ms := each.played.talk.booked_after_ms) is not None]
    return Summary(
        scenarios=len(results),
        passed=sum(each.is_passed for each in results),
        right_state=sum(each.is_right_state for each in results),
        unproven=sum(len(each.unproven) for each in results),
        median_spoken_s=round(statistics.median(spoken), 1) if spoken else None,
    )
