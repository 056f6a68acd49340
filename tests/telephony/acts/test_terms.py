"""What is said about requests, questions, deposits and fees, and that nothing is done before it was said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.enums import AppointmentStatus, DepositKind, QuestionKind
from booking.models import Appointment, Branch, Service
from booking.rules.questions import Question
from tests.factories.booking import AppointmentFactory, CustomerFactory, berlin
from tests.factories.telephony import ANNA_CALLS_FROM, CallFactory
from tests.telephony.conftest import Salon
from tests.telephony.phone import act, booked, offered

PATCH = Question(
    key="patch",
    text="Hatten Sie schon einen Verträglichkeitstest?",
    kind=QuestionKind.YES_NO,
    alert_on="no",
    alert="Dafür brauchen wir vorher einen Verträglichkeitstest.",
    refuses=True,
)


def test_a_request_is_said_to_be_noted_down(salon: Salon) -> None:
    Service.objects.update(needs_approval=True)
    call = CallFactory()
    slot = offered(call)

    result = act(call, "book", slot_id=slot["slot_id"], name="Clara Weber")

    assert Appointment.objects.get().status == AppointmentStatus.PENDING
    assert result["status"] == "pending"
    assert result["say"].startswith("Ich habe das vorgemerkt. Das Team bestätigt Ihnen den Termin ")
    assert "steht" not in result["say"]


def test_a_question_is_asked_before_it_is_booked(salon: Salon) -> None:
    Service.objects.update(questions=[PATCH.to_json()])
    call = CallFactory()
    slot_id = offered(call)["slot_id"]

    asked = act(call, "book", slot_id=slot_id, name="Clara Weber")
    assert (asked["code"], asked["say"], asked["question"]["key"]) == ("answer_missing", PATCH.text, "patch")

    excluded = act(call, "book", slot_id=slot_id, name="Clara Weber", answers={"patch": "nein"})
    assert excluded["code"] == "answer_excludes"
    assert excluded["say"].startswith(PATCH.alert)

    done = act(call, "book", slot_id=slot_id, name="Clara Weber", answers={"patch": "ja"})
    assert done["code"] == "booked"
    assert Appointment.objects.get().answers[0]["answer"] == "yes"


def test_a_deposit_is_said_with_amount_and_time(salon: Salon) -> None:
    Service.objects.update(deposit_kind=DepositKind.DEPOSIT, deposit_cents=2000)
    call = CallFactory()

    result = act(call, "book", slot_id=offered(call)["slot_id"], name="Clara Weber")

    assert "Dafür ist eine Anzahlung von 20 Euro nötig, " in result["say"]


@pytest.fixture
def tomorrow(salon: Salon) -> Appointment:
    """Clara comes tomorrow at 9, and cancelling has cost something since this morning."""
    Branch.objects.update(fee_percent=50, free_until=timedelta(hours=48))
    Service.objects.update(fee_on_moving=True)
    customer = CustomerFactory(name="Clara Weber", phone=ANNA_CALLS_FROM)
    return AppointmentFactory(
        staff=salon.anna, service=salon.cut, customer=customer, starts_at=berlin("2026-03-31", "09:00")
    )


def test_a_fee_is_said_before_anything_is_cancelled(tomorrow: Appointment) -> None:
    call = CallFactory()
    act(call, "my_appointments", name="Weber")

    told = act(call, "cancel", appointment_id=tomorrow.pk)

    tomorrow.refresh_from_db()
    fee = told["fee_cents"]
    assert told["code"] == "fee_not_accepted"
    assert told["say"].startswith("So kurz vorher kostet die Absage ")
    assert tomorrow.status == AppointmentStatus.CONFIRMED

    gone = act(call, "cancel", appointment_id=tomorrow.pk, accepted_fee_cents=fee)

    tomorrow.refresh_from_db()
    assert gone["code"] == "cancelled"
    assert tomorrow.fee_cents == fee


def test_a_fee_is_said_before_anything_is_moved(tomorrow: Appointment) -> None:
    call = CallFactory()
    act(call, "my_appointments", name="Weber")
    slot_id = offered(call, appointment_id=tomorrow.pk)["slot_id"]

    told = act(call, "reschedule", appointment_id=tomorrow.pk, slot_id=slot_id)
    moved = act(
        call,
        "reschedule",
        appointment_id=tomorrow.pk,
        slot_id=slot_id,
        accepted_fee_cents=told["fee_cents"],
    )

    assert (told["code"], moved["code"]) == ("fee_not_accepted", "rescheduled")


def test_in_time_nothing_is_said_of_fees(salon: Salon) -> None:
    Branch.objects.update(fee_percent=50, free_until=timedelta(minutes=1))
    call = CallFactory()
    appointment = booked(call)

    assert act(call, "cancel", appointment_id=appointment["id"])["code"] == "cancelled"
