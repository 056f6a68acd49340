"""What intents are trained by and judged by stay apart, and every label means something."""

from random import Random

from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.dialogue.intents.weighing import trained, weigh
from telephony.evaluation.intent_examples import examples
from telephony.evaluation.phrases import expand
from telephony.evaluation.training import Example, to_json, train
from telephony.evaluation.utterances import callers


def test_nothing_of_the_judged_half_is_trained_by() -> None:
    judged = {one.text for one in callers() if one.is_judged}
    tuning = {one.text for one in callers() if not one.is_judged}
    trained_by = {example.text for example in examples()}

    assert len(judged) + len(tuning) >= 600
    assert judged & trained_by <= tuning
    assert len(tuning & trained_by) == len(tuning)


def test_every_label_of_the_callers_is_known() -> None:
    labels = {label for one in callers() for label in (*one.labels, *one.allowed)}

    assert labels <= {*MATTERS, *MOVES}
    assert set(trained().labels) == {*MATTERS, *MOVES, DETAIL}


def test_expand_fills_choices_and_slots() -> None:
    said = expand("(ich|wir) (brauche|brauchen) {ding}", {"ding": ["Zeit"]}, Random(1))

    assert said.split()[-1] == "Zeit"
    assert len(said.split()) == 3


def test_train_tells_two_labels_apart_and_is_repeatable() -> None:
    wanted = [Example(text=f"bitte {word}", labels=frozenset({word})) for word in ("absagen", "buchen")] * 9

    weights = train(wanted, labels=("absagen", "buchen"))

    scores = {one.label: one.score for one in weigh(" absagen ", weights, with_cues=False)}
    assert scores["absagen"] > 0 > scores["buchen"]
    assert to_json(train(wanted, labels=("absagen", "buchen"))) == to_json(weights)
