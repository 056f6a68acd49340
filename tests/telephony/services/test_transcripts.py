from __future__ import annotations

from datetime import timedelta

from telephony.enums import ConsentState, Speaker
from telephony.models import Call, CallTurn, Consent
from telephony.services.calls import apply_facts
from telephony.services.conversation import open_call, say
from telephony.values import CallFacts, FactsRank, Utterance
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act


def heard_by_provider(*said: tuple[Speaker, str, int | None]) -> CallFacts:
    return CallFacts(
        rank=FactsRank.TALKING,
        provider_call_id="call_1",
        started_at=MONDAY_8,
        transcript=tuple(Utterance(speaker=who, text=text, offset_ms=at) for who, text, at in said),
    )


GREETING = (Speaker.RECEPTIONIST, "Darf ich mitschreiben?", 500)
YES = (Speaker.CALLER, "Ja, gern.", 3_000)
WISH = (Speaker.CALLER, "Ich brauche einen Termin.", 9_000)


def test_nothing_is_kept_without_consent(salon: Salon) -> None:
    call = CallFactory(provider_call_id="call_1")

    open_call(call_id=call.pk, now=MONDAY_8)
    say(call_id=call.pk, utterance="Ich hätte gern einen Haarschnitt morgen um zehn.", now=MONDAY_8)
    apply_facts(provider="retell", facts=heard_by_provider(GREETING, WISH), now=MONDAY_8)

    assert not CallTurn.objects.exists()
    assert Call.objects.get().turns == 3  # counted for the limit, without words


def test_a_no_changes_nothing_else(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "set_consent", granted=False)

    assert result["code"] == "consent_refused"
    assert call.consent == ConsentState.REFUSED
    assert act(call, "find_times", service="Haarschnitt")["ok"] is True


def test_only_what_is_said_after_the_yes_is_kept(salon: Salon) -> None:
    call = CallFactory()
    open_call(call_id=call.pk, now=MONDAY_8)
    act(call, "set_consent", granted=True)

    reply = say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8)

    assert [turn.text for turn in call.transcript.all()] == ["Was kostet Färben?", reply.say]
    consent = Consent.objects.get()
    assert (consent.granted, consent.wording_version, consent.language, consent.at) == (
        True,
        "de-2026-11",
        "de",
        MONDAY_8,
    )


def test_a_withdrawal_deletes_every_word(salon: Salon) -> None:
    call = CallFactory()
    open_call(call_id=call.pk, now=MONDAY_8)
    act(call, "set_consent", granted=True)
    say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8)

    act(call, "set_consent", granted=False)

    assert call.consent == ConsentState.WITHDRAWN
    assert not CallTurn.objects.exists()
    assert [consent.granted for consent in call.consents.all()] == [True, False]


def test_a_providers_transcript_is_kept_from_the_yes_on_and_only_grows(salon: Salon) -> None:
    call = CallFactory(provider_call_id="call_1")
    apply_facts(provider="retell", facts=heard_by_provider(), now=MONDAY_8)
    act(call, "set_consent", granted=True, now=MONDAY_8 + timedelta(seconds=5))
    more = (Speaker.RECEPTIONIST, "Gern, wann?", 12_000)

    for facts in (heard_by_provider(GREETING, YES, WISH, more), heard_by_provider(GREETING, YES, WISH)):
        apply_facts(provider="retell", facts=facts, now=MONDAY_8)

    assert [turn.text for turn in call.transcript.all()] == [WISH[1], more[1]]


def test_a_providers_words_without_times_are_not_kept(salon: Salon) -> None:
    call = CallFactory(provider_call_id="call_1")
    apply_facts(provider="retell", facts=heard_by_provider(), now=MONDAY_8)
    act(call, "set_consent", granted=True)

    apply_facts(
        provider="retell", facts=heard_by_provider((Speaker.CALLER, "Ohne Zeitangabe", None)), now=MONDAY_8
    )

    assert not CallTurn.objects.exists()
