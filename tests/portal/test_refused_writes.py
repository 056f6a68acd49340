"""Whoever is refused changes nothing, whatever they send."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from booking.services.direct_booking import TEAM_MAY_WAIVE
from portal import urls
from portal.permissions import MATRIX
from telephony.enums import CallState
from telephony.knowledge.questions import note_question
from telephony.knowledge.sources import add_page
from telephony.models import Call, ReceptionistVersion, TransferTarget
from telephony.services.consents import record_consent
from telephony.services.testcall import start_test_call
from telephony.services.versions import edit_receptionist
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    ClassSessionFactory,
    CourseFactory,
    ServiceFactory,
    StaffMemberFactory,
)
from tests.factories.telephony import BlockedNumberFactory
from tests.portal.conftest import Browser, browser, member, signed_in

WRITES = (
    "appointment-cancel",
    "series-book",
    "series-cancel",
    "class-add",
    "class-places",
    "class-cancel",
    "appointment-settle",
    "rules",
    "rules-branch",
    "rules-service",
    "test-call-start",
    "test-call-say",
    "test-call-hang-up",
    "test-call-phone",
    "call-withdraw",
    "knowledge-add",
    "knowledge-read-again",
    "knowledge-delete",
    "knowledge-answer",
    "knowledge-dismiss",
    "receptionist-section",
    "receptionist-discard",
    "receptionist-publish",
    "receptionist-check",
    "receptionist-repair",
    "receptionist-split",
    "receptionist-roll-back",
    "transfer-target-new",
    "transfer-target",
    "transfer-target-drop",
    "blocklist-block",
    "blocklist-unblock",
)
SENT = {
    "utterance": "Ich möchte absagen",
    "reason": "krank",
    "number": "",
    "branch": "1",
    "question": "Haben Sie WLAN?",
    "answer": "Ja.",
}


@pytest.fixture
def addresses(company: Company) -> dict[str, str]:
    """Each address that writes, for rows that exist."""
    branch, service = BranchFactory(), ServiceFactory()
    anna = StaffMemberFactory(branches=[branch], services=[service])
    starts_at = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=8)
    visit = AppointmentFactory(
        staff=anna, service=service, starts_at=starts_at, now=timezone.now(), waived=TEAM_MAY_WAIVE
    )
    yoga = CourseFactory()
    maya = StaffMemberFactory(name="Maya", branches=[branch], services=[yoga])
    call = start_test_call(branch_id=branch.pk, from_number=None, now=timezone.now())
    record_consent(call=call, granted=True, wording_version="1", now=timezone.now())
    page = add_page(url="https://salon.example/", title="", branch_id=None, now=timezone.now())
    question = note_question(text="Haben Sie WLAN?", call=call, now=timezone.now())
    assert question is not None
    ids = {
        "appointment_id": visit.pk,
        "way": "ablehnen",
        "branch_id": branch.pk,
        "service_id": service.pk,
        "call_id": call.pk,
        "session_id": ClassSessionFactory(
            service=yoga, staff=maya, starts_at=starts_at, now=timezone.now()
        ).pk,
        "kind": "frage",
        "source_id": page.pk,
        "question_id": question.pk,
        "section": "auftritt",
        "version_id": published_version().pk,
        "target_id": TransferTarget.objects.create(name="Jens", phone="+493022110011").pk,
        "blocked_id": BlockedNumberFactory().pk,
    }
    routes = {pattern.name: pattern.pattern.converters for pattern in urls.urlpatterns}
    return {
        name: reverse(
            name, kwargs={each: ids[each] for each in routes[name]}, urlconf="askproai.urls_company"
        )
        for name in WRITES
    }


def published_version() -> ReceptionistVersion:
    """A version that takes the calls, and one that is being edited."""
    edit_receptionist(fields={"persona_name": "Lea"}, now=timezone.now())
    return ReceptionistVersion.objects.get()


@pytest.fixture
def contents(company: Company) -> Callable[[], dict[str, str]]:
    """What the tables of the room hold, as one hash for each."""

    def read() -> dict[str, str]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = %s", [company.schema_name]
            )
            found = {}
            for schema, table in cursor.fetchall():
                name = sql.Identifier(schema, table)
                cursor.execute(
                    sql.SQL(
                        "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {} t"
                    ).format(name)
                )
                found[table] = cursor.fetchone()[0]
            return found

    return read


def test_addresses_that_write_are_all_here() -> None:
    assert set(WRITES) <= set(MATRIX)


def test_refused_write_changes_nothing(
    company: Company,
    other_company: Company,
    addresses: dict[str, str],
    contents: Callable[[], dict[str, str]],
) -> None:
    dentist = member(other_company, email="dr@sommer.example")
    both = member(company, email="beide@haarmonie.example")
    both.memberships.create(company=other_company, role=Role.OWNER)
    strangers: dict[str, Client] = {
        "member of another company": signed_in(dentist, company),
        "session of another company": signed_in(both, other_company),
    }
    roles: dict[str, Client] = {
        role: signed_in(member(company, role, email=f"{role}@haarmonie.example"), company) for role in Role
    }
    before = contents()

    for name in WRITES:
        assert browser().post(addresses[name], SENT).status_code == 302, name
        too_low = {role: client for role, client in roles.items() if role not in MATRIX[name]}
        for who, client in (strangers | too_low).items():
            assert client.post(addresses[name], SENT).status_code in {403, 404}, (name, who)
        after = contents()
        assert {table: name for table in after if after[table] != before[table]} == {}


def test_write_without_the_csrf_token_changes_nothing(
    company: Company, addresses: dict[str, str], contents: Callable[[], dict[str, str]]
) -> None:
    client = Browser(enforce_csrf_checks=True, headers={"host": "salon.localhost"})
    client.cookies = signed_in(member(company), company).cookies
    before = contents()

    statuses = {name: client.post(addresses[name], SENT).status_code for name in WRITES}

    assert {name: status for name, status in statuses.items() if status != 403} == {}
    assert contents() == before
    assert Call.objects.get().state != CallState.ENDED


def test_pages_run_no_script_that_stands_in_them(company: Company) -> None:
    answer = signed_in(member(company), company).get("/")

    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == policy["style-src"] == policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
