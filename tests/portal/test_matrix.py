"""Everybody at every address: what the published matrix says is what happens, on rows that exist.

Addresses come from the resolver itself. An address with a part that nobody gave a row here fails the walk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from booking.models import TimeOff, WaitlistEntry
from booking.services.direct_booking import TEAM_MAY_WAIVE
from booking.services.outage_plans import report_sick
from portal.acts import ACTS, OTHERS
from portal.permissions import MATRIX, PUBLIC, SELF_CHECKED_PREFIXES
from portal.scope import COMPANY_WIDE, SCOPED
from telephony.knowledge.questions import note_question
from telephony.knowledge.sources import add_page
from telephony.models import CallbackTicket, KnowledgeSource, TransferTarget
from telephony.services.testcall import start_test_call
from telephony.services.versions import edit_receptionist
from tenants.connections.services import connect
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    ClassSessionFactory,
    ClassTimeFactory,
    CourseFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
)
from tests.factories.telephony import BlockedNumberFactory
from tests.portal.conftest import browser, member, signed_in

WORDS = {
    "provider": "outlook",
    "section": "auftritt",
    "kind": "frage",
    "way": "angekommen",
    "token": "made-up",
    "key": "stammkunde",
    "note_id": "1",
    "channel": "sms",
    "language": "de",
    "purpose": "confirmation",
    "entry": "logo",
    "slug": "einrichten",
}


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver(settings.ROOT_URLCONF)).url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        else:
            yield from patterns(entry, route)


ALL = [(route, entry) for route, entry in patterns() if not route.startswith(SELF_CHECKED_PREFIXES)]
INSIDE = {str(entry.name): entry for _, entry in ALL if entry.name not in PUBLIC}


@pytest.fixture
def rows(company: Company) -> dict[str, Any]:
    """One row of everything that an address can name, all of the branch in the middle of town."""
    mitte = BranchFactory(name="Mitte")
    haircut, yoga = ServiceFactory(), CourseFactory()
    anna = StaffMemberFactory(name="Anna", branches=[mitte], services=[haircut])
    maya = StaffMemberFactory(name="Maya", branches=[mitte], services=[yoga])
    now = timezone.now()
    starts_at = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=8)
    visit = AppointmentFactory(
        staff=anna, service=haircut, branch=mitte, starts_at=starts_at, now=now, waived=TEAM_MAY_WAIVE
    )
    call = start_test_call(branch_id=mitte.pk, from_number=None, now=now)
    question = note_question(text="Haben Sie WLAN?", call=call, now=now)
    assert question is not None
    edit_receptionist(fields={"persona_name": "Lea"}, now=now)
    page = add_page(url="https://salon.example/", title="", branch_id=mitte.pk, now=now)
    outage = report_sick(
        staff_id=maya.pk, starts_at=now, ends_at=now + timedelta(hours=3), user_id=None, now=now
    )
    waiting = WaitlistEntry.objects.create(
        customer=CustomerFactory(), service_ids=[haircut.pk], branch=mitte, source="portal", created_at=now
    )
    session = ClassSessionFactory(service=yoga, staff=maya, starts_at=starts_at, now=now)
    line = ClassTimeFactory(service=yoga, staff=maya, branch=mitte)
    ticket = CallbackTicket.objects.create(call=call, due_at=now + timedelta(hours=2), created_at=now)
    target = TransferTarget.objects.create(name="Jens", phone="+493022110011", branch=mitte)
    ben = member(company, Role.STAFF, email="ben@haarmonie.example").memberships.get()
    numbers = {
        "appointment_id": visit.pk,
        "blocked_id": BlockedNumberFactory().pk,
        "branch_id": mitte.pk,
        "call_id": call.pk,
        "class_time_id": line.pk,
        "connection_id": connect(provider="outlook", credentials={}, now=now).pk,
        "customer_id": visit.customer_id,
        "entry_id": waiting.pk,
        "membership_id": ben.pk,
        "other_id": CustomerFactory(name="Doris").pk,
        "outage_id": outage.pk,
        "question_id": question.pk,
        "service_id": haircut.pk,
        "session_id": session.pk,
        "source_id": page.pk,
        "staff_id": anna.pk,
        "subject_id": mitte.pk,
        "target_id": target.pk,
        "ticket_id": ticket.pk,
        "time_off_id": TimeOff.objects.latest("pk").pk,
    }
    # Rows that come about only after long stories; who may not come in is refused before they are looked for.
    later = (
        "change_id conflict_id device_id grant_id group_id invitation_id number_id move_id passkey_id place "
        "run_id suggestion_id version_id"
    )
    return {**dict.fromkeys(later.split(), 1), **numbers, **WORDS}


def addresses(rows: dict[str, Any]) -> dict[str, str]:
    return {
        name: reverse(
            name,
            kwargs={each: rows[each] for each in entry.pattern.converters},
            urlconf=settings.ROOT_URLCONF,
        )
        for name, entry in INSIDE.items()
    }


def statuses(client: Client, where: dict[str, str]) -> dict[str, int]:
    return {name: client.get(address).status_code for name, address in where.items()}


def test_the_matrix_names_every_address_there_is() -> None:
    assert set(MATRIX) | PUBLIC == {str(entry.name) for _, entry in ALL}
    assert {name: entry.callback.allowed_roles for name, entry in INSIDE.items()} == MATRIX


def test_every_act_has_words_for_the_log_and_the_page_of_rights() -> None:
    assert sorted(set(MATRIX) - set(ACTS)) == []
    assert sorted(set(ACTS) - set(MATRIX) - set(OTHERS)) == []


def test_every_row_in_an_address_is_of_a_branch_or_of_the_company() -> None:
    named = {each for entry in INSIDE.values() for each in entry.pattern.converters}

    assert named - SCOPED - COMPANY_WIDE - set(WORDS) - {"place"} == set()


def test_whoever_is_not_signed_in_is_asked_who_they_are(rows: dict[str, Any], company: Company) -> None:
    where, client = addresses(rows), browser()

    for name, address in where.items():
        answer = client.get(address)
        assert answer.headers.get("Location", "").startswith("/anmelden/?next="), name


@pytest.mark.slow
def test_members_of_another_company_find_nothing(
    rows: dict[str, Any], company: Company, other_company: Company
) -> None:
    dentist = member(other_company, email="dr@sommer.example")
    both = member(company, email="beide@haarmonie.example")
    both.memberships.create(company=other_company, role=Role.OWNER)
    where = addresses(rows)

    for client in (signed_in(dentist, company), signed_in(both, other_company)):
        assert set(statuses(client, where).values()) == {404}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF])
def test_a_role_too_low_is_refused_and_no_other(role: Role, rows: dict[str, Any], company: Company) -> None:
    client = signed_in(member(company, role, email="rolle@haarmonie.example"), company)
    where = addresses(rows)

    refused = {name for name in where if role not in MATRIX[name]}

    assert {name for name in refused if client.get(where[name]).status_code != 403} == set()
    assert {name for name in refused if client.post(where[name]).status_code != 403} == set()


@pytest.mark.slow
def test_an_owner_opens_everything(rows: dict[str, Any], company: Company) -> None:
    client = signed_in(member(company), company)

    found = statuses(client, addresses(rows))

    # 405: a button's address. 404: rows of later stories, and words that are none of theirs.
    assert {name: status for name, status in found.items() if status not in {200, 302, 404, 405, 410}} == {}
    assert sum(status == 200 for status in found.values()) > 50


def test_rows_of_another_branch_are_none(rows: dict[str, Any], company: Company) -> None:
    west = BranchFactory(name="West")
    jens = member(company, Role.MANAGER, email="jens@haarmonie.example")
    jens.memberships.update(branch_ids=[west.pk])
    where = {
        name: address
        for name, address in addresses(rows).items()
        if SCOPED & set(INSIDE[name].pattern.converters)
        and not name.startswith("account")
        and Role.MANAGER in MATRIX[name]
    }
    assert len(where) > 40

    client = signed_in(jens, company)

    assert {name: status for name, status in statuses(client, where).items() if status != 404} == {}
    posted = {name: client.post(address).status_code for name, address in where.items()}
    assert {name: status for name, status in posted.items() if status != 404} == {}


def test_rows_of_ones_own_branch_are_there(rows: dict[str, Any], company: Company) -> None:
    jens = member(company, Role.MANAGER, email="jens@haarmonie.example")
    jens.memberships.update(branch_ids=[rows["branch_id"]])
    client = signed_in(jens, company)

    for name in (
        "appointment",
        "call",
        "outage",
        "class-session",
        "class-time",
        "waitlist-offer",
        "settings-staff-member",
    ):
        assert client.get(addresses(rows)[name]).status_code == 200, name


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("/warteliste/", "Clara"),
        ("/ausfall/", "Maya"),
        ("/kurse/", "Maya"),
        ("/kurse/plan/", "Maya"),
    ],
)
def test_lists_leave_out_what_belongs_to_another_branch(
    page: str, word: str, rows: dict[str, Any], company: Company
) -> None:
    assert KnowledgeSource.objects.exists()
    west = BranchFactory(name="West")
    memberships = Membership.objects.filter(
        user=member(company, Role.MANAGER, email="jens@haarmonie.example")
    )
    client = signed_in(memberships.get().user, company)
    main = client.get(page).content.decode().split("<main")[1].split("</main")[0]

    memberships.update(branch_ids=[west.pk])
    narrowed = client.get(page).content.decode().split("<main")[1].split("</main")[0]

    assert word in main
    assert word not in narrowed
