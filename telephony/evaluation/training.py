"""Trains the weights of the intents; the learning itself is scikit-learn's, in the peers' environment."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from telephony.dialogue.intents.features import features_of
from telephony.dialogue.intents.weighing import RARITY_STEPS, WEIGHT_STEPS, ZERO, Weights
from telephony.dialogue.text import phrase

# So many features are shipped: with three times as many hardly more is heard.
KEPT = 100_000
_SEEN_BY = 2
_SCRIPT = Path(__file__).parent / "peers" / "train_linear.py"
_LONGEST_S = 3600


class TrainerMissing(Exception):
    """scikit-learn is not installed; ``bin/setup evaluate`` installs it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """One utterance: the labels it has and those that it may have."""

    text: str
    labels: frozenset[str]
    open_labels: frozenset[str] = frozenset()


def train(examples: Iterable[Example], *, labels: Sequence[str]) -> Weights:
    """Return weights that tell the labels of the examples apart; the same examples give the same weights.

    :raises TrainerMissing: the environment for measuring is not set up.
    """
    examples = list(examples)
    counted = [Counter(features_of(phrase(example.text))) for example in examples]
    seen = Counter(feature for features in counted for feature in features)
    known = [feature for feature, times in seen.items() if times >= _SEEN_BY]
    index = {feature: at for at, feature in enumerate(known)}
    head = json.dumps({"labels": len(labels), "features": len(known), "keep": KEPT})
    lines = (_line(one, features, index, labels) for one, features in zip(examples, counted, strict=True))
    learnt = _learnt("\n".join([head, *lines]) + "\n")
    rows = {known[int(at)]: _row(rare, votes) for at, (rare, votes) in learnt["rows"].items()}
    return Weights(tuple(labels), tuple(learnt["bias"]), rows)


def _row(rare: float, votes: Iterable[tuple[int, float]]) -> bytes:
    steps = ((label, round(weight * WEIGHT_STEPS)) for label, weight in votes)
    pairs = ((label, max(0, min(255, ZERO + step))) for label, step in steps if step)
    return bytes([min(255, round(rare * RARITY_STEPS)), *(number for pair in pairs for number in pair)])


def _line(one: Example, features: Counter[str], index: dict[str, int], labels: Sequence[str]) -> str:
    has, may = (
        ",".join(str(at) for at, label in enumerate(labels) if label in chosen)
        for chosen in (one.labels, one.open_labels)
    )
    said = " ".join(f"{index[feature]}:{times}" for feature, times in features.items() if feature in index)
    return f"{has}|{may}|{said}"


def _learnt(lines: str) -> dict[str, Any]:
    python = settings.BASE_DIR / ".data" / "peers" / "venv" / "bin" / "python"
    try:
        # What it complains about goes to the terminal.
        done = subprocess.run(  # noqa: S603  # our own script
            [str(python), str(_SCRIPT)],
            input=lines,
            stdout=subprocess.PIPE,
            text=True,
            timeout=_LONGEST_S,
            check=True,
        )
    except OSError as error:
        raise TrainerMissing from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found
