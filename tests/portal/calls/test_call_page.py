from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Branch, StaffMember
from booking.services import find_or_create_customer
from booking.values import CustomerDetails
from portal.owner.call_page import page_of
from telephony.enums import ConsentState, Outcome, Speaker
from telephony.models import Call, ModelUse
from telephony.services.calls import end_call, lock_call
from telephony.services.conversation import say
from telephony.services.proof import review_call
from telephony.services.transcripts import add_turn
from telephony.services.vocabulary import company_vocabulary
from tests.portal.calls.calling import CLARA, ended, ring


def test_call_page_shows_words_and_deeds_in_order(
    owner: Client, branch: Branch, anna: StaffMember, haircut: object
) -> None:
    call = ring(branch, consent=True)
    say(call_id=call.pk, utterance="Ich hätte gern nächste Woche einen Damenhaarschnitt", now=timezone.now())

    page = page_of(Call.objects.get(pk=call.pk), company_vocabulary())

    heard = [
        part.turn.is_caller if part.turn else part.act.name for part in page.parts if part.turn or part.act
    ]
    assert heard == [True, "find_times", False]
    assert ("Leistung", "Damenhaarschnitt") in [(detail.label, detail.value) for detail in page.understood]
    assert "Damenhaarschnitt" in owner.get(f"/anrufe/{call.pk}/").content.decode()


def test_call_page_escapes_what_a_caller_says(owner: Client, branch: Branch) -> None:
    call = ring(branch, consent=True)
    call.refresh_from_db()
    add_turn(call=call, speaker=Speaker.CALLER, text="<script>alert(1)</script>", offset_ms=10)

    page = owner.get(f"/anrufe/{call.pk}/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    ("consent", "words"),
    [
        (ConsentState.NOT_ASKED, "Ohne Einwilligung"),
        (ConsentState.REFUSED, "wollte nicht"),
        (ConsentState.WITHDRAWN, "widerrufen"),
    ],
)
def test_call_page_says_why_there_are_no_words(
    owner: Client, branch: Branch, consent: ConsentState, words: str
) -> None:
    call = ring(branch)
    Call.objects.filter(pk=call.pk).update(consent=consent)

    assert words in owner.get(f"/anrufe/{call.pk}/").content.decode()


def test_call_page_leads_to_what_was_booked(owner: Client, branch: Branch, visit: Appointment) -> None:
    call = ended(branch, Outcome.BOOKED)
    call.acts.create(
        position=0,
        name="book",
        fingerprint=b"1",
        ok=True,
        code="booked",
        at=timezone.now(),
        duration_ms=12,
        appointment=visit,
    )

    page = page_of(Call.objects.get(pk=call.pk), company_vocabulary())

    assert [promise.url for promise in page.promises] == [f"/termine/{visit.pk}/"]
    assert page.why_not == ""
    assert f"/anrufe/{call.pk}/" in owner.get(f"/termine/{visit.pk}/").content.decode()


def test_call_is_named_after_whom_the_booking_is_for(
    owner: Client, branch: Branch, visit: Appointment
) -> None:
    mother = find_or_create_customer(
        details=CustomerDetails(name="Renate Weber", phone=CLARA), now=timezone.now()
    )
    call = ended(branch, Outcome.BOOKED)
    Call.objects.filter(pk=call.pk).update(customer=mother)
    assert "Renate Weber" in owner.get("/anrufe/").content.decode()
    call.acts.create(
        position=0,
        name="book",
        fingerprint=b"1",
        ok=True,
        code="booked",
        at=timezone.now(),
        duration_ms=12,
        appointment=visit,
    )

    assert page_of(Call.objects.get(pk=call.pk), company_vocabulary()).caller == visit.customer.name
    shown = owner.get("/anrufe/").content.decode()
    assert visit.customer.name in shown
    assert "Renate Weber" not in shown


@pytest.mark.parametrize("outcome", [o for o in Outcome if o not in (Outcome.BOOKED, Outcome.RESCHEDULED)])
def test_call_page_says_why_nothing_was_booked(owner: Client, branch: Branch, outcome: Outcome) -> None:
    call = ended(branch, outcome)

    assert "Warum wurde nicht gebucht?" in owner.get(f"/anrufe/{call.pk}/").content.decode()


def test_call_page_shows_a_callback_with_its_deadline(owner: Client, branch: Branch) -> None:
    call = ended(branch, Outcome.CALLBACK)
    call.callbacks.create(
        reason="Brautfrisur", name="Clara Weber", created_at=timezone.now(), due_at=timezone.now()
    )

    page = owner.get(f"/anrufe/{call.pk}/").content.decode()

    assert "Rückruf bis heute" in page
    assert "Clara Weber: Brautfrisur" in page


def test_call_of_nobody_is_not_found(owner: Client, branch: Branch) -> None:
    assert owner.get("/anrufe/4711/").status_code == 404


def test_call_page_marks_what_is_proven_and_what_is_not(owner: Client, branch: Branch) -> None:
    call = ring(branch, consent=True)
    locked = lock_call(call.pk)
    add_turn(call=locked, speaker=Speaker.RECEPTIONIST, text="Das kostet 12 Euro.", offset_ms=900)
    locked.save(update_fields=["turns", "trace"])
    end_call(call_id=call.pk, reason="user_hangup", now=timezone.now())
    review_call(call_id=call.pk)

    page = owner.get(f"/anrufe/{call.pk}/").content.decode()

    assert "1 von 1 Aussagen ist nicht belegt" in page
    assert '<span class="claim claim-open" tabindex="0">12 Euro' in page


def test_call_page_lets_leads_withdraw_the_consent(owner: Client, branch: Branch) -> None:
    call = ring(branch, consent=True)
    address = f"/anrufe/{call.pk}/einwilligung/widerrufen/"

    assert address in owner.get(f"/anrufe/{call.pk}/").content.decode()
    owner.post(address)

    call.refresh_from_db()
    assert call.consent == ConsentState.WITHDRAWN
    assert address not in owner.get(f"/anrufe/{call.pk}/").content.decode()


def test_withdrawal_for_a_call_that_is_not_there_is_not_found(owner: Client, branch: Branch) -> None:
    assert owner.post("/anrufe/999/einwilligung/widerrufen/").status_code == 404


def test_call_page_shows_what_a_language_model_cost(owner: Client, branch: Branch) -> None:
    call = ended(branch, Outcome.ANSWERED)
    without = owner.get(f"/anrufe/{call.pk}/").content.decode()
    ModelUse.objects.create(
        call=call,
        model="receptionist-honest",
        prompt_version="1",
        input_tokens=12_345,
        output_tokens=678,
        cost_micro_usd=30_500,
        left_at=timezone.now(),
        left_why="limit",
    )

    page = owner.get(f"/anrufe/{call.pk}/").content.decode()

    assert "Sprachmodell" not in without
    assert [
        each for each in ("receptionist-honest", "12.345 gelesen, 678 geschrieben") if each not in page
    ] == []
    assert "3,05 US-Cent" in page
    assert "Zu Ende geführt von" in page
