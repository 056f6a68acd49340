"""Somebody is sick, on the owner's pages."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Outage, OutageMove, Service, StaffMember, TimeOff
from booking.queries import search_slots
from booking.values import SlotSearch
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
)
from tests.portal.conftest import member, signed_in


@pytest.fixture
def emma(company: Company) -> Appointment:
    """Emma's next possible visit with Anna; Ben could do it too."""
    haircut: Service = ServiceFactory(name="Haarschnitt")
    branch = BranchFactory(open_on=tuple(range(7)))
    anna = StaffMemberFactory(name="Anna", branches=(branch,), services=(haircut,))
    StaffMemberFactory(name="Ben", branches=(branch,), services=(haircut,), position=1)
    now = timezone.now()
    search = SlotSearch(service_ids=(haircut.pk,), staff_ids=frozenset({anna.pk}), limit=1)
    (slot,) = search_slots(search=search, now=now + timedelta(days=1)).slots
    return AppointmentFactory(
        staff=anna,
        service=haircut,
        starts_at=slot.starts_at,
        customer=CustomerFactory(name="Emma Wolf"),
        now=now,
    )


def words(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def report(owner: Client) -> str:
    anna = StaffMember.objects.get(name="Anna")
    last_day = timezone.localdate() + timedelta(days=3)
    answered = owner.post(
        "/ausfall/melden/", {"staff": anna.pk, "until": "tag", "last_day": last_day.isoformat()}
    )
    assert answered.status_code == 302
    return str(answered.headers["Location"])


def test_reporting_leads_to_the_plan_and_sending_to_the_report(owner: Client, emma: Appointment) -> None:
    page = report(owner)
    shown = words(owner.get(page))
    assert "Emma Wolf" in shown
    assert "bei Ben" in shown
    assert "Kunden erfahren erst davon, wenn Sie senden." in shown

    owner.post(page + "senden/")
    owner.post(page + "senden/")

    assert Outage.objects.get().state == "sent"
    assert "Wird gesendet" in words(owner.get(page))


def test_an_open_plan_says_that_it_is_not_the_new_one(owner: Client, emma: Appointment) -> None:
    page = report(owner)
    again = {"staff": StaffMember.objects.get(name="Anna").pk, "until": "heute"}

    shown = owner.post("/ausfall/melden/", again, follow=True)

    assert shown.redirect_chain == [(page, 302)]
    assert "schon einen offenen Plan" in words(shown)
    assert Outage.objects.count() == 1


def test_a_row_can_be_decided_otherwise(owner: Client, emma: Appointment) -> None:
    page = report(owner)
    move = OutageMove.objects.get()

    owner.post(f"{page}{move.pk}/", {"decision": "call"})

    move.refresh_from_db()
    assert move.way == "call"
    assert owner.post(f"{page}{move.pk}/", {"decision": "nonsense"}).status_code == 404


def test_taking_it_back_leaves_the_calendar_as_it_was(owner: Client, emma: Appointment) -> None:
    page = report(owner)

    answered = owner.post(page + "zuruecknehmen/", follow=True)

    assert "Der Kalender ist wieder wie vorher." in words(answered)
    assert not TimeOff.objects.exists()


def test_staff_may_report_and_only_leads_decide(company: Company, emma: Appointment) -> None:
    anna = signed_in(member(company, Role.STAFF), company)

    page = report(anna)

    assert "Senden" not in words(anna.get(page))
    assert anna.post(page + "senden/").status_code == 403
    assert anna.post(page + "zuruecknehmen/").status_code == 403


@pytest.mark.parametrize("form", [{}, {"staff": "4711", "until": "heute"}, {"until": "tag"}])
def test_what_cannot_be_reported_is_said(owner: Client, emma: Appointment, form: dict[str, str]) -> None:
    assert owner.post("/ausfall/melden/", form).status_code == 422
    assert not Outage.objects.exists()


def test_an_empty_list_explains_itself(owner: Client, company: Company) -> None:
    assert "Noch kein Ausfall" in words(owner.get("/ausfall/"))
    assert owner.get("/ausfall/4711/").status_code == 404
