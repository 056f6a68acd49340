"""What an utterance shows before anything is weighed: cues, words that carry a feeling, loudness."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from telephony.dialogue.sentiment.cues import DISTRESS, HEAT, JOY, Cue, cues_of
from telephony.dialogue.sentiment.lexicon import felt_words
from telephony.dialogue.text import fold

# From here on a feeling shows; from the second on somebody is angry.
FELT, ANGRY = 0.45, 1.0
SHOUTED = 0.3
_MOST_ANNOYED = 0.75
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """How much of each feeling shows, whether a hot word fell, and by which cues and kinds of words."""

    heat: float
    distress: float
    joy: float
    is_hot: bool
    found: tuple[str, ...]

    @property
    def strongest(self) -> float:
        """What shows most."""
        return max(self.heat, self.distress, self.joy)


def shouting(text: str) -> float:
    """Return how loudly the transcript was written: capitals and heaps of signs, 0 if it was not."""
    letters = [char for char in text if char.isalpha()]
    words = [word for word in text.split() if len(word) > 2 and word.isalpha()]
    capital = len(letters) > 8 and len(words) > 2 and sum(map(str.isupper, letters)) > 0.8 * len(letters)
    return (SHOUTED if capital else 0.0) + (SHOUTED if _LOUD_SIGNS.search(text) else 0.0)


def key_of(said: str) -> str:
    """Return the folded words of an utterance, framed by spaces."""
    return f" {' '.join(_NO_WORD.sub(' ', fold(said)).split())} "


@lru_cache(maxsize=64)
def signs_of(key: str, language: str) -> Signs:
    """Return what a folded phrase shows."""
    felt = {HEAT: 0.0, DISTRESS: 0.0, JOY: 0.0}
    found: list[str] = []
    hot = 0.0
    for cue in cues_of(language):
        match = cue.pattern.search(key)
        if match is None or _is_no_joy(cue, key[: match.start() + 1]):
            continue
        found.append(f"@c{cue.name}")
        if cue.feeling == HEAT and cue.weight >= ANGRY:
            hot = max(hot, cue.weight)
        else:
            felt[cue.feeling] += cue.weight
    if language != "en":
        hot = max(hot, _by_words(key, felt, found))
    if _AGAIN.search(key) and not felt[JOY]:
        felt[HEAT] += 0.2  # nein nein nein
    # However many reasons somebody gives, a complaint without a hard word is a complaint.
    heat = min(felt[HEAT], _MOST_ANNOYED) + hot
    return Signs(heat=heat, distress=felt[DISTRESS], joy=felt[JOY], is_hot=hot > 0, found=tuple(found))


def _by_words(key: str, felt: dict[str, float], found: list[str]) -> float:
    """Add what single words say; return the heat of the hot ones."""
    words = felt_words(key)
    blamed, of_oneself = _BLAMED.search(key) is not None, _OF_ONESELF.search(key) is not None
    felt[HEAT] += min(words["bad"], 2) * (_BLAMED_WORD if blamed else _BAD_WORD)
    felt[DISTRESS] += min(words["sad"], 2) * (_SAD_WORD if of_oneself else _BAD_WORD)
    felt[JOY] += min(words["glad"], 2) * _GLAD_WORD
    found += [f"@w{kind}" for kind, times in words.items() if times]
    found += [name for name, shows in (("@blamed", blamed), ("@self", of_oneself)) if shows]
    return _HOT_WORD if words["hot"] else 0.0


def _is_no_joy(cue: Cue, before: str) -> bool:
    if cue.feeling != JOY:
        return False
    before = before if before.endswith(" ") else before + " "
    return _TURNED.search(before) is not None or _WISHED.search(before) is not None
