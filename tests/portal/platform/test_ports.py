"""A number that a company wants to bring: our staff say how far it is, the owner reads it."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from analytics.ops.gathering import gather
from telephony.enums import NumberState
from telephony.models import PhoneNumber
from telephony.services.numbers import ask_to_port, withdraw_port
from tenants.context import company_scope
from tenants.enums import DirectoryKind
from tenants.models import Company, DirectoryEntry, User
from tenants.privacy.models import AuditEntry
from tests.factories.booking import BranchFactory
from tests.portal.conftest import member, platform_staff, signed_in

NUMBER = "+493044556677"


@pytest.fixture
def clicks(platform_admin: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(platform_admin)
    return client


@pytest.fixture
def asked(company: Company) -> PhoneNumber:
    with company_scope(company):
        return ask_to_port(
            number=NUMBER, branch=BranchFactory(), carrier="telekom", holder="Sabine Sommer",
            customer_number="KD-17", now=timezone.now(),
        )  # fmt: skip


def page_of(company: Company, number: PhoneNumber) -> str:
    return f"/admin/rufnummern/{company.pk}/{number.pk}/"


def test_staff_note_what_the_carrier_said_and_the_owner_reads_it(
    clicks: Client, company: Company, other_company: Company, asked: PhoneNumber
) -> None:
    gather(now=timezone.now())
    shown = clicks.get("/admin/rufnummern/").content.decode()
    assert NUMBER in shown
    assert other_company.name not in shown
    form = clicks.get(page_of(company, asked)).content.decode()
    assert "Sabine Sommer" in form
    assert "KD-17" in form

    posted = {"state": "open", "note": "Telekom hat bestätigt", "port_on": "2026-12-14"}
    assert clicks.post(page_of(company, asked), posted).headers["Location"] == "/admin/rufnummern/"

    with company_scope(company):
        asked.refresh_from_db()
        assert (asked.note, asked.port_on) == ("Telekom hat bestätigt", date(2026, 12, 14))
        assert AuditEntry.objects.get().act == "platform-port"
        page = signed_in(member(company), company).get("/nummern/").content.decode()
    assert "Wechselt am 14.12.2026" in page
    assert "Telekom hat bestätigt" in page
    assert LogEntry.objects.count() == 1


def test_number_that_has_moved_is_answered_here(clicks: Client, company: Company, asked: PhoneNumber) -> None:
    clicks.post(page_of(company, asked), {"state": "done"})

    with company_scope(company):
        asked.refresh_from_db()
    assert asked.state == NumberState.ACTIVE
    entry = DirectoryEntry.objects.get(key=NUMBER)
    assert (entry.company, entry.kind, entry.branch_id) == (
        company,
        DirectoryKind.PHONE_NUMBER,
        asked.branch_id,
    )


def test_number_of_somebody_else_does_not_move(
    clicks: Client, company: Company, other_company: Company, asked: PhoneNumber
) -> None:
    DirectoryEntry.objects.create(kind=DirectoryKind.PHONE_NUMBER, key=NUMBER, company=other_company)

    answer = clicks.post(page_of(company, asked), {"state": "done"})

    assert answer.status_code == 422
    assert "gehören schon zu einem Betrieb" in answer.content.decode()
    with company_scope(company):
        asked.refresh_from_db()
    assert asked.state == NumberState.PORTING


def test_refusal_needs_a_reason_and_the_owner_can_ask_again(
    clicks: Client, company: Company, asked: PhoneNumber
) -> None:
    assert clicks.post(page_of(company, asked), {"state": "refused"}).status_code == 422
    clicks.post(page_of(company, asked), {"state": "refused", "note": "Der Name stimmt nicht"})

    with company_scope(company):
        page = signed_in(member(company), company).get("/nummern/").content.decode()
        assert "Ihr Anbieter hat abgelehnt." in page
        assert "Der Name stimmt nicht" in page
        asked.refresh_from_db()
        assert asked.branch is not None
        again = ask_to_port(
            number=NUMBER, branch=asked.branch, carrier="telekom", holder="Sabine Sommer-Kraus",
            customer_number="KD-17", now=timezone.now(),
        )  # fmt: skip
    assert (again.pk, again.error, again.note) == (asked.pk, "", "")


def test_request_that_was_withdrawn_meanwhile_is_gone(
    clicks: Client, company: Company, asked: PhoneNumber
) -> None:
    with company_scope(company):
        withdraw_port(number_id=asked.pk)

    assert clicks.get(page_of(company, asked)).status_code == 404
    assert clicks.post(page_of(company, asked), {"state": "done"}).status_code == 404
    assert not DirectoryEntry.objects.filter(key=NUMBER).exists()


def test_staff_of_another_role_see_no_ports(company: Company, asked: PhoneNumber) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(platform_staff("hans@askproai.example", is_superuser=False))

    assert client.get("/admin/rufnummern/").status_code == 403
    assert client.get(page_of(company, asked)).status_code == 403
