from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from askproai.core.db import database_now
from askproai.core.errors import Busy, RuleViolated
from tenants.context import company_scope
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Envelope
from tenants.inbox.services import MAX_ATTEMPTS, MOMENT, accept, process_due, replay
from tenants.models import Company, Wakeup
from tenants.work import do_due_work

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
PROVIDER = "acme"


def envelope(external_id: str = "evt_1", *, kind: str = "call_ended", subject: str = "call_1") -> Envelope:
    return Envelope(external_id=external_id, kind=kind, subject=subject, payload={"id": external_id})


def deliver(*envelopes: Envelope, now: datetime = NOON) -> int:
    return accept(provider=PROVIDER, envelopes=envelopes or [envelope()], now=now)


def again() -> None:
    InboundEvent.objects.filter(state="pending").update(due_at=NOON)


def in_thread(company: Company, work: Callable[[], Any]) -> Any:
    try:
        with company_scope(company):
            return work()
    finally:
        connection.close()


def fails_for(external_id: str, error: Exception) -> Any:
    def before(event: dict[str, Any]) -> None:
        if event["payload"]["id"] == external_id:
            raise error

    return before


def test_accept_stores_an_event_and_wakes_the_company(company: Company, desk: Any) -> None:
    assert deliver() == 1

    event = InboundEvent.objects.get()
    assert (event.state, event.payload, event.received_at) == ("pending", {"id": "evt_1"}, NOON)
    assert Wakeup.objects.filter(company_id=company.pk, kind="inbox").count() == 1


def test_accept_finds_a_redelivery_and_only_counts_it(company: Company, desk: Any) -> None:
    counts = [deliver(now=NOON + timedelta(seconds=second)) for second in range(5)]
    process_due(NOON)

    assert counts == [1, 0, 0, 0, 0]
    assert InboundEvent.objects.get().deliveries == 5
    assert len(desk.seen) == 1


def test_accept_knows_a_redelivery_after_the_event_was_done(company: Company, desk: Any) -> None:
    deliver()
    process_due(NOON)

    assert deliver(now=NOON + timedelta(days=30)) == 0
    process_due(NOON)
    assert len(desk.seen) == 1


def test_accept_takes_the_new_events_of_a_mixed_delivery(company: Company, desk: Any) -> None:
    deliver(envelope("a"))

    assert deliver(envelope("a"), envelope("b"), envelope("c"), now=NOON + timedelta(seconds=1)) == 2


def test_accept_replaces_what_no_table_can_hold(company: Company, desk: Any) -> None:
    odd = Envelope(
        external_id="evt\x00",
        kind="call\x00",
        subject="\ud800",
        payload={"text\x00": ["\x00", {"a": "\udfff"}]},
    )

    assert [deliver(odd), deliver(odd)] == [1, 0]
    process_due(NOON)

    [seen] = desk.seen
    assert (seen["kind"], seen["subject"]) == ("call\ufffd", "\ufffd")
    assert seen["payload"] == {"text\ufffd": ["\ufffd", {"a": "\ufffd"}]}
    assert InboundEvent.objects.get().state == "done"


def test_accept_keeps_providers_apart(company: Company, desk: Any) -> None:
    accept(provider="retell", envelopes=[envelope()], now=NOON)

    assert deliver() == 1


def test_event_key_is_unique_in_the_database(company: Company, desk: Any) -> None:
    deliver()
    event = InboundEvent.objects.get()
    event.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        event.save(force_insert=True)


def test_process_due_empties_what_it_has_worked_on(company: Company, desk: Any) -> None:
    deliver()

    assert process_due(NOON) is None

    event = InboundEvent.objects.get()
    assert (event.state, event.payload, event.settled_at) == ("done", None, NOON)
    assert desk.seen == [{"kind": "call_ended", "subject": "call_1", "payload": {"id": "evt_1"}}]


def test_process_due_undoes_what_a_failed_processor_wrote(company: Company, desk: Any) -> None:
    def before(_: dict[str, Any]) -> None:
        Wakeup.objects.create(company_id=company.pk, kind="half-done", due_at=NOON)
        raise ValueError

    desk.before = before
    deliver()

    process_due(NOON)

    assert not Wakeup.objects.filter(kind="half-done").exists()
    assert InboundEvent.objects.get().attempts == 1


def test_process_due_quarantines_at_once_what_can_never_succeed(company: Company, desk: Any) -> None:
    desk.before = fails_for("bad", RuleViolated())
    deliver(envelope("bad"), envelope("good"))

    process_due(NOON)

    bad = InboundEvent.objects.get(external_id="bad")
    assert (bad.state, bad.reason, bad.payload) == ("quarantined", "rule_violated", {"id": "bad"})
    assert InboundEvent.objects.get(external_id="good").state == "done"


@pytest.mark.parametrize("error", [Busy(), ValueError("Anna, 0151 2345678")])
def test_process_due_tries_again_before_it_quarantines(company: Company, desk: Any, error: Exception) -> None:
    desk.before = fails_for("evt_1", error)
    deliver()

    states = []
    for _ in range(MAX_ATTEMPTS + 1):
        process_due(NOON)
        states.append(InboundEvent.objects.get().state)
        again()

    assert states == ["pending"] * (MAX_ATTEMPTS - 1) + ["quarantined"] * 2
    assert "Anna" not in InboundEvent.objects.get().reason


def test_process_due_says_when_the_next_attempt_is_due(company: Company, desk: Any) -> None:
    desk.before = fails_for("evt_1", Busy())
    deliver()

    assert process_due(NOON) == InboundEvent.objects.get().due_at


def test_quarantined_event_blocks_nothing_of_its_subject(company: Company, desk: Any) -> None:
    desk.before = fails_for("first", RuleViolated())
    deliver(envelope("first", subject="call_9"), envelope("second", subject="call_9"))

    process_due(NOON)

    assert InboundEvent.objects.get(external_id="second").state == "done"


def test_replay_gives_another_round(company: Company, desk: Any) -> None:
    desk.before = fails_for("evt_1", RuleViolated())
    deliver()
    process_due(NOON)
    Wakeup.objects.all().delete()

    desk.before = lambda _: None
    replay(event_id=InboundEvent.objects.get().pk, now=NOON)
    assert Wakeup.objects.filter(company_id=company.pk, kind="inbox").exists()
    process_due(NOON)

    assert InboundEvent.objects.get().state == "done"
    assert len(desk.seen) == 1


def test_replay_leaves_done_events_alone(company: Company, desk: Any) -> None:
    deliver()
    process_due(NOON)

    replay(event_id=InboundEvent.objects.get().pk, now=NOON)
    process_due(NOON)

    assert len(desk.seen) == 1


def test_events_of_one_subject_are_worked_on_one_after_the_other(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    inside: dict[str, int] = {}
    most: list[int] = []
    lock = threading.Lock()

    def before(event: dict[str, Any]) -> None:
        with lock:
            inside[event["subject"]] = inside.get(event["subject"], 0) + 1
            most.append(inside[event["subject"]])
        # A query while inside: gives the other workers every chance to come in too.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.002)")
        with lock:
            inside[event["subject"]] -= 1

    desk.before = before
    deliver(*[envelope(f"evt_{number}", subject=f"call_{number % 2}") for number in range(30)])

    def work_off() -> None:
        # A turn is bounded in time, and says whether something is left.
        while (again := process_due(NOON)) and again <= NOON:
            pass

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(in_thread, committed_company, work_off) for _ in range(4)]
        for job in jobs:
            job.result(60)

    assert InboundEvent.objects.filter(state="done").count() == 30
    assert sorted(event["payload"]["id"] for event in desk.seen) == sorted(
        f"evt_{number}" for number in range(30)
    )
    assert max(most) == 1


def test_worker_passes_over_a_subject_that_another_is_working_on(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def before(event: dict[str, Any]) -> None:
        if event["payload"]["id"] == "slow":
            inside.set()
            assert go_on.wait(30)

    desk.before = before
    deliver(envelope("slow"), now=NOON)
    deliver(envelope("behind it"), envelope("of another", subject="call_2"), now=NOON + timedelta(seconds=1))

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(in_thread, committed_company, lambda: process_due(NOON))
        assert inside.wait(30)
        look_again = process_due(NOON)
        seen_meanwhile = [event["payload"]["id"] for event in desk.seen]
        go_on.set()
        nothing_left = first.result(30)

    assert seen_meanwhile == ["of another"]
    # Not at once: that would be a loop of workers looking; not never: the first may not live to see it.
    assert look_again is not None
    assert timedelta(0) < look_again - database_now() <= MOMENT
    # Whoever holds the subject goes on with its next event.
    assert [event["payload"]["id"] for event in desk.seen] == ["of another", "slow", "behind it"]
    assert nothing_left is None


def test_event_left_to_a_worker_that_dies_keeps_its_wakeup(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    inside, die = threading.Event(), threading.Event()

    def before(event: dict[str, Any]) -> None:
        inside.set()
        assert die.wait(30)
        raise SystemExit

    desk.before = before
    deliver(envelope("a"), envelope("b"))

    with ThreadPoolExecutor(1) as pool:
        dying = pool.submit(in_thread, committed_company, lambda: process_due(NOON))
        assert inside.wait(30)
        do_due_work(kind="inbox", now=NOON)
        die.set()
        assert isinstance(dying.exception(30), SystemExit)

    [wakeup] = Wakeup.objects.filter(kind="inbox")
    assert wakeup.due_at <= database_now() + MOMENT
    desk.before = lambda _: None
    process_due(NOON)
    assert InboundEvent.objects.filter(state="done").count() == 2


def test_redelivery_is_answered_while_the_event_is_being_worked_on(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    answered: list[int] = []

    def before(_: dict[str, Any]) -> None:
        with ThreadPoolExecutor(1) as pool:
            answered.append(pool.submit(in_thread, committed_company, deliver).result(30))

    desk.before = before
    deliver()
    process_due(NOON)

    event = InboundEvent.objects.get()
    assert answered == [0]
    assert (event.state, event.deliveries) == ("done", 2)


def test_same_delivery_by_many_at_once_is_new_to_exactly_one(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    events = [envelope(f"evt_{number}", subject=f"call_{number}") for number in range(20)]
    start = threading.Barrier(6)

    def door(number: int) -> int:
        start.wait(30)
        # Some list them the other way round; none waits for another in a circle.
        return deliver(*(events if number % 2 else reversed(events)))

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(in_thread, committed_company, partial(door, number)) for number in range(6)]
        fresh = [job.result(60) for job in jobs]

    assert sorted(fresh) == [0, 0, 0, 0, 0, 20]
    assert set(InboundEvent.objects.values_list("deliveries", flat=True)) == {6}
    assert Wakeup.objects.filter(kind="inbox").count() == 1
    assert nudges == [(committed_company.pk, "inbox")]
    process_due(NOON)
    assert len(desk.seen) == 20


def test_events_of_overlapping_deliveries_each_have_a_wakeup(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    start = threading.Barrier(4)

    def door(number: int) -> int:
        start.wait(30)
        return deliver(*[envelope(f"evt_{number + each}") for each in range(8)])

    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(in_thread, committed_company, partial(door, number * 4)) for number in range(4)]
        fresh = [job.result(60) for job in jobs]

    assert sum(fresh) == InboundEvent.objects.count() == 20
    assert Wakeup.objects.filter(kind="inbox").count() == sum(1 for count in fresh if count)


def test_event_named_twice_in_one_delivery_is_one(company: Company, desk: Any) -> None:
    assert deliver(envelope(), envelope()) == 1
    assert InboundEvent.objects.get().deliveries == 1
