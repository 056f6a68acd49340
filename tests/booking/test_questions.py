"""What is asked before booking: who has to answer, what is kept, and which answers exclude."""

from __future__ import annotations

import pytest
from django.db import connection

from booking.enums import AppointmentSource, QuestionKind
from booking.errors import AnswerExcludes, AnswerMissing
from booking.models import Appointment, Service, StaffMember
from booking.queries import questions_for
from booking.rules.questions import Answers, Question
from booking.services import book_appointment
from tests.booking.acting import CLARA, offered
from tests.factories.booking import MONDAY_8, AppointmentFactory

pytestmark = pytest.mark.usefixtures("anna")

PATCH_TEST = Question(
    key="patch",
    text="Hatten Sie in den letzten 48 Stunden einen Verträglichkeitstest?",
    kind=QuestionKind.YES_NO,
    alert_on="no",
    alert="Vor der ersten Farbe brauchen wir einen Verträglichkeitstest.",
    refuses=True,
)
LENGTH = Question(
    key="length", text="Wie lang sind Ihre Haare?", kind=QuestionKind.CHOICE, choices=("kurz", "lang")
)
WISH = Question(key="wish", text="Haben Sie einen Wunsch?", is_required=False)


@pytest.fixture
def asking(haircut: Service) -> Service:
    haircut.questions = [question.to_json() for question in (PATCH_TEST, LENGTH, WISH)]
    haircut.save()
    return haircut


def book(service: Service, answers: Answers | None) -> Appointment:
    (slot,) = offered(service, limit=1)
    return book_appointment(
        slot_id=slot.slot_id,
        customer=CLARA,
        source=AppointmentSource.WEB,
        idempotency_key=f"web-1/{sorted((answers or {}).items())}",
        answers=answers,
        now=MONDAY_8,
    )


def test_questions_are_what_was_stored(asking: Service) -> None:
    assert questions_for(asking.pk) == (PATCH_TEST, LENGTH, WISH)
    assert questions_for(0) == ()


def test_answers_are_kept_with_their_questions_and_encrypted(asking: Service) -> None:
    booked = book(asking, {"patch": True, "length": "LANG", "wish": "  Bitte   leise ", "other": "?"})

    kept = Appointment.objects.get(pk=booked.pk).answers
    assert [(each["question"], each["answer"]) for each in kept] == [
        (PATCH_TEST.text, "yes"),
        (LENGTH.text, "lang"),
        (WISH.text, "Bitte leise"),
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers FROM booking_appointment")
        assert b"leise" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("answers", [None, {"patch": "ja"}, {"patch": "ja", "length": "mittel"}])
def test_a_customer_has_to_answer(asking: Service, answers: Answers | None) -> None:
    with pytest.raises(AnswerMissing) as missing:
        book(asking, answers)

    assert missing.value.key == ("length" if answers else "patch")
    assert not Appointment.objects.exists()


def test_an_answer_may_exclude_the_service(asking: Service) -> None:
    with pytest.raises(AnswerExcludes) as excluded:
        book(asking, {"patch": "nein", "length": "kurz"})

    assert excluded.value.explanation == PATCH_TEST.alert


def test_an_answer_may_only_warn(asking: Service) -> None:
    asking.questions[0]["refuses"] = False
    asking.save()

    booked = book(asking, {"patch": "nein", "length": "kurz"})

    assert booked.answers[0]["warning"] == PATCH_TEST.alert


def test_the_team_may_leave_out_what_it_knows(asking: Service, anna: StaffMember) -> None:
    assert AppointmentFactory(staff=anna, service=asking).answers is None
