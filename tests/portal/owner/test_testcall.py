from __future__ import annotations

import re

from django.test import Client

from booking.models import Appointment, Branch, StaffMember
from telephony.enums import CallSource, CallState, ConsentState
from telephony.models import Call

HTMX = {"HX-Request": "true"}


def begin(owner: Client, branch: Branch, number: str = "") -> tuple[Call, str]:
    page = owner.post(
        "/testanruf/beginnen/", {"branch": branch.pk, "number": number}, headers=HTMX
    ).content.decode()
    return Call.objects.get(), page


def tell(owner: Client, call: Call, words: str) -> str:
    page: str = owner.post(
        f"/testanruf/{call.pk}/sagen/", {"utterance": words}, headers=HTMX
    ).content.decode()
    return page


def test_test_call_begins_with_the_disclosure(owner: Client, branch: Branch, anna: StaffMember) -> None:
    call, page = begin(owner, branch, "0151 12345678")

    assert call.source == CallSource.TEST
    assert call.from_number == "+4915112345678"
    assert re.search(r"data-say=\"[^\"]*KI", page)


def test_test_call_answers_what_is_said(owner: Client, branch: Branch, anna: StaffMember) -> None:
    call, _ = begin(owner, branch)

    page = tell(owner, call, "Ich hätte gern nächste Woche einen Damenhaarschnitt <b>bald</b>")

    assert "&lt;b&gt;bald&lt;/b&gt;" in page
    assert "Freie Zeiten gesucht" in page
    assert page.count("data-say=") == 1
    assert "<html" not in page


def test_test_call_books_for_real(owner: Client, branch: Branch, anna: StaffMember) -> None:
    call, _ = begin(owner, branch, "0151 12345678")
    for words in (
        "Ich hätte gern nächste Woche einen Damenhaarschnitt",
        "Der erste Termin passt",
        "Clara Weber",
        "Ja",
    ):
        tell(owner, call, words)

    assert Appointment.objects.get().customer.name == "Clara Weber"


def test_test_call_refuses_half_a_number(owner: Client, branch: Branch) -> None:
    response = owner.post("/testanruf/beginnen/", {"branch": branch.pk, "number": "keine"}, headers=HTMX)

    assert response.status_code == 422
    assert "Das ist keine vollständige Rufnummer." in response.content.decode()
    assert not Call.objects.exists()


def test_hanging_up_ends_the_call(owner: Client, branch: Branch, anna: StaffMember) -> None:
    call, _ = begin(owner, branch)

    page = owner.post(f"/testanruf/{call.pk}/auflegen/", headers=HTMX).content.decode()

    call.refresh_from_db()
    assert call.state == CallState.ENDED
    assert "Gespräch beendet" in page
    assert "Gespräch beendet" in tell(owner, call, "Hallo?")


def test_nobody_speaks_into_a_real_call(owner: Client, branch: Branch, anna: StaffMember) -> None:
    call, _ = begin(owner, branch)
    Call.objects.update(source=CallSource.PHONE)

    assert owner.post(f"/testanruf/{call.pk}/sagen/", {"utterance": "Hallo"}).status_code == 404
    assert owner.post(f"/testanruf/{call.pk}/auflegen/").status_code == 404


def test_test_call_works_without_javascript(owner: Client, branch: Branch, anna: StaffMember) -> None:
    page = owner.post("/testanruf/beginnen/", {"branch": branch.pk, "number": ""}).content.decode()

    assert "<html" in page
    assert (
        "<html"
        in owner.post(
            f"/testanruf/{Call.objects.get().pk}/sagen/", {"utterance": "Was kostet ein Haarschnitt?"}
        ).content.decode()
    )


def test_caller_of_a_test_call_is_asked_like_every_other(
    owner: Client, branch: Branch, anna: StaffMember
) -> None:
    call, _ = begin(owner, branch)

    assert call.consent == ConsentState.NOT_ASKED
    assert not call.consents.exists()


def test_hanging_up_leaves_on_the_page_what_was_said(
    owner: Client, branch: Branch, anna: StaffMember
) -> None:
    call, _ = begin(owner, branch)

    page = owner.post(f"/testanruf/{call.pk}/auflegen/", headers=HTMX).content.decode()

    # Only the foot and the state are put in; the talk is not fetched anew, nothing of it need be stored.
    assert 'id="talk"' not in page
    assert 'id="test-foot"' in page
