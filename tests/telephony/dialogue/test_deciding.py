"""No question is put for ever: it is decided and said aloud, or a human helps."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue import CallerFacts
from tests.telephony.dialogue.fake_calendar import GARAGE, PRACTICE, SALON, Conversation

Play = Callable[..., Conversation]


def _booked(conversation: Conversation) -> list[tuple[str, str, str]]:
    return [
        (f"{one['start']:%d. %H:%M}", one["service"], one["name"]) for one in conversation.calendar.booked
    ]


def test_between_two_services_the_urgent_one_is_taken_after_the_second_question(play: Play) -> None:
    conversation = play(
        ["Ich habe Zahnschmerzen oder brauche vielleicht Reinigung", "haben Sie heute noch was", "ja bitte",
         "den ersten", "Maria Holzer", "ja"],
        vocabulary=PRACTICE,
    )  # fmt: skip

    assert "Ich trage erst einmal Schmerzbehandlung ein." in conversation.said
    assert _booked(conversation) == [("24. 10:30", "Schmerzbehandlung", "Maria Holzer")]


def test_two_offers_and_a_second_yes_take_the_first(play: Play) -> None:
    conversation = play(["Färben am Freitag vormittag", "ja", "ja bitte", "Huber", "ja"])

    assert _booked(conversation) == [("27. 09:00", "Färben", "Huber")]


def test_whatever_is_answered_to_an_offer_it_is_put_twice_at_most(play: Play) -> None:
    conversation = play(["Färben am Freitag vormittag", "ja", "auf den Namen Lena Brandt", "ja"])

    assert "Dann nehme ich am Freitag um 9 Uhr." in conversation.said
    assert _booked(conversation) == [("27. 09:00", "Färben", "Lena Brandt")]


@pytest.mark.parametrize(
    "turns",
    [
        ["Herrenhaarschnitt am Freitag um 10", "ja", "ja stimmt", "ja", "ja genau", "ja", "ja"],
        ["Ich möchte meinen Termin absagen", "Kaiser", "ja ja", "blubb", "na ja", "ja", "so ist das"],
        ["Guten Tag", "ja", "genau", "so ist es", "ja", "ja", "ja"],
        ["Ich habe Schmerzen oder Reinigung", "tja", "so ist das", "mhm", "tja", "mhm", "tja"],
    ],
)
def test_no_sentence_is_said_three_times(play: Play, turns: list[str]) -> None:
    answers = play(turns, vocabulary=PRACTICE if "Schmerzen" in turns[0] else SALON).answers

    assert max(answers.count(answer) for answer in answers) < 3


def test_an_aside_does_not_count_as_asking_again(play: Play) -> None:
    conversation = play(
        ["Herrenhaarschnitt am Freitag um 10", "was kostet das?", "und wann haben Sie offen?",
         "und was kostet Färben?", "Huber", "ja"],
    )  # fmt: skip

    assert _booked(conversation) == [("27. 10:00", "Herrenhaarschnitt", "Huber")]


def test_what_nobody_understood_goes_to_a_human_and_the_line_stays_open(play: Play) -> None:
    conversation = play(
        ["blubb", "blobb", "blubb di blubb", "Herrenhaarschnitt am Freitag um 10", "Huber", "ja"]
    )

    assert len(conversation.calendar.tickets) == 1
    assert _booked(conversation) == [("27. 10:00", "Herrenhaarschnitt", "Huber")]


def test_a_consent_that_is_never_answered_counts_as_none(play: Play) -> None:
    conversation = play(
        ["hm", "Herrenhaarschnitt am Freitag um 10"], vocabulary=replace(SALON, recording=True)
    )

    assert conversation.calendar.consents == []
    assert conversation.calendar.searches


def test_a_question_of_ones_own_is_no_consent(play: Play) -> None:
    conversation = play(
        ["Meine Tochter braucht einen Haarschnitt, machen Sie sowas?"],
        vocabulary=replace(SALON, recording=True),
    )

    assert conversation.calendar.consents == []


def test_a_hidden_number_is_not_told_three_times_that_it_is_hidden(play: Play) -> None:
    conversation = play(
        ["Wann hat mein Mann seinen Termin?", "geboren am dritten April", "dann sagen Sie ihn ab"],
        caller=CallerFacts(number=None),
    )

    assert conversation.said.count("von der Nummer anrufen") < 3


def test_a_choice_beside_a_question_is_kept(play: Play) -> None:
    conversation = play(
        ["Räderwechsel in Pankow am Freitag", "Neun Uhr. Muss ich die Reifen mitbringen?", "Schulz", "ja"],
        vocabulary=GARAGE,
    )

    assert conversation.calendar.questions == ["Muss ich die Reifen mitbringen?"]
    assert _booked(conversation) == [("27. 09:00", "Räderwechsel", "Schulz")]
