from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from askproai.core.errors import ProviderUnavailable
from telephony.enums import CallSource, CallState
from telephony.models import Call
from telephony.services import reconcile
from telephony.services.reconcile import check_call, fetch_lost_calls
from telephony.values import CallFacts, FactsRank
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Retry
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon

Ask = Callable[[CallFacts | None], None]
LATER = MONDAY_8 + timedelta(minutes=30)


class Knowing:
    """A provider that remembers exactly what it is given."""

    def __init__(self, facts: CallFacts | None) -> None:
        self.facts = facts

    def get_call(self, provider_call_id: str) -> CallFacts | None:
        return self.facts

    def list_call_ids(self, *, since: datetime, until: datetime) -> list[str]:
        return [self.facts.provider_call_id] if self.facts else []


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Ask:
    def answers(facts: CallFacts | None) -> None:
        monkeypatch.setitem(reconcile._providers, "retell", lambda: Knowing(facts))

    return answers


def test_check_call_takes_over_an_end_that_nobody_reported(salon: Salon, ask: Ask) -> None:
    call = CallFactory(provider_call_id="call_1")
    ask(
        CallFacts(rank=FactsRank.ANALYSED, provider_call_id="call_1", duration_ms=61_000, sentiment="neutral")
    )

    outcome = check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER)

    call.refresh_from_db()
    assert outcome == Done()
    assert (call.state, call.duration_ms) == (CallState.ANALYSED, 61_000)


def test_check_call_waits_while_the_provider_still_hears_voices(salon: Salon, ask: Ask) -> None:
    call = CallFactory(provider_call_id="call_1")
    ask(CallFacts(rank=FactsRank.STARTED, provider_call_id="call_1"))

    outcome = check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER)

    assert isinstance(outcome, Retry)
    assert Call.objects.get().state == CallState.ONGOING


def test_check_call_closes_what_the_provider_does_not_know(salon: Salon, ask: Ask) -> None:
    call = CallFactory(provider_call_id="call_1")
    ask(None)

    assert check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER) == Done()
    assert Call.objects.get().disconnection_reason == "unknown_to_provider"


def test_check_call_closes_an_abandoned_test_call_without_asking_anybody(salon: Salon) -> None:
    call = CallFactory(provider="test", source=CallSource.TEST)

    assert check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER) == Done()
    assert Call.objects.get().state == CallState.ENDED


def test_check_call_leaves_an_ended_call_alone(salon: Salon, ask: Ask) -> None:
    call = CallFactory(provider_call_id="call_1")
    Call.objects.update(state=CallState.ENDED)

    assert check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER) == Cancelled("over")


def test_check_call_lets_the_outbox_retry_while_the_provider_is_away(
    salon: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = CallFactory(provider_call_id="call_1")

    class Away:
        def get_call(self, provider_call_id: str) -> CallFacts | None:
            raise ProviderUnavailable(provider="retell")

    monkeypatch.setitem(reconcile._providers, "retell", Away)

    with pytest.raises(ProviderUnavailable):
        check_call(OutboxEntry.objects.get(subject_id=call.pk), LATER)


def test_fetch_lost_calls_takes_in_what_no_event_told_us(salon: Salon, ask: Ask) -> None:
    ask(CallFacts(rank=FactsRank.ENDED, provider_call_id="call_lost", duration_ms=30_000))
    span = {"since": MONDAY_8, "until": LATER, "now": LATER}

    assert fetch_lost_calls(provider="retell", **span) == 1
    assert fetch_lost_calls(provider="retell", **span) == 0
    assert Call.objects.get().duration_ms == 30_000
