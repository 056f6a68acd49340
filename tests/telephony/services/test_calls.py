from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from booking.models import Occupancy
from telephony.enums import CallState, Outcome
from telephony.errors import LineUnknown
from telephony.events import CallAnalysed, CallAnswered, CallEnded, CallStarted
from telephony.models import Call
from telephony.queries.lines import line_of
from telephony.services.calls import apply_facts, end_call, reject, ring
from telephony.values import CallFacts, FactsRank
from tenants.enums import DirectoryKind
from tenants.models import Company, DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import MONDAY_8, BranchFactory, CustomerFactory
from tests.factories.telephony import ANNA_CALLS_FROM, BlockedNumberFactory, CallFactory, ReceptionistFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import offered

STARTED = CallFacts(
    rank=FactsRank.STARTED,
    provider_call_id="call_1",
    from_number=ANNA_CALLS_FROM,
    started_at=MONDAY_8 + timedelta(seconds=4),
)
ENDED = CallFacts(
    rank=FactsRank.ENDED,
    provider_call_id="call_1",
    from_number=ANNA_CALLS_FROM,
    started_at=MONDAY_8 + timedelta(seconds=4),
    ended_at=MONDAY_8 + timedelta(seconds=128),
    duration_ms=124_000,
    disconnection_reason="user_hangup",
    cost_micro_usd=210_000,
)
ANALYSED = CallFacts(
    rank=FactsRank.ANALYSED,
    provider_call_id="call_1",
    from_number=ANNA_CALLS_FROM,
    ended_at=MONDAY_8 + timedelta(seconds=128),
    duration_ms=124_000,
    cost_micro_usd=217_000,
    sentiment="positive",
)
EVENTS = (STARTED, ENDED, ANALYSED)


def state_after(events: tuple[CallFacts, ...]) -> tuple[object, ...]:
    for facts in events:
        apply_facts(provider="retell", facts=facts, now=MONDAY_8 + timedelta(minutes=3))
    call = Call.objects.get(provider_call_id="call_1")
    return (
        call.state,
        call.started_at,
        call.ended_at,
        call.duration_ms,
        call.cost_micro_usd,
        call.sentiment,
        call.outcome,
    )


@pytest.mark.parametrize("order", list(itertools.permutations(EVENTS)))
def test_events_in_any_order_end_in_the_same_row(salon: Salon, order: tuple[CallFacts, ...]) -> None:
    CallFactory(provider_call_id="call_1")

    assert state_after(order) == (
        CallState.ANALYSED,
        MONDAY_8 + timedelta(seconds=4),
        MONDAY_8 + timedelta(seconds=128),
        124_000,
        217_000,
        "positive",
        Outcome.HUNG_UP,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=st.lists(st.sampled_from(EVENTS), max_size=6), order=st.permutations(EVENTS))
def test_events_any_number_of_times_end_in_the_same_row(
    salon: Salon, more: list[CallFacts], order: list[CallFacts]
) -> None:
    Call.objects.all().delete()
    once = state_after(EVENTS)
    Call.objects.all().delete()

    assert state_after((*more, *order)) == once


def test_each_stage_is_published_once(salon: Salon, heard_events: list[object]) -> None:
    for facts in (STARTED, ENDED, ENDED, ANALYSED, ANALYSED, STARTED):
        apply_facts(provider="retell", facts=facts, now=MONDAY_8)

    call_id = Call.objects.get().pk
    assert heard_events == [
        CallStarted(call_id=call_id),
        CallAnswered(call_id=call_id),
        CallEnded(call_id=call_id),
        CallAnalysed(call_id=call_id),
    ]


def test_a_call_that_failed_stays_failed(salon: Salon) -> None:
    failed = CallFacts(
        rank=FactsRank.ENDED, provider_call_id="call_1", failed=True, disconnection_reason="error_asr"
    )

    assert state_after((failed, ANALYSED))[0] == CallState.FAILED


def test_a_call_that_rang_without_an_id_is_linked_by_its_token(salon: Salon) -> None:
    ringing = CallFactory(provider_call_id=None)

    apply_facts(
        provider="retell",
        facts=CallFacts(rank=FactsRank.STARTED, provider_call_id="call_9", token=ringing.token),
        now=MONDAY_8,
    )

    assert Call.objects.get().provider_call_id == "call_9"


def test_ring_again_finds_the_same_call(salon: Salon) -> None:
    first, again = CallFactory(provider_call_id="call_1"), CallFactory(provider_call_id="call_1")

    assert again == first
    assert OutboxEntry.objects.filter(kind="call_check").count() == 1


@pytest.mark.parametrize("shown", [None, "", "anonymous", "unknown", "Restricted"])
def test_ring_takes_a_suppressed_number_for_hidden(salon: Salon, shown: str | None) -> None:
    call = CallFactory(from_number=shown)

    assert (call.from_number, call.phone_index) == ("", None)


def test_ring_recognises_a_customer_but_not_one_of_several(salon: Salon) -> None:
    clara = CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)
    assert CallFactory().customer_id == clara.pk

    CustomerFactory(name="Tim Weber", phone=ANNA_CALLS_FROM)
    assert CallFactory().customer_id is None


def test_line_of_a_number_is_its_branch_and_never_another_companys(
    salon: Salon, company: Company, other_company: Company
) -> None:
    west = BranchFactory(name="Haarmonie West", position=5)
    for number, owner, branch_id in (("+493011", company, west.pk), ("+493022", other_company, 1)):
        DirectoryEntry.objects.create(
            kind=DirectoryKind.PHONE_NUMBER, key=number, company=owner, branch_id=branch_id
        )

    assert line_of(to_number="+493011").branch_id == west.pk
    assert line_of(to_number="+493099").branch_id == salon.branch.pk
    with pytest.raises(LineUnknown):
        line_of(to_number="+493022")


def test_line_of_a_branch_prefers_its_own_receptionist(salon: Salon) -> None:
    ReceptionistFactory(persona_name="Mia")
    assert line_of(branch_id=salon.branch.pk).persona_name == "Mia"

    ReceptionistFactory(persona_name="Lea", branch=salon.branch)
    assert line_of(branch_id=salon.branch.pk).persona_name == "Lea"


def test_reject_leaves_a_row_that_no_event_reopens(salon: Salon) -> None:
    blocked = BlockedNumberFactory()
    reject(
        provider="retell",
        provider_call_id="call_1",
        line=line_of(),
        from_number=blocked.phone,
        now=MONDAY_8,
    )

    assert state_after(EVENTS)[0] == CallState.REJECTED
    assert Call.objects.get().outcome == Outcome.SPAM


def test_end_call_gives_held_times_back_and_forgets_the_dialogue(salon: Salon) -> None:
    call = CallFactory()
    offered(call)
    Call.objects.filter(pk=call.pk).update(dialogue_state={"engine": {}})

    ended = end_call(call_id=call.pk, reason="user_hangup", now=MONDAY_8 + timedelta(seconds=30))
    again = end_call(call_id=call.pk, reason="agent_hangup", now=MONDAY_8 + timedelta(seconds=90))

    call.refresh_from_db()
    assert not Occupancy.objects.filter(kind="hold").exists()
    assert call.dialogue_state is None
    assert (again.ended_at, call.disconnection_reason) == (ended.ended_at, "user_hangup")


def test_ring_checks_later_whether_the_call_ended(salon: Salon) -> None:
    ring(provider="retell", provider_call_id="call_1", line=line_of(), from_number=None, now=MONDAY_8)

    assert OutboxEntry.objects.get().due_at == MONDAY_8 + timedelta(minutes=30)
