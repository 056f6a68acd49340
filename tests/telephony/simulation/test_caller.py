"""What a simulated caller hears and answers."""

from __future__ import annotations

import random
from datetime import datetime

import pytest

from telephony.simulation.caller import GoalCaller
from telephony.simulation.ear import offers_in, topic_of
from telephony.simulation.moves import FixedCaller, Move
from telephony.simulation.scenario import CallerFacts
from telephony.simulation.topics import Topic

NOW = datetime(2026, 11, 24, 10, 12)


def caller(**facts: object) -> GoalCaller:
    return GoalCaller(CallerFacts.model_validate(facts), dice=random.Random(1), now=NOW)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("Guten Tag, hier ist die KI-Assistentin. Darf ich fürs Team mitschreiben?", Topic.CONSENT),
        ("Gern. Wann passt es Ihnen?", Topic.WHEN),
        ("Ich hätte am Freitag um 10 Uhr oder 12 Uhr. Was passt besser?", Topic.OFFER),
        ("Auf welchen Namen, bitte?", Topic.NAME),
        ("Unter welcher Nummer erreichen wir Sie?", Topic.PHONE),
        (
            "Also: Haarschnitt, am Freitag, den 27. November, um 10 Uhr, auf Weber. Stimmt das so?",
            Topic.CONFIRM,
        ),
        ("Soll ich Ihren Termin am Freitag, den 27. November, um 10 Uhr absagen?", Topic.CONFIRM_CANCEL),
        ("Meinen Sie Freitag, den 27. November, oder den Freitag darauf?", Topic.WHICH_DAY),
        ("Haarschnitt Damen oder Haarschnitt Herren?", Topic.WHICH_SERVICE),
        ("Soll Sie jemand zurückrufen?", Topic.CALLBACK),
        ("Kann ich noch etwas für Sie tun?", Topic.MORE),
        ("Ihr Termin ist abgesagt.", Topic.NOTHING),
    ],
)
def test_topic_is_the_last_question(said: str, topic: Topic) -> None:
    assert topic_of(said) == topic


def test_offers_are_the_times_on_the_table_with_their_days() -> None:
    said = "Um 10 Uhr ist leider nichts mehr frei, aber am Freitag um 14 Uhr 30 oder übermorgen um 9 Uhr."

    offers = offers_in(said, now=NOW)

    starts = [offer.starts_at() for offer in offers]
    assert starts == [datetime(2026, 11, 27, 14, 30), datetime(2026, 11, 26, 9)]


def test_caller_takes_only_times_they_can() -> None:
    anna = caller(opening="Termin", can={"day": "2026-11-27"}, when="Freitag")
    anna.hear("Was kann ich für Sie tun?")

    answer = anna.hear("Ich hätte morgen um 9 Uhr oder am Freitag um 11 Uhr. Was passt besser?").text

    assert answer
    assert any(words in answer for words in ("zweiten", "11 Uhr", "Freitag"))


def test_caller_turns_down_what_they_cannot() -> None:
    anna = caller(opening="Termin", can={"day": "2026-11-27"}, when="Freitag")
    anna.hear("Was kann ich für Sie tun?")

    answer = anna.hear("Ich hätte morgen um 9 Uhr. Passt das?").text

    assert answer
    assert "Freitag" in answer


def test_caller_answers_differently_the_second_time() -> None:
    anna = caller(opening="Termin", answers={"name": [["Weber."], ["W wie Wilhelm, E wie Emil."]]})
    anna.hear("Was kann ich für Sie tun?")

    said = [anna.hear("Auf welchen Namen, bitte?").text for _ in range(3)]

    assert said == ["Weber.", "W wie Wilhelm, E wie Emil.", "W wie Wilhelm, E wie Emil."]


def test_caller_loses_patience_with_somebody_who_repeats_the_same() -> None:
    anna = caller(opening="Termin", name="Anna Weber")
    anna.hear("Was kann ich für Sie tun?")

    moves = [anna.hear("Auf welchen Namen, bitte?") for _ in range(8)]

    assert any(move.hangs_up for move in moves)


def test_caller_hangs_up_after_goodbye() -> None:
    anna = caller(opening="Termin")
    anna.hear("Was kann ich für Sie tun?")

    assert anna.hear("Danke für Ihren Anruf. Auf Wiederhören!") == Move(hangs_up=True)


def test_same_seed_says_the_same() -> None:
    facts = CallerFacts.model_validate({"opening": ["a", "b", "c"], "name": "Anna Weber"})
    said = ["Was kann ich für Sie tun?", "Auf welchen Namen, bitte?"]

    first, second = (
        [GoalCaller(facts, dice=random.Random(7), now=NOW).hear(each) for each in said] for _ in range(2)
    )

    assert first == second


def test_fixed_caller_says_the_same_whatever_is_answered() -> None:
    fixed = FixedCaller(["Hallo?", None])

    assert [fixed.hear("x") for _ in range(3)] == [Move(text="Hallo?"), Move(), Move(hangs_up=True)]


def test_offers_in_understands_english_times() -> None:
    said = "I could offer you tomorrow at 9:30 am or Tuesday, the 8th of December, at noon. Would that suit?"
    offers = offers_in(said, now=NOW)
    assert [(offer.day.isoformat() if offer.day else "", offer.minute) for offer in offers] == [
        ("2026-11-25", 570),
        ("2026-12-08", 720),
    ]
    assert topic_of(said) is Topic.OFFER
