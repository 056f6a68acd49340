"""The waitlist on the owner's pages."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from booking.models import Branch, Service, StaffMember, WaitlistEntry, WaitlistInvitation
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory
from tests.portal.conftest import member, signed_in


@pytest.fixture
def anna(company: Company) -> StaffMember:
    branch = BranchFactory(open_on=tuple(range(7)))
    return StaffMemberFactory(name="Anna", branches=(branch,), services=(ServiceFactory(),))


def words(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def add(owner: Client, **more: object) -> object:
    form = {
        "name": "Emma Wolf",
        "phone": "0151 12345678",
        "service": Service.objects.earliest("pk").pk,
        **more,
    }
    return owner.post("/warteliste/neu/", form, follow=True)


def test_an_empty_list_explains_itself(owner: Client, company: Company) -> None:
    assert "Niemand wartet" in words(owner.get("/warteliste/"))


def test_somebody_is_added_offered_a_time_and_removed(owner: Client, anna: StaffMember) -> None:
    shown = words(add(owner, days=["0", "4"], daypart="vormittags"))
    assert "Emma Wolf" in shown
    assert "Mo, Fr bis 12:00" in shown
    entry = WaitlistEntry.objects.get()
    page = f"/warteliste/{entry.pk}/"
    key = owner.get(page).content.decode().partition('name="slot" value="')[2].partition('"')[0]

    assert "Angeboten bis" in words(owner.post(page, {"slot": key}, follow=True))
    assert WaitlistInvitation.objects.get().is_by_hand
    assert "schon eine Zeit angeboten" in words(owner.post(page, {"slot": key}, follow=True))
    assert "Niemand wartet" in words(owner.post(page + "entfernen/", follow=True))


def test_a_whole_visit_waits_and_is_shown_with_all_its_parts(owner: Client, anna: StaffMember) -> None:
    dry = ServiceFactory(name="Föhnen")

    shown = words(add(owner, service2=dry.pk, guest=dry.pk, way="together", staff=anna.pk))

    first, own, other = (*WaitlistEntry.objects.get().service_ids, *WaitlistEntry.objects.get().wish.others)
    assert first == Service.objects.exclude(pk=dry.pk).get().pk
    assert (own.person, own.staff_ids) == (0, None)
    assert (other.person, WaitlistEntry.objects.get().at_once) == (1, True)
    assert "+ Föhnen + Föhnen für die zweite Person, gleichzeitig" in shown


def test_a_time_that_is_not_free_is_not_offered(owner: Client, anna: StaffMember) -> None:
    add(owner)

    shown = words(
        owner.post(f"/warteliste/{WaitlistEntry.objects.get().pk}/", {"slot": "1.2.3.4"}, follow=True)
    )

    assert "gerade vergeben" in shown
    assert not WaitlistInvitation.objects.exists()


def test_what_is_missing_is_said(owner: Client, anna: StaffMember) -> None:
    answered = owner.post("/warteliste/neu/", {"name": "Emma", "phone": "12"})

    assert answered.status_code == 422
    assert "Das ist keine vollständige Rufnummer." in words(answered)


def test_rules_are_the_leads(owner: Client, company: Company, anna: StaffMember) -> None:
    form = {"waitlist_parallel": 5, "waitlist_answer_minutes": 45}

    owner.post("/warteliste/regeln/", form)
    wrong = owner.post("/warteliste/regeln/", {**form, "waitlist_parallel": 99})
    assert (wrong.status_code, 'value="99"' in wrong.content.decode()) == (422, True)
    stale = owner.post("/warteliste/regeln/", {**form, "waitlist_parallel": 7, "stand": "an older one"})
    assert "Inzwischen hat jemand anderes hier gespeichert" in stale.content.decode()
    staff = signed_in(member(company, Role.STAFF, email="anna@haarmonie.example"), company)

    branch = Branch.objects.get()
    assert (branch.waitlist_parallel, branch.waitlist_answer_minutes) == (5, 45)
    assert not branch.outage_informs
    assert staff.post("/warteliste/regeln/", form).status_code == 403
