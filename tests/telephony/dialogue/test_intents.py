"""Matters in whole utterances: several at once, denied, in dialect; and what else a sentence does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.dialogue import intents
from telephony.dialogue.intents import read_intents, read_move
from telephony.dialogue.text import phrase


@pytest.mark.parametrize(
    ("said", "matters"),
    [
        ("Termin, und was kostet das, und wie komme ich hin", ["book", "price", "directions"]),
        ("Ich möchte mit einem Menschen sprechen", ["human"]),
        ("Bitte rufen Sie mich zurück", ["callback"]),
        ("Ich stehe im Stau und komme zehn Minuten zu spät", ["late"]),
        ("Setzen Sie mich bitte auf die Warteliste", ["waitlist"]),
        ("Ich möchte mich beschweren", ["complaint"]),
        ("Da hab ich mich verwählt", ["wrong_number"]),
        ("Sie haben bei unserem Gewinnspiel gewonnen", ["spam"]),
        ("Wo kann ich bei Ihnen parken?", ["directions"]),
        ("I muas mein Termin verschiebn", ["reschedule"]),
        ("Ich will den Termin nicht absagen, nur verschieben", ["reschedule"]),
    ],
)
def test_read_intents_hears_every_matter(said: str, matters: list[str]) -> None:
    assert sorted(read_intents(said)) == sorted(matters)


@pytest.mark.parametrize(
    "said",
    [
        "Krüger",
        "am Dienstag um drei",
        "eine Stunde später",
        "doch lieber Freitag",
        "Peter Lang",
        "den zweiten bitte",
    ],
)
def test_read_intents_takes_an_answer_for_no_matter(said: str) -> None:
    assert read_intents(said) == ()


def test_read_intents_hears_the_same_in_a_folded_phrase() -> None:
    said = "Guten Tag, ich müsste meinen Termin am Freitag leider absagen."

    assert read_intents(phrase(said)) == read_intents(said) == (intents.CANCEL,)


@pytest.mark.parametrize(
    ("said", "move"),
    [
        ("ja genau", "confirm"),
        ("nein, das passt mir nicht", "deny"),
        ("Wie bitte? Ich hab Sie nicht verstanden", "repeat"),
        ("Moment, ich hole meinen Kalender", "wait"),
        ("vielen Dank", "thanks"),
        ("auf Wiederhören", "goodbye"),
        ("Erzähl mir einen Witz", "offtopic"),
        ("Mein Mann ist bewusstlos", "emergency"),
        ("am Dienstag um drei", None),
    ],
)
def test_read_move_tells_what_an_utterance_does(said: str, move: str | None) -> None:
    assert read_move(said) == move


@given(said=st.text(max_size=300))
def test_reading_matters_never_fails(said: str) -> None:
    read_intents(said)
    read_move(said)
