"""The mood of one utterance, read from its words only and never from the voice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from telephony.dialogue.sentiment.fields import fields_of
from telephony.dialogue.sentiment.signs import ANGRY, FELT, SHOUTED, Signs, key_of, shouting, signs_of
from telephony.dialogue.sentiment.weighing import features_of, weighed
from telephony.dialogue.text import clean

Label = Literal["neutral", "pleased", "annoyed", "angry", "distressed"]

# An answer of so few words is no reproach unless a word in it says so.
_SHORT_ANSWER = 3
_SUFFERING = frozenset({"pain", "fear", "danger", "sad", "death"})
_ATTACKING = frozenset({"insult", "fury", "threat"})


@dataclass(frozen=True, slots=True)
class Mood:
    """What somebody feels and how strongly, from 0 to 1."""

    label: Label
    score: float


def mood_of(text: str, *, language: str = "de") -> Mood:
    """Return the mood of an utterance; plain business is neutral, however short."""
    said = clean(text)
    key = key_of(said)
    signs = signs_of(key, language)
    loud = shouting(said)
    suffers = signs.distress > signs.heat or bool(_SUFFERING & fields_of(key.split()))
    if loud and (signs.heat or loud > SHOUTED) and (signs.is_hot or not suffers):
        heat = signs.heat + 2 * loud
        return Mood("angry" if heat >= ANGRY else "annoyed", _score(heat))
    return _by_cues(signs) if language == "en" else _by_weights(key)


@lru_cache(maxsize=64)
def _by_weights(key: str) -> Mood:
    signs = signs_of(key, "de")
    label, share = weighed(features_of(key, signs))
    words = key.split()
    fields = fields_of(words)
    if label == "annoyed" and len(words) <= _SHORT_ANSWER and not signs.strongest:
        label = "neutral"
    if label == "angry" and fields & _SUFFERING and not (signs.is_hot or fields & _ATTACKING):
        # Pain and fear shout too, but at nobody.
        label = "distressed" if signs.distress or signs.heat < FELT else "annoyed"
    return Mood(cast("Label", label), round(share, 2))


def _by_cues(signs: Signs) -> Mood:
    """Read a language that nothing was trained for: the strongest feeling that shows."""
    if signs.heat >= FELT and (signs.heat >= signs.distress or signs.heat >= ANGRY):
        return Mood("angry" if signs.heat >= ANGRY else "annoyed", _score(signs.heat))
    if signs.distress >= FELT:
        return Mood("distressed", _score(signs.distress))
    if signs.joy >= FELT and signs.joy > signs.heat:
        return Mood("pleased", _score(signs.joy))
    return Mood("neutral", round(1 - min(signs.strongest, 1.0), 2))


def _score(weight: float) -> float:
    return round(min(weight / 1.5, 1.0), 2)
