"""Whole conversations on the real calendar, by the frozen clock."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.models import Appointment
from telephony import dialogue
from telephony.dialogue import ActRequest, Turn
from telephony.enums import CallState, ConsentState, Outcome
from telephony.errors import CallOver
from telephony.models import Call, CallbackTicket
from telephony.services import conversation
from telephony.services.conversation import open_call, say, stay_silent
from telephony.services.testcall import start_test_call
from telephony.values import Reply
from tests.factories.booking import MONDAY_8, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, ReceptionistFactory
from tests.telephony.conftest import Salon

BOOKING = (
    "Guten Tag, ich hätte gern einen Haarschnitt am Dienstag um 10 Uhr bei Anna.",
    "Sabine Krüger",
    "Ja bitte.",
)


def ringing(number: str | None = ANNA_CALLS_FROM) -> Call:
    call = start_test_call(branch_id=None, from_number=number, now=MONDAY_8)
    open_call(call_id=call.pk, now=MONDAY_8)
    return call


def talk(call: Call, *lines: str) -> list[Reply]:
    replies = [say(call_id=call.pk, utterance=line, now=MONDAY_8) for line in lines]
    call.refresh_from_db()
    return replies


def talk_until_booked(call: Call, *lines: str) -> list[Reply]:
    """Answers what the engine still asks."""
    replies = talk(call, *lines)
    for _ in range(3):
        if Appointment.objects.exists():
            break
        asked = replies[-1].say
        replies += talk(call, "Sabine Krüger" if "Name" in asked else "Ja bitte.")
    return replies


def test_a_conversation_books_what_the_caller_wants(salon: Salon) -> None:
    call = ringing()

    talk_until_booked(call, *BOOKING)
    goodbye = talk(call, "Nein danke, das war alles.")[-1]

    appointment = Appointment.objects.with_names().get()
    assert appointment.starts_at == berlin("2026-03-31", "10:00")
    assert (appointment.staff, appointment.customer.name) == (salon.anna, "Sabine Krüger")
    assert appointment.customer.phone == ANNA_CALLS_FROM
    assert goodbye.ends is True
    assert (call.state, call.outcome, call.dialogue_state) == (CallState.ENDED, Outcome.BOOKED, None)
    assert call.duration_ms is not None
    assert 10_000 < call.duration_ms < 90_000
    assert call.ring_to_booked_ms is not None
    assert call.ring_to_booked_ms < call.duration_ms


def test_the_first_sentence_says_that_an_ai_is_speaking(salon: Salon) -> None:
    call = start_test_call(branch_id=None, from_number=None, now=MONDAY_8)

    greeting = open_call(call_id=call.pk, now=MONDAY_8)

    assert "KI-Assistentin" in greeting.say.split(". ")[0]


def test_a_conversation_is_greeted_once(salon: Salon) -> None:
    call = ringing()

    assert open_call(call_id=call.pk, now=MONDAY_8).say == ""


def test_somebody_who_speaks_first_still_hears_that_an_ai_is_speaking(salon: Salon) -> None:
    call = start_test_call(branch_id=None, from_number=None, now=MONDAY_8)

    reply = say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8)

    assert "KI-Assistentin" in reply.say.split(". ")[0]
    assert "89 Euro" in reply.say


def test_a_reply_names_what_was_done_for_it(salon: Salon) -> None:
    reply = talk(ringing(), "Was kostet Färben?")[0]

    assert [act.name for act in reply.acts] == ["quote_price"]
    assert reply.acts[0].result["price_cents"] == 8900


def test_silence_is_answered_and_ends_the_call_in_the_end(salon: Salon) -> None:
    call = ringing()

    replies = [stay_silent(call_id=call.pk, seconds=10, now=MONDAY_8) for _ in range(3)]

    assert replies[0].say
    assert replies[-1].ends is True


def test_nothing_is_said_in_a_call_that_is_over(salon: Salon) -> None:
    call = ringing()
    Call.objects.filter(pk=call.pk).update(state=CallState.ENDED)

    with pytest.raises(CallOver):
        say(call_id=call.pk, utterance="Hallo?", now=MONDAY_8)


def test_the_same_utterance_at_the_same_place_gets_the_same_reply(salon: Salon) -> None:
    call = ringing()

    first = say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8, position=1)
    again = say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8, position=1)

    call.refresh_from_db()
    assert again.say == first.say
    assert call.acts_done == 1


@pytest.mark.parametrize("limit", [{"max_turns": 4}, {"max_seconds": 60}])
def test_a_call_beyond_its_limits_ends_with_a_callback(salon: Salon, limit: dict[str, int]) -> None:
    call = ringing()
    Call.objects.filter(pk=call.pk).update(**limit)
    late = MONDAY_8 + timedelta(seconds=61)

    for _ in range(4):
        reply = say(call_id=call.pk, utterance="Äh, ich weiß auch nicht so recht.", now=late)
        if reply.ends:
            break

    call.refresh_from_db()
    assert reply.ends is True
    assert "Mensch" in reply.say
    assert CallbackTicket.objects.count() == 1
    assert call.outcome == Outcome.CALLBACK


def test_a_brain_that_never_stops_acting_is_stopped(salon: Salon, monkeypatch: pytest.MonkeyPatch) -> None:
    class Restless:
        open_call = staticmethod(dialogue.open_call)

        @staticmethod
        def step(state: dialogue.DialogueState, *_: object, **__: object) -> Turn:
            return Turn(state, act=ActRequest("opening_hours", {}))

    call = ringing()
    monkeypatch.setattr(conversation, "BRAIN", Restless)

    reply = say(call_id=call.pk, utterance="Hallo", now=MONDAY_8)

    assert reply.ends is True
    assert len(reply.acts) == conversation.MAX_ACTS_PER_TURN + 2


@pytest.mark.parametrize(
    ("answer", "consent", "stored"),
    [
        ("Ja, das ist in Ordnung.", ConsentState.GRANTED, True),
        ("Nein, lieber nicht.", ConsentState.REFUSED, False),
        ("Ja, guten Tag, was kostet denn Färben?", ConsentState.NOT_ASKED, False),
        ("Was kostet denn Färben?", ConsentState.NOT_ASKED, False),
        ("Ja, einverstanden. Was kostet denn Färben?", ConsentState.GRANTED, True),
    ],
)
def test_the_question_for_consent_takes_only_a_clear_yes(
    salon: Salon, answer: str, consent: str, stored: bool
) -> None:
    ReceptionistFactory(asks_for_transcript_consent=True)
    call = start_test_call(branch_id=None, from_number=ANNA_CALLS_FROM, now=MONDAY_8)
    greeting = open_call(call_id=call.pk, now=MONDAY_8)
    assert greeting.say.endswith("mitschreiben?")

    reply = talk(call, answer)[0]
    talk_until_booked(call, *BOOKING)

    assert call.consent == consent
    assert ("89 Euro" in reply.say) is ("Färben" in answer)
    assert call.transcript.exists() is stored
    assert answer not in [turn.text for turn in call.transcript.all()]
    assert Appointment.objects.count() == 1


def test_the_companys_own_words_come_after_who_is_speaking(salon: Salon) -> None:
    ReceptionistFactory(greeting="Wir haben neue Räume in der Torstraße.")
    call = start_test_call(branch_id=None, from_number=None, now=MONDAY_8)

    greeting = open_call(call_id=call.pk, now=MONDAY_8).say

    assert "Torstraße. Was kann ich" in greeting
    assert greeting.index("KI-Assistentin") < greeting.index("Torstraße")


def test_an_act_that_fails_is_answered_with_a_way_out(
    salon: Salon, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("telephony.acts.find_times.offer_times", _broken)
    call = ringing()

    (reply,) = talk(call, BOOKING[0])

    assert "ruf" in reply.say
    assert [act.result["code"] for act in reply.acts] == ["busy"]
    assert "telephony.act_failed" in caplog.text


def _broken(**_: object) -> object:
    raise RuntimeError
