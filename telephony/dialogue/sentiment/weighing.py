"""Weighs what an utterance shows: a linear model over words, pieces of words, fields of meaning and cues.

Its weights are trained by ``manage.py train_sentiment`` on utterances of our own and lie in ``weights.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from telephony.dialogue.sentiment.fields import fields_of
from telephony.dialogue.sentiment.signs import ANGRY, FELT, Signs

LABELS = ("neutral", "pleased", "annoyed", "angry", "distressed")
WEIGHTS = Path(__file__).parent / "weights.json"
BIAS = ""
# What the bias is multiplied with; small, so that few examples do not move it.
BIAS_VALUE = 0.3
_PIECES = (3, 4, 5)
_OF_A_FIELD, _OF_A_CUE = 0.5, 0.5
_OF_KIND = {"@w": 0.4, "@b": 0.3, "@s": 0.3, "@c": _OF_A_CUE}
_OF_LENGTH = 0.4
_LENGTHS = (3, 6, 11)
_MOST_FELT = 1.5

Rows = dict[str, list[float]]


def features_of(key: str, signs: Signs) -> dict[str, float]:
    """Return what a folded phrase shows, by name; all its words are of length one, and so are all pieces."""
    words = key.split()
    found = Counter(words)
    found.update(f"{one} {other}" for one, other in pairwise(["<s>", *words, "</s>"]))
    pieces: Counter[str] = Counter()
    for word in words:
        framed = f"<{word}>"
        for size in _PIECES:
            if size < len(framed):
                pieces.update("#" + framed[at : at + size] for at in range(len(framed) - size + 1))
    values = _of_length_one(found) | _of_length_one(pieces)
    values |= {f"@f{field}": _OF_A_FIELD for field in fields_of(words)}
    values |= {name: _OF_KIND[name[:2]] for name in signs.found}
    values |= _felt(signs)
    values[f"@l{sum(len(words) >= step for step in _LENGTHS)}"] = _OF_LENGTH
    return values


def weighed(features: dict[str, float]) -> tuple[str, float]:
    """Return the likeliest label and how likely it is."""
    likely = shares(features, trained())
    best = max(range(len(LABELS)), key=lambda at: likely[at])
    return LABELS[best], likely[best]


def shares(features: dict[str, float], rows: Rows) -> list[float]:
    """Return how likely each label is."""
    sums = [weight * BIAS_VALUE for weight in rows[BIAS]]
    for feature, value in features.items():
        row = rows.get(feature)
        if row is not None:
            sums = [total + weight * value for total, weight in zip(sums, row, strict=True)]
    top = max(sums)
    powers = [math.exp(total - top) for total in sums]
    whole = sum(powers)
    return [power / whole for power in powers]


@lru_cache(maxsize=1)
def trained() -> Rows:
    """Return the weights that the product goes by."""
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {feature: [weight / raw["scale"] for weight in row] for feature, row in raw["rows"].items()}


def _of_length_one(found: Counter[str]) -> dict[str, float]:
    values = {feature: 1 + math.log(times) for feature, times in found.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {feature: value / length for feature, value in values.items()}


def _felt(signs: Signs) -> dict[str, float]:
    felt = {"heat": signs.heat, "distress": signs.distress, "joy": signs.joy}
    values = {f"@{name}": min(value, _MOST_FELT) for name, value in felt.items()}
    values |= {f"@@{name}": 0.5 for name, value in felt.items() if value >= FELT}
    return values | ({"@hot": 0.5} if signs.heat >= ANGRY else {})
