"""The suite of callers: one of each kind for each change, everybody in ``make test-thorough``."""

from __future__ import annotations

from collections import Counter

import pytest

from telephony.simulation.scenario import Scenario, all_scenarios
from telephony.simulation.suite import run_on_copies, summarise
from tenants.models import Company, DirectoryEntry, Wakeup

LEAST_SCENARIOS = 120
LEAST_RIGHT = 0.95
LONGEST_MEDIAN_S = 60


@pytest.mark.slow
@pytest.mark.parametrize("whom", ["one of each kind", pytest.param("everybody", marks=pytest.mark.thorough)])
def test_suite_ends_as_it_should_and_says_nothing_unproven(whom: str, db: None) -> None:
    scenarios = all_scenarios() if whom == "everybody" else one_of_each_kind()
    results = list(run_on_copies(scenarios))

    summary = summarise(results)
    wrong = [
        f"{result.played.scenario.name}: {', '.join(fault.what for fault in result.faults)}"
        for result in results
        if not result.is_right_state
    ]
    assert summary.scenarios == len(scenarios)
    assert summary.right_state >= LEAST_RIGHT * summary.scenarios, "\n".join(wrong)
    assert [statement for result in results for statement in result.unproven] == []
    assert summary.median_spoken_s is not None
    assert summary.median_spoken_s < LONGEST_MEDIAN_S
    assert not Company.objects.filter(slug__startswith="probe-").exists()


def one_of_each_kind() -> list[Scenario]:
    """Few callers with every tag among them: whoever brings most of what is new, first."""
    chosen: list[Scenario] = []
    left = {tag for scenario in all_scenarios() for tag in scenario.tags}
    while left:
        chosen.append(max(all_scenarios(), key=lambda scenario: len(left.intersection(scenario.tags))))
        left.difference_update(chosen[-1].tags)
    return chosen


def test_scenarios_are_many_and_told_apart_by_name() -> None:
    names = Counter(scenario.name for scenario in all_scenarios())

    assert len(names) >= LEAST_SCENARIOS
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize(
    "tag",
    [
        "old", "young", "dialect", "hurried", "confused", "hidden", "several", "changes_mind", "human",
        "spam", "attack", "english", "foreign", "multi", "late", "cancel", "move", "wrong_number",
        "complaint",
        "emergency", "price", "hours", "directions", "taken", "closed", "holiday", "horizon", "staff_away",
        "any_staff", "for_other", "mumbling", "interruption", "off_topic", "branch", "plate", "insurance",
        "robocall", "correction", "spelling", "asr",
    ],
)  # fmt: skip
def test_suite_knows_people_of_all_kinds(tag: str) -> None:
    assert any(tag in scenario.tags for scenario in all_scenarios())


def test_a_run_leaves_nothing_behind(db: None) -> None:
    booking = next(scenario for scenario in all_scenarios() if scenario.expect.booked)
    companies = set(Company.objects.values_list("slug", flat=True))

    [result] = run_on_copies([booking])

    assert result.is_right_state
    assert set(Company.objects.values_list("slug", flat=True)) == companies
    assert not Wakeup.objects.exists()
    assert not DirectoryEntry.objects.exists()
