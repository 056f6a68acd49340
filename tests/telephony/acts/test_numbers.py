"""What a call may make the business dial, write to, and hold: bounded, whoever asks."""

from __future__ import annotations

import pytest

from booking.models import Appointment, Customer
from telephony.acts.identity import MAX_TRIES_A_DAY
from telephony.acts.numbers import is_ordinary
from telephony.models import CallbackTicket, CallerMessage
from tests.factories.booking import CustomerFactory
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, offered

DAYS = ("31. März", "1. April", "2. April", "7. April", "8. April", "9. April")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+4915112345678", True),
        ("+493055501234", True),
        ("+436641234567", True),
        ("+48601123456", True),
        ("+499001234567", False),
        ("+4913712345678", False),
        ("+491805123456", False),
        ("+4970012345678", False),
        ("+88216123456", False),
        ("+252612345678", False),
        ("+18761234567", False),
    ],
)
def test_ordinary_numbers_are_those_that_cost_what_a_call_costs(number: str, expected: bool) -> None:
    assert is_ordinary(number) is expected


def test_callback_to_a_premium_number_goes_to_the_shown_one(salon: Salon) -> None:
    act(CallFactory(), "callback", reason="Bitte", phone="0900 1234567")

    assert CallbackTicket.objects.get().phone == ANNA_CALLS_FROM


def test_callback_from_a_premium_number_asks_for_another(salon: Salon) -> None:
    result = act(CallFactory(from_number="+499001234567"), "callback", reason="Bitte")

    assert result["code"] == "phone_missing"


def test_a_call_leaves_three_tickets_and_three_messages_at_most(salon: Salon) -> None:
    call = CallFactory()

    codes = [act(call, "callback", reason=f"Grund {number}")["code"] for number in range(5)]
    codes += [act(call, "take_message", text=f"Nachricht {number}")["code"] for number in range(5)]

    assert (CallbackTicket.objects.count(), CallerMessage.objects.count()) == (3, 3)
    assert codes.count("call_limit") == 4


def test_a_call_books_five_appointments_at_most(salon: Salon) -> None:
    call = CallFactory()
    codes = []
    for number, day in enumerate(DAYS):
        slot = offered(call, when=f"am {day} um 11 Uhr")
        codes.append(act(call, "book", slot_id=slot["slot_id"], name=f"Kind {number} Weber")["code"])

    assert codes == ["booked"] * 5 + ["call_limit"]
    assert Appointment.objects.count() == 5


def test_an_address_for_somebody_elses_number_is_not_kept(salon: Salon) -> None:
    clara = CustomerFactory(name="Clara Weber", phone="+4917012345678")
    call = CallFactory()

    slot = offered(call)["slot_id"]
    act(call, "book", slot_id=slot, name="Clara Weber", phone="0170 12345678", email="boese@mail.example")

    clara.refresh_from_db()
    assert clara.email == ""


def test_an_address_for_the_callers_own_number_is_kept(salon: Salon) -> None:
    call = CallFactory()

    act(call, "book", slot_id=offered(call)["slot_id"], name="Clara Weber", email="clara@weber.example")

    assert Customer.objects.get().email == "clara@weber.example"


def test_guesses_from_one_number_are_counted_over_its_calls(salon: Salon) -> None:
    CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)
    for _ in range(MAX_TRIES_A_DAY // 3):
        call = CallFactory()
        for name in ("Müller", "Schmidt", "Fischer"):
            act(call, "my_appointments", name=name)

    late = act(CallFactory(), "my_appointments", name="Weber")

    assert (late["code"], late["tries_left"]) == ("not_identified", 0)
