from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError

from askproai.celery import QUEUES
from tenants import pulse, work
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Done, Outcome
from tenants.outbox.services import register_handler
from tenants.tasks import do_work

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


def test_beat_nudges_each_company_and_kind_once(
    company: Company, other_company: Company, nudges: list[Any]
) -> None:
    Wakeup.objects.bulk_create(
        Wakeup(company_id=each.pk, kind=kind, due_at=NOON)
        for each, kind in [
            (company, "inbox"),
            (company, "inbox"),
            (company, "message"),
            (other_company, "inbox"),
        ]
    )

    assert pulse.beat() == 3
    assert sorted(nudges) == sorted(
        [(company.pk, "inbox"), (company.pk, "message"), (other_company.pk, "inbox")]
    )


def test_sweep_nudges_every_kind_of_every_served_company(
    company: Company, other_company: Company, nudges: list[Any]
) -> None:
    Company.objects.filter(pk=other_company.pk).update(state="suspended")

    pulse.sweep()

    assert {company_id for company_id, _ in nudges} == {company.pk}
    assert {kind for _, kind in nudges} == {kind.name for kind in work.all_kinds()}


def test_sweep_rebuilds_wakeups_that_got_lost(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def handle(entry: OutboxEntry, now: datetime) -> Outcome:
        done.append(entry.subject_id)
        return Done()

    register_handler(kind="postcard", queue="messages", handler=handle)
    monkeypatch.setattr(do_work, "delay", do_work)
    # Rows without a wakeup: one due, one in the far future.
    far = datetime(2126, 1, 1, tzinfo=UTC)
    for subject_id, due_at in [(1, NOON), (2, far)]:
        OutboxEntry.objects.create(kind="postcard", subject_id=subject_id, due_at=due_at, created_at=NOON)

    pulse.sweep()

    assert done == [1]
    assert [wakeup.due_at for wakeup in Wakeup.objects.filter(company_id=company.pk, kind="postcard")] == [
        far
    ]
    from tenants.outbox import services

    del services._handlers["postcard"], work._kinds["postcard"]


def test_run_goes_on_when_the_database_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stop, beats = Event(), []

    def beat() -> int:
        beats.append(1)
        if len(beats) == 1:
            raise OperationalError("server closed the connection")
        stop.set()
        return 0

    monkeypatch.setattr(pulse, "beat", beat)
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)
    monkeypatch.setattr(stop, "wait", lambda _: None)

    pulse.run(stop=stop, every_s=0)

    assert len(beats) == 2


def test_run_sweeps_and_tidies_when_it_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Event()
    done: list[str] = []
    monkeypatch.setattr(pulse, "beat", lambda: 0)
    monkeypatch.setattr(pulse, "sweep", lambda: done.append("sweep"))
    monkeypatch.setattr(pulse, "tidy", lambda *, now: (done.append("tidy"), stop.set()))
    monkeypatch.setattr(pulse, "close_old_connections", lambda: None)

    pulse.run(stop=stop, every_s=0, sweep_every_s=0)

    assert done == ["sweep", "tidy"]


def test_each_kind_of_work_has_a_queue_that_workers_read() -> None:
    assert {kind.queue for kind in work.all_kinds()} <= set(QUEUES)
