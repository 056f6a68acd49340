"""Whatever happens in whatever order, each owed effect comes about exactly once or is visibly given up."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from askproai.core.errors import ProviderRejected, ProviderUnavailable
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome
from tenants.outbox.services import drain, enqueue, retry_dead

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KIND = "postcard"
STEPS = st.sampled_from(
    [
        "arrives",
        "crash_before",
        "crash_after",
        "lost_answer",
        "unavailable",
        "rejected",
        "cancelled",
        "defect",
    ]
)


class Killed(BaseException):
    """The worker's process is gone: nothing after this line runs."""


class OutboxMachine(RuleBasedStateMachine):
    """One outbox, one provider that remembers references, workers that die anywhere."""

    def __init__(self, office: Any) -> None:
        super().__init__()
        self.office = office
        self.office.arrived.clear()
        self.office.behave = lambda _: None
        self.cancelled: set[int] = set()

    @rule(subject_id=st.integers(1, 6))
    def owe(self, subject_id: int) -> None:
        enqueue(kind=KIND, subject_id=subject_id, due_at=NOON, now=NOON)

    @rule(steps=st.lists(STEPS, min_size=1, max_size=6))
    def work(self, steps: list[str]) -> None:
        script = iter(steps)

        def behave(entry: OutboxEntry) -> Outcome | None:
            return self._act(entry, next(script, "arrives"))

        self.office.behave = behave
        with suppress(Killed):
            drain(kind=KIND, now=NOON)
        self.office.behave = lambda _: None

    def _act(self, entry: OutboxEntry, step: str) -> Outcome | None:
        match step:
            case "crash_before":
                raise Killed
            case "crash_after":
                self._arrive(entry)
                raise Killed
            case "lost_answer":
                self._arrive(entry)
                raise ProviderUnavailable(outcome_unknown=True)
            case "unavailable":
                raise ProviderUnavailable
            case "rejected":
                raise ProviderRejected
            case "defect":
                raise RuntimeError
            case "cancelled" if not self.office.arrived[entry.client_reference]:
                self.cancelled.add(entry.pk)
                return Cancelled(reason="no longer wanted")
        self._arrive(entry)
        return Done()

    def _arrive(self, entry: OutboxEntry) -> None:
        if entry.attempts == 1 or not self.office.arrived[entry.client_reference]:
            self.office.arrived[entry.client_reference] += 1

    @rule()
    def time_passes(self) -> None:
        OutboxEntry.objects.filter(state="pending").update(due_at=NOON)
        OutboxEntry.objects.filter(state="sending").update(leased_until=NOON)

    @precondition(lambda self: OutboxEntry.objects.filter(state="dead").exists())
    @rule()
    def admin_retries(self) -> None:
        for entry in OutboxEntry.objects.filter(state="dead"):
            retry_dead(entry_id=entry.pk, now=NOON)

    @invariant()
    def nothing_arrives_twice(self) -> None:
        assert all(times <= 1 for times in self.office.arrived.values())

    @invariant()
    def done_means_arrived(self) -> None:
        for entry in OutboxEntry.objects.filter(state="done"):
            assert self.office.arrived[entry.client_reference] == 1

    @invariant()
    def whatever_is_open_has_a_wakeup(self) -> None:
        if OutboxEntry.objects.filter(state__in=["pending", "sending"]).exists():
            assert Wakeup.objects.filter(kind=KIND).exists()

    def teardown(self) -> None:
        for _ in range(15):
            self.admin_retries()
            self.time_passes()
            drain(kind=KIND, now=NOON)
        unsettled = OutboxEntry.objects.exclude(state__in=["done", "cancelled"])
        assert list(unsettled) == []
        assert {entry.pk for entry in OutboxEntry.objects.filter(state="cancelled")} == self.cancelled
        self.done_means_arrived()
        OutboxEntry.objects.all().delete()
        Wakeup.objects.filter(kind=KIND).delete()


def test_outbox_survives_any_order_of_crashes(company: Company, post_office: Any) -> None:
    run_state_machine_as_test(
        lambda: OutboxMachine(post_office),
        settings=settings(
            max_examples=settings.default.max_examples // 3,
            stateful_step_count=15,
            # The database is shared by all examples; each one cleans up after itself.
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
