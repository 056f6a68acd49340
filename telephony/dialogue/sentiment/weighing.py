"""Weighs the words of an utterance where no cue speaks: a linear model over words and pieces of words.

Its weights are trained by ``manage.py train_sentiment`` on utterances of our own and lie in ``weights.json``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

LABELS = ("neutral", "pleased", "annoyed", "angry", "distressed")
WEIGHTS = Path(__file__).parent / "weights.json"
_PIECES = (3, 4, 5)

Rows = dict[str, list[float]]


def features_of(key: str) -> dict[str, float]:
    """Return what a folded phrase shows: words, their pairs and pieces, of length one together."""
    words = key.split()
    found = Counter(words)
    found.update(f"{one} {other}" for one, other in pairwise(words))
    for word in words:
        framed = f"<{word}>"
        found.update(
            framed[at : at + size]
            for size in _PIECES
            for at in range(len(framed) - size + 1)
            if size < len(framed)
        )
    values = {feature: 1 + math.log(times) for feature, times in found.items()}
    length = math.sqrt(sum(value * value for value in values.values())) or 1.0
    return {feature: value / length for feature, value in values.items()}


def shares(features: dict[str, float], rows: Rows) -> list[float]:
    """Return how likely each label is."""
    sums = list(rows[""])
    for feature, value in features.items():
        row = rows.get(feature)
        if row is not None:
            sums = [total + weight * value for total, weight in zip(sums, row, strict=True)]
    top = max(sums)
    powers = [math.exp(total - top) for total in sums]
    whole = sum(powers)
    return [power / whole for power in powers]


def weighed(key: str) -> tuple[str, float]:
    """Return the likeliest label of a folded phrase and how likely it is."""
    likely = shares(features_of(key), _trained())
    best = max(range(len(LABELS)), key=lambda at: likely[at])
    return LABELS[best], likely[best]


@lru_cache(maxsize=1)
def _trained() -> Rows:
    raw = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return {feature: [weight / raw["scale"] for weight in row] for feature, row in raw["rows"].items()}
