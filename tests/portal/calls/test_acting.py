from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Branch, Service, StaffMember
from telephony.enums import Outcome
from telephony.models import BlockedNumber, Call
from telephony.services.proof import review_call
from tenants.enums import Role
from tenants.models import Company, Membership, User
from tests.factories.booking import BranchFactory
from tests.portal.calls.calling import CLARA, ended, told
from tests.portal.conftest import member, signed_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def call(branch: Branch) -> Call:
    return told(branch, "Ich hätte gern einen Haarschnitt.", "Das ist ja eine Frechheit!")


@pytest.fixture
def ben(company: Company) -> User:
    return member(company, Role.STAFF, email="ben@haarmonie.example")


def fresh(call: Call) -> Call:
    return Call.objects.get(pk=call.pk)


def test_call_that_is_opened_is_read_and_can_be_made_new_again(owner: Client, call: Call) -> None:
    page = owner.get(f"/anrufe/{call.pk}/").content.decode()
    assert f'hx-post="/anrufe/{call.pk}/gelesen/"' in page

    owner.post(f"/anrufe/{call.pk}/gelesen/", {"gelesen": "1", "still": "1"}, headers=HTMX)
    assert fresh(call).seen_at is not None

    owner.post(f"/anrufe/{call.pk}/gelesen/", {"gelesen": "0"})
    assert fresh(call).seen_at is None


def test_call_is_starred_and_noted(owner: Client, call: Call) -> None:
    owner.post(f"/anrufe/{call.pk}/wichtig/", {"wichtig": "1"})
    page = owner.post(
        f"/anrufe/{call.pk}/notiz/", {"note": "<i>Ruft Freitag wieder an.</i>"}, headers=HTMX
    ).content.decode()

    assert fresh(call).is_important
    assert fresh(call).note == "<i>Ruft Freitag wieder an.</i>"
    assert "&lt;i&gt;Ruft Freitag" in page
    assert "<html" not in page


def test_note_that_is_too_long_changes_nothing(owner: Client, call: Call) -> None:
    owner.post(f"/anrufe/{call.pk}/notiz/", {"note": "x" * 10_000})

    assert fresh(call).note is None


def test_colleague_finds_what_was_shown_to_them(
    owner: Client, call: Call, company: Company, ben: User
) -> None:
    owner.post(f"/anrufe/{call.pk}/zeigen/", {"to": ben.pk, "text": "Bitte anrufen", "is_given": "on"})

    browser = signed_in(ben, company)
    assert f"call-row-{call.pk}" in browser.get("/anrufe/?zeige=meine").content.decode()
    assert "Bitte anrufen" in browser.get(f"/anrufe/{call.pk}/").content.decode()
    browser.post(f"/anrufe/{call.pk}/gelesen/", {"gelesen": "1", "still": "1"})
    assert fresh(call).shared_with == []
    assert fresh(call).assigned_to_user_id == ben.pk
    browser.post(f"/anrufe/{call.pk}/abgeben/")
    assert fresh(call).assigned_to_user_id is None


def test_call_is_not_shown_to_people_of_other_branches_or_companies(
    owner: Client, call: Call, company: Company, other_company: Company, ben: User
) -> None:
    elsewhere = BranchFactory(name="Süd", slug="sued")
    Membership.objects.filter(user=ben).update(branch_ids=[elsewhere.pk])
    dentist = member(other_company, email="dr@sommer.example")

    for user in (ben, dentist):
        owner.post(f"/anrufe/{call.pk}/zeigen/", {"to": user.pk})

    assert fresh(call).shared_with == []
    assert signed_in(ben, company).get(f"/anrufe/{call.pk}/").status_code == 404
    assert signed_in(ben, company).post(f"/anrufe/{call.pk}/wichtig/", {"wichtig": "1"}).status_code == 404


def test_callback_is_noted_once(owner: Client, call: Call) -> None:
    for _ in range(2):
        owner.post(f"/anrufe/{call.pk}/zurueckrufen/", {"reason": "Termin anbieten"})

    [ticket] = call.callbacks.all()
    assert (ticket.phone, ticket.reason) == (CLARA, "Termin anbieten")


def test_nobody_is_called_back_whose_number_is_hidden(owner: Client, branch: Branch) -> None:
    call = ended(branch, Outcome.HUNG_UP, number=None)

    owner.post(f"/anrufe/{call.pk}/zurueckrufen/", {})

    assert not call.callbacks.exists()


def test_number_is_blocked_and_let_through_again(owner: Client, call: Call) -> None:
    for sent, there in (("1", True), ("1", True), ("0", False), ("0", False)):
        owner.post(f"/anrufe/{call.pk}/sperren/", {"sperren": sent})
        assert BlockedNumber.objects.exists() is there


def test_correction_is_shown_and_taken_back(owner: Client, call: Call, haircut: Service) -> None:
    said = call.transcript.first()
    assert said is not None
    owner.post(f"/anrufe/{call.pk}/richtigstellen/", {"service": haircut.pk, "turn": said.position})
    assert (fresh(call).correction or {})["service_id"] == haircut.pk
    assert "Richtig wäre gewesen" in owner.get(f"/anrufe/{call.pk}/").content.decode()

    owner.post(f"/anrufe/{call.pk}/richtigstellung/zuruecknehmen/")
    assert fresh(call).correction is None


@pytest.mark.parametrize(
    "entered", [{}, {"service": "999"}, {"at": "gestern"}, {"intent": "spam"}, {"turn": "0"}]
)
def test_correction_that_says_nothing_is_refused(owner: Client, call: Call, entered: dict[str, str]) -> None:
    owner.post(f"/anrufe/{call.pk}/richtigstellen/", entered)

    assert fresh(call).correction is None


def test_staff_neither_correct_nor_block(call: Call, company: Company, ben: User) -> None:
    browser = signed_in(ben, company)
    page = browser.get(f"/anrufe/{call.pk}/").content.decode()

    assert "Nummer sperren" not in page
    assert "Richtigstellen" not in page
    assert browser.post(f"/anrufe/{call.pk}/sperren/", {"sperren": "1"}).status_code == 403


def test_call_page_leads_to_the_calls_beside_it(owner: Client, branch: Branch) -> None:
    first, middle, last = (ended(branch, Outcome.ANSWERED) for _ in range(3))
    for place, each in enumerate((first, middle, last)):
        Call.objects.filter(pk=each.pk).update(ringing_at=timezone.now() + timedelta(minutes=place))

    desk = owner.get(f"/anrufe/{middle.pk}/").context["desk"]

    assert (desk.newer_url, desk.older_url) == (f"/anrufe/{last.pk}/", f"/anrufe/{first.pk}/")
    assert owner.get(f"/anrufe/{last.pk}/").context["desk"].newer_url == ""


def test_call_page_shows_the_mood_of_each_sentence(owner: Client, call: Call) -> None:
    desk = owner.get(f"/anrufe/{call.pk}/").context["desk"]

    assert desk.moods[0].tone == "neutral"
    assert desk.moods[-1].tone in {"warn", "bad"}


def test_call_page_says_what_was_lost(owner: Client, branch: Branch) -> None:
    call = ended(branch, Outcome.NOTHING_FREE)
    Call.objects.filter(pk=call.pk).update(missed_reason="nothing_free", missed_cents=8900)

    page = owner.get(f"/anrufe/{call.pk}/").content.decode()

    assert "89,00" in page
    assert "Geschätzt nach Ihrer Preisliste" in page


def test_call_page_asks_little_of_the_database(
    owner: Client, call: Call, django_assert_max_num_queries: object
) -> None:
    review_call(call_id=call.pk)
    owner.get(f"/anrufe/{call.pk}/")

    with django_assert_max_num_queries(15):  # type: ignore[operator]
        owner.get(f"/anrufe/{call.pk}/")


def test_appointment_is_entered_with_what_the_caller_wanted(
    owner: Client, branch: Branch, haircut: Service, anna: StaffMember
) -> None:
    call = told(branch, "Einen Haarschnitt bei Anna, bitte.", outcome=Outcome.NOTHING_FREE)
    call.acts.create(
        position=0,
        name="find_times",
        fingerprint=b"1",
        ok=False,
        code="nothing_free",
        at=timezone.now(),
        duration_ms=3,
        args={"service_id": haircut.pk, "staff_id": anna.pk},
    )
    [address] = re.findall(r'href="(/kalender/neu/[^"]+)"', owner.get(f"/anrufe/{call.pk}/").content.decode())

    form = owner.get(unescape(address)).context["form"]

    assert (form["service"].value(), form["staff"].value()) == (haircut.pk, anna.pk)
    assert form["phone"].value() == "01511 2345678"
    assert owner.get("/kalender/neu/?anruf=999").status_code == 404
