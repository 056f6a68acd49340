"""Our own utterances with the mood they show, and the training on those that may be looked at."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from telephony.dialogue.sentiment.signs import key_of, signs_of
from telephony.dialogue.sentiment.weighing import BIAS, BIAS_VALUE, LABELS, Rows, features_of, shares
from telephony.dialogue.text import clean

_DATA = Path(__file__).parent / "data"
_FILES = (_DATA / "sentiment_callers.txt", *sorted((_DATA / "sentiment").glob("tuned_*.txt")))
JUDGED = _DATA / "sentiment" / "judged.txt"
_MARKS = {"n": "neutral", "p": "pleased", "a": "annoyed", "z": "angry", "d": "distressed"}
# A feeling that few utterances show counts more, or everything rare would be heard as neutral.
_COUNTS = {"neutral": 1.0, "pleased": 1.4, "annoyed": 1.2, "angry": 1.5, "distressed": 1.3}
_EPOCHS = 8
_RATE = 0.4
_KEEPS_SMALL = 0.001
_SEEN_BY = 2
_SCALE = 100
_LEAST = 5
_FOLDS = 5

Prepared = tuple[list[tuple[str, float]], int]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What a caller said, in which scenario, and what it shows."""

    text: str
    label: str
    scenario: str
    is_judging: bool
    language: str

    @property
    def features(self) -> dict[str, float]:
        """What it shows, by name."""
        key = key_of(clean(self.text))
        return features_of(key, signs_of(key, self.language))


def utterances() -> Iterator[Utterance]:
    """Yield all utterances; some scenarios only ever judge."""
    for file in (*_FILES, JUDGED):
        yield from read(file)


def read(file: Path) -> Iterator[Utterance]:
    """Yield the utterances of a file."""
    half = scenario = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            half, _, scenario = line[3:].partition(": ")
        elif " | " in line and not line.startswith("#"):
            mark, _, text = line.partition(" | ")
            language = "en" if "English" in scenario else "de"
            yield Utterance(text, _MARKS[mark], scenario, half == "judge", language)


def for_training() -> list[Utterance]:
    """Return what weights are made of: German, and of no scenario that judges."""
    return [one for one in utterances() if not one.is_judging and one.language == "de"]


def train(examples: Sequence[Utterance]) -> Rows:
    """Return the weights of a softmax over all labels, with step sizes per weight."""
    prepared: list[Prepared] = [
        ([*one.features.items(), (BIAS, BIAS_VALUE)], LABELS.index(one.label)) for one in examples
    ]
    seen = Counter(feature for features, _ in prepared for feature, _ in features)
    rows: Rows = {
        feature: [0.0] * len(LABELS)
        for feature, times in seen.items()
        if times >= _SEEN_BY or feature[0] == "@"
    }
    pushes = {feature: [1e-3] * len(LABELS) for feature in rows}
    dice = Random(7)  # noqa: S311  # the same weights at each training
    for _ in range(_EPOCHS):
        dice.shuffle(prepared)
        for features, truth in prepared:
            _step(features, truth, rows, pushes)
    return rows


def _step(features: list[tuple[str, float]], truth: int, rows: Rows, pushes: Rows) -> None:
    slopes = shares({name: value for name, value in features if name != BIAS}, rows)
    slopes[truth] -= 1
    counts = _COUNTS[LABELS[truth]]
    for feature, value in features:
        row = rows.get(feature)
        if row is None:
            continue
        push = pushes[feature]
        for label, slope in enumerate(slopes):
            step = counts * slope * value + _KEEPS_SMALL * row[label]
            push[label] += step * step
            row[label] -= _RATE * step / math.sqrt(push[label] + 0.5)


def crossed(examples: Sequence[Utterance]) -> Iterator[tuple[Utterance, str]]:
    """Yield each utterance with the label that weights made without its scenario give it."""
    scenarios = sorted({one.scenario for one in examples})
    Random(3).shuffle(scenarios)  # noqa: S311  # the same folds at each run
    fold = {scenario: at % _FOLDS for at, scenario in enumerate(scenarios)}
    for number in range(_FOLDS):
        rows = train([one for one in examples if fold[one.scenario] != number])
        for one in examples:
            if fold[one.scenario] == number:
                likely = shares(one.features, rows)
                yield one, LABELS[likely.index(max(likely))]


def to_json(rows: Rows) -> dict[str, Any]:
    """Return the weights as whole numbers; what says next to nothing is left out."""
    whole = {feature: [round(weight * _SCALE) for weight in row] for feature, row in sorted(rows.items())}
    kept = {name: row for name, row in whole.items() if not name or max(map(abs, row)) > _LEAST}
    return {"scale": _SCALE, "rows": kept}
