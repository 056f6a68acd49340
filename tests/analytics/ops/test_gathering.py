"""What the cockpit says of a company is what stands in its schema."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from analytics.ops import figures, gathering
from analytics.ops.enums import Level
from analytics.ops.gathering import gather
from analytics.ops.models import CompanyDay, CompanyStanding
from booking.models import Appointment, Branch, Service, StaffMember
from notifications.models import Notification
from telephony.models import Call, PhoneNumber
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry
from tests.factories.booking import AppointmentFactory, BranchFactory, ServiceFactory, StaffMemberFactory

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
TODAY = date(2026, 3, 30)


def ring(at: datetime = NOON, **fields: Any) -> Call:
    return Call.objects.create(**{"provider": "retell", "branch": _branch(), "ringing_at": at, **fields})


def _branch() -> Branch:
    return Branch.objects.first() or BranchFactory()


def book(at: datetime, **fields: Any) -> Appointment:
    staff, service = StaffMember.objects.first(), Service.objects.first()
    if staff is None or service is None:
        service = ServiceFactory()
        staff = StaffMemberFactory(branches=[_branch()], services=[service])
    made = Appointment.objects.count()
    visit: Appointment = AppointmentFactory(
        staff=staff, service=service, starts_at=NOON + timedelta(days=8 + made), now=NOON, waived=[]
    )
    Appointment.objects.filter(pk=visit.pk).update(created_at=at, **fields)
    return visit


def owe(subject_id: int, state: str, due_at: datetime = NOON) -> None:
    OutboxEntry.objects.create(
        kind="message", subject_id=subject_id, state=state, due_at=due_at, created_at=NOON
    )


def come(external_id: str, state: str, due_at: datetime = NOON) -> None:
    InboundEvent.objects.create(
        provider="retell",
        external_id=external_id,
        kind="call_ended",
        subject="call_1",
        state=state,
        payload={"name": "Anna"},
        due_at=due_at,
        received_at=due_at,
    )


def days_of(company: Company) -> dict[date, CompanyDay]:
    return {row.day: row for row in CompanyDay.objects.filter(company=company)}


def test_days_are_what_stands_in_each_schema(company: Company, other_company: Company) -> None:
    ring(duration_ms=90_000, outcome="booked")
    ring(duration_ms=30_000, outcome="nothing_free", missed_reason="nothing_free")
    ring(outcome="transferred")
    ring(outcome="failed")
    ring(source="test", duration_ms=600_000)
    ring(NOON - timedelta(days=3), duration_ms=60_000)
    visit = book(NOON)
    book(NOON - timedelta(days=3))
    book(NOON, source="import")
    for number, state in enumerate(("delivered", "undelivered", "failed", "queued")):
        Notification.objects.create(
            appointment=visit, purpose="reminder", channel="sms", occasion=number + 1, state=state,
            due_at=NOON, created_at=NOON, sent_at=NOON if "delivered" in state else None,
        )  # fmt: skip
    messages = Notification.objects.filter(sent_at__isnull=False).count()
    with company_scope(other_company):
        ring(duration_ms=120_000)

    gather(now=NOON)

    today = days_of(company)[TODAY]
    assert (today.calls, today.missed, today.transferred, today.calls_failed) == (4, 1, 1, 1)
    assert (today.spoken_ms, today.bookings) == (120_000, 1)
    assert (today.sent, today.unsent) == (messages, 2)
    before = days_of(company)[TODAY - timedelta(days=3)]
    assert (before.calls, before.spoken_ms, before.bookings) == (1, 60_000, 1)
    theirs = days_of(other_company)[TODAY]
    assert (theirs.calls, theirs.spoken_ms, theirs.bookings) == (1, 120_000, 0)

    standing = CompanyStanding.objects.get(company=company)
    assert (standing.calls_today, standing.calls_week, standing.bookings_week) == (4, 5, 2)
    assert (standing.missed_week, standing.transferred_week, standing.spoken_ms_week) == (1, 1, 180_000)
    assert (standing.calls_hour, standing.calls_failed_hour) == (4, 1)
    assert standing.last_call_at == NOON


def test_a_day_begins_at_midnight_where_the_company_is(company: Company) -> None:
    # 22:30 UTC in March is half past midnight of the next day in Berlin.
    ring(datetime(2026, 3, 30, 21, 59, tzinfo=UTC))
    ring(datetime(2026, 3, 30, 22, 1, tzinfo=UTC))

    gather(now=datetime(2026, 3, 30, 22, 30, tzinfo=UTC))

    found = days_of(company)
    assert [found[day].calls for day in (TODAY, TODAY + timedelta(days=1))] == [1, 1]
    assert CompanyStanding.objects.get(company=company).calls_today == 1


def test_what_changes_later_changes_its_day_and_twice_is_once(company: Company) -> None:
    call = ring(NOON - timedelta(days=2))
    gather(now=NOON)
    Call.objects.filter(pk=call.pk).update(duration_ms=45_000, missed_reason="gave_up")

    gather(now=NOON)
    gather(now=NOON)

    row = days_of(company)[TODAY - timedelta(days=2)]
    assert (row.calls, row.missed, row.spoken_ms) == (1, 1, 45_000)
    call.delete()
    gather(now=NOON)
    assert days_of(company)[TODAY - timedelta(days=2)].calls == 0
    assert CompanyStanding.objects.get(company=company).calls_week == 0


def test_first_round_reads_the_weeks_before(company: Company) -> None:
    ring(NOON - timedelta(days=30))

    gather(now=NOON)

    assert days_of(company)[TODAY - timedelta(days=30)].calls == 1
    assert CompanyStanding.objects.get(company=company).calls_week == 0


def test_standing_says_what_is_stuck_and_since_when(company: Company, other_company: Company) -> None:
    owe(1, "dead", NOON - timedelta(days=1))
    owe(2, "pending", NOON - timedelta(hours=1))
    owe(3, "sending", NOON)
    owe(4, "done", NOON - timedelta(days=2))
    come("evt_1", "quarantined", NOON - timedelta(hours=2))
    come("evt_2", "pending", NOON - timedelta(minutes=30))
    come("evt_3", "done", NOON - timedelta(days=2))
    connect(provider="twilio", credentials={}, now=NOON)
    lost = connect(provider="outlook", credentials={}, now=NOON)
    type(lost).objects.filter(pk=lost.pk).update(state="reconnect")
    PhoneNumber.objects.create(number="+493011223344", state="porting", created_at=NOON)
    for nudges in (1, 5, 9):
        Wakeup.objects.create(company_id=company.pk, kind="inbox", due_at=NOON, nudges=nudges)

    gather(now=NOON)

    found = CompanyStanding.objects.get(company=company)
    assert (found.open_entries, found.late_entries, found.dead_entries) == (2, 1, 1)
    assert found.oldest_entry_due_at == NOON - timedelta(hours=1)
    assert (found.quarantined, found.late_events) == (1, 1)
    assert found.oldest_event_at == NOON - timedelta(hours=2)
    assert found.connections == {"twilio": "ok", "outlook": "reconnect"}
    assert (found.broken_connections, found.ports_open, found.stuck_wakeups) == (1, 1, 1)
    assert found.level == Level.TROUBLE
    assert CompanyStanding.objects.get(company=other_company).level == Level.FINE


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ({"open_entries": 9}, Level.FINE),
        ({"late_entries": 1}, Level.ATTENTION),
        ({"stuck_wakeups": 1}, Level.ATTENTION),
        ({"broken_connections": 1}, Level.ATTENTION),
        ({"dead_entries": 1, "late_entries": 1}, Level.TROUBLE),
        ({"quarantined": 1}, Level.TROUBLE),
    ],
)
def test_level_says_whether_a_person_is_needed(found: dict[str, int], level: Level) -> None:
    assert CompanyStanding(**found).judge() == level


def test_schema_without_all_tables_is_left_out(company: Company, other_company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {other_company.schema_name}.outbox_outboxentry CASCADE")

    assert gather(now=NOON) == 1
    assert [standing.company for standing in CompanyStanding.objects.all()] == [company]


def test_company_that_cannot_be_read_takes_no_other_along(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring()
    # As if its schema went between the look at the tables and the statement.
    monkeypatch.setattr(
        gathering,
        "companies_with_tables",
        lambda: [company, Company(pk=other_company.pk, schema_name="t_999", timezone="Europe/Berlin")],
    )

    assert gather(now=NOON) == 1
    assert CompanyStanding.objects.get().calls_today == 1


def test_number_of_statements_does_not_grow_with_companies(
    company: Company, other_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            gather(now=NOON)
        return len(queries)

    both = figures.companies_with_tables()
    gather(now=NOON)
    monkeypatch.setattr(gathering, "companies_with_tables", lambda: both[:1])
    for_one = statements()
    monkeypatch.setattr(gathering, "companies_with_tables", lambda: both)

    assert statements() == for_one
