"""The mood of one utterance, read from its words only and never from the voice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, cast

from telephony.dialogue.sentiment import cues, english
from telephony.dialogue.sentiment.cues import DISTRESS, HEAT, JOY, Cue
from telephony.dialogue.sentiment.lexicon import felt_words
from telephony.dialogue.sentiment.weighing import weighed
from telephony.dialogue.text import clean, fold

Label = Literal["neutral", "pleased", "annoyed", "angry", "distressed"]

_ANGRY = 1.0
_FELT = 0.45
_LIKELY = 0.4
_MOST_ANNOYED = 0.75
_SHOUTED = 0.3
_BAD_WORD, _BLAMED_WORD, _SAD_WORD, _GLAD_WORD, _HOT_WORD = 0.2, 0.45, 0.5, 0.5, 1.1
# Somebody is spoken to or of: the business, its people, what it was paid for.
_BLAMED = re.compile(
    r"\b(?:sie|ihnen|ihr|ihre|ihrer|ihrem|ihren|euch|euer|eure|man|kollegin|kollege"
    r"|mitarbeiter\w*|chef\w*|monteur|laden|firma"
    r"|hat mi(?:r|ch)|wurde ich|wird mir|wurde mir|haben mi(?:r|ch)|alles|alle|keiner|niemand)\b"
)
_OF_ONESELF = re.compile(r"\b(?:ich|i|mir|mich|mi|uns|wir|mein\w*|unser\w*)\b")
_LOUD_SIGNS = re.compile(r"[!?]{2,}|!.*!")
_NO_WORD = re.compile(r"[^\w ]+|_")
_AGAIN = re.compile(r"\b(\w{2,})(?: \1){2,}\b")
_TURNED = re.compile(
    r"\b(?:nicht|nich|net|ned|nit|kein\w*|nie|wenig|not|isn t|wasn t|no|hardly) (?:\w+ ){0,2}$"
)
# "Wäre super", "ich wäre froh" asks for something.
_WISHED = re.compile(r"\b(?:waere?|waers|waer s|wuerde|wuerd|would be|d be|hoffe\w*)\b(?: \w+){0,3} $")


@dataclass(frozen=True, slots=True)
class Mood:
    """What somebody feels and how strongly, from 0 to 1."""

    label: Label
    score: float


def mood_of(text: str, *, language: str = "de") -> Mood:
    """Return the mood of an utterance; plain business is neutral, however short."""
    said = clean(text)
    felt = _felt(key_of(said), language)
    heat, distress, joy = felt[HEAT], felt[DISTRESS], felt[JOY]
    loud = shouting(said)
    if loud and (heat or loud > _SHOUTED):
        heat += 2 * loud
    if heat >= _FELT and (heat >= distress or heat >= _ANGRY):
        return Mood("angry" if heat >= _ANGRY else "annoyed", _score(heat))
    if distress >= _FELT:
        return Mood("distressed", _score(distress))
    if joy >= _FELT and joy > heat:
        return Mood("pleased", _score(joy))
    if language == "de":
        label, share = weighed(key_of(said))
        if label != "neutral" and share >= _LIKELY:
            return Mood(cast("Label", label), round(share, 2))
    return Mood("neutral", round(1 - min(max(heat, distress, joy), 1.0), 2))


def shouting(text: str) -> float:
    """Return how loudly the transcript was written: capitals and heaps of signs, 0 if it was not."""
    letters = [char for char in text if char.isalpha()]
    words = [word for word in text.split() if len(word) > 2 and word.isalpha()]
    capital = len(letters) > 8 and len(words) > 2 and sum(map(str.isupper, letters)) > 0.8 * len(letters)
    return (_SHOUTED if capital else 0.0) + (_SHOUTED if _LOUD_SIGNS.search(text) else 0.0)


def key_of(said: str) -> str:
    """Return the folded words of an utterance, framed by spaces."""
    return f" {' '.join(_NO_WORD.sub(' ', fold(said)).split())} "


def _score(weight: float) -> float:
    return round(min(weight / 1.5, 1.0), 2)


@lru_cache(maxsize=64)
def _felt(key: str, language: str) -> dict[str, float]:
    felt = {HEAT: 0.0, DISTRESS: 0.0, JOY: 0.0}
    hot = 0.0
    for cue in english.CUES if language == "en" else cues.CUES:
        match = cue.pattern.search(key)
        if match is None or _is_no_joy(cue, key[: match.start() + 1]):
            continue
        if cue.feeling == HEAT and cue.weight >= _ANGRY:
            hot = max(hot, cue.weight)
        else:
            felt[cue.feeling] += cue.weight
    if language == "de":
        hot = max(hot, _by_words(key, felt))
    if _AGAIN.search(key) and not felt[JOY]:
        felt[HEAT] += 0.2  # nein nein nein
    # However many reasons somebody gives, a complaint without a hard word is a complaint.
    felt[HEAT] = min(felt[HEAT], _MOST_ANNOYED) + hot
    return felt


def _by_words(key: str, felt: dict[str, float]) -> float:
    """Add what single words say; return the heat of the hot ones."""
    words = felt_words(key)
    blamed = _BLAMED.search(key) is not None
    felt[HEAT] += min(words["bad"], 2) * (_BLAMED_WORD if blamed else _BAD_WORD)
    felt[DISTRESS] += min(words["sad"], 2) * (_SAD_WORD if _OF_ONESELF.search(key) else _BAD_WORD)
    felt[JOY] += min(words["glad"], 2) * _GLAD_WORD
    return _HOT_WORD if words["hot"] else 0.0


def _is_no_joy(cue: Cue, before: str) -> bool:
    if cue.feeling != JOY:
        return False
    before = before if before.endswith(" ") else before + " "
    return _TURNED.search(before) is not None or _WISHED.search(before) is not None
