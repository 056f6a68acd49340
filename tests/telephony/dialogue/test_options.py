"""Variants and add-ons on the phone: one short question, what was said unasked, what nobody knows."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from telephony.dialogue import OptionTerm, Vocabulary
from tests.telephony.dialogue.fake_calendar import SALON, Conversation

SHORT = OptionTerm(id=71, name="kurzes Haar", synonyms=("kurz",), duration_minutes=75)
LONG = OptionTerm(id=72, name="langes Haar", synonyms=("lang", "schulterlang"), duration_minutes=120)
CARE = OptionTerm(id=81, name="Pflegekur", synonyms=("Pflege",), duration_minutes=15, price_cents=1200)
Play = Callable[..., Conversation]


@pytest.fixture
def salon() -> Vocabulary:
    *others, cut = [
        replace(term, variants=(SHORT, LONG), add_ons=(CARE,)) if term.name == "Färben" else term
        for term in SALON.services
    ]
    return replace(SALON, services=(*others, cut))


def _search(talk: Conversation) -> tuple[int | None, list[int]]:
    last = talk.calendar.searches[-1]
    return last["variant_id"], last["add_on_ids"]


def test_the_length_is_asked_once_and_searched_for(play: Play, salon: Vocabulary) -> None:
    talk = play(["Ich möchte gern meine Haare färben, Donnerstag um zehn.", "Lang.", "Mara Albrecht.", "Ja."],
                vocabulary=salon)  # fmt: skip
    assert "Kurzes Haar oder langes Haar?" in talk.said
    assert _search(talk) == (LONG.id, [])
    assert "Färben, langes Haar" in talk.said


def test_what_was_said_is_not_asked(play: Play, salon: Vocabulary) -> None:
    talk = play(["Färben bitte, ich hab schulterlange Haare, mit Pflege, Donnerstag um zehn."],
                vocabulary=salon)  # fmt: skip
    assert _search(talk)[1] == [CARE.id]


def test_who_does_not_know_gets_the_longest_time_and_hears_it(play: Play, salon: Vocabulary) -> None:
    talk = play(["Färben, Donnerstag um zehn.", "Das weiß ich nicht."], vocabulary=salon)
    assert "sicherheitshalber die längere Zeit ein: langes Haar" in talk.said
    assert _search(talk) == (LONG.id, [])


def test_a_short_question_is_no_short_hair(play: Play, salon: Vocabulary) -> None:
    talk = play(["Ich hab kurz eine Bitte, ich will färben, Donnerstag um zehn.", "Kurz."], vocabulary=salon)
    assert "Kurzes Haar oder langes Haar?" in talk.said
    assert _search(talk) == (SHORT.id, [])


def test_an_add_on_after_the_offer_is_searched_for_anew_and_can_be_left_out(
    play: Play, salon: Vocabulary
) -> None:
    talk = play(["Färben, langes Haar, Donnerstag um zehn.", "Und bitte mit Pflege."], vocabulary=salon)
    assert _search(talk) == (LONG.id, [CARE.id])
    talk = play(["Färben, langes Haar, mit Pflege, Donnerstag um zehn.", "Doch ohne Pflege."],
                vocabulary=salon)  # fmt: skip
    assert _search(talk) == (LONG.id, [])


def test_the_time_is_chosen_and_something_taken_along_in_one_breath(play: Play, salon: Vocabulary) -> None:
    said = [
        "Färben, langes Haar, Donnerstag vormittag.",
        "Den ersten, und bitte mit Pflege.",
        "Mara Roth.",
        "Ja.",
    ]
    talk = play(said, vocabulary=salon)
    assert _search(talk) == (LONG.id, [CARE.id])
    assert "mit Pflegekur" in talk.said
    assert [one["starts_at"][11:16] for one in talk.calendar.booked] == ["09:00"]
