from __future__ import annotations

import pytest

from booking.enums import AppointmentStatus
from booking.models import Appointment
from telephony.enums import Outcome
from telephony.models import Call
from tests.factories.booking import AppointmentFactory, CustomerFactory, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, booked, offered


@pytest.fixture
def clara(salon: Salon) -> Appointment:
    """Clara Weber is coming on Wednesday at 11, and calls from the number that we know."""
    customer = CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)
    return AppointmentFactory(
        staff=salon.anna, service=salon.cut, customer=customer, starts_at=berlin("2026-04-01", "11:00")
    )


def test_my_appointments_needs_more_than_the_number(clara: Appointment) -> None:
    result = act(CallFactory(), "my_appointments")

    assert result["code"] == "not_identified"
    assert "appointments" not in result


@pytest.mark.parametrize(
    "fact",
    [
        {"name": "Weber"},
        {"name": "Frau Clara Weber"},
        {"date": "2026-04-01"},
        {"date": "am Mittwoch"},
        {"name": "Reber-Lang", "date": "2026-04-01"},  # a name that the line swallowed
    ],
)
def test_my_appointments_opens_with_number_and_a_second_fact(
    clara: Appointment, fact: dict[str, str]
) -> None:
    result = act(CallFactory(), "my_appointments", **fact)

    assert [one["id"] for one in result["appointments"]] == [clara.pk]
    assert "1. April" in result["say"]


@pytest.mark.parametrize(
    "fact", [{"name": "Clara"}, {"name": "Maier"}, {"name": "Doris Weber"}, {"date": "2026-04-02"}]
)
def test_my_appointments_stays_closed_for_a_wrong_fact(clara: Appointment, fact: dict[str, str]) -> None:
    call = CallFactory()

    result = act(call, "my_appointments", **fact)

    assert result["code"] == "not_identified"
    assert call.identity_tries == 1


def test_my_appointments_sounds_the_same_for_an_unknown_number(clara: Appointment) -> None:
    wrong = act(CallFactory(), "my_appointments", name="Maier")

    unknown = act(CallFactory(from_number="+4917099999999"), "my_appointments", name="Weber")

    assert unknown == wrong


def test_my_appointments_is_closed_after_three_guesses(clara: Appointment) -> None:
    call = CallFactory()
    for name in ("Maier", "Schulz", "Lang"):
        act(call, "my_appointments", name=name)

    result = act(call, "my_appointments", name="Weber")

    assert result["code"] == "not_identified"
    assert "appointments" not in result
    assert call.identity_tries == 3


def test_my_appointments_tells_a_hidden_number_nothing(clara: Appointment) -> None:
    result = act(CallFactory(from_number=None), "my_appointments", name="Weber", date="2026-04-01")

    assert result["code"] == "not_identified"


def test_my_appointments_shows_only_the_person_who_was_named(clara: Appointment, salon: Salon) -> None:
    son = CustomerFactory(name="Tim Weber-Lang", phone=ANNA_CALLS_FROM)
    AppointmentFactory(
        staff=salon.ben, service=salon.cut, customer=son, starts_at=berlin("2026-04-02", "15:00")
    )

    result = act(CallFactory(), "my_appointments", name="Clara Weber")

    assert [one["id"] for one in result["appointments"]] == [clara.pk]


def test_cancel_needs_proof_and_then_gives_the_time_back(clara: Appointment) -> None:
    call = CallFactory()
    assert act(call, "cancel", appointment_id=clara.pk)["code"] == "appointment_unknown"
    act(call, "my_appointments", name="Weber")

    result = act(call, "cancel", appointment_id=clara.pk)
    again = act(call, "cancel", appointment_id=clara.pk)

    clara.refresh_from_db()
    assert again == result
    assert (result["code"], clara.status, call.outcome) == (
        "cancelled",
        AppointmentStatus.CANCELLED,
        Outcome.CANCELLED,
    )


def test_cancel_does_not_reach_another_customers_appointment(clara: Appointment, salon: Salon) -> None:
    other = AppointmentFactory(staff=salon.ben, service=salon.cut, starts_at=berlin("2026-04-02", "10:00"))
    call = CallFactory()
    act(call, "my_appointments", name="Weber")

    results = [act(call, "cancel", appointment_id=each) for each in (other.pk, 999_999)]

    assert results[0] == results[1]
    assert Appointment.objects.get(pk=other.pk).status == AppointmentStatus.CONFIRMED


def test_reschedule_moves_the_appointment_once(clara: Appointment) -> None:
    call = CallFactory()
    act(call, "my_appointments", name="Weber")
    slot = offered(call, "am Donnerstag um 14 Uhr", staff="Anna", appointment_id=clara.pk)

    result = act(call, "reschedule", appointment_id=clara.pk, slot_id=slot["slot_id"])
    again = act(call, "reschedule", appointment_id=clara.pk, slot_id=slot["slot_id"])

    clara.refresh_from_db()
    assert again == result
    assert clara.starts_at == berlin("2026-04-02", "14:00")
    assert call.outcome == Outcome.RESCHEDULED


def test_reschedule_needs_proof(clara: Appointment) -> None:
    call = CallFactory()
    slot = offered(call, "am Donnerstag um 14 Uhr")

    result = act(call, "reschedule", appointment_id=clara.pk, slot_id=slot["slot_id"])

    assert result["code"] == "appointment_unknown"


def test_what_was_booked_in_this_call_may_be_changed_in_it(salon: Salon) -> None:
    call: Call = CallFactory(from_number=None)
    appointment = booked(call)

    assert act(call, "cancel", appointment_id=appointment["id"])["code"] == "cancelled"


def test_saying_somebody_elses_number_opens_nothing_of_theirs(clara: Appointment) -> None:
    thief = CallFactory(from_number=None)
    slot_id = offered(thief)["slot_id"]
    act(thief, "book", slot_id=slot_id, name="Clara Weber", phone=ANNA_CALLS_FROM)

    assert act(thief, "my_appointments", name="Weber")["code"] == "not_identified"
    assert act(thief, "cancel", appointment_id=clara.pk)["code"] == "appointment_unknown"
