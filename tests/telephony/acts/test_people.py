from __future__ import annotations

from datetime import datetime

import pytest

from telephony.acts.people import deadline
from telephony.enums import Outcome
from telephony.models import CallbackTicket, CallerMessage
from tests.factories.booking import berlin
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act


def test_callback_is_owed_by_a_deadline(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "callback", reason="Reklamation", name="Clara Weber")

    ticket = CallbackTicket.objects.get()
    assert (ticket.phone, ticket.name, ticket.reason) == (ANNA_CALLS_FROM, "Clara Weber", "Reklamation")
    assert ticket.due_at == berlin("2026-03-30", "11:00")
    assert "heute bis 11 Uhr" in result["say"]
    assert call.outcome == Outcome.CALLBACK


def test_callback_repeated_owes_one_call(salon: Salon) -> None:
    call = CallFactory()

    first, again = (act(call, "callback", reason="Reklamation") for _ in range(2))

    assert again == first
    assert CallbackTicket.objects.count() == 1


def test_callback_to_a_hidden_number_asks_for_one(salon: Salon) -> None:
    call = CallFactory(from_number=None)

    assert act(call, "callback", reason="Frage")["code"] == "phone_missing"
    assert act(call, "callback", reason="Frage", phone="0151 2345678")["ok"] is True
    assert CallbackTicket.objects.get().phone == "+491512345678"


@pytest.mark.parametrize(
    ("now", "due_at"),
    [
        (berlin("2026-03-30", "09:07"), berlin("2026-03-30", "11:15")),
        (berlin("2026-03-30", "17:30"), berlin("2026-03-31", "11:00")),
        (
            berlin("2026-04-02", "16:30"),
            berlin("2026-04-07", "11:00"),
        ),  # Good Friday to Easter Monday is closed
        (berlin("2026-04-04", "12:00"), berlin("2026-04-07", "11:00")),
    ],
)
def test_deadline_counts_opening_time(salon: Salon, now: datetime, due_at: datetime) -> None:
    assert deadline(salon.branch, now) == due_at


def test_take_message_keeps_it_for_the_team(salon: Salon) -> None:
    call = CallFactory()

    result = act(call, "take_message", text="Ich komme zehn Minuten später.", name="Clara Weber")

    assert result["code"] == "message_noted"
    assert CallerMessage.objects.get().text == "Ich komme zehn Minuten später."
    assert call.outcome == Outcome.MESSAGE
    assert call.acts.get().args == {"name": "Clara Weber"}
