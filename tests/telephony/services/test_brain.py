"""Conversations that a language model leads, and the engine that goes on where the model stops."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from askproai.standins.testing import RunningStandins, running_standins
from booking.models import Appointment
from telephony.enums import BrainKind, CallState, ConsentState, Outcome
from telephony.models import Call, CallbackTicket, ModelUse
from telephony.services import brain
from telephony.services.brain_turn import tools_of_model
from telephony.services.testcall import start_test_call
from tests.factories.booking import MONDAY_8, CustomerFactory, berlin
from tests.telephony.conftest import Salon
from tests.telephony.model import model_at, ringing, talk

BOOKING = (
    "Guten Tag, ich hätte gern einen Haarschnitt am Dienstag um 10 Uhr bei Anna.",
    "Ja, um 10 Uhr passt.",
    "Sabine Krüger",
)


@pytest.fixture(scope="module")
def _running() -> Iterator[RunningStandins]:
    with running_standins() as running:
        yield running


@pytest.fixture
def standins(_running: RunningStandins) -> Iterator[RunningStandins]:
    """A model that does its work, unless a test lets it fail."""
    _running.reset()
    with model_at(_running):
        yield _running


def use_of(call: Call) -> ModelUse:
    return ModelUse.objects.get(call=call)


def test_model_books_what_the_caller_wants(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()

    replies = talk(call, *BOOKING)
    goodbye = talk(call, "Nein danke, das war alles.")[-1]

    appointment = Appointment.objects.with_names().get()
    assert appointment.starts_at == berlin("2026-03-31", "10:00")
    assert (appointment.staff, appointment.customer.name) == (salon.anna, "Sabine Krüger")
    assert [act.name for reply in replies for act in reply.acts] == ["find_times", "book"]
    assert goodbye.ends is True
    assert (call.brain, call.state, call.outcome) == (BrainKind.MODEL, CallState.ENDED, Outcome.BOOKED)
    assert call.dialogue_state is None


def test_model_is_counted_with_version_tokens_and_cost(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()

    talk(call, "Was kostet Färben?")

    use = use_of(call)
    assert (use.model, use.prompt_version, use.requests) == ("receptionist-honest", "empfang-1", 2)
    assert use.input_tokens > 500
    assert use.cost_micro_usd == round((use.input_tokens * 200 + use.output_tokens * 800) / 100)
    assert len(use.first_words_ms) == len(use.turn_ms) == 1
    assert (use.left_at, use.left_why) == (None, "")


def test_sentences_are_heard_as_they_come(salon: Salon, standins: RunningStandins) -> None:
    call, heard = ringing(), list[str]()

    reply = brain.say(call_id=call.pk, utterance=BOOKING[0], now=MONDAY_8, hear=heard.append)

    assert len(heard) > 1
    assert " ".join(heard) == reply.say


def test_greeting_is_the_engines_own(salon: Salon, standins: RunningStandins) -> None:
    assert use_of(ringing()).requests == 0


def test_without_a_key_the_engine_leads(salon: Salon, standins: RunningStandins) -> None:
    with model_at(standins, api_key=""):
        call = ringing()
        talk(call, "Was kostet Färben?")

    assert call.brain == BrainKind.OWN
    assert not ModelUse.objects.exists()


def test_the_engine_leads_where_the_company_wants_no_model(salon: Salon, standins: RunningStandins) -> None:
    call = start_test_call(branch_id=None, from_number=None, now=MONDAY_8)
    brain.open_call(call_id=call.pk, now=MONDAY_8)
    talk(call, "Was kostet Färben?")

    assert call.brain == BrainKind.OWN
    assert not ModelUse.objects.exists()


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("429", "rate_limited"),
        ("500", "server_error"),
        ("malformed", "unreadable"),
        ("cut_off", "cut_off"),
        ("refusal", "refused"),
        ("unknown_tool", "unknown_tool"),
        ("bad_arguments", "bad_arguments"),
        ("empty", "empty"),
        ("accept_then_drop", "unreachable"),
    ],
)
def test_engine_takes_over_and_the_caller_hears_an_answer(
    salon: Salon, standins: RunningStandins, mode: str, why: str
) -> None:
    call = ringing()
    standins.fail("openai", mode)

    reply = talk(call, "Was kostet Färben?")[0]

    assert "89 Euro" in reply.say
    assert call.brain == BrainKind.OWN
    assert use_of(call).left_why == why


def test_engine_takes_over_when_the_model_is_too_slow(salon: Salon, standins: RunningStandins) -> None:
    with model_at(standins, timeout_s=0.3):
        call = ringing()
        standins.fail("openai", "slow", seconds=2.0)
        reply = talk(call, "Was kostet Färben?")[0]

    assert "89 Euro" in reply.say
    assert use_of(call).left_why == "timeout"


def test_engine_takes_over_when_the_model_hangs_in_the_middle(
    salon: Salon, standins: RunningStandins
) -> None:
    with model_at(standins, timeout_s=0.4):
        call = ringing()
        standins.fail("openai", "stall", seconds=2.0)
        reply = talk(call, "Was kostet Färben?")[0]

    assert "89 Euro" in reply.say
    assert use_of(call).left_why == "timeout"


def test_a_model_that_loops_is_stopped_and_what_it_found_is_said(
    salon: Salon, standins: RunningStandins
) -> None:
    call = ringing()
    standins.fail("openai", "tool_loop", count=20)

    reply = talk(call, "Haarschnitt morgen bitte.")[0]

    assert "Dienstag" in reply.say or "morgen" in reply.say
    assert use_of(call).left_why == "tool_loop"
    assert call.acts_done <= 6


def test_a_call_that_costs_too_much_goes_on_with_the_engine(salon: Salon, standins: RunningStandins) -> None:
    with model_at(standins, call_cents=0.01):
        call = ringing()
        replies = talk(call, "Was kostet Färben?", "Und wann haben Sie offen?")

    assert "89 Euro" in replies[0].say
    assert replies[1].say
    assert use_of(call).left_why == "budget"


def test_engine_asks_nothing_again_after_the_offer(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()
    talk(call, BOOKING[0])
    standins.fail("openai", "500")

    chosen = talk(call, "Um 10 Uhr bitte.")[0]

    assert "Name" in chosen.say
    talk(call, "Sabine Krüger", "Ja bitte.")
    assert Appointment.objects.with_names().get().starts_at == berlin("2026-03-31", "10:00")


def test_engine_knows_the_name_that_the_model_was_told(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()
    talk(call, "Mein Name ist Sabine Krüger, was kostet Färben?")
    standins.fail("openai", "500")

    replies = talk(
        call, "Ich hätte gern einen Haarschnitt morgen um 10 Uhr bei Anna.", "Ja, passt.", "Ja, bitte."
    )

    assert not any("Namen" in reply.say for reply in replies)
    assert Appointment.objects.with_names().get().customer.name == "Sabine Krüger"


def test_engine_does_not_book_again_what_the_model_booked(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()
    talk(call, *BOOKING)
    standins.fail("openai", "500")

    reply = talk(call, "Vielen Dank, das war alles.")[0]

    assert reply.ends is True
    assert Appointment.objects.count() == 1


def test_a_booking_is_said_even_when_the_model_fails_right_after_it(
    salon: Salon, standins: RunningStandins
) -> None:
    call = ringing()
    talk(call, *BOOKING[:2])
    standins.fail("openai", "500", match='"name": "book"')
    standins.fail("openai", "500", match="booked")

    reply = talk(call, BOOKING[2])[0]

    assert Appointment.objects.count() == 1
    assert reply.acts[-1].result["say"] in reply.say
    assert call.brain == BrainKind.OWN


def test_consent_is_the_engines_to_ask_and_hear(salon: Salon, standins: RunningStandins) -> None:
    call = ringing(asks_for_transcript_consent=True)

    talk(call, "Ja, einverstanden.")

    assert call.consent == ConsentState.GRANTED
    assert use_of(call).requests == 0
    talk(call, "Was kostet Färben?")
    assert [turn.text for turn in call.transcript.all()][-2] == "Was kostet Färben?"
    assert "set_consent" not in {tool.name for tool in tools_of_model()}


def test_danger_is_the_engines_to_answer_and_the_model_goes_on(
    salon: Salon, standins: RunningStandins
) -> None:
    call = ringing()
    talk(call, "Was kostet Färben?")

    reply = talk(call, "Mein Vater bekommt keine Luft und hat Schmerzen in der Brust!")[0]

    assert "1 1 2" in reply.say
    assert use_of(call).requests == 2
    assert call.brain == BrainKind.MODEL
    talk(call, "Was kostet ein Haarschnitt?")
    asked = standins.standins.openai.requests.newest_first()[0]
    assert [m["content"] for m in asked["messages"] if m["role"] == "user"][1] == "Was kostet Färben?"


def test_acts_answer_in_the_callers_language(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()

    reply = talk(call, "Hello, I would like to know how much a haircut is, was kostet Haarschnitt?")[0]
    assert reply.say
    talk(call, "Good morning, I would like to book an appointment for a haircut tomorrow, please.")

    assert call.dialogue_state is not None
    assert call.dialogue_state["engine"]["language"] == "en"


def test_same_utterance_again_gets_the_same_reply(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()

    first = brain.say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8, position=1)
    again = brain.say(call_id=call.pk, utterance="Was kostet Färben?", now=MONDAY_8, position=1)

    assert again.say == first.say
    assert use_of(call).requests == 2


def test_silence_needs_no_model_and_ends_the_call(salon: Salon, standins: RunningStandins) -> None:
    call = ringing()

    replies = [brain.stay_silent(call_id=call.pk, seconds=10, now=MONDAY_8) for _ in range(3)]

    assert all(reply.say for reply in replies)
    assert [reply.ends for reply in replies] == [False, False, True]
    assert use_of(call).requests == 0


def test_a_call_at_its_limit_ends_with_a_callback(salon: Salon, standins: RunningStandins) -> None:
    call = ringing(max_turns=4)
    talk(call, "Was kostet Färben?")

    replies = talk(call, "Und ein Haarschnitt?")
    replies += [] if replies[-1].ends else talk(call, "Und Dauerwelle?")

    assert replies[-1].ends is True
    assert CallbackTicket.objects.count() == 1


def test_nothing_personal_leaves_beside_the_conversation(salon: Salon, standins: RunningStandins) -> None:
    CustomerFactory(name="Clara Weber", phone="+4915112345678")
    call = ringing()
    talk(call, "Was kostet Färben?")

    asked = standins.standins.openai.requests.newest_first()[0]
    assert set(asked) == {
        "model",
        "messages",
        "tools",
        "parallel_tool_calls",
        "max_completion_tokens",
        "store",
        "stream",
        "stream_options",
    }
    assert asked["store"] is False
    text = str(asked)
    assert "Weber" not in text
    assert "15112345678" not in text
    assert [message["role"] for message in asked["messages"]] == [
        "system",
        "user",
        "user",
        "assistant",
        "tool",
    ]
    assert "Färben?" not in asked["messages"][0]["content"]
