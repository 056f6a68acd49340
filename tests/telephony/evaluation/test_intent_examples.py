"""What intents are trained by and judged by stay apart, and every label means something."""

from pathlib import Path
from random import Random

import pytest

from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.weighing import trained, weigh
from telephony.evaluation.intent_corpora import suite
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.phrases import expand, read_phrases
from telephony.evaluation.training import Example, averaged, to_json, train
from telephony.evaluation.utterances import FRESH, callers


def test_nothing_of_the_judged_half_is_trained_by() -> None:
    judged = {one.text for one in callers() if one.is_judged}
    tuning = {one.text for one in callers() if not one.is_judged}
    trained_by = {example.text for example in examples()}

    assert len(judged) + len(tuning) >= 600
    assert judged & trained_by <= tuning
    assert len(tuning & trained_by) == len(tuning)


def test_nothing_of_the_fresh_callers_is_trained_by() -> None:
    fresh = {one.text for one in callers(FRESH)}

    assert fresh.isdisjoint(example.text for example in examples())


def test_suite_has_both_halves_and_only_matters() -> None:
    said = list(suite())

    assert {one.is_judged for one in said} == {True, False}
    assert {label for one in said for label in one.labels} <= set(MATTERS)


def test_every_label_of_the_callers_is_known() -> None:
    labels = {label for one in (*callers(), *callers(FRESH)) for label in (*one.labels, *one.allowed)}

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


def test_averaged_weights_judge_between_those_they_came_from() -> None:
    wanted = [Example(text=f"bitte {word}", labels=frozenset({word})) for word in ("absagen", "buchen")] * 9
    each = [train(wanted, labels=("absagen", "buchen"), seed=seed) for seed in (1, 2)]

    scores = [weigh(" absagen ", weights, with_cues=False)[0].score for weights in (*each, averaged(each))]

    assert scores[2] == pytest.approx(sum(scores[:2]) / 2, abs=0.5)


def test_train_tells_two_labels_apart_and_is_repeatable() -> None:
    wanted = [Example(text=f"bitte {word}", labels=frozenset({word})) for word in ("absagen", "buchen")] * 9

    weights = train(wanted, labels=("absagen", "buchen"))

    scores = {one.label: one.score for one in weigh(" absagen ", weights, with_cues=False)}
    assert scores["absagen"] > 0 > scores["buchen"]
    assert to_json(train(wanted, labels=("absagen", "buchen"))) == to_json(weights)
