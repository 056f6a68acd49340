"""How a call that our own brain leads begins, where it was decided that it is not an ordinary one."""

from __future__ import annotations

import pytest

from telephony.enums import CallState, Outcome, Route
from telephony.models import Call, CallerMessage, CallTransfer
from telephony.services.conversation import open_call, say
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory, ReceptionistFactory

pytestmark = pytest.mark.usefixtures("salon")
BUSINESS = "+493022334455"


def test_call_that_is_passed_on_says_who_speaks_and_is_put_through() -> None:
    ReceptionistFactory(business_number=BUSINESS, persona_name="Mia")
    call = CallFactory(route=Route.PASS_ON)

    reply = open_call(call_id=call.pk, now=MONDAY_8)

    assert "Mia, die KI-Assistentin" in reply.say.split(". ")[0]
    assert "verbinde Sie" in reply.say
    assert [act.result["transfer"]["number"] for act in reply.acts] == [BUSINESS]
    assert CallTransfer.objects.get().phone == BUSINESS


def test_call_that_cannot_be_passed_on_is_answered() -> None:
    ReceptionistFactory(business_number="")
    call = CallFactory(route=Route.PASS_ON)

    reply = open_call(call_id=call.pk, now=MONDAY_8)

    assert reply.acts == ()
    assert "Was kann ich für Sie tun?" in reply.say


def test_where_only_messages_are_taken_the_message_is_asked_for_and_kept() -> None:
    ReceptionistFactory()
    call = CallFactory(route=Route.MESSAGE)

    opened = open_call(call_id=call.pk, now=MONDAY_8)
    say(call_id=call.pk, utterance="Bitte sagen Sie Anna, dass ich morgen Kuchen mitbringe.", now=MONDAY_8)

    assert "KI-Assistentin" in opened.say.split(". ")[0]
    assert "Was darf ich ausrichten" in opened.say
    for answer in ("Clara Weber", "Ja, unter dieser Nummer.", "Nein danke"):
        if CallerMessage.objects.exists():
            break
        say(call_id=call.pk, utterance=answer, now=MONDAY_8)
    assert "Kuchen" in CallerMessage.objects.get().text


def test_informal_greeting_asks_informally() -> None:
    ReceptionistFactory(formal=False, greeting="Schön, dass du anrufst.")

    reply = open_call(call_id=CallFactory().pk, now=MONDAY_8)

    assert reply.say.endswith("Schön, dass du anrufst. Was kann ich für dich tun?")


def test_recording_is_cut_off() -> None:
    call = CallFactory()
    open_call(call_id=call.pk, now=MONDAY_8)

    reply = say(
        call_id=call.pk,
        utterance="Sie haben eine Kreuzfahrt gewonnen! Drücken Sie jetzt die Eins.",
        now=MONDAY_8,
    )

    ended = Call.objects.get()
    assert (reply.ends, reply.say) == (True, "")
    assert (ended.state, ended.outcome, ended.disconnection_reason) == (
        CallState.ENDED,
        Outcome.SPAM,
        "marked_as_spam",
    )


def test_money_ends_the_call_with_a_callback() -> None:
    ReceptionistFactory(max_cost_cents=11)
    call = CallFactory()
    open_call(call_id=call.pk, now=MONDAY_8)

    from datetime import timedelta

    reply = say(call_id=call.pk, utterance="Und dann noch etwas", now=MONDAY_8 + timedelta(seconds=70))

    assert reply.ends
    assert Call.objects.get().outcome == Outcome.CALLBACK
