from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from askproai.core.db import database_now
from askproai.core.errors import Busy, ProviderRejected, ProviderUnauthorized, ProviderUnavailable
from tenants.context import company_scope
from tenants.models import Company, Wakeup
from tenants.outbox import services
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome, Postponed, Retry
from tenants.outbox.services import MAX_ATTEMPTS, drain, enqueue, retry_dead
from tests.tenants.workers import ROOT, environment_of_a_worker

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KIND = "postcard"


def owe(subject_id: int = 1, *, due_at: datetime = NOON) -> OutboxEntry:
    enqueue(kind=KIND, subject_id=subject_id, due_at=due_at, now=NOON)
    return OutboxEntry.objects.get(kind=KIND, subject_id=subject_id)


def again() -> None:
    """Time passes: what waits for another attempt is due, what is leased has run out."""
    OutboxEntry.objects.filter(state="pending").update(due_at=NOON)
    OutboxEntry.objects.filter(state="sending").update(leased_until=NOON)


def raises(error: BaseException) -> Any:
    def behave(_: OutboxEntry) -> Outcome | None:
        raise error

    return behave


def test_enqueue_owes_one_effect_per_kind_and_subject(company: Company, post_office: Any) -> None:
    first, second, other = owe(7), owe(7), owe(8)

    assert first == second
    assert first != other
    assert Wakeup.objects.filter(company_id=company.pk, kind=KIND).exists()


def test_enqueue_leaves_nothing_when_its_cause_is_undone(company: Company, post_office: Any) -> None:
    def cause() -> None:
        with transaction.atomic():
            owe()
            raise LookupError

    with pytest.raises(LookupError):
        cause()

    assert not OutboxEntry.objects.exists()
    assert not Wakeup.objects.filter(company_id=company.pk).exists()


def test_enqueue_nudges_after_commit_only_when_due(
    company: Company, post_office: Any, nudges: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        owe(1)
        owe(2, due_at=NOON + timedelta(hours=1))
        assert nudges == []

    assert nudges == [(company.pk, KIND)]


def test_drain_settles_what_is_due_and_nothing_else(company: Company, post_office: Any) -> None:
    now_due, later = owe(1), owe(2, due_at=database_now() + timedelta(hours=1))

    next_due = drain(kind=KIND, now=NOON)

    now_due.refresh_from_db()
    later.refresh_from_db()
    assert (now_due.state, now_due.attempts) == (OutboxEntry.State.DONE, 1)
    assert now_due.settled_at is not None
    assert (later.state, later.attempts) == (OutboxEntry.State.PENDING, 0)
    assert next_due == later.due_at


def test_drain_says_sending_before_the_handler_runs(company: Company, post_office: Any) -> None:
    entry = owe()
    seen: list[tuple[str, bool]] = []

    def look(_: OutboxEntry) -> None:
        row = OutboxEntry.objects.get(pk=entry.pk)
        assert row.leased_until is not None
        seen.append((row.state, row.leased_until > database_now()))

    post_office.behave = look
    drain(kind=KIND, now=NOON)

    assert seen == [("sending", True)]


def test_drain_does_a_done_entry_never_again(company: Company, post_office: Any) -> None:
    owe()
    for _ in range(3):
        drain(kind=KIND, now=NOON)
        again()

    assert post_office.attempts_seen == [1]


@pytest.mark.parametrize(
    ("outcome", "state", "last_error"),
    [
        (Cancelled(reason="appointment_cancelled"), "cancelled", "appointment_cancelled"),
        (Dead(reason="number_blocked"), "dead", "number_blocked"),
        (Retry(after=timedelta(hours=2), reason="quiet_hours"), "pending", "quiet_hours"),
    ],
)
def test_drain_records_what_the_handler_says(
    company: Company, post_office: Any, outcome: Outcome, state: str, last_error: str
) -> None:
    entry = owe()
    post_office.behave = lambda _: outcome

    drain(kind=KIND, now=NOON)

    entry.refresh_from_db()
    assert (entry.state, entry.last_error, entry.attempts) == (state, last_error, 1)


@pytest.mark.parametrize(
    ("error", "state", "last_error"),
    [
        (ProviderUnavailable(provider="twilio"), "pending", "provider_unavailable"),
        (Busy(), "pending", "busy"),
        (ValueError("Anna Muster, 0151 2345678"), "pending", "ValueError"),
        (ProviderRejected(status=400), "dead", "provider_rejected {'status': 400}"),
        (ProviderUnauthorized(provider="twilio"), "dead", "provider_unauthorized {'provider': 'twilio'}"),
    ],
)  # fmt: skip
def test_drain_tries_again_only_where_it_may_help(
    company: Company, post_office: Any, error: Exception, state: str, last_error: str
) -> None:
    entry = owe()
    post_office.behave = raises(error)

    drain(kind=KIND, now=NOON)

    entry.refresh_from_db()
    assert (entry.state, entry.last_error) == (state, last_error)


def test_drain_waits_as_long_as_the_provider_asks(company: Company, post_office: Any) -> None:
    entry = owe()
    post_office.behave = raises(ProviderUnavailable(retry_after_s=1800.0))
    before = database_now()

    drain(kind=KIND, now=NOON)

    entry.refresh_from_db()
    assert entry.due_at >= before + timedelta(seconds=1800)


def test_drain_gives_up_after_enough_attempts(company: Company, post_office: Any) -> None:
    entry = owe()
    post_office.behave = raises(ProviderUnavailable())

    for _ in range(MAX_ATTEMPTS + 3):
        drain(kind=KIND, now=NOON)
        again()

    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == (OutboxEntry.State.DEAD, MAX_ATTEMPTS)
    assert post_office.attempts_seen == list(range(1, MAX_ATTEMPTS + 1))


def test_drain_lets_nothing_wait_behind_a_poisoned_entry(company: Company, post_office: Any) -> None:
    poisoned, *others = [owe(subject_id) for subject_id in range(1, 30)]

    def behave(entry: OutboxEntry) -> None:
        if entry.pk == poisoned.pk:
            raise KeyError

    post_office.behave = behave
    drain(kind=KIND, now=NOON)

    assert OutboxEntry.objects.filter(state="done").count() == len(others)


def test_lease_that_ran_out_is_taken_up_again_and_late_results_are_ignored(
    company: Company, post_office: Any
) -> None:
    owe()
    (slow,) = services._claim(kind=KIND)
    assert services._begin(slow)
    assert services._claim(kind=KIND) == []

    again()
    (fast,) = services._claim(kind=KIND)
    assert services._begin(fast)
    services._record(slow, Dead(reason="too late to say"))

    fast.refresh_from_db()
    assert (fast.state, fast.attempts) == (OutboxEntry.State.SENDING, 2)
    assert fast.client_reference == slow.client_reference


def test_entry_whose_lease_ran_out_in_a_long_batch_is_left_to_whoever_takes_it_up(
    company: Company, post_office: Any
) -> None:
    owe(1)
    owe(2)
    handled: list[int] = []

    def slow(entry: OutboxEntry) -> Outcome:
        handled.append(entry.subject_id)
        # While the provider took its time, the lease of the next one ran out and another worker took it over.
        OutboxEntry.objects.filter(subject_id=2).update(leased_until=NOON)
        return Done()

    post_office.behave = slow
    for entry in services._claim(kind=KIND):
        services._settle(entry, now=NOON)

    assert handled == [1]


def test_drain_names_the_end_of_a_lease_as_due(company: Company, post_office: Any) -> None:
    owe()
    (leased,) = services._claim(kind=KIND)

    assert services._next_due(kind=KIND) == leased.leased_until


def test_retry_dead_gives_another_round_that_asks_first(
    company: Company, post_office: Any, nudges: list[Any]
) -> None:
    entry = owe()
    # It did arrive, only the answer got lost.
    post_office.arrived[entry.client_reference] = 1
    post_office.behave = lambda _: Dead(reason="unclear")
    drain(kind=KIND, now=NOON)

    retry_dead(entry_id=entry.pk, now=NOON)
    post_office.behave = lambda _: None
    drain(kind=KIND, now=NOON)

    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.DONE
    assert post_office.attempts_seen == [1, 2]
    assert post_office.arrived[entry.client_reference] == 1


def test_retry_dead_leaves_everything_else_alone(company: Company, post_office: Any) -> None:
    entry = owe()
    drain(kind=KIND, now=NOON)

    retry_dead(entry_id=entry.pk, now=NOON)
    retry_dead(entry_id=10**9, now=NOON)

    entry.refresh_from_db()
    assert entry.state == OutboxEntry.State.DONE


@given(attempts=st.integers(1, 200))
def test_backoff_grows_to_an_hour_and_is_spread(attempts: int) -> None:
    base = min(2.0**attempts, 3600)

    assert 0.8 * base <= services._backoff(attempts).total_seconds() <= 1.2 * base


def test_two_drainers_share_the_work(committed_company: Company, post_office: Any, nudges: list[Any]) -> None:
    entries = [owe(subject_id) for subject_id in range(60)]
    start = threading.Barrier(3)

    def worker(_: int) -> None:
        try:
            with company_scope(committed_company):
                start.wait()
                drain(kind=KIND, now=NOON)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(worker, range(3)))

    assert OutboxEntry.objects.filter(state="done", attempts=1).count() == len(entries)
    assert set(post_office.arrived.values()) == {1}
    assert len(post_office.arrived) == len(entries)


@pytest.mark.failures
def test_killed_worker_loses_and_doubles_nothing(
    committed_company: Company, post_office: Any, nudges: list[Any], tmp_path: Path
) -> None:
    entries = [owe(subject_id) for subject_id in range(5)]
    ledger = tmp_path / "ledger"
    script = textwrap.dedent(
        """
        import os, sys
        import django
        django.setup()
        from datetime import UTC, datetime
        from tenants.context import in_company
        from tenants.outbox import services
        from tenants.outbox.outcomes import Done

        def send(entry, now):
            with open(sys.argv[2], "a") as ledger:
                ledger.write(f"{entry.client_reference}\\n")
            if entry.subject_id == 2:
                os.kill(os.getpid(), 9)
            return Done()

        services.register_handler(kind="postcard", queue="messages", handler=send)
        with in_company(int(sys.argv[1])):
            services.drain(kind="postcard", now=datetime.now(UTC))
        """
    )
    command = [sys.executable, "-c", script, str(committed_company.pk), str(ledger)]
    killed = subprocess.run(command, cwd=ROOT, env=environment_of_a_worker(), check=False)  # noqa: S603
    assert killed.returncode == -9
    sent = ledger.read_text().split()
    post_office.arrived.update(
        {entry.client_reference: sent.count(str(entry.client_reference)) for entry in entries}
    )
    assert OutboxEntry.objects.filter(state="done").count() == 2
    assert OutboxEntry.objects.filter(state="sending").count() == 3

    again()
    drain(kind=KIND, now=NOON)

    assert OutboxEntry.objects.filter(state="done").count() == 5
    assert {
        entry.subject_id: post_office.arrived[entry.client_reference] for entry in entries
    } == dict.fromkeys(range(5), 1)


def test_enqueue_again_owes_what_was_settled_once_more(company: Company, post_office: Any) -> None:
    services.enqueue_again(kind=KIND, subject_ids=[7], now=NOON)
    drain(kind=KIND, now=NOON)
    services.enqueue_again(kind=KIND, subject_ids=[7], now=NOON)
    services.enqueue_again(kind=KIND, subject_ids=[7], now=NOON)

    drain(kind=KIND, now=NOON)

    assert post_office.attempts_seen == [1, 1]
    assert OutboxEntry.objects.get(kind=KIND, subject_id=7).state == "done"


def test_enqueue_again_of_what_is_on_its_way_is_done_after_it(company: Company, post_office: Any) -> None:
    def behave(entry: OutboxEntry) -> None:
        if len(post_office.attempts_seen) == 1:
            services.enqueue_again(kind=KIND, subject_ids=[7], now=NOON)

    post_office.behave = behave
    services.enqueue_again(kind=KIND, subject_ids=[7], now=NOON)

    drain(kind=KIND, now=NOON)

    assert post_office.attempts_seen == [1, 1]
    assert OutboxEntry.objects.get(kind=KIND, subject_id=7).state == "done"


def test_drain_does_not_count_what_was_not_its_turn(company: Company, post_office: Any) -> None:
    post_office.behave = lambda _: Postponed(after=timedelta(0), reason="paced")
    entry = owe()

    for _ in range(MAX_ATTEMPTS + 2):
        again()
        services._settle(services._claim(kind=KIND)[0], now=NOON)

    entry.refresh_from_db()
    assert (entry.state, entry.attempts, entry.last_error) == ("pending", 0, "paced")
