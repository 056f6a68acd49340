"""How frustrated a caller is over a whole call: what they say, and what they have to do again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from telephony.dialogue.sentiment.mood import mood_of
from telephony.dialogue.sentiment.signs import key_of, shouting

# Pain, fear and grief are no impatience with us.
_MOODS = {"angry": 0.7, "annoyed": 0.35}
_CALMED = 0.5
_SAID_AGAIN = 0.25
_ASKED_FOR_HUMAN = 0.5
_COUNTS_TRIES = 0.3
# Each one that follows upon another weighs as much more.
_CORRECTED = 0.12
_NOT_UNDERSTOOD = 0.12
_MOST_IN_A_ROW = 4
_LOUD = 0.15
# What lies further back weighs less: each later turn of the caller takes a part of it away.
_FADES = 0.85
_SAME = 88
_LONG_ENOUGH = 8
_HUMAN = re.compile(
    r"\b(?:mensch(?:en)?|mitarbeiter(?:in)?|jemand\w* (?:echtes|anders|anderen|richtige[ns]?)"
    r"|(?:den|die|ihren|ihre) (?:chef|chefin|vorgesetzten)"
    r"|real person|human(?: being)?|manager|somebody else|someone else|supervisor)\b"
)
_WANTED = re.compile(
    r"\b(?:will|wuensche|verlange|moechte|geben sie|gib|verbinden|verbinde|durchstellen|her mit|holen sie|hol"
    r"|sprechen|reden|i want|i d like|let me|get me|give me|talk|speak)\b"
)
_TRIES = re.compile(
    r"\b(?:zum|das|der|jetzt das|scho|schon) (?:\w+ ){0,2}"
    r"(?:zweite|dritte|vierte|fuenfte|sechste|zehnte|x)[nr]? (?:mal|anruf|versuch|anlauf)\b"
    r"|\b(?:drei|vier|fuenf|sechs|zehn|hundert|dreimal|viermal|fuenfmal|dreimoi|vier mal|drei mal)(?:mal)? "
    r"(?:\w+ ){0,2}(?:angerufen|ogruafa|probiert|versucht|gesagt|erklaert|erzaehlt)\b"
    r"|\b(?:third|fourth|fifth) time\b|\b(?:three|four|five) times\b"
)
_CORRECTION = re.compile(
    r"^ (?:nein|nee|ne|noe|falsch|no|nope) \w|\b(?:falsch|hab ich (?:doch )?(?:gesagt|gemeint)|ich meinte"
    r"|nicht \w+ sondern|i said|i meant|that s wrong)\b"
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
    missed = corrected = 0
    earlier: list[str] = []
    for turn in turns:
        heard = Heard(text=turn) if isinstance(turn, str) else turn
        key = key_of(heard.text)
        mood = mood_of(heard.text, language=language).label
        missed = 0 if heard.understood else missed + 1
        corrected = corrected + 1 if _corrects(heard, key, earlier) else 0
        level *= _CALMED if mood == "pleased" else _FADES
        in_a_row = _NOT_UNDERSTOOD * min(missed, _MOST_IN_A_ROW) + _CORRECTED * min(corrected, _MOST_IN_A_ROW)
        for strain in (_MOODS.get(mood, 0.0), in_a_row, *_strains(heard, key, earlier)):
            level += (1 - level) * strain
        earlier.append(key)
    return round(level, 3)


def _corrects(heard: Heard, key: str, earlier: Sequence[str]) -> bool:
    # "Nein" alone answers a question, and so does a "nein" with a reason; only what we were told counts.
    return heard.corrects or (bool(earlier) and "gesagt" in key and _CORRECTION.search(key) is not None)


def _strains(heard: Heard, key: str, earlier: Sequence[str]) -> list[float]:
    said_again = len(key) >= _LONG_ENOUGH and any(
        fuzz.token_set_ratio(key, one) >= _SAME for one in earlier[-3:]
    )
    wants_human = _HUMAN.search(key) is not None and _WANTED.search(key) is not None
    return [
        _SAID_AGAIN if said_again and not (heard.understood and _is_asked_for(key)) else 0.0,
        _ASKED_FOR_HUMAN if wants_human else 0.0,
        _COUNTS_TRIES if _TRIES.search(key) else 0.0,
        _LOUD if shouting(heard.text) else 0.0,
    ]


def _is_asked_for(key: str) -> bool:
    """A yes with the words again confirms them; nobody minds."""
    return key.startswith((" ja ", " genau ", " richtig ", " yes "))
