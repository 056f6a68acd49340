"""The receptionist rings up the owner, over Retell's stand-in, where somebody picks up or does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models.functions import Now
from pytest_django import Settings

from askproai.core import http
from askproai.standins.testing import RunningStandins, running_standins
from telephony.enums import CallDirection, CallSource, CallState, Outcome
from telephony.errors import PhoneTestRefused, TransferNumberRefused
from telephony.hooks.events import process
from telephony.models import Call, HostedAgent, Publication
from telephony.services.phone_tests import NOT_PLACED, can_ring_up, ring_up
from telephony.services.reconcile import check_call
from telephony.services.versions import put_into_service
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8
from tests.telephony.conftest import Salon

MOBILE = "+4915112345678"
OURS = "+493012345678"


@pytest.fixture(scope="module")
def running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running
        http._client_for(running.retell_url, 2.0).close()


@pytest.fixture
def retell(running: RunningStandins, settings: Settings, salon: Salon) -> Iterator[RunningStandins]:
    settings.RETELL = settings.RETELL | {
        "base_url": running.retell_url,
        "api_key": running.environment["RETELL_API_KEY"],
        "timeout_s": 2.0,
        "termination_uri": "salon.example",
        "test_call_from": "",
    }
    http._breaker_for.cache_clear()
    running.reset()
    running.standins.retell.workspaces.clear()
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=OURS, company=current_company())
    yield running
    running.reset()
    http._breaker_for.cache_clear()


def work() -> None:
    OutboxEntry.objects.filter(kind="phone_test", state="pending").update(due_at=Now())
    drain(kind="phone_test", now=MONDAY_8)


def test_the_owners_phone_rings(retell: RunningStandins, salon: Salon) -> None:
    call = ring_up(number="0151 12345678", branch_id=salon.branch.pk, now=MONDAY_8)
    work()

    [placed] = retell.standins.retell.calls.newest_first()
    call.refresh_from_db()
    assert (placed.from_number, placed.to_number, placed.direction) == (OURS, MOBILE, "outbound")
    assert placed.metadata == {"company_id": str(current_company().pk), "call_token": str(call.token)}
    assert "KI-Assistentin" in (placed.dynamic_variables or {})["greeting"]
    assert (call.provider_call_id, call.source, call.direction) == (
        placed.call_id,
        CallSource.TEST,
        CallDirection.OUTBOUND,
    )
    assert call.from_number == MOBILE
    # Nothing was published for it: no number of ours leads anywhere yet.
    assert HostedAgent.objects.get().agent_id == placed.agent.agent_id
    assert "inbound_agents" not in next(iter(retell.standins.retell.workspaces.values())).numbers[OURS]


def test_what_retell_tells_of_it_moves_the_same_call(retell: RunningStandins, salon: Salon) -> None:
    call = ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()
    [placed] = retell.standins.retell.calls.newest_first()
    placed.end(reason="dial_no_answer")

    process(
        kind="call_ended",
        subject=placed.call_id,
        payload=placed.full_json(),
        received_at=MONDAY_8,
        now=MONDAY_8,
    )

    call.refresh_from_db()
    assert (call.state, call.disconnection_reason) == (CallState.FAILED, "dial_no_answer")
    assert not Call.objects.real().exists()


def test_a_lost_end_is_asked_for(retell: RunningStandins, salon: Salon) -> None:
    call = ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()
    retell.standins.retell.calls.newest_first()[0].end(reason="dial_busy")

    check_call(OutboxEntry(kind="call_check", subject_id=call.pk), MONDAY_8)

    call.refresh_from_db()
    assert call.disconnection_reason == "dial_busy"


def test_three_in_an_hour_and_one_at_a_time(retell: RunningStandins, salon: Salon) -> None:
    def again() -> None:
        ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)

    again()
    with pytest.raises(PhoneTestRefused, match="running"):
        again()
    for _ in range(2):
        Call.objects.update(state=CallState.ENDED)
        again()
    Call.objects.update(state=CallState.ENDED)
    with pytest.raises(PhoneTestRefused, match="too_many"):
        again()
    later = MONDAY_8 + timedelta(minutes=61)
    assert ring_up(number=MOBILE, branch_id=salon.branch.pk, now=later).pk


@pytest.mark.parametrize("number", ["0900 1234567", "+1 202 555 0143", OURS])
def test_nobody_expensive_foreign_or_ours_is_rung_up(
    retell: RunningStandins, salon: Salon, number: str
) -> None:
    with pytest.raises(TransferNumberRefused):
        ring_up(number=number, branch_id=salon.branch.pk, now=MONDAY_8)

    assert not Call.objects.exists()


def test_without_a_number_of_ones_own_the_platforms_rings(
    retell: RunningStandins, salon: Salon, settings: Settings
) -> None:
    DirectoryEntry.objects.filter(key=OURS).delete()
    assert not can_ring_up()
    settings.RETELL = settings.RETELL | {"test_call_from": "+493023125800"}

    ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()

    [placed] = retell.standins.retell.calls.newest_first()
    assert placed.from_number == "+493023125800"


def test_a_call_that_cannot_be_placed_says_so_and_is_not_counted(
    retell: RunningStandins, salon: Salon, settings: Settings
) -> None:
    settings.RETELL = settings.RETELL | {"termination_uri": ""}
    for _ in range(4):
        call = ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
        work()

    call.refresh_from_db()
    assert (call.state, call.outcome, call.disconnection_reason) == (
        CallState.FAILED,
        Outcome.FAILED,
        NOT_PLACED,
    )


def test_a_provider_that_is_away_is_not_waited_for(retell: RunningStandins, salon: Salon) -> None:
    call = ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    retell.fail(provider="retell", mode="500", count=20)
    work()
    assert not Call.objects.get().is_over

    OutboxEntry.objects.filter(kind="phone_test").update(due_at=Now())
    drain(kind="phone_test", now=MONDAY_8 + timedelta(minutes=1))

    call.refresh_from_db()
    assert call.disconnection_reason == NOT_PLACED


def test_an_order_that_arrived_twice_is_one_call(retell: RunningStandins, salon: Salon) -> None:
    ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    # Done over there, and the answer got lost on the way.
    retell.fail(provider="retell", mode="accept_then_drop", match="create-phone-call")
    work()
    work()

    assert len(retell.standins.retell.calls.newest_first()) == 1
    assert Call.objects.get().provider_call_id


def test_an_agent_that_was_removed_over_there_is_made_anew(retell: RunningStandins, salon: Salon) -> None:
    ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()
    Call.objects.update(state=CallState.ENDED)
    retell.standins.retell.workspaces.clear()

    second = ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()

    second.refresh_from_db()
    assert second.provider_call_id


def test_going_live_after_a_test_leads_the_numbers_there(retell: RunningStandins, salon: Salon) -> None:
    ring_up(number=MOBILE, branch_id=salon.branch.pk, now=MONDAY_8)
    work()
    numbers = next(iter(retell.standins.retell.workspaces.values())).numbers
    assert "inbound_agents" not in numbers[OURS]

    for _ in range(2):
        put_into_service(by_user_id=None, now=MONDAY_8)
        drain(kind="retell_publish", now=MONDAY_8)

    [bound] = numbers[OURS]["inbound_agents"]
    assert bound["agent_id"] == HostedAgent.objects.get().agent_id
    assert Publication.objects.count() == 1


def test_going_live_without_a_test_does_too(retell: RunningStandins, salon: Salon) -> None:
    put_into_service(by_user_id=None, now=MONDAY_8)
    drain(kind="retell_publish", now=MONDAY_8)

    numbers = next(iter(retell.standins.retell.workspaces.values())).numbers
    assert numbers[OURS]["inbound_agents"]
