"""Conversations about questions before booking, requests, and what it costs to cancel late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from telephony.dialogue.vocabulary import QuestionTerm
from telephony.dialogue.wording import GERMAN
from tests.telephony.dialogue.fake_calendar import SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]
PATCH = QuestionTerm(
    key="patch",
    text="Hatten Sie schon einmal eine Allergie gegen Haarfarbe?",
    kind="yes_no",
    alert_on="yes",
    alert="Dann beraten wir Sie lieber erst vor Ort.",
    refuses=True,
)
LENGTH = QuestionTerm(
    key="length",
    text="Sind Ihre Haare kurz, mittel oder lang?",
    kind="choice",
    choices=("kurz", "mittel", "lang"),
)
COLOUR = QuestionTerm(key="colour", text="Welche Farbe haben Ihre Haare jetzt?")
CUT = "Damenhaarschnitt morgen um 10"
KRUEGER = {
    "id": "a7",
    "name": "Sabine Krüger",
    "starts_at": "2026-11-24T14:00:00+01:00",
    "service": "Damenhaarschnitt",
    "staff": "Anna",
}


class StrictCalendar(Calendar):
    """Has questions answered, notes requests down, and charges 19 euros 50 for late changes."""

    def act_book(self, *, answers: dict[str, str] | None = None, **args: Any) -> dict[str, Any]:
        self.answers = answers or {}
        return {
            **super().act_book(**args),
            "status": "pending",
            "say": "Ich habe das vorgemerkt. Das Team bestätigt Ihnen den Termin heute bis 18 Uhr.",
        }

    def act_cancel(self, *, appointment_id: str, accepted_fee_cents: int = 0) -> dict[str, Any]:
        if accepted_fee_cents != 1950:
            say = GERMAN.fee_of_cancelling(1950)
            return {"ok": False, "code": "fee_not_accepted", "fee_cents": 1950, "say": say}
        return super().act_cancel(appointment_id=appointment_id)


def asking(*questions: QuestionTerm) -> StrictCalendar:
    first, *others = SALON.services
    return StrictCalendar(replace(SALON, services=(replace(first, questions=questions), *others)), TUESDAY_10)


def talk(play: Play, turns: Sequence[str], calendar: Calendar) -> Conversation:
    return play(turns, vocabulary=calendar.vocabulary, calendar=calendar)


@pytest.mark.parametrize(
    ("question", "said", "kept"),
    [
        (PATCH, "Nein, noch nie", "no"),
        (LENGTH, "die sind eher lang", "lang"),
        (COLOUR, "Dunkelbraun mit etwas Grau", "Dunkelbraun mit etwas Grau"),
    ],
)
def test_a_question_is_put_before_the_summary(
    play: Play, question: QuestionTerm, said: str, kept: str
) -> None:
    calendar = asking(question)

    heard = talk(play, [CUT, "Krüger", said, "ja"], calendar)

    assert calendar.answers == {question.key: kept}
    assert f"Eine Frage vorab: {question.text}" in heard.said
    assert len(calendar.booked) == 1


def test_several_questions_are_put_one_by_one(play: Play) -> None:
    calendar = asking(PATCH, LENGTH)

    heard = talk(play, [CUT, "Krüger", "nein", "kurz", "ja"], calendar)

    assert calendar.answers == {"patch": "no", "length": "kurz"}
    assert heard.said.count("Eine Frage vorab") == 1


def test_an_answer_that_excludes_ends_with_a_human(play: Play) -> None:
    calendar = asking(PATCH)

    heard = talk(play, [CUT, "Krüger", "ja, leider"], calendar)

    assert not calendar.booked
    assert PATCH.alert in heard.said
    assert heard.state.asked == "offer_callback"


def test_who_wants_a_human_instead_gets_one(play: Play) -> None:
    calendar = asking(COLOUR)

    heard = talk(play, [CUT, "Krüger", "Das möchte ich lieber mit einem Menschen besprechen"], calendar)

    assert not calendar.booked
    assert heard.state.asked == "offer_callback"


def test_an_answer_that_was_not_understood_is_asked_for_again(play: Play) -> None:
    calendar = asking(LENGTH)

    heard = talk(play, [CUT, "Krüger", "äh wie meinen Sie das", "mittel", "ja"], calendar)

    assert calendar.answers == {"length": "mittel"}
    assert heard.said.count(LENGTH.text) == 2


def test_a_request_is_never_called_an_appointment(play: Play) -> None:
    heard = talk(play, [CUT, "Krüger", "ja"], asking())

    assert "Ich habe das vorgemerkt." in heard.said
    assert "eingetragen" not in heard.said


@pytest.mark.parametrize(("answer", "cancelled"), [("ja", ["a7"]), ("nein, dann lieber nicht", [])])
def test_a_late_cancellation_tells_its_price_first(play: Play, answer: str, cancelled: list[str]) -> None:
    calendar = StrictCalendar(SALON, TUESDAY_10, known=[KRUEGER])

    heard = talk(play, ["Ich möchte meinen Termin absagen", "Krüger", "ja", answer], calendar)

    assert "So kurz vorher kostet die Absage 19 Euro 50. Soll ich trotzdem absagen?" in heard.said
    assert calendar.cancelled == cancelled
