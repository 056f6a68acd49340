"""How frustrated a caller is over a whole call: what they say, and what they have to do again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from telephony.dialogue.sentiment.mood import mood_of, shouting
from telephony.dialogue.text import fold

_MOODS = {"angry": 0.7, "annoyed": 0.35, "distressed": 0.3}
_CALMED = 0.5
_SAID_AGAIN = 0.25
_ASKED_FOR_HUMAN = 0.4
_CORRECTED = 0.15
_NOT_UNDERSTOOD = 0.15
_LOUD = 0.15
# What lies further back weighs less: each later turn of the caller takes a part of it away.
_FADES = 0.85
_SAME = 88
_LONG_ENOUGH = 8
_HUMAN = re.compile(
    r"\b(?:mensch\w*|mitarbeiter\w*|chef|chefin|jemand\w* (?:echtes|anders|richtiges)"
    r"|durchstellen|verbinden sie"
    r"|human|real person|manager|somebody else|agent|operator)\b"
)
_CORRECTION = re.compile(
    r"^(?:nein|nee|ne|noe|falsch|no|nope)\b|\b(?:falsch|hab ich (?:doch )?(?:gesagt"
    r"|gemeint)|ich meinte|nicht \w+ sondern"
    r"|i said|i meant|that s wrong)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One turn of the caller.

    ``understood`` is false where we had to ask again, ``corrects`` where they took back what we got wrong.
    """

    text: str
    understood: bool = True
    corrects: bool = False


def frustration(turns: Sequence[Heard | str], *, language: str = "de") -> float:
    """Return from 0 (calm) to 1 how frustrated the caller is by the end of these turns, oldest first.

    0.5 is the point from which a human should be offered before anything else.
    """
    level = 0.0
    earlier: list[str] = []
    for turn in turns:
        heard = Heard(text=turn) if isinstance(turn, str) else turn
        key = " ".join(re.findall(r"\w+", fold(heard.text)))
        mood = mood_of(heard.text, language=language)
        level *= _CALMED if mood.label == "pleased" else _FADES
        for strain in _strains(heard, key, earlier, _MOODS.get(mood.label, 0.0)):
            level += (1 - level) * strain
        earlier.append(key)
    return round(level, 3)


def _strains(heard: Heard, key: str, earlier: Sequence[str], mood: float) -> list[float]:
    said_again = len(key) >= _LONG_ENOUGH and any(
        fuzz.token_set_ratio(key, one) >= _SAME for one in earlier[-3:]
    )
    corrects = heard.corrects or (
        bool(earlier) and _CORRECTION.search(key) is not None and len(key.split()) > 1
    )
    wants_human = _HUMAN.search(key) is not None
    return [
        mood,
        _SAID_AGAIN if said_again else 0.0,
        _ASKED_FOR_HUMAN if wants_human else 0.0,
        _CORRECTED if corrects else 0.0,
        0.0 if heard.understood else _NOT_UNDERSTOOD,
        _LOUD if shouting(heard.text) else 0.0,
    ]
