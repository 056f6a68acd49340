from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from askproai.core.phones import format_phone
from booking.models import Branch
from telephony.enums import CallState, Outcome
from telephony.models import Call

HTMX = {"HX-Request": "true"}
MOBILE = "0151 12345678"
pytestmark = pytest.mark.usefixtures("anna", "line_out")


@pytest.fixture
def line_out(settings: Settings) -> None:
    """The platform may dial."""
    settings.RETELL = settings.RETELL | {"api_key": "key_test", "test_call_from": "+493023125800"}


def order(owner: Client, branch: Branch, phone: str = MOBILE) -> str:
    sent = {"branch": branch.pk, "phone": phone}
    page: str = owner.post("/testanruf/telefon/", sent, headers=HTMX).content.decode()
    return page


def test_the_page_follows_the_call_until_it_is_over(owner: Client, branch: Branch) -> None:
    assert "Wir rufen an" in order(owner, branch)
    call = Call.objects.get()
    assert f"{format_phone('+4915112345678')} klingelt gleich" in owner.get("/testanruf/").content.decode()

    Call.objects.update(state=CallState.ONGOING)
    talking = owner.get(f"/testanruf/telefon/{call.pk}/", headers=HTMX)
    Call.objects.update(state=CallState.ENDED, outcome=Outcome.BOOKED)
    ended = owner.get(f"/testanruf/telefon/{call.pk}/", headers=HTMX)

    assert (talking.status_code, ended.status_code) == (200, 286)
    assert "Verbunden" in talking.content.decode()
    assert "Gespräch beendet" in ended.content.decode()
    assert f'href="/anrufe/{call.pk}/"' in ended.content.decode()


def test_nobody_there_is_said_as_it_is(owner: Client, branch: Branch) -> None:
    order(owner, branch)
    Call.objects.update(state=CallState.FAILED, outcome=Outcome.FAILED, disconnection_reason="dial_no_answer")

    page = owner.get(f"/testanruf/telefon/{Call.objects.get().pk}/", headers=HTMX).content.decode()
    listed = owner.get("/anrufe/").content.decode()

    assert "Niemand hat abgenommen." in page
    assert "Nicht erreicht" in listed
    assert "Test" in listed


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        ("0900 1234567", "Service-, Sonder- und teure Nummern rufen wir nicht an."),
        ("+1 202 555 0143", "In dieses Land rufen wir nicht an."),
        ("keine", "Das ist keine vollständige Rufnummer."),
        ("", "Bitte ausfüllen."),
    ],
)
def test_a_number_that_nobody_rings_up(owner: Client, branch: Branch, phone: str, why: str) -> None:
    assert why in order(owner, branch, phone)
    assert not Call.objects.exists()


def test_the_number_is_there_the_next_time(owner: Client, branch: Branch) -> None:
    order(owner, branch)
    Call.objects.update(state=CallState.ENDED)

    assert f'value="{format_phone("+4915112345678")}"' in owner.get("/testanruf/").content.decode()


def test_without_scripts_one_comes_back_to_the_page(owner: Client, branch: Branch) -> None:
    done = owner.post("/testanruf/telefon/", {"branch": branch.pk, "phone": MOBILE})
    refused = owner.post("/testanruf/telefon/", {"branch": branch.pk, "phone": MOBILE})

    assert done.headers["Location"] == "/testanruf/"
    assert "Ein Testanruf läuft schon" in refused.content.decode()


def test_nobody_types_into_a_call_on_the_phone(owner: Client, branch: Branch) -> None:
    order(owner, branch)
    call = Call.objects.get()

    assert owner.post(f"/testanruf/{call.pk}/sagen/", {"utterance": "Hallo"}).status_code == 404


def test_without_anybody_who_dials_it_leads_to_the_numbers(owner: Client, settings: Settings) -> None:
    settings.RETELL = settings.RETELL | {"test_call_from": ""}

    page = owner.get("/testanruf/").content.decode()

    assert "Dafür brauchen Sie zuerst eine eigene Nummer." in page
    assert "Rufen Sie mich an" not in page


def test_whoever_began_in_the_wizard_goes_on_there(owner: Client, branch: Branch) -> None:
    order(owner, branch)
    Call.objects.update(state=CallState.ENDED, outcome=Outcome.BOOKED)
    state = f"/testanruf/telefon/{Call.objects.get().pk}/"

    for page, back in (("einrichten/live/", "/einrichten/live/"), ("testanruf/?x=1", "/testanruf/")):
        came_from = {**HTMX, "Referer": f"http://salon.localhost/{page}"}
        assert f'href="{back}"' in owner.get(state, headers=came_from).content.decode()
    elsewhere = {**HTMX, "Referer": "https://evil.example/einrichten/live/"}
    assert 'href="/testanruf/"' in owner.get(state, headers=elsewhere).content.decode()
