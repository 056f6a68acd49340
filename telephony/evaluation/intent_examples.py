"""What the intents are trained by: drawn phrases and the tuning half of our callers, never the judged one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from telephony.dialogue.intents.kinds import DETAIL, MATTERS, MOVES
from telephony.evaluation.phrases import drawn, roughen, several
from telephony.evaluation.training import Example
from telephony.evaluation.utterances import Utterance, callers

EACH = 4
PAIRS = 1200
_COPIES = 2
_SEED = 11


def examples(seed: int = _SEED) -> Iterator[Example]:
    """Give every example, the same ones each time for a seed."""
    for text, labels in drawn(each=EACH, pairs=PAIRS, seed=seed):
        yield example_of(text, labels)
    dice = Random(seed)  # noqa: S311  # the same examples at each training
    tuning = [one for one in callers() if not one.is_judged]
    for one in tuning:
        yield _example(one, one.text)
        for _ in range(_COPIES):
            yield _example(one, roughen(one.text, dice))
    alone = [one for one in tuning if len(one.labels) == 1 and one.labels[0] in MATTERS]
    for one in alone:
        other = dice.choice(alone)
        if not one.allowed and not other.allowed:
            yield example_of(several([one.text, other.text], dice), one.labels + other.labels)


def example_of(text: str, labels: tuple[str, ...], allowed: frozenset[str] = frozenset()) -> Example:
    """Return an example; beside a matter nobody asks whether the caller also greets or agrees."""
    moves = frozenset(MOVES) if set(labels) & set(MATTERS) else frozenset()
    allowed |= frozenset(label.rstrip("?") for label in labels if label.endswith("?"))
    sure = frozenset(label for label in labels if not label.endswith("?"))
    return Example(text=text, labels=sure or frozenset({DETAIL}), open_labels=moves | allowed)


def _example(one: Utterance, text: str) -> Example:
    return example_of(text, one.labels, one.allowed)
