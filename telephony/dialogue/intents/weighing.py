"""Weighs an utterance: a linear model over words, pieces of words and cues, read in windows of a breath.

The weights are trained by ``manage.py train_intents`` on phrases of our own and lie in ``weights.json``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from telephony.dialogue.intents.features import cues_at, features_at, tokens_of
from telephony.dialogue.intents.lexicon import groups_of

# A wish is said in one breath; what else a long story holds must not drown it.
WINDOW = 12
_STRIDE = 3
CUE_VALUE = 1.5

Row = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature says for or against each label."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, Row]

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Weights":
        """Read what :meth:`to_json` wrote."""
        scale = data["scale"]
        rows = {
            feature: tuple((flat[at], flat[at + 1] / scale) for at in range(0, len(flat), 2))
            for feature, flat in data["rows"].items()
        }
        return cls(tuple(data["labels"]), tuple(data["bias"]), rows)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much speaks for a label, and at which word."""

    label: str
    score: float
    place: int


def windows(length: int) -> list[tuple[int, int]]:
    """Return the stretches of words that are weighed: the whole if it is short."""
    if length <= WINDOW:
        return [(0, length)]
    starts = [*range(0, length - WINDOW, _STRIDE), length - WINDOW]
    return [(start, start + WINDOW) for start in starts]


def weigh(said: str, weights: Weights, *, with_cues: bool = True) -> list[Weighed]:
    """Return every label with its best window's score for a folded phrase."""
    tokens = tokens_of(said)
    if not tokens:
        return []
    count = len(weights.labels)
    votes = [[0.0] * count for _ in tokens]
    cues = cues_at(said) if with_cues else {}
    rows = weights.rows
    groups = [groups_of(token) for token in tokens]
    for place, vote in enumerate(votes):
        for feature, value in features_at(tokens, groups, place):
            row = rows.get(feature)
            if row is not None:
                for label, weight in row:
                    vote[label] += weight * value
        for cue in cues.get(place, ()):
            for label, weight in rows.get(cue, ()):
                vote[label] += weight * CUE_VALUE
    return [_best(label, votes, weights) for label in range(count)]


def _best(label: int, votes: list[list[float]], weights: Weights) -> Weighed:
    column = [vote[label] for vote in votes]
    score, start, end = max((sum(column[start:end]), -start, end) for start, end in windows(len(column)))
    inside = column[-start:end]
    loudest = max(inside)
    place = next(at for at, vote in enumerate(inside) if vote >= loudest * 0.5 or vote == loudest)
    return Weighed(weights.labels[label], score + weights.bias[label], place - start)


@lru_cache(maxsize=1)
def trained() -> Weights:
    """Return the shipped weights."""
    with (Path(__file__).parent / "weights.json").open(encoding="utf-8") as file:
        return Weights.from_json(json.load(file))
