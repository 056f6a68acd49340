"""Made-up callers at a company's own calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.models import Appointment, Customer, Occupancy, Offer
from telephony.enums import SimulationState
from telephony.models import Call, CallbackTicket, Receptionist, ReceptionistVersion, SimulationRun
from telephony.services.simulation import SIMULATION_KIND, request_simulation, settle_simulation, simulate
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8, AppointmentFactory
from tests.telephony.conftest import Salon

pytestmark = pytest.mark.usefixtures("company")


def run(**fields: object) -> SimulationRun:
    return SimulationRun.objects.create(requested_at=MONDAY_8, **fields)


def test_simulation_serves_the_callers_and_touches_nothing(
    salon: Salon, django_capture_on_commit_callbacks: object
) -> None:
    theirs = AppointmentFactory(staff=salon.anna, service=salon.cut, branch=salon.branch)
    owed = OutboxEntry.objects.count()
    played = run()

    with django_capture_on_commit_callbacks() as waiting:  # type: ignore[operator]
        simulate(run=played, now=MONDAY_8)

    played.refresh_from_db()
    assert (played.state, played.callers) == (SimulationState.DONE, 16)
    assert played.passed >= 14, [(one["name"], one["faults"]) for one in played.results if not one["passed"]]
    assert list(Appointment.objects.all()) == [theirs]
    assert list(Customer.objects.all()) == [theirs.customer]
    assert not any(model.objects.exists() for model in (Call, CallbackTicket, Offer))
    assert set(Occupancy.objects.values_list("appointment_id", flat=True)) == {theirs.pk}
    assert OutboxEntry.objects.count() == owed
    assert waiting == []


def test_simulation_keeps_the_conversation_with_the_turn_that_failed(salon: Salon) -> None:
    played = run()

    simulate(run=played, now=MONDAY_8)

    first = played.results[0]
    assert first["turns"][0]["who"] == "receptionist"
    assert "KI" in first["turns"][0]["text"]
    assert all(fault["turn"] < len(one["turns"]) for one in played.results for fault in one["faults"])


def test_simulation_tries_what_is_being_edited(salon: Salon) -> None:
    receptionist = Receptionist.objects.create(persona_name="Emma")
    ReceptionistVersion.objects.create(
        receptionist=receptionist,
        number=1,
        settings={**receptionist.versioned(), "persona_name": "Vera"},
        created_at=MONDAY_8,
        weight=100,
        state="ready",
    )
    played = run()

    simulate(run=played, now=MONDAY_8)

    assert "Emma" in played.results[0]["turns"][0]["text"]
    assert ReceptionistVersion.objects.get().weight == 100


def test_simulation_without_free_times_says_so(salon: Salon) -> None:
    salon.branch.working_hours.all().delete()
    played = run()

    simulate(run=played, now=MONDAY_8)

    assert played.state == SimulationState.IMPOSSIBLE


def test_request_simulation_twice_is_one_run(salon: Salon) -> None:
    first = request_simulation(user_id=3, now=MONDAY_8)
    second = request_simulation(user_id=4, now=MONDAY_8 + timedelta(seconds=1))

    assert first == second
    assert OutboxEntry.objects.filter(kind=SIMULATION_KIND, subject_id=first.pk).count() == 1


def test_request_simulation_forgets_old_runs(salon: Salon) -> None:
    for _ in range(22):
        run(state=SimulationState.DONE)

    request_simulation(user_id=None, now=MONDAY_8)

    assert SimulationRun.objects.count() == 20


def test_settle_simulation_plays_a_run_once(salon: Salon) -> None:
    played = request_simulation(user_id=None, now=MONDAY_8)
    entry = OutboxEntry.objects.get(kind=SIMULATION_KIND)

    settle_simulation(entry, MONDAY_8)
    SimulationRun.objects.update(results=[])
    settle_simulation(entry, MONDAY_8)

    played.refresh_from_db()
    assert (played.state, played.results) == (SimulationState.DONE, [])
