"""Our own utterances with the mood they show, and the training on the half that may be looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from telephony.dialogue.sentiment.mood import key_of
from telephony.dialogue.sentiment.weighing import LABELS, Rows, features_of, shares

_FILE = Path(__file__).parent / "data" / "sentiment_callers.txt"
_MARKS = {"n": "neutral", "p": "pleased", "a": "annoyed", "z": "angry", "d": "distressed"}
_EPOCHS = 30
_RATE = 0.6
_KEEPS_SMALL = 0.0004
_SEEN_BY = 2
_SCALE = 100


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a caller said, in which scenario, and what it shows."""

    text: str
    label: str
    scenario: str
    is_judging: bool
    language: str


def utterances() -> Iterator[Utterance]:
    """Yield all utterances; the scenarios of one half only ever judge."""
    half = scenario = ""
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            half, _, scenario = line[3:].partition(": ")
        elif " | " in line and not line.startswith("#"):
            mark, _, text = line.partition(" | ")
            language = "en" if "English" in scenario else "de"
            yield Utterance(text, _MARKS[mark], scenario, half == "judge", language)


def train(examples: Sequence[Utterance]) -> Rows:
    """Return the weights of a softmax over all labels, with step sizes per weight."""
    prepared = [(features_of(key_of(one.text)), LABELS.index(one.label)) for one in examples]
    seen = Counter(feature for features, _ in prepared for feature in features)
    rows: Rows = {
        feature: [0.0] * len(LABELS)
        for feature, times in seen.items()
        if times >= _SEEN_BY or " " not in feature
    }
    rows[""] = [0.0] * len(LABELS)
    pushes = {feature: [1e-3] * len(LABELS) for feature in rows}
    dice = Random(7)  # noqa: S311  # the same weights at each training
    for _ in range(_EPOCHS):
        dice.shuffle(prepared)
        for features, truth in prepared:
            _step({**features, "": 0.3}, truth, rows, pushes)
    return rows


def _step(features: dict[str, float], truth: int, rows: Rows, pushes: Rows) -> None:
    slopes = shares({name: value for name, value in features.items() if name}, rows)
    slopes[truth] -= 1
    for feature, value in features.items():
        row, push = rows.get(feature), pushes.get(feature)
        if row is None or push is None:
            continue
        for label, slope in enumerate(slopes):
            step = slope * value + _KEEPS_SMALL * row[label]
            push[label] += step * step
            row[label] -= _RATE * step / math.sqrt(push[label] + 0.5)


def to_json(rows: Rows) -> dict[str, Any]:
    """Return the weights as whole numbers; what says next to nothing is left out."""
    whole = {feature: [round(weight * _SCALE) for weight in row] for feature, row in sorted(rows.items())}
    return {
        "scale": _SCALE,
        "rows": {name: row for name, row in whole.items() if not name or max(map(abs, row)) > 3},
    }
