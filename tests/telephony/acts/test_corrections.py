"""``correct_name`` reaches the appointment that this call booked, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

from booking.models import Appointment, Customer
from tests.factories.booking import MONDAY_8
from tests.factories.telephony import CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, booked


def _name_of(appointment_id: int) -> str:
    return Appointment.objects.with_names().get(pk=appointment_id).customer.name


def test_correct_name_renames_whoever_was_added_in_this_call(salon: Salon) -> None:
    call = CallFactory()
    appointment = booked(call, name="Clara Yilmaz")

    result = act(call, "correct_name", appointment_id=appointment["id"], name="Clara Yıldız")

    assert (result["ok"], result["name"]) == (True, "Clara Yıldız")
    assert _name_of(appointment["id"]) == "Clara Yıldız"
    assert Customer.objects.count() == 1


def test_correct_name_leaves_a_person_alone_who_was_known_before(salon: Salon) -> None:
    first = booked(CallFactory(), name="Clara Weber")
    later = MONDAY_8 + timedelta(hours=1)
    call = CallFactory(now=later)
    slot = act(call, "find_times", service="Haarschnitt", when="übermorgen um 11 Uhr", now=later)["slots"][0]
    second = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber", now=later)["appointment"]

    act(call, "correct_name", appointment_id=second["id"], name="Doris Lang", now=later)

    assert (_name_of(first["id"]), _name_of(second["id"])) == ("Clara Weber", "Doris Lang")


def test_correct_name_does_not_touch_what_another_call_booked(salon: Salon) -> None:
    appointment = booked(CallFactory(), name="Clara Weber")

    result = act(CallFactory(), "correct_name", appointment_id=appointment["id"], name="Doris Lang")

    assert result["code"] == "appointment_unknown"
    assert _name_of(appointment["id"]) == "Clara Weber"


def test_correct_name_does_not_touch_what_was_cancelled(salon: Salon) -> None:
    call = CallFactory()
    appointment = booked(call, name="Clara Weber")
    act(call, "cancel", appointment_id=appointment["id"])

    assert not act(call, "correct_name", appointment_id=appointment["id"], name="Doris Lang")["ok"]
    assert _name_of(appointment["id"]) == "Clara Weber"
