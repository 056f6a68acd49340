"""What the intents are trained by: drawn phrases, sentences and the tuning half of our callers."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from telephony.dialogue.intents.kinds import DETAIL, MATTERS
from telephony.evaluation.phrases import drawn, roughen, several, spoken
from telephony.evaluation.training import Example
from telephony.evaluation.utterances import callers

EACH = 4
PAIRS = 1500
# Longer ones are no half of a sentence.
_WORDS_OF_HALF = 16
_SEED = 11


def examples() -> Iterator[Example]:
    """Give every example, the same ones each time; never one of the judged half."""
    dice = Random(_SEED)  # noqa: S311  # the same examples at each training
    for text, labels in drawn(each=EACH, seed=_SEED):
        yield example_of(text, labels)
    for one in callers():
        if not one.is_judged:
            allowed = tuple(f"{label}?" for label in one.allowed)
            yield example_of(one.text, one.labels + allowed)
            yield example_of(roughen(one.text, dice), one.labels + allowed)
    said = list(spoken())
    for text, labels in said:
        yield example_of(text, labels)
    halves = [one for one in said if _is_half(*one)]
    for _ in range(PAIRS):
        pair = dice.sample(halves, k=2)
        yield example_of(several([text for text, _ in pair], dice), pair[0][1] + pair[1][1])


def example_of(text: str, labels: tuple[str, ...]) -> Example:
    """Return an example; what has no label only answers, and a ``label?`` may be heard but need not."""
    return Example(
        text=text,
        labels=frozenset(label for label in labels if not label.endswith("?")) or frozenset({DETAIL}),
        open_labels=frozenset(label.rstrip("?") for label in labels if label.endswith("?")),
    )


def _is_half(text: str, labels: tuple[str, ...]) -> bool:
    return len(labels) == 1 and labels[0] in MATTERS and len(text.split()) < _WORDS_OF_HALF
