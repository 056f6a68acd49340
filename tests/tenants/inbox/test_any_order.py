"""Deliveries in any order and number, processors that fail: every event is worked on once in the end."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from askproai.core.errors import Busy, RuleViolated
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Envelope
from tenants.inbox.services import accept, process_due, replay
from tenants.models import Company, Wakeup

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
PROVIDER = "acme"
IDS = st.sampled_from([f"evt_{number}" for number in range(6)])
ERRORS = {"busy": Busy, "refused": RuleViolated, "defect": RuntimeError}


class Killed(BaseException):
    """The worker's process is gone in the middle of an event."""


class InboxMachine(RuleBasedStateMachine):
    """One inbox under an impatient provider and mortal workers."""

    def __init__(self, desk: Any) -> None:
        super().__init__()
        self.desk = desk
        self.desk.seen.clear()
        self.desk.before = lambda _: None
        self.sent: Counter[str] = Counter()
        self.deliveries = 0

    @rule(ids=st.lists(IDS, min_size=1, max_size=4, unique=True))
    def deliver(self, ids: list[str]) -> None:
        self.deliveries += 1
        envelopes = [
            Envelope(external_id=each, kind="call_ended", subject=f"call_{each[-1]}", payload={"id": each})
            for each in ids
        ]
        fresh = accept(
            provider=PROVIDER, envelopes=envelopes, now=NOON + timedelta(milliseconds=self.deliveries)
        )
        assert fresh == sum(1 for each in ids if not self.sent[each])
        self.sent.update(ids)

    @rule(
        script=st.lists(
            st.sampled_from(["fine", "busy", "refused", "defect", "killed"]), min_size=1, max_size=5
        )
    )
    def work(self, script: list[str]) -> None:
        steps = iter(script)

        def before(_: dict[str, Any]) -> None:
            step = next(steps, "fine")
            if step == "killed":
                raise Killed
            if step in ERRORS:
                raise ERRORS[step]

        self.desk.before = before
        with suppress(Killed):
            process_due(NOON)
        self.desk.before = lambda _: None

    @rule()
    def time_passes(self) -> None:
        InboundEvent.objects.filter(state="pending").update(due_at=NOON)

    @rule()
    def admin_replays(self) -> None:
        for event in InboundEvent.objects.filter(state="quarantined"):
            replay(event_id=event.pk, now=NOON)

    @invariant()
    def nothing_is_processed_twice(self) -> None:
        assert all(times == 1 for times in self.processed().values())

    @invariant()
    def nothing_accepted_is_lost(self) -> None:
        assert set(InboundEvent.objects.values_list("external_id", flat=True)) == set(self.sent)

    @invariant()
    def only_finished_events_are_emptied(self) -> None:
        for event in InboundEvent.objects.all():
            assert (event.payload is None) == (event.state == "done")
            assert (event.external_id in self.processed()) == (event.state == "done")

    def processed(self) -> Counter[str]:
        return Counter(event["payload"]["id"] for event in self.desk.seen)

    def teardown(self) -> None:
        # What killed its worker too often is put into quarantine only when it is taken up once more.
        for _ in range(2):
            self.admin_replays()
            self.time_passes()
            process_due(NOON)
        assert set(self.processed()) == set(self.sent)
        self.nothing_is_processed_twice()
        assert {event.external_id: event.deliveries for event in InboundEvent.objects.all()} == dict(
            self.sent
        )
        InboundEvent.objects.all().delete()
        Wakeup.objects.filter(kind="inbox").delete()


def test_inbox_gives_the_same_end_for_any_order_and_number(company: Company, desk: Any) -> None:
    run_state_machine_as_test(
        lambda: InboxMachine(desk),
        settings=settings(
            max_examples=settings.default.max_examples // 3,
            stateful_step_count=15,
            # The database is shared by all examples; each one cleans up after itself.
            suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        ),
    )
