"""From the platform's host: asking, going in, and no other door to what is the company's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from booking.models import Customer
from telephony.models import Call, CallTurn
from tenants.access.support import SUPPORT_ASKED
from tenants.admin_sites import platform_site
from tenants.context import company_scope
from tenants.enums import CompanyState
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Membership, SupportGrant, User
from tenants.outbox.models import OutboxEntry
from tenants.privacy.models import AuditEntry
from tests.factories.booking import BranchFactory, CustomerFactory
from tests.factories.telephony import CallFactory
from tests.portal.conftest import PASSWORD, let_in, member, platform_staff

WISH = {"reason": "Ein Anruf brach ab", "level": "reading", "hours": "24"}
ANNA, NUMBER, WORDS = "Annelotte Geheimrat", "+4915112345999", "Mein Knie schmerzt seit Ostern"


@pytest.fixture
def clicks(platform_admin: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(platform_admin)
    return client


def at(company: Company, rest: str = "") -> str:
    return f"/admin/zentrale/{company.pk}/{rest}"


def test_staff_ask_the_owner_agrees_and_they_go_in(clicks: Client, other_company: Company) -> None:
    shown = clicks.post(at(other_company, "zugang/bitten/"), WISH, follow=True).content.decode()
    assert "Die Inhaber sind gefragt" in shown
    assert "angefragt" in shown
    assert "Portal betreten" not in shown
    grant = SupportGrant.objects.get()
    with company_scope(other_company):
        assert OutboxEntry.objects.get(kind=SUPPORT_ASKED).subject_id == grant.pk
        assert AuditEntry.objects.get().act == "support-asked"

    now = timezone.now()
    SupportGrant.objects.update(granted_at=now, expires_at=now + timedelta(hours=1))
    page = clicks.get(at(other_company))
    assert "Portal betreten" in page.content.decode()
    # Browsers hold back a form whose answer leads to another host than the page says.
    assert "form-action 'self' http://praxis.localhost:8000;" in page.headers["Content-Security-Policy"]
    way_in = clicks.post(at(other_company, "zugang/betreten/")).headers["Location"]
    assert way_in.startswith("http://praxis.localhost:8000/unterstuetzung/")
    with company_scope(other_company):
        inside = Client(headers={"host": "praxis.localhost"})
        assert inside.get(way_in.removeprefix("http://praxis.localhost:8000")).headers["Location"] == "/"


def test_nobody_goes_in_without_consent_or_after_it(clicks: Client, other_company: Company) -> None:
    assert clicks.post(at(other_company, "zugang/betreten/")).headers["Location"] == at(other_company)

    with company_scope(other_company):
        grant = let_in(other_company)
    clicks.post(at(other_company, f"zugang/{grant.pk}/beenden/"))
    assert clicks.post(at(other_company, "zugang/betreten/")).headers["Location"] == at(other_company)
    grant.refresh_from_db()
    assert grant.ended_at is not None


def test_consent_is_taken_back_between_the_ticket_and_the_door(
    clicks: Client, other_company: Company
) -> None:
    with company_scope(other_company):
        grant = let_in(other_company)
    way_in = clicks.post(at(other_company, "zugang/betreten/")).headers["Location"]
    clicks.post(at(other_company, f"zugang/{grant.pk}/beenden/"))

    with company_scope(other_company):
        inside = Client(headers={"host": "praxis.localhost"})
        answer = inside.get(way_in.removeprefix("http://praxis.localhost:8000"))
    assert answer.headers["Location"] == "/unterstuetzung/beendet/"


def test_one_companys_consent_opens_no_other(
    clicks: Client, company: Company, other_company: Company
) -> None:
    grant = let_in(company)

    assert clicks.post(at(other_company, "zugang/betreten/")).headers["Location"] == at(other_company)
    assert clicks.post(at(other_company, f"zugang/{grant.pk}/beenden/")).status_code == 404


@pytest.mark.parametrize("state", [CompanyState.SUSPENDED, CompanyState.DELETING])
def test_company_that_is_not_served_is_neither_asked_nor_entered(
    clicks: Client, other_company: Company, state: str
) -> None:
    with company_scope(other_company):
        let_in(other_company)
    Company.objects.filter(pk=other_company.pk).update(state=state)

    for path in ("zugang/bitten/", "zugang/betreten/"):
        answer = clicks.post(at(other_company, path), WISH, follow=True)
        assert "es wurde nichts geändert" in answer.content.decode()
    assert clicks.post(at(Company(pk=4711), "zugang/bitten/"), WISH).status_code in {302, 404}


def test_staff_of_another_role_may_look_and_not_go_in(other_company: Company) -> None:
    hans = platform_staff("hans@askproai.example", is_superuser=False)
    hans.user_permissions.add(Permission.objects.get(codename="view_company"))
    client = Client(headers={"host": "localhost"})
    client.force_login(hans)
    with company_scope(other_company):
        let_in(other_company)

    assert "Zugang zum Portal" not in client.get(at(other_company)).content.decode()
    assert client.post(at(other_company, "zugang/bitten/"), WISH).status_code == 403
    assert client.post(at(other_company, "zugang/betreten/")).status_code == 403

    hans.user_permissions.add(Permission.objects.get(codename="use_supportgrant"))
    assert client.post(at(other_company, "zugang/betreten/")).status_code == 302


@pytest.fixture
def secrets(company: Company) -> None:
    """A customer of the salon, what she said, and an event about her."""
    with company_scope(company):
        BranchFactory()
        CustomerFactory(name=ANNA, phone=NUMBER)
        call = CallFactory(from_number=NUMBER)
        Call.objects.filter(pk=call.pk).update(summary=WORDS, consent="granted")
        CallTurn.objects.create(call=call, position=1, speaker="caller", text=WORDS, offset_ms=0)
        InboundEvent.objects.create(
            provider="retell",
            external_id="evt_1",
            kind="call_ended",
            subject="call_1",
            state="quarantined",
            payload={"transcript": WORDS, "name": ANNA},
            reason="rule_violated",
            due_at=timezone.now(),
            received_at=timezone.now(),
        )
        assert Customer.objects.filter(name=ANNA).exists()


def pages(company: Company) -> Iterator[str]:
    """Every address of the platform's admin that can be opened."""
    patterns: list[Any] = platform_site.get_urls()
    for entry in patterns:
        route = str(entry.pattern)
        if "company_id" in route:
            route = route.replace("<int:company_id>", str(company.pk))
            route = route.replace("<int:entry_id>", "1").replace("<int:event_id>", "1")
            route = route.replace("<int:grant_id>", "1").replace("<slug:kind>", "inbox")
        if "<" not in route and "(" not in route:
            yield f"/admin/{route}"
    for model in platform_site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        yield base
        row = model._default_manager.order_by("-pk").first()
        if row is not None:
            yield f"{base}{row.pk}/change/"


def test_no_page_of_the_platform_shows_a_customer(clicks: Client, company: Company, secrets: None) -> None:
    member(company)
    opened = 0
    for address in pages(company):
        answer = clicks.get(address)
        shown = answer.content.decode() if answer.status_code == 200 else ""
        opened += answer.status_code == 200
        for secret in (ANNA, NUMBER, NUMBER[3:], WORDS):
            assert secret not in shown, address
    assert opened > 15


def test_staff_cannot_make_themselves_members(clicks: Client, other_company: Company) -> None:
    me = User.objects.get(email="petra@askproai.example")
    posted = {"user": me.pk, "company": other_company.pk, "role": "owner"}

    assert clicks.post("/admin/tenants/membership/add/", posted).status_code == 403
    for base in (f"/admin/tenants/user/{me.pk}", f"/admin/tenants/company/{other_company.pk}"):
        clicks.post(
            f"{base}/change/",
            {
                "email": me.email, "name": "Petra", "is_active": "on", "is_staff": "on",
                "is_superuser": "on", "industry": "dentist",
                "memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0",
                "memberships-0-user": str(me.pk), "memberships-0-company": str(other_company.pk),
                "memberships-0-role": "owner",
                "domains-TOTAL_FORMS": "0", "domains-INITIAL_FORMS": "0",
            },
        )  # fmt: skip
    assert not Membership.objects.filter(user=me).exists()


def test_staff_cannot_take_over_an_owners_login(clicks: Client, other_company: Company) -> None:
    ines = member(other_company, email="ines@praxis.example")
    base = f"/admin/tenants/user/{ines.pk}"
    posted = {
        "email": "petra@privat.example", "name": "Ines", "is_active": "on",
        "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
    }  # fmt: skip

    clicks.post(f"{base}/change/", posted)
    clicks.post(f"{base}/password/", {"password1": "Neues-Wort-77", "password2": "Neues-Wort-77"})

    ines.refresh_from_db()
    assert ines.email == "ines@praxis.example"
    assert ines.check_password(PASSWORD)


def test_only_superusers_say_who_is_staff(db: None) -> None:
    hans = platform_staff("hans@askproai.example", is_superuser=False)
    for codename in ("change_user", "view_user"):
        hans.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client(headers={"host": "localhost"})
    client.force_login(hans)

    client.post(
        f"/admin/tenants/user/{hans.pk}/change/",
        {
            "email": hans.email, "name": "Hans", "is_active": "on", "is_staff": "on", "is_superuser": "on",
            "memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0",
        },
    )  # fmt: skip

    hans.refresh_from_db()
    assert (hans.name, hans.is_superuser) == ("Hans", False)
