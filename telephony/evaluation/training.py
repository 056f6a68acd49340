"""Trains the weights of the intents: logistic regression per label, step sizes per weight, plain Python."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from telephony.dialogue.intents.features import cues_at, features_at, tokens_of
from telephony.dialogue.intents.lexicon import groups_of
from telephony.dialogue.intents.weighing import CUE_VALUE, Weights, windows
from telephony.dialogue.text import phrase

EPOCHS = 6
_RATE = 0.35
_SURE = 0.03
_SMALL = 0.14
# Of an average of several trainings the smaller weights say nothing that holds.
_WEAK = 0.25
_SCALE = 40
_SEED = 7
# Each time an example is seen, some of its features are not: no single one may carry the answer.
_DROPPED = 0.3


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One utterance: the labels it has and those that it may have."""

    text: str
    labels: frozenset[str]
    open_labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Prepared:
    places: list[list[tuple[int, float]]]
    truth: list[int]  # 1 has it, 0 has it not, -1 open


def train(
    examples: Iterable[Example], *, labels: Sequence[str], with_cues: bool = True, seen_by: int = 3,
    seed: int = _SEED, progress: Callable[[int, int], None] = lambda done, total: None,
) -> Weights:  # fmt: skip
    """Return weights that tell the labels of the examples apart; the seed decides what is seen when."""
    examples = list(examples)
    known, prepared = _prepare(examples, labels, with_cues=with_cues, seen_by=seen_by)
    count = len(labels)
    rows = [[0.0] * count for _ in known]
    pushes = [[0.0] * count for _ in known]
    bias, bias_push = [-1.0] * count, [0.0] * count
    dice = Random(seed)  # noqa: S311  # the same weights at each training
    for epoch in range(EPOCHS):
        dice.shuffle(prepared)
        for one in prepared:
            _step(_thinned(one, dice), rows, pushes, bias, bias_push)
        progress(epoch + 1, EPOCHS)
    return _weights(known, rows, bias, labels)


def _prepare(
    examples: list[Example], labels: Sequence[str], *, with_cues: bool, seen_by: int
) -> tuple[list[str], list[_Prepared]]:
    raw = []
    seen: Counter[str] = Counter()
    for example in examples:
        said = phrase(example.text)
        tokens = tokens_of(said)
        cues = cues_at(said) if with_cues else {}
        groups = [groups_of(token) for token in tokens]
        places = [
            [*features_at(tokens, groups, place), *((cue, CUE_VALUE) for cue in cues.get(place, ()))]
            for place in range(len(tokens))
        ]
        seen.update({feature for place in places for feature, _ in place})
        raw.append((places, example))
    known = [feature for feature, times in seen.items() if times >= seen_by]
    index = {feature: at for at, feature in enumerate(known)}
    prepared = []
    for places, example in raw:
        kept = [[(index[f], value) for f, value in place if f in index] for place in places]
        if kept:
            prepared.append(_Prepared(kept, [_truth(label, example) for label in labels]))
    return known, prepared


def _truth(label: str, example: Example) -> int:
    if label in example.labels:
        return 1
    return -1 if label in example.open_labels else 0


def _thinned(one: _Prepared, dice: Random) -> _Prepared:
    chance = dice.random
    places = [[feature for feature in place if chance() >= _DROPPED] for place in one.places]
    return _Prepared(places, one.truth)


def _step(
    one: _Prepared,
    rows: list[list[float]],
    pushes: list[list[float]],
    bias: list[float],
    bias_push: list[float],
) -> None:
    """Move the weights of the window that speaks loudest for each label towards the truth."""
    scored = []
    spans = windows(len(one.places))
    votes = [_vote(place, rows, len(bias)) for place in one.places]
    for start, end in spans:
        total = list(bias)
        for vote in votes[start:end]:
            total = [a + b for a, b in zip(total, vote, strict=True)]
        scored.append((total, start, end))
    for label, truth in enumerate(one.truth):
        if truth < 0:
            continue
        total, start, end = max(scored, key=lambda window: window[0][label])
        slope = 1 / (1 + math.exp(-max(-30.0, min(30.0, total[label])))) - truth
        if abs(slope) < _SURE:
            continue
        bias_push[label] += slope * slope
        bias[label] -= _RATE * slope / math.sqrt(bias_push[label] + 1)
        for place in one.places[start:end]:
            for feature, value in place:
                push = slope * value
                pushes[feature][label] += push * push
                rows[feature][label] -= _RATE * push / math.sqrt(pushes[feature][label] + 1)


def _vote(place: list[tuple[int, float]], rows: list[list[float]], count: int) -> list[float]:
    total = [0.0] * count
    for feature, value in place:
        total = [a + b * value for a, b in zip(total, rows[feature], strict=True)]
    return total


def _weights(known: list[str], rows: list[list[float]], bias: list[float], labels: Sequence[str]) -> Weights:
    kept = {}
    for feature, row in zip(known, rows, strict=True):
        strong = tuple((label, round(w * _SCALE) / _SCALE) for label, w in enumerate(row) if abs(w) >= _SMALL)
        if strong:
            kept[feature] = strong
    return Weights(tuple(labels), tuple(round(value, 3) for value in bias), kept)


def averaged(several: Sequence[Weights]) -> Weights:
    """Return one model that judges as several do together; what weighs little is left out."""
    rows: dict[str, dict[int, float]] = {}
    for weights in several:
        for feature, row in weights.rows.items():
            total = rows.setdefault(feature, {})
            for label, weight in row:
                total[label] = total.get(label, 0.0) + weight / len(several)
    kept = {}
    for feature, total in rows.items():
        strong = tuple((at, round(w * _SCALE) / _SCALE) for at, w in total.items() if abs(w) >= _WEAK)
        if strong:
            kept[feature] = strong
    bias = zip(*(weights.bias for weights in several), strict=True)
    return Weights(several[0].labels, tuple(round(sum(each) / len(several), 3) for each in bias), kept)


def to_json(weights: Weights) -> dict[str, Any]:
    """Return weights as they lie in ``weights.json``: whole numbers, features in order."""
    rows = {
        feature: [number for label, weight in row for number in (label, round(weight * _SCALE))]
        for feature, row in sorted(weights.rows.items())
    }
    return {"labels": weights.labels, "bias": weights.bias, "scale": _SCALE, "rows": rows}
