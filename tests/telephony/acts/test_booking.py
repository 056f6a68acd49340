from __future__ import annotations

from booking.models import Appointment, Occupancy, Offer
from telephony.enums import Outcome
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, booked, offered


def test_book_makes_the_appointment_and_notes_it_on_the_call(salon: Salon) -> None:
    call = CallFactory()
    slot = offered(call)

    result = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")

    appointment = Appointment.objects.with_names().get()
    assert result["code"] == "booked"
    assert result["appointment"]["id"] == appointment.pk
    assert result["confirmation"] == "sms"
    assert (appointment.customer.name, appointment.customer.phone) == ("Clara Weber", ANNA_CALLS_FROM)
    assert (call.outcome, call.customer_id) == (Outcome.BOOKED, appointment.customer_id)
    assert call.intents == ["book"]
    assert call.ring_to_booked_ms is not None


def test_book_repeated_is_the_same_booking(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]
    first = act(call, "book", slot_id=slot_id, name="Clara Weber")

    again = act(call, "book", slot_id=slot_id, name="Clara Weber")

    assert again == first
    assert Appointment.objects.count() == 1


def test_book_with_another_name_does_not_book_the_same_time_again(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]
    act(call, "book", slot_id=slot_id, name="Clara Weber")

    other = act(call, "book", slot_id=slot_id, name="Doris Lang")

    assert other["code"] == "slot_taken"
    assert other["alternatives"]
    assert Appointment.objects.count() == 1


def test_book_refuses_a_slot_id_of_another_call(salon: Salon) -> None:
    slot_id = offered(CallFactory())["slot_id"]

    result = act(CallFactory(), "book", slot_id=slot_id, name="Clara Weber")

    assert result["code"] == "slot_unknown"
    assert not Appointment.objects.exists()


def test_book_refuses_an_invented_or_altered_slot_id(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]
    altered = slot_id[:-2] + ("AA" if slot_id[-2:] != "AA" else "BB")

    codes = [act(call, "book", slot_id=each, name="Clara Weber")["code"] for each in (altered, "x" * 40)]

    assert codes == ["slot_unknown", "slot_unknown"]


def test_book_takes_only_a_number_that_can_exist(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]

    act(call, "book", slot_id=slot_id, name="Clara Weber", phone="null eins", email="clara at web")

    customer = Appointment.objects.with_names().get().customer
    assert (customer.phone, customer.email) == (ANNA_CALLS_FROM, "")


def test_book_works_for_a_hidden_number(salon: Salon) -> None:
    call = CallFactory(from_number="anonymous")

    appointment = booked(call)

    assert Appointment.objects.get(pk=appointment["id"]).customer.phone == ""


def test_hold_renews_and_a_gone_time_comes_with_others(salon: Salon) -> None:
    call, rival = CallFactory(), CallFactory()
    slot = offered(call, staff="Anna")
    assert act(call, "hold", slot_id=slot["slot_id"])["code"] == "held"
    Occupancy.objects.all().delete()
    Offer.objects.filter(holder=call.holder).update(expires_at=call.ringing_at)
    booked(rival, name="Doris Lang", staff="Anna")

    assert act(call, "hold", slot_id=slot["slot_id"])["code"] == "slot_taken"
    late = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")

    assert late["ok"] is False
    assert Appointment.objects.count() == 1


def test_book_after_cancelling_in_the_same_call_is_not_answered_from_memory(salon: Salon) -> None:
    call = CallFactory()
    slot_id = offered(call)["slot_id"]
    first = act(call, "book", slot_id=slot_id, name="Clara Weber")
    act(call, "cancel", appointment_id=first["appointment"]["id"])

    again = act(call, "book", slot_id=slot_id, name="Clara Weber")

    assert again["ok"] is False
    assert again["code"] == "slot_taken"
    assert call.outcome == Outcome.CANCELLED


def test_book_remembers_the_language_of_the_call_for_messages(salon: Salon) -> None:
    call = CallFactory()
    call.dialogue_state = {"engine": {"language": "en"}}
    call.save(update_fields=["dialogue_state"])
    slot = offered(call)

    result = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")

    assert Appointment.objects.with_names().get().customer.language == "en"
    assert result["say"].startswith("Lovely")
