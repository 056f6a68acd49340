"""A likely reading needs a word that bears it out, and a question is no wish."""

from collections.abc import Callable

import pytest

from tests.telephony.dialogue.fake_calendar import PRACTICE, Conversation

Play = Callable[..., Conversation]


@pytest.mark.parametrize(
    "said",
    [
        "muss ich vor der kontrolluntersuchung nüchtern sein",
        "kann ich meinen termin auch online absagen oder muss ich anrufen",
        "ich wollte fragen ob sich die zahnreinigung wirklich lohnt",
    ],
)
def test_what_only_asks_about_something_books_nothing(play: Play, said: str) -> None:
    conversation = play([said], vocabulary=PRACTICE)

    assert conversation.calendar.done == ["answer_question"]


def test_a_price_and_a_time_in_one_breath_are_both_heard(play: Play) -> None:
    conversation = play(["was kostet bei ihnen färben und wann ginge das"])

    assert "Färben kostet ab 65 Euro." in conversation.said
    assert conversation.answers[-1].endswith("Wann passt es Ihnen?") or conversation.calendar.searches


def test_a_sum_that_was_told_asks_for_no_price(play: Play) -> None:
    conversation = play(["ich hab färben lassen und dafür 130 euro bezahlt und die farbe ist grün"])

    assert "quote_price" not in conversation.calendar.done


def test_a_name_said_last_is_whose_appointment_it_is(play: Play) -> None:
    conversation = play(["ich muss den termin am montag leider absagen weil ich krank bin aigner"])

    assert conversation.state.name == "Aigner"
    assert "welchen Namen" not in conversation.said


def test_whoever_hears_badly_gets_it_said_again(play: Play) -> None:
    conversation = play(["hallo ich versteh sie ganz schlecht können sie lauter reden"])

    assert conversation.answers[-1] == conversation.answers[0]
