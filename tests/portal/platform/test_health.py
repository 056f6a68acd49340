from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from portal.platform import health
from portal.platform.health import Health, Level
from telephony.models import Call
from tenants.context import company_scope
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import BranchFactory

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


def ring(at: datetime, source: str = "phone") -> None:
    branch = BranchFactory()
    Call.objects.create(provider="retell", branch=branch, ringing_at=at, source=source)


def all_companies() -> list[Company]:
    return health.companies_with_tables()


def test_health_counts_each_company_for_itself(company: Company, other_company: Company) -> None:
    for subject_id, (state, due_at) in enumerate(
        [
            ("dead", NOON),
            ("pending", NOON),
            ("sending", NOON - timedelta(hours=1)),
            ("done", NOON - timedelta(hours=1)),
            ("cancelled", NOON),
        ]
    ):
        owe(subject_id, state, due_at)
    quarantine("evt_1")

    found = health.health_of([company, other_company], now=NOON)

    assert found[company.pk] == Health(open_entries=2, late_entries=1, dead_entries=1, quarantined=1)
    assert found[other_company.pk] == Health()


def test_today_begins_at_midnight_where_the_company_is(company: Company) -> None:
    Company.objects.filter(pk=company.pk).update(timezone="Europe/Vienna")
    company.refresh_from_db()
    # 22:30 UTC in March is half past midnight of the next day in Vienna.
    now = datetime(2026, 3, 30, 22, 30, tzinfo=UTC)
    ring(datetime(2026, 3, 30, 21, 59, tzinfo=UTC))
    ring(datetime(2026, 3, 30, 22, 1, tzinfo=UTC))
    ring(datetime(2026, 3, 30, 22, 2, tzinfo=UTC), source="browser")

    found = health.health_of([company], now=now)[company.pk]

    assert found.calls_today == 1
    assert found.last_call_at == datetime(2026, 3, 30, 22, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("figures", "level"),
    [
        (Health(open_entries=9), Level.FINE),
        (Health(late_entries=1), Level.ATTENTION),
        (Health(stuck_wakeups=1), Level.ATTENTION),
        (Health(dead_entries=1, late_entries=1), Level.TROUBLE),
        (Health(quarantined=1), Level.TROUBLE),
    ],
)
def test_level_says_whether_a_person_is_needed(figures: Health, level: Level) -> None:
    assert figures.level == level


def test_rows_come_oldest_first_and_limited_over_all_companies(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "CHUNK", 1)
    for hours in (1, 3):
        owe(hours, "dead", NOON - timedelta(hours=hours))
        quarantine(f"evt_{hours}", NOON - timedelta(hours=hours))
    with company_scope(other_company):
        owe(2, "pending", NOON - timedelta(hours=2))
        quarantine("evt_2", NOON - timedelta(hours=2))

    entries = health.troubled_entries(all_companies(), now=NOON, limit=2)
    events = health.quarantined_events(all_companies(), now=NOON, limit=2)

    assert [(entry.company, entry.subject_id, entry.is_dead) for entry in entries] == [
        (company, 3, True),
        (other_company, 2, False),
    ]
    assert [event.company for event in events] == [company, other_company]
    assert all(event.sealed_bytes > 0 for event in events)


def test_schema_without_all_tables_is_left_out(company: Company, other_company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {other_company.schema_name}.outbox_outboxentry CASCADE")

    assert all_companies() == [company]
    assert set(health.health_of([company, other_company], now=NOON)) == {company.pk}


def test_wakeup_counts_as_stuck_after_many_nudges(company: Company) -> None:
    for nudges in (1, health.STUCK_AFTER_NUDGES, health.STUCK_AFTER_NUDGES + 4):
        Wakeup.objects.create(company_id=company.pk, kind="inbox", due_at=NOON, nudges=nudges)
    Wakeup.objects.create(company_id=company.pk, kind="message", due_at=NOON, nudges=2)

    (stuck,) = health.stuck_wakeups([company])

    assert (stuck.company, stuck.kind, stuck.nudges) == (company, "inbox", health.STUCK_AFTER_NUDGES + 4)
