"""Events that take their worker with them: they are tried a few times, then quarantined, and block nobody."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Envelope
from tenants.inbox.services import MAX_ATTEMPTS, accept, process_due
from tenants.models import Company
from tests.tenants.workers import ROOT, environment_of_a_worker

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)

# A worker for each attempt; each is killed by the kernel in the middle of the poisonous event.
DOOMED_WORKERS = textwrap.dedent(
    """
    import os, signal, sys
    import django
    django.setup()
    from datetime import UTC, datetime
    from django.db import connection
    from tenants.context import in_company
    from tenants.inbox import registry, services

    def work(*, payload, **_):
        if payload["id"] == "poison":
            os.kill(os.getpid(), signal.SIGKILL)

    registry._processors["acme"] = work
    endings = []
    for _ in range(int(sys.argv[2])):
        worker = os.fork()
        if not worker:
            with in_company(int(sys.argv[1])):
                services.process_due(datetime.now(UTC))
            connection.close()
            os._exit(0)
        endings.append(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))
    print(*endings)
    """
)


def deliver(*ids: str) -> None:
    envelopes = [
        Envelope(external_id=each, kind="call_ended", subject=f"call_{each}", payload={"id": each})
        for each in ids
    ]
    accept(provider="acme", envelopes=envelopes, now=NOON)


@pytest.mark.failures
def test_event_that_kills_its_worker_is_quarantined_and_blocks_nobody(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    deliver("poison")
    deliver("harmless")

    command = [sys.executable, "-c", DOOMED_WORKERS, str(committed_company.pk), str(MAX_ATTEMPTS + 2)]
    workers = subprocess.run(  # noqa: S603  our own interpreter and text
        command, cwd=ROOT, env=environment_of_a_worker(), check=True, capture_output=True, text=True
    )

    # As many died as there are attempts; the next one put the event aside and did the rest.
    assert workers.stdout.split() == ["-9"] * MAX_ATTEMPTS + ["0", "0"]
    poison = InboundEvent.objects.get(external_id="poison")
    assert (poison.state, poison.reason, poison.payload) == ("quarantined", "worker_lost", {"id": "poison"})
    assert poison.settled_at is not None
    assert InboundEvent.objects.get(external_id="harmless").state == "done"


def test_event_is_not_counted_as_tried_by_who_passes_it_over(
    committed_company: Company, desk: Any, nudges: list[Any]
) -> None:
    attempts: list[int] = []

    def before(_: dict[str, Any]) -> None:
        attempts.append(InboundEvent.objects.get().attempts)

    desk.before = before
    deliver("once")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
    other = connection.copy()
    try:
        # Somebody else is working on the same call for so long that we come by more often than may be tried.
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(hashtextextended(%s, 0))", [f"{schema}/inbox/acme/call_once"]
            )
        for _ in range(MAX_ATTEMPTS + 1):
            process_due(NOON)
        assert InboundEvent.objects.get().attempts == 0
    finally:
        other.close()

    process_due(NOON)

    assert attempts == [1]
    assert InboundEvent.objects.get().state == "done"


def test_counting_the_attempt_costs_one_statement(company: Company, desk: Any) -> None:
    deliver("ordinary")

    with CaptureQueriesContext(connection) as queries:
        process_due(NOON)

    counting = [query["sql"] for query in queries if "attempts = attempts + 1" in query["sql"]]
    assert len(counting) == 1
