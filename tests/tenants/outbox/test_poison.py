"""Effects that take their worker with them: they end in the dead letters, and those beside them are done."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from typing import Any

import pytest

from tenants.models import Company
from tenants.outbox import services
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import enqueue
from tests.tenants.workers import ROOT, environment_of_a_worker

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
KIND = "postcard"
ATTEMPTS = 3

# A worker for each attempt; the time of a lease goes by between them.
DOOMED_WORKERS = textwrap.dedent(
    f"""
    import os, signal, sys
    import django
    django.setup()
    from datetime import UTC, datetime
    from django.db import connection
    from tenants.context import in_company
    from tenants.outbox import services
    from tenants.outbox.models import OutboxEntry
    from tenants.outbox.outcomes import Done

    def send(entry, now):
        if entry.subject_id == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        assert entry.attempts == 1, "only waiting behind another was taken for an attempt"
        return Done()

    services.MAX_ATTEMPTS = {ATTEMPTS}
    services.register_handler(kind="{KIND}", queue="messages", handler=send)
    endings = []
    for _ in range({ATTEMPTS} + 1):
        worker = os.fork()
        if not worker:
            with in_company(int(sys.argv[1])):
                leased = OutboxEntry.objects.filter(state="sending")
                leased.update(leased_until=datetime(2026, 1, 1, tzinfo=UTC))
                services.drain(kind="{KIND}", now=datetime.now(UTC))
            connection.close()
            os._exit(0)
        endings.append(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
    print(*endings)
    """
)


@pytest.mark.failures
def test_entry_that_kills_its_worker_dies_and_takes_no_other_with_it(
    committed_company: Company, post_office: Any, nudges: list[Any]
) -> None:
    for subject_id in (1, 2, 3):
        enqueue(kind=KIND, subject_id=subject_id, due_at=NOON, now=NOON)

    workers = subprocess.run(  # noqa: S603  our own interpreter and text
        [sys.executable, "-c", DOOMED_WORKERS, str(committed_company.pk)],
        cwd=ROOT,
        env=environment_of_a_worker(),
        check=True,
        capture_output=True,
        text=True,
    )

    assert workers.stdout.split() == ["-9"] * ATTEMPTS + ["0"]
    states = dict(OutboxEntry.objects.values_list("subject_id", "state"))
    assert states == {1: "dead", 2: "done", 3: "done"}
    assert OutboxEntry.objects.get(subject_id=1).last_error == "worker lost"


def test_entry_taken_up_by_two_is_begun_by_one(company: Company, post_office: Any) -> None:
    enqueue(kind=KIND, subject_id=1, due_at=NOON, now=NOON)
    (slow,) = services._claim(kind=KIND)
    OutboxEntry.objects.update(leased_until=NOON)
    (fast,) = services._claim(kind=KIND)

    assert [services._begin(fast), services._begin(slow)] == [True, False]
    assert OutboxEntry.objects.get().attempts == 1
