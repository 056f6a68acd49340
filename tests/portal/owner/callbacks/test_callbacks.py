"""The queue of callbacks on the owner's pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment
from telephony.enums import TicketResult, TicketState
from telephony.models import CallbackTicket
from telephony.services.callbacks import owe_call_for_conflict
from telephony.services.deadlines import deadlines
from tenants.enums import Role
from tenants.models import Company, User
from tests.factories.booking import BranchFactory, CustomerFactory
from tests.portal.conftest import member, signed_in


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def ticket(visit: Appointment) -> CallbackTicket:
    """Clara is owed a call about her appointment."""
    owe_call_for_conflict(appointment_id=visit.pk, now=timezone.now())
    return CallbackTicket.objects.get()


def way_back(response: Any) -> str:
    found = re.search(r"/rueckrufe/\d+/zurueck/\d+/", response.content.decode())
    return found.group() if found else ""


def test_nobody_waiting_is_said(owner: Client) -> None:
    assert "Niemand wartet" in words(owner.get("/rueckrufe/"))


def test_the_queue_shows_who_when_and_why(owner: Client, ticket: CallbackTicket) -> None:
    CallbackTicket.objects.update(due_at=timezone.now() - timedelta(minutes=25, seconds=5))

    shown = words(owner.get("/rueckrufe/"))

    assert "Clara Weber" in shown
    assert "seit 25 Min. überfällig" in shown
    assert f"tel:{ticket.phone}" in shown
    assert "is-late" in words(owner.get("/kunden/"))
    assert "Clara Weber" in words(owner.get("/rueckrufe/?liste=ueberfaellig"))
    assert "Clara Weber" not in words(owner.get("/rueckrufe/?liste=meine"))


def test_of_two_who_take_it_one_sees_the_other(
    owner: Client, company: Company, ticket: CallbackTicket
) -> None:
    ben = User.objects.create_user("ben@haarmonie.example", "Dauerwelle-1984", name="Ben Roth")
    colleague = signed_in(_staff(company, ben), company)
    take = f"/rueckrufe/{ticket.pk}/zustaendig/"

    first = owner.post(take, {"an": User.objects.get(name="Sabine Sommer").pk, "gesehen": ""}, follow=True)
    second = colleague.post(take, {"an": ben.pk, "gesehen": ""}, follow=True)

    assert "Ich kümmere mich" in words(first)
    assert "Sabine Sommer war schneller" in words(second)
    ticket.refresh_from_db()
    assert ticket.assigned_to_user_id == User.objects.get(name="Sabine Sommer").pk
    owner.post(way_back(first))
    ticket.refresh_from_db()
    assert ticket.assigned_to_user_id is None


def _staff(company: Company, user: User) -> User:
    from tenants.models import Membership

    Membership.objects.create(user=user, company=company, role=Role.STAFF)
    return user


def test_it_cannot_be_given_to_a_stranger(owner: Client, ticket: CallbackTicket) -> None:
    stranger = User.objects.create_user("fremd@example.org", "Dauerwelle-1984")

    answer = owner.post(f"/rueckrufe/{ticket.pk}/zustaendig/", {"an": stranger.pk, "gesehen": ""})

    assert answer.status_code == 404


def test_nobody_picked_up_so_it_comes_back_later(owner: Client, ticket: CallbackTicket) -> None:
    CallbackTicket.objects.update(due_at=timezone.now() - timedelta(hours=1))

    answer = owner.post(f"/rueckrufe/{ticket.pk}/nicht-erreicht/", follow=True)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.tries) == (TicketState.OPEN, 1)
    assert ticket.due_at > timezone.now()
    assert "1-mal versucht" in words(answer)
    owner.post(way_back(answer))
    ticket.refresh_from_db()
    assert ticket.tries == 0
    assert ticket.due_at < timezone.now()


@pytest.mark.parametrize(
    ("way", "result"), [("erreicht", TicketResult.REACHED), ("gebucht", TicketResult.BOOKED)]
)
def test_it_is_settled_once_and_can_be_taken_back(
    owner: Client, ticket: CallbackTicket, way: str, result: TicketResult
) -> None:
    answer = owner.post(f"/rueckrufe/{ticket.pk}/{way}/", follow=True)
    again = owner.post(f"/rueckrufe/{ticket.pk}/erledigt/", follow=True)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.result) == (TicketState.DONE, result)
    assert "Sabine Sommer war schneller" in words(again)
    assert str(result.label).casefold() in words(owner.get("/rueckrufe/?liste=erledigt")).casefold()
    owner.post(way_back(answer))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.done_by_user_id, ticket.done_at) == (TicketState.OPEN, None, None)
    assert "nicht mehr zurücknehmen" in words(owner.post(way_back(answer), follow=True))


def test_the_team_asks_for_a_call_and_notes_what_to_know(owner: Client, company: Company) -> None:
    BranchFactory()
    customer = CustomerFactory()
    page = f"/kunden/{customer.pk}/rueckruf/"

    assert owner.post(page, {"reason": ""}).status_code == 422
    assert owner.post(page, {"reason": "x", "due_at": "2020-01-01T10:00"}).status_code == 422
    assert "Rückruf offen" in words(owner.post(page, {"reason": "Farbe besprechen"}, follow=True))
    ticket = CallbackTicket.objects.get()
    owner.post(f"/rueckrufe/{ticket.pk}/notiz/", {"text": "nur vormittags\0"})

    shown = words(owner.get("/rueckrufe/"))
    assert "Farbe besprechen" in shown
    assert "nur vormittags" in shown


def test_deadlines_are_the_companys_own(owner: Client, company: Company) -> None:
    form = {"within": 30, "again_after": 60, "most_tries": 5}

    owner.post("/rueckrufe/fristen/", form)

    assert deadlines().within == timedelta(minutes=30)
    assert deadlines().most_tries == 5
    assert owner.post("/rueckrufe/fristen/", form | {"within": 7}).status_code == 422


def test_another_branch_is_not_seen(company: Company, ticket: CallbackTicket) -> None:
    from tenants.models import Membership

    user = member(company, Role.STAFF)
    Membership.objects.filter(user=user).update(branch_ids=[BranchFactory(name="Nord").pk])
    staff = signed_in(user, company)

    assert "Clara Weber" not in words(staff.get("/rueckrufe/"))
    assert staff.post(f"/rueckrufe/{ticket.pk}/erreicht/").status_code == 404


def test_the_queue_asks_little_of_the_database(
    owner: Client, ticket: CallbackTicket, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        owner.post(f"/kunden/{CustomerFactory().pk}/rueckruf/", {"reason": "Farbe"})
    with django_assert_max_num_queries(15):
        owner.get("/rueckrufe/")
