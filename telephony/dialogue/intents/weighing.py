"""Weighs an utterance: one linear model per label, over words, pieces of words, meanings and neighbours.

The weights are trained by ``manage.py train_intents`` on utterances of our own and lie in ``weights.xz``.
"""

import json
import lzma
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from telephony.dialogue.intents.features import features_by_word

WEIGHTS = Path(__file__).parent / "weights.xz"

# A row is one byte for how rare its feature is, then pairs of a label and a weight with this in the middle.
RARITY_STEPS = 20
WEIGHT_STEPS = 40
ZERO = 128


@dataclass(frozen=True, slots=True)
class Weights:
    """How rare each feature is, and what it says for or against each label."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    rows: Mapping[str, bytes]

    def packed(self) -> bytes:
        """Return the weights as a file: a line of JSON, a line for each feature, then the rows."""
        features = sorted(self.rows)
        head = {"labels": self.labels, "bias": self.bias, "features": len(features)}
        lines = "\n".join([json.dumps(head), *features]) + "\n"
        rows = b"".join(bytes([len(self.rows[one])]) + self.rows[one] for one in features)
        return lzma.compress(lines.encode() + rows, preset=9 | lzma.PRESET_EXTREME)

    @classmethod
    def unpacked(cls, file: bytes) -> "Weights":
        """Read what :meth:`packed` wrote."""
        line, rest = lzma.decompress(file).split(b"\n", 1)
        head = json.loads(line)
        *features, blob = rest.split(b"\n", head["features"])
        rows, at = {}, 0
        for feature in features:
            end = at + 1 + blob[at]
            rows[feature.decode()] = blob[at + 1 : end]
            at = end
        return cls(tuple(head["labels"]), tuple(head["bias"]), rows)


@dataclass(frozen=True, slots=True)
class Weighed:
    """How much speaks for a label (above 0: more for than against), and the word that says most."""

    label: str
    score: float
    place: int


def weigh(said: str, weights: Weights) -> list[Weighed]:
    """Return every label with its score for a folded phrase; nothing for no words."""
    rows = weights.rows
    by_word = [[feature for feature in found if feature in rows] for found in features_by_word(said)]
    times = Counter(feature for found in by_word for feature in found)
    # Each feature counts as (1 + ln n) times its rarity; the utterance as a whole has length 1.
    values = {feature: (1 + math.log(n)) * rows[feature][0] / RARITY_STEPS for feature, n in times.items()}
    length = math.sqrt(sum(value * value for value in values.values()))
    if not length:
        return []
    votes = [[0.0] * len(weights.labels) for _ in by_word]
    for found, vote in zip(by_word, votes, strict=True):
        for feature in found:
            share = values[feature] / (times[feature] * length * WEIGHT_STEPS)
            row = rows[feature]
            for label, weight in zip(row[1::2], row[2::2], strict=True):
                vote[label] += (weight - ZERO) * share
    return [_weighed(at, [vote[at] for vote in votes], weights) for at in range(len(weights.labels))]


def _weighed(label: int, by_word: list[float], weights: Weights) -> Weighed:
    place = max(range(len(by_word)), key=by_word.__getitem__)
    return Weighed(weights.labels[label], sum(by_word) + weights.bias[label], place)


@lru_cache(maxsize=1)
def trained() -> Weights:
    """Return the shipped weights."""
    return Weights.unpacked(WEIGHTS.read_bytes())
