"""Whole conversations on the real calendar, by the frozen clock."""

from __future__ import annotations

from booking.models import Appointment
from telephony.enums import Outcome
from telephony.models import Call
from telephony.services.conversation import open_call, say
from telephony.services.testcall import start_test_call
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import ANNA_CALLS_FROM


def talk(*lines: str, number: str | None = ANNA_CALLS_FROM) -> tuple[Call, list[str]]:
    """Play the lines; returns the call and everything that the receptionist said."""
    call = start_test_call(branch_id=None, from_number=number, now=MONDAY_8)
    said = [open_call(call_id=call.pk, now=MONDAY_8).say]
    for line in lines:
        reply = say(call_id=call.pk, utterance=line, now=MONDAY_8)
        said.append(reply.say)
    call.refresh_from_db()
    return call, said


def test_conversation_books_what_the_caller_wants(salon) -> None:
    call, said = talk(
        "Guten Tag, ich hätte gern einen Haarschnitt am Dienstag um 10 Uhr bei Anna.",
        "Ja, das passt.",
        "Sabine Krüger",
        "Ja bitte.",
        "Nein danke, das war alles.",
    )
    print(said)
    appointment = Appointment.objects.get()
    assert call.outcome == Outcome.BOOKED
