"""Questions that the house has written down an answer to, in whatever company they come."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue.vocabulary import Vocabulary
from tests.telephony.dialogue.fake_calendar import PRACTICE, SALON, Conversation

Play = Callable[..., Conversation]


class Shelf:
    """Knows about dogs and parking, and about what it costs not to come."""

    def covers(self, question: str) -> float:
        said = question.lower()
        return 0.95 if any(word in said for word in ("hund", "parken", "absagen kostet")) else 0.0


def _with_shelf(vocabulary: Vocabulary = SALON) -> Vocabulary:
    return replace(vocabulary, sources=Shelf())


def _questions(conversation: Conversation) -> list[str]:
    return conversation.calendar.questions


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("Darf ich meinen Hund mitbringen, der ist ganz klein", "Darf ich meinen Hund mitbringen?"),
        (
            "ich habe heute um vierzehn uhr einen termin und finde nichts wo kann man denn da parken",
            "wo kann man denn da parken?",
        ),
    ],
)
def test_a_question_that_the_sources_answer_is_asked_of_them(play: Play, said: str, question: str) -> None:
    conversation = play([said], vocabulary=_with_shelf())

    assert _questions(conversation) == [question]


def test_the_time_beside_such_a_question_is_still_chosen(play: Play) -> None:
    offered = "Haarschnitt Damen am Donnerstag vormittag"

    conversation = play(
        [offered, "Den ersten. Kann ich meinen Hund mitbringen?", "Krüger", "ja"], vocabulary=_with_shelf()
    )

    assert _questions(conversation) == ["Kann ich meinen Hund mitbringen?"]
    assert len(conversation.calendar.booked) == 1


def test_what_is_to_be_done_is_no_question(play: Play) -> None:
    conversation = play(["Den Termin am Donnerstag muss ich absagen"], vocabulary=_with_shelf())

    assert _questions(conversation) == []


def test_a_tooth_knocked_out_gets_the_emergency_sentence_and_the_first_time(play: Play) -> None:
    said = "Mein Sohn ist vom Roller gestürzt, der Schneidezahn ist ganz raus"

    conversation = play([said], vocabulary=replace(PRACTICE, industry="dentist"))

    assert "1 1 2" in conversation.said
    assert "heute um" in conversation.answers[-1]


def test_a_child_alone_is_asked_for_a_grown_up(play: Play) -> None:
    answer = play(["Hallo, hier ist die Emma. Ich bin acht. Meine Mama sagt ich soll anrufen"]).answers[-1]

    assert answer.endswith("Ist deine Mama oder dein Papa da? Gib ihnen bitte kurz das Telefon.")


def test_nobody_is_hung_up_on_for_not_knowing_how_to_begin(play: Play) -> None:
    said = "Ähm, ja, ich weiß auch nicht, meine Kollegin war bei Ihnen und die sah so toll aus"

    assert not play([said]).ended
