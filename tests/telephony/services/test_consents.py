"""Who agreed to what: written down with the words of the yes, and taken back with all of them."""

from __future__ import annotations

import pytest

from telephony.enums import BrainKind, ConsentGivenBy, ConsentPurpose, ConsentState, Speaker
from telephony.models import Call, CallAct, CallTurn, Consent
from telephony.services.calls import lock_call
from telephony.services.consents import is_given, record_consent, withdraw_consent
from telephony.services.transcripts import add_turn
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.phone import act

pytestmark = pytest.mark.usefixtures("company", "salon")


def agreed(said: str = "Ja, gern.") -> Call:
    call = lock_call(CallFactory(brain=BrainKind.OWN).pk)
    add_turn(call=call, speaker=Speaker.CALLER, text=said, offset_ms=900)
    record_consent(call=call, granted=True, wording_version="de-7", language="de", now=MONDAY_8)
    add_turn(call=call, speaker=Speaker.RECEPTIONIST, text="Danke, Herr Vogel.", offset_ms=1_500)
    return call


def test_a_yes_is_kept_with_its_words_and_place() -> None:
    agreed()

    consent = Consent.objects.get()
    assert (consent.purpose, consent.granted, consent.line, consent.turn) == (
        ConsentPurpose.TRANSCRIPT,
        True,
        "Ja, gern.",
        0,
    )
    assert (consent.wording_version, consent.language, consent.at) == ("de-7", "de", MONDAY_8)


def test_a_no_leaves_no_words_behind() -> None:
    call = lock_call(CallFactory(brain=BrainKind.OWN).pk)
    add_turn(call=call, speaker=Speaker.CALLER, text="Nein, das will ich nicht.", offset_ms=900)
    record_consent(call=call, granted=False, wording_version="de-7", now=MONDAY_8)

    assert (Consent.objects.get().line, call.consent) == (None, ConsentState.REFUSED)
    assert not CallTurn.objects.exists()


def test_a_withdrawal_in_the_company_deletes_every_word() -> None:
    call = agreed()
    act(call, "callback", reason="Rückfrage von Herrn Vogel", phone="030 23125 100")
    Call.objects.filter(pk=call.pk).update(summary="Herr Vogel fragte.")

    assert withdraw_consent(call_id=call.pk, purpose=ConsentPurpose.TRANSCRIPT, by_user_id=7, now=MONDAY_8)

    call.refresh_from_db()
    assert (call.consent, call.summary, call.transcript.count()) == (ConsentState.WITHDRAWN, "", 0)
    assert "reason" not in CallAct.objects.get(call=call).args
    assert [(each.granted, each.line, each.given_by, each.by_user_id) for each in Consent.objects.all()] == [
        (True, None, ConsentGivenBy.CALLER, None),
        (False, None, ConsentGivenBy.COMPANY, 7),
    ]


def test_what_was_never_given_cannot_be_withdrawn() -> None:
    call = CallFactory()

    assert not withdraw_consent(
        call_id=call.pk, purpose=ConsentPurpose.TRANSCRIPT, by_user_id=7, now=MONDAY_8
    )
    assert not Consent.objects.exists()


def test_another_purpose_is_noted_and_changes_nothing_else() -> None:
    call = agreed()

    result = act(call, "record_consent", purpose="review", given=True, wording="review-1")

    call.refresh_from_db()
    assert (result["ok"], result["code"]) == (True, "consent_granted")
    assert is_given(call=call, purpose=ConsentPurpose.REVIEW)
    assert not is_given(call=call, purpose=ConsentPurpose.MARKETING)
    assert call.consent == ConsentState.GRANTED


def test_an_unknown_purpose_is_refused() -> None:
    assert act(CallFactory(), "record_consent", purpose="all", given=True)["code"] == "invalid_arguments"
