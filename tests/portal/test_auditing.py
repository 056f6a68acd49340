"""Whatever a member changes leaves an entry, without the view's doing."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from booking.models import Appointment
from portal.scope import branch_ids_of
from tenants.enums import Role
from tenants.models import Company, Membership
from tenants.privacy.models import AuditEntry
from tests.portal.conftest import browser, member, signed_in


def address(name: str, **kwargs: int) -> str:
    return reverse(name, kwargs=kwargs, urlconf="askproai.urls_company")


def test_a_cancelled_appointment_says_who_did_it_and_from_where(company: Company, visit: Appointment) -> None:
    sabine = member(company)
    client = signed_in(sabine, company)

    answer = client.post(
        address("appointment-cancel", appointment_id=visit.pk),
        headers={"user-agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X) Firefox/130.0"},
    )

    entry = AuditEntry.objects.get()
    assert (entry.user_id, entry.role, entry.act) == (sabine.pk, Role.OWNER, "appointment-cancel")
    assert (entry.subject, entry.subject_id) == ("appointment", visit.pk)
    assert entry.outcome == answer.status_code
    assert entry.detail == {"address": "127.0.0.1", "device": "Firefox auf Mac"}


def test_looking_around_leaves_no_entry(owner: Client) -> None:
    owner.get("/")
    owner.get("/kalender/")

    assert not AuditEntry.objects.exists()


def test_whoever_is_refused_leaves_no_entry(company: Company, visit: Appointment) -> None:
    browser().post(address("appointment-cancel", appointment_id=visit.pk))
    signed_in(member(company, Role.STAFF), company).post(address("outage-undo", outage_id=1))

    assert not AuditEntry.objects.exists()


def test_an_act_that_failed_says_so(owner: Client) -> None:
    owner.post(address("appointment-cancel", appointment_id=4711))

    assert AuditEntry.objects.get().outcome == 404


def test_a_membership_names_its_branches_or_none_for_all(company: Company) -> None:
    class Request:
        membership = Membership(role=Role.MANAGER, branch_ids=[])

    assert branch_ids_of(Request()) is None  # type: ignore[arg-type]
    Request.membership = Membership(role=Role.MANAGER, branch_ids=[3, 5])
    assert branch_ids_of(Request()) == {3, 5}  # type: ignore[arg-type]
    assert branch_ids_of(object()) == frozenset()  # type: ignore[arg-type]
