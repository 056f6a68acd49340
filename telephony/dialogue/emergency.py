"""Emergency words: the sentence with 112 and 116 117, never an assessment."""

import re
from collections.abc import Sequence

from telephony.dialogue.text import fold

_LIFE_AT_RISK = re.compile(
    r"\b(?:bewusstlos\w*|ohnmaecht\w*|atemnot|keine luft|nicht (?:mehr )?atmen|herzinfarkt|schlaganfall"
    r"|herzstillstand|"
    r"(?:starke|druck|schmerzen) (?:\w+ )?(?:in der |auf der |im )?brust|brustschmerz\w*|verblut\w*|"
    r"suizid\w*|umbringen|nicht mehr leben|vergift\w*|lebensgefahr|lebensbedrohlich|krampfanfall"
    r"|allergischer schock|notarzt|rettungswagen)\b"
)
_PRACTICE_WORDS = re.compile(
    r"\b(?:notfall|starke blutung\w*|blutet (?:\w+ ){0,3}(?:nicht auf|stark)|hoert nicht auf zu "
    r"bluten|unfall|"
    r"zahn (?:\w+ )?ausgeschlagen|ausgeschlagen\w*|kiefer gebrochen|hohes fieber|nicht mehr schlucken"
    r"|nicht schlucken)\b"
)
_PRACTICES = (
    "praxis",
    "dental",
    "dentist",
    "doctor",
    "podiatry",
    "medical",
    "arzt",
    "aerzt",
    "zahn",
    "physio",
    "klinik",
    "therap",
    "health",
)


def is_practice(industry: str) -> bool:
    """Tell whether the company treats patients."""
    return any(mark in industry.lower() for mark in _PRACTICES)


def is_emergency(said: str, industry: str, own_words: Sequence[str] = ()) -> bool:
    """Tell whether the emergency sentence comes first: anywhere if life is at risk, sooner in a practice.

    ``own_words`` are those of the practice itself, in whatever ending they are said.
    """
    if _LIFE_AT_RISK.search(said):
        return True
    if any(f" {fold(word)}" in f" {said}" for word in own_words if word.strip()):
        return True
    return is_practice(industry) and _PRACTICE_WORDS.search(said) is not None
