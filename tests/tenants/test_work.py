from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from askproai.core.db import database_now
from tenants import work
from tenants.context import company_scope
from tenants.models import Company, Wakeup
from tenants.tasks import do_work

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KIND = "sweeping"


@pytest.fixture
def sweeping() -> Iterator[list[Any]]:
    """A kind of work whose turns are noted; what stands in the list first is when the next is due."""
    turns: list[Any] = [None]

    def run(now: datetime) -> datetime | None:
        turns.append(now)
        due: datetime | None = turns[0]
        return due

    work.register_kind(work.Kind(name=KIND, queue="sync", run=run))
    yield turns
    del work._kinds[KIND]


def due_now(company: Company, *, nudges: int = 0) -> Wakeup:
    return Wakeup.objects.create(company_id=company.pk, kind=KIND, due_at=NOON, nudges=nudges)


def mine(company: Company) -> list[Wakeup]:
    return list(Wakeup.objects.filter(company_id=company.pk, kind=KIND))


def test_wake_nudges_after_commit_what_is_due(
    company: Company, nudges: list[Any], sweeping: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        work.wake(kind=KIND, due_at=NOON, now=NOON)
        work.wake(kind=KIND, due_at=NOON + timedelta(seconds=1), now=NOON)

    assert nudges == [(company.pk, KIND)]
    assert len(mine(company)) == 2


def test_wake_survives_a_broker_that_is_down(
    company: Company, sweeping: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def unreachable(**_: object) -> None:
        raise OperationalError

    monkeypatch.setattr(do_work, "delay", unreachable)

    with django_capture_on_commit_callbacks(execute=True):
        work.wake(kind=KIND, due_at=NOON, now=NOON)

    assert len(mine(company)) == 1


def test_claim_due_wakeups_takes_what_is_due_by_the_databases_clock(company: Company) -> None:
    due_now(company)
    Wakeup.objects.create(company_id=company.pk, kind="later", due_at=database_now() + timedelta(minutes=1))

    assert work.claim_due_wakeups() == {(company.pk, KIND)}
    assert work.claim_due_wakeups() == set()


def test_claim_due_wakeups_offers_a_lost_nudge_again(company: Company) -> None:
    wakeup = due_now(company)
    before = database_now()
    work.claim_due_wakeups()

    wakeup.refresh_from_db()
    assert wakeup.nudges == 1
    assert wakeup.due_at >= before + work.NUDGE_PATIENCE

    Wakeup.objects.update(due_at=NOON)
    assert work.claim_due_wakeups() == {(company.pk, KIND)}


def test_two_schedulers_claim_each_wakeup_once(committed_company: Company) -> None:
    Wakeup.objects.bulk_create(
        Wakeup(company_id=1_000_000 + number, kind=KIND, due_at=NOON) for number in range(400)
    )
    start = threading.Barrier(4)

    def scheduler(_: int) -> list[tuple[int, str]]:
        try:
            start.wait()
            claimed: list[tuple[int, str]] = []
            while batch := work.claim_due_wakeups(limit=25):
                claimed.extend(batch)
            return claimed
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        claimed = [pair for pairs in pool.map(scheduler, range(4)) for pair in pairs]

    assert len(claimed) == len(set(claimed)) == 400


def test_do_due_work_removes_the_wakeups_it_saw(
    company: Company, other_company: Company, sweeping: list[Any]
) -> None:
    due_now(company)
    due_now(company, nudges=3)
    elsewhere = due_now(other_company)

    work.do_due_work(kind=KIND, now=NOON)

    assert sweeping[1:] == [NOON]
    assert mine(company) == []
    assert mine(other_company) == [elsewhere]


def test_do_due_work_keeps_wakeups_for_later(company: Company, sweeping: list[Any]) -> None:
    later = Wakeup.objects.create(
        company_id=company.pk, kind=KIND, due_at=database_now() + timedelta(hours=1)
    )

    work.do_due_work(kind=KIND, now=NOON)

    assert mine(company) == [later]


def test_do_due_work_arms_the_next_wakeup_once(company: Company, sweeping: list[Any]) -> None:
    due_now(company)
    sweeping[0] = database_now() + timedelta(hours=1)

    work.do_due_work(kind=KIND, now=NOON)
    work.do_due_work(kind=KIND, now=NOON)

    assert [wakeup.due_at for wakeup in mine(company)] == [sweeping[0]]


def test_do_due_work_keeps_the_wakeup_when_the_work_fails(company: Company, sweeping: list[Any]) -> None:
    wakeup = due_now(company)

    def run(now: datetime) -> None:
        raise ZeroDivisionError

    work.register_kind(work.Kind(name=KIND, queue="sync", run=run))

    with pytest.raises(ZeroDivisionError):
        work.do_due_work(kind=KIND, now=NOON)
    assert mine(company) == [wakeup]


def test_do_due_work_keeps_a_wakeup_written_while_it_ran(company: Company, sweeping: list[Any]) -> None:
    due_now(company)
    written: list[Wakeup] = []

    def run(now: datetime) -> None:
        written.append(Wakeup.objects.create(company_id=company.pk, kind=KIND, due_at=NOON))

    work.register_kind(work.Kind(name=KIND, queue="sync", run=run))
    work.do_due_work(kind=KIND, now=NOON)

    assert mine(company) == written


def test_task_works_inside_its_company(company: Company, other_company: Company, sweeping: list[Any]) -> None:
    due_now(other_company)

    do_work(company_id=other_company.pk, kind=KIND)

    assert len(sweeping) == 2
    assert mine(other_company) == []


def test_task_leaves_a_suspended_company_alone(other_company: Company, sweeping: list[Any]) -> None:
    Company.objects.filter(pk=other_company.pk).update(state="suspended")
    wakeup = due_now(other_company)

    do_work(company_id=other_company.pk, kind=KIND)

    assert sweeping == [None]
    assert mine(other_company) == [wakeup]


def test_task_survives_a_newer_caller(company: Company, sweeping: list[Any]) -> None:
    do_work(company_id=company.pk, kind=KIND, added_in_the_next_release=True)

    assert len(sweeping) == 2


def test_work_of_one_company_is_not_done_in_another(
    company: Company, other_company: Company, sweeping: list[Any]
) -> None:
    seen: list[str] = []

    def run(now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            seen.append(cursor.fetchone()[0])

    work.register_kind(work.Kind(name=KIND, queue="sync", run=run))
    with company_scope(company):
        do_work(company_id=other_company.pk, kind=KIND)
        do_work(company_id=company.pk, kind=KIND)

    assert seen == [other_company.schema_name, company.schema_name]
