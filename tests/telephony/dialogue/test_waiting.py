"""Callers for whom nothing suitable is free are put on the waitlist with all that they wanted."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from telephony.dialogue import DialogueState
from telephony.dialogue.times.wish import TimeWish
from tests.telephony.dialogue.fake_calendar import SALON, TUESDAY_10, Calendar, Conversation

Play = Callable[..., Conversation]


def _full(day: int) -> Calendar:
    """Nobody has any time on this day of November."""
    morning = TUESDAY_10.replace(tzinfo=None, day=day, hour=9)
    return Calendar(
        SALON, TUESDAY_10, busy={(morning + timedelta(minutes=30 * step), None) for step in range(18)}
    )


def _services(waiting: dict[str, Any]) -> list[int]:
    return [one["service_id"] for one in waiting.get("people", [waiting])]


@pytest.mark.parametrize(
    ("turns", "services"),
    [
        (["Färben und Schneiden, Damen, am Freitag", "Nein, setzen Sie mich auf die Warteliste",
          "Roth"], [4, 1]),
        (["Am Freitag Strähnen und Färben, sonst bitte auf die Warteliste", "Roth"], [6, 4]),
        (["Setzen Sie mich und meine Tochter auf die Warteliste, Damenschnitt, am Freitag", "Roth"], [1, 3]),
        (["Färben und Strähnen, Freitag früh oder abends, auf die Warteliste", "Roth"], [4, 6]),
        (["Haben Sie eine Warteliste?", "Strähnen", "am Freitag", "Roth"], [6]),
        (["Herrenschnitt am Freitag", "Nee. Sagen Sie mir Bescheid, wenn was frei wird?", "Roth"], [2]),
    ],
)  # fmt: skip
def test_all_of_it_is_waited_for(play: Play, turns: Sequence[str], services: list[int]) -> None:
    conversation = play(turns, calendar=_full(27))

    (waiting,) = conversation.calendar.waiting
    assert _services(waiting) == services
    assert TimeWish.from_json(waiting["wish"]).boxes[0].single_day == date(2026, 11, 27)
    assert waiting["name"] == "Roth"
    assert conversation.said.count("Sie stehen auf der Warteliste") == 1
    assert not conversation.calendar.booked


def test_who_is_named_first_is_not_taken_for_who_calls(play: Play) -> None:
    conversation = play(
        [
            "Mein Mann und ich wollen am Freitag zum Haareschneiden, gleichzeitig",
            "Nein, Warteliste bitte",
            "Roth",
        ],
        calendar=_full(27),
    )

    (waiting,) = conversation.calendar.waiting
    assert [one["person"] for one in waiting["people"]] == [1, 0]
    assert waiting["way"] == "together"


def test_who_books_may_wait_for_an_earlier_time_besides(play: Play) -> None:
    conversation = play(
        [
            "Strähnen am Freitag um zehn",
            "Roth",
            "Ja, und falls vorher was frei wird, setzen Sie mich auf die Liste",
        ]
    )

    assert [one["service"] for one in conversation.calendar.booked] == ["Strähnen"]
    assert [_services(one) for one in conversation.calendar.waiting] == [[6]]


def test_nobody_waits_for_what_is_free(play: Play) -> None:
    conversation = play(
        ["Auf die Warteliste für Freitag Vormittag bitte, Strähnen", "den ersten", "Roth", "ja"]
    )

    assert "sogar noch etwas frei" in conversation.said
    assert conversation.calendar.booked
    assert not conversation.calendar.waiting


def test_who_changes_their_mind_waits_for_nothing(play: Play) -> None:
    conversation = play(
        ["Strähnen am Freitag", "Nein, Warteliste", "Ach nein, vergessen Sie es"], calendar=_full(27)
    )

    assert not conversation.calendar.waiting


def test_what_is_waited_for_is_remembered_between_two_turns(play: Play) -> None:
    state = play(["Strähnen am Freitag", "Auf die Warteliste bitte"], calendar=_full(27)).turn.state

    assert DialogueState.from_json(state.to_json()).matters[0].waits


@pytest.mark.parametrize(
    ("turns", "last", "said"),
    [
        (
            ["Ich hab eine Nachricht bekommen, dass was frei geworden ist", "Roth", "Ja, den nehme ich"],
            (True, False),
            "eingetragen ist Färben und Strähnen",
        ),
        (
            ["Hier ist Roth, Sie haben mir wegen der Warteliste geschrieben", "Nein, da kann ich nicht"],
            (False, True),
            "Sie bleiben auf der Warteliste",
        ),
    ],
)
def test_the_offered_time_is_read_back_and_answered(
    play: Play, turns: Sequence[str], last: tuple[bool, bool], said: str
) -> None:
    conversation = play(turns)

    asked, answered = conversation.calendar.waiting
    assert (asked["confirmed"], asked["declined"]) == (False, False)
    assert (answered["confirmed"], answered["declined"]) == last
    assert "Frei geworden ist Freitag, für Färben und Strähnen" in conversation.said
    assert said in conversation.said


def test_who_was_offered_nothing_may_look_for_a_time(play: Play) -> None:
    conversation = play(
        [
            "Sie haben mir geschrieben, dass was frei geworden ist",
            "Müller",
            "Ja, Herrenschnitt am Freitag um zehn",
            "ja",
        ]
    )

    assert [one["service"] for one in conversation.calendar.booked] == ["Herrenhaarschnitt"]
