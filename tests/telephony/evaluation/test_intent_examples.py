"""What intents are trained by and judged by stay apart, and every label means something."""

from pathlib import Path
from random import Random

import pytest

from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.weighing import trained
from telephony.evaluation.intent_corpora import suite
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.phrases import expand, read_phrases, spoken
from telephony.evaluation.utterances import BLIND, FRESH, callers

# What everybody says, "Do you speak English?", two writers may have written.
FEW_WORDS = 4


def test_nothing_of_the_judged_half_is_trained_by() -> None:
    judged = {one.text for one in callers() if one.is_judged and len(one.text.split()) > FEW_WORDS}
    tuning = {one.text for one in callers() if not one.is_judged}
    trained_by = {example.text for example in examples()}

    assert len(list(callers())) >= 600
    assert judged.isdisjoint(trained_by)
    assert tuning <= trained_by


@pytest.mark.parametrize("strangers", [FRESH, BLIND], ids=["fresh", "blind"])
def test_no_sentence_of_strangers_is_trained_by(strangers: Path) -> None:
    said = {one.text for one in callers(strangers) if len(one.text.split()) > FEW_WORDS}

    assert said.isdisjoint(example.text for example in examples())


def test_suite_has_both_halves_and_only_matters() -> None:
    said = list(suite())

    assert {one.is_judged for one in said} == {True, False}
    assert {label for one in said for label in one.labels} <= set(MATTERS)


def test_every_label_of_the_callers_is_known() -> None:
    labels = {
        label
        for one in (*callers(), *callers(FRESH), *callers(BLIND))
        for label in (*one.labels, *one.allowed)
    }

    assert labels <= {*MATTERS, *MOVES}
    assert set(trained().labels) == {*MATTERS, *MOVES, DETAIL}


def test_expand_fills_choices_and_slots() -> None:
    said = expand("(ich|wir) (brauche|brauchen) {ding}", {"ding": ["Zeit"]}, Random(1))

    assert said.split()[-1] == "Zeit"
    assert len(said.split()) == 3


def test_expand_says_each_choice_in_its_turn() -> None:
    dice = Random(1)

    said = {expand("(ich|wir) (komme|gehe|bleibe)", {}, dice, turn=turn).split()[1] for turn in range(3)}

    assert said == {"komme", "gehe", "bleibe"}


def test_read_phrases_shares_the_words_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "phrases_de.txt").write_text("@tag\nheute|morgen\n= book\n{tag} bitte\n", encoding="utf-8")
    (tmp_path / "phrases_de_salon.txt").write_text("@tag\nFreitag\n= -\n{tag}\n", encoding="utf-8")

    slots, patterns = read_phrases(tmp_path)

    assert slots == {"tag": ["heute", "morgen", "Freitag"]}
    assert patterns == [(("book",), "{tag} bitte"), ((), "{tag}")]


def test_spoken_sentences_carry_the_labels_above_them(tmp_path: Path) -> None:
    lines = "# Callers\n= book price\nTermin, und was kostet das?\n= -\nam Freitag\n"
    (tmp_path / "spoken_de_salon.txt").write_text(lines, encoding="utf-8")

    assert list(spoken(tmp_path)) == [("Termin, und was kostet das?", ("book", "price")), ("am Freitag", ())]
