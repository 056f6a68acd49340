"""Some of the suite through the Retell stand-in: webhook functions, and the custom-LLM socket."""

from __future__ import annotations

import pytest
from pytest_django import DjangoDbBlocker

from telephony.evaluation.calls_wire import run_through
from telephony.simulation.scenario import all_scenarios
from tenants.models import Company

CALLERS = (
    "Dame möchte nächste Woche Dienstag vormittags",
    "Sagt einen Termin ab",
    "Verschiebt auf die Woche danach",
    "Fragt nach dem Preis für Strähnen",
    "Möchte einen Menschen sprechen",
    "Stille in der Leitung",
    "Versteckte Nummer, gibt sie in Paaren an",
)
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["functions", "socket"])
def test_callers_are_served_over_the_wire(
    kind: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> None:
    scenarios = [scenario for scenario in all_scenarios() if scenario.name in CALLERS]

    with django_db_blocker.unblock():
        results = list(run_through(scenarios, kind=kind))
        left = Company.objects.filter(slug__startswith="probe-").exists()

    assert {result.played.scenario.name for result in results} == set(CALLERS)
    assert [
        (result.played.scenario.name, result.faults) for result in results if not result.is_right_state
    ] == []
    assert any(act.name == "book" for result in results for act in result.played.talk.acts)
    assert not left
