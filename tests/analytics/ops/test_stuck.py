from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analytics.ops import figures, stuck
from tenants.context import company_scope
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


def owe(subject_id: int, state: str, due_at: datetime = NOON) -> None:
    OutboxEntry.objects.create(
        kind="message", subject_id=subject_id, state=state, due_at=due_at, created_at=NOON
    )


def quarantine(external_id: str, received_at: datetime = NOON) -> None:
    InboundEvent.objects.create(
        provider="retell",
        external_id=external_id,
        kind="call_ended",
        subject="call_1",
        state="quarantined",
        payload={"name": "Anna"},
        due_at=NOON,
        received_at=received_at,
    )


def all_companies() -> list[Company]:
    return figures.companies_with_tables()


def test_rows_come_oldest_first_and_limited_over_all_companies(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "CHUNK", 1)
    for hours in (1, 3):
        owe(hours, "dead", NOON - timedelta(hours=hours))
        quarantine(f"evt_{hours}", NOON - timedelta(hours=hours))
    with company_scope(other_company):
        owe(2, "pending", NOON - timedelta(hours=2))
        quarantine("evt_2", NOON - timedelta(hours=2))

    entries = stuck.troubled_entries(all_companies(), now=NOON, limit=2)
    events = stuck.quarantined_events(all_companies(), now=NOON, limit=2)

    assert [(entry.company, entry.subject_id, entry.is_dead) for entry in entries] == [
        (company, 3, True),
        (other_company, 2, False),
    ]
    assert [event.company for event in events] == [company, other_company]
    assert all(event.sealed_bytes > 0 for event in events)


def test_wakeup_counts_as_stuck_after_many_nudges(company: Company) -> None:
    for nudges in (1, stuck.STUCK_AFTER_NUDGES, stuck.STUCK_AFTER_NUDGES + 4):
        Wakeup.objects.create(company_id=company.pk, kind="inbox", due_at=NOON, nudges=nudges)
    Wakeup.objects.create(company_id=company.pk, kind="message", due_at=NOON, nudges=2)

    (found,) = stuck.stuck_wakeups([company])

    assert (found.company, found.kind, found.nudges) == (company, "inbox", stuck.STUCK_AFTER_NUDGES + 4)
