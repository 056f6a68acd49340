"""The log only grows, says what happened, and shows when somebody touched it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from booking.models import StaffMember
from tenants.models import Company
from tenants.privacy import audit
from tenants.privacy.models import AuditEntry
from tests.factories.booking import StaffMemberFactory

SABINE = audit.Actor(user_id=7, role="owner", address="203.0.113.9", device="Chrome auf Mac")


def written(**fields: Any) -> AuditEntry:
    return audit.record(actor=SABINE, act="team-role", now=timezone.now(), **fields)


def broken_place() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT privacy_broken_place()")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_auditentry SET user_id = 8",
        "UPDATE privacy_auditentry SET detail = 'x'",
        "DELETE FROM privacy_auditentry",
        "TRUNCATE privacy_auditentry",
    ],
)
def test_the_database_refuses_to_change_what_is_written(company: Company, statement: str) -> None:
    written()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().user_id == 7


def test_an_entry_is_closed_once(company: Company) -> None:
    entry = audit.begin(actor=SABINE, act="team-role", now=timezone.now())
    audit.close(entry, outcome=302)

    with pytest.raises(IntegrityError), transaction.atomic():
        audit.close(entry, outcome=403)

    assert AuditEntry.objects.get().outcome == 302


def test_who_acted_cannot_be_changed_while_an_entry_is_open(company: Company) -> None:
    entry = audit.begin(actor=SABINE, act="team-role", now=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(outcome=200, user_id=8)


def test_the_chain_shows_what_was_changed_behind_its_back(company: Company) -> None:
    for number in range(3):
        written(subject="membership", subject_id=number)
    assert broken_place() is None

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_auditentry SET user_id = 8 WHERE place = 2")
        cursor.execute("ALTER TABLE privacy_auditentry ENABLE TRIGGER USER")

    assert broken_place() == 2


def test_an_entry_taken_out_of_the_chain_is_missed(company: Company) -> None:
    for number in range(3):
        written(subject="membership", subject_id=number)

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_auditentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM privacy_auditentry WHERE place = 2")
        cursor.execute("ALTER TABLE privacy_auditentry ENABLE TRIGGER USER")

    assert broken_place() == 3


def test_entries_are_removed_after_a_year_and_the_chain_holds(company: Company) -> None:
    long_ago = timezone.now() - audit.KEPT_FOR - timedelta(days=1)
    for _ in range(2):
        audit.record(actor=SABINE, act="team-role", now=long_ago)
    recent = written()

    assert audit.remove_old_entries(now=timezone.now()) == 2

    assert AuditEntry.objects.get() == recent
    written()
    assert AuditEntry.objects.latest("pk").place == 4
    assert broken_place() is None


def test_a_request_that_lost_its_process_is_sealed_with_no_known_outcome(company: Company) -> None:
    audit.begin(actor=SABINE, act="team-role", now=timezone.now() - timedelta(hours=1))

    assert audit.close_abandoned(now=timezone.now()) == 1
    assert AuditEntry.objects.get().outcome == audit.UNKNOWN_OUTCOME


def test_changes_hide_what_is_personal(company: Company) -> None:
    anna: StaffMember = StaffMemberFactory(name="Anna Köhler", position=1)
    with audit.noting() as notes:
        audit.note(
            anna,
            before={"name": "Anna", "position": 1, "is_active": True},
            after={"name": "Anne", "position": 2},
        )
    entry = audit.begin(actor=SABINE, act="staff", now=timezone.now())
    audit.close(entry, outcome=302, notes=notes)

    (change,) = AuditEntry.objects.get().detail["changes"]
    assert change["before"] == {"name": "…", "position": 1}
    assert change["after"] == {"name": "…", "position": 2}


def test_where_somebody_came_from_does_not_lie_in_the_clear(company: Company) -> None:
    written()

    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM privacy_auditentry")
        assert b"203.0.113.9" not in bytes(cursor.fetchone()[0])
    assert AuditEntry.objects.get().detail["address"] == "203.0.113.9"
