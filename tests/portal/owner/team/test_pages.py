"""The team's pages: what owners, managers and staff can do there, and what they find afterwards."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tenants.enums import Role
from tenants.models import Company, Invitation, Membership
from tenants.privacy.models import AuditEntry
from tests.factories.booking import BranchFactory, StaffMemberFactory
from tests.portal.conftest import member, signed_in


def address(name: str, **kwargs: int) -> str:
    return reverse(name, kwargs=kwargs, urlconf="askproai.urls_company")


def membership_of(company: Company, role: Role, email: str) -> Membership:
    return member(company, role, email=email).memberships.get(company=company)


def test_an_owner_invites_somebody_with_role_and_branch(owner: Client, company: Company) -> None:
    mitte, west = BranchFactory(name="Mitte"), BranchFactory(name="West")
    anna = StaffMemberFactory(name="Anna Köhler", branches=[mitte])

    answer = owner.post(
        address("team-invite"),
        {"email": "Anna@Haarmonie.example", "role": "manager", "branches": [mitte.pk], "staff": anna.pk},
    )

    assert answer.headers["Location"] == "/team/"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("anna@haarmonie.example", Role.MANAGER)
    assert (invitation.branch_ids, invitation.staff_id) == ([mitte.pk], anna.pk)
    page = owner.get("/team/").content.decode()
    assert "anna@haarmonie.example" in page
    assert "Mitte" in page
    assert "West" not in page
    assert west.pk not in invitation.branch_ids


def test_a_refused_invitation_says_why(owner: Client, company: Company) -> None:
    BranchFactory()

    answer = owner.post(address("team-invite"), {"email": "sabine@haarmonie.example", "role": "staff"})

    assert answer.status_code == 422
    assert "Mit dieser Adresse ist schon jemand im Team." in answer.content.decode()


def test_a_manager_finds_no_page_for_an_owner_and_offers_staff_only(company: Company) -> None:
    sabine = membership_of(company, Role.OWNER, "sabine@haarmonie.example")
    ben = membership_of(company, Role.STAFF, "ben@haarmonie.example")
    jens = signed_in(member(company, Role.MANAGER, email="jens@haarmonie.example"), company)

    assert jens.get(address("team-member", membership_id=sabine.pk)).status_code == 404
    assert jens.get(address("team-member", membership_id=ben.pk)).status_code == 200
    answer = jens.post(address("team-member", membership_id=ben.pk), {"role": "owner"})
    assert answer.status_code == 422
    assert Membership.objects.get(pk=ben.pk).role == Role.STAFF


def test_somebody_taken_out_is_out_with_the_next_click(owner: Client, company: Company) -> None:
    ben = member(company, Role.STAFF, email="ben@haarmonie.example")
    his = signed_in(ben, company)
    ben.sessions.update(company=company)
    assert his.get("/").status_code == 200

    owner.post(address("team-remove", membership_id=ben.memberships.get().pk))

    assert his.get("/").status_code == 302


def test_a_changed_role_stands_in_the_log_in_words(owner: Client, company: Company) -> None:
    ben = membership_of(company, Role.STAFF, "ben@haarmonie.example")

    owner.post(address("team-member", membership_id=ben.pk), {"role": "manager"})

    assert Membership.objects.get(pk=ben.pk).role == Role.MANAGER
    page = owner.get("/protokoll/").content.decode()
    assert "Rolle oder Filialen ändern" in page
    assert "Mitarbeiter</del> → <ins" in page
    assert "Leitung</ins>" in page
    assert "Sabine Sommer" in page


def test_the_log_is_narrowed_down_and_leaves_as_a_file(owner: Client, company: Company) -> None:
    ben = membership_of(company, Role.STAFF, "ben@haarmonie.example")
    owner.post(address("team-member", membership_id=ben.pk), {"role": "manager"})
    owner.post(address("account-name"), {"name": "=Sabine"})

    assert "Eigenen Namen ändern" not in owner.get("/protokoll/?suche=rolle").content.decode()
    assert "Rolle oder Filialen" not in owner.get("/protokoll/?suche=eigenen").content.decode()
    file = owner.get("/protokoll/export.csv?suche=rolle").content.decode()
    assert "Rolle: Mitarbeiter → Leitung" in file
    assert "'=Sabine" in file
    assert AuditEntry.objects.filter(act="audit-export").count() == 1


@pytest.mark.parametrize(
    "query", ["wer=x", "bereich=99", "von=gestern", "suche=%00", "ab=-3", "suche=" + "9" * 30]
)
def test_whatever_stands_in_the_address_of_the_log_is_read_calmly(query: str, owner: Client) -> None:
    assert owner.get(f"/protokoll/?{query}").status_code == 200


def test_the_log_says_that_nobody_touched_it(owner: Client) -> None:
    owner.post(address("account-name"), {"name": "Sabine"})

    assert "lückenlos" in owner.get("/protokoll/?pruefen=1").content.decode()


def test_the_page_of_rights_shows_the_matrix_itself(owner: Client) -> None:
    page = owner.get("/team/rechte/").content.decode()

    assert "Betrieb übergeben" in page
    assert page.count("<tr") > 60


def test_the_last_owner_is_told_why_they_stay(owner: Client, company: Company) -> None:
    sabine = Membership.objects.get(company=company)

    answer = owner.post(address("team-remove", membership_id=sabine.pk), follow=True)

    assert "braucht immer einen Inhaber" in answer.content.decode()
    assert Membership.objects.filter(company=company).exists()


def test_an_owner_takes_all_data_along_and_the_log_knows(owner: Client, company: Company) -> None:
    answer = owner.post(address("company-export-file"))

    assert answer.headers["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(act="company-export-file", outcome=200).count() == 1
