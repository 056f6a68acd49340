"""Emergency words: the sentence with 112 and 116 117, never an assessment."""

import re
from collections.abc import Sequence

from telephony.dialogue.text import fold

_LIFE_AT_RISK = re.compile(
    r"\b(?:bewusstlos\w*|ohnmaecht\w*|atemnot|(?:keine|kaum|schlecht|schwer) (?:\w+ )?luft"
    r"|(?:gestuerzt|gstuerzt|gefallen|gfalle\w*|umgefallen)\b.*(?:kommt|kimmt|chunnt|steht"
    r"|stoht) (?:\w+ ){0,2}"
    r"(?:nicht|nuem|nuemm|nimmer|nimma) (?:mehr )?(?:auf|hoch|uf|ufe|aufi)"
    r"|(?:seh|sehe|sieht|siehts) (?:\w+ ){0,2}doppelt|halbseitig\w*|mundwinkel haengt|gesicht haengt"
    r"|nicht (?:mehr )?(?:richtig )?atmen|herz (?:\w+ ){0,2}(?:sticht|stechen|schmerz\w*|weh)|herzschmerz\w*"
    r"|linke\w* arm (?:\w+ ){0,4}(?:taub|luft|kribbel\w*|gefuehllos)|zusammengebrochen|"
    r"herzinfarkt|schlaganfall"
    r"|herzstillstand|"
    r"(?:starke|druck|schmerzen) (?:\w+ )?(?:in der |auf der |im )?brust|brustschmerz\w*|verblut\w*|"
    r"suizid\w*|umbringen|nicht mehr leben|vergift\w*|lebensgefahr|lebensbedrohlich|krampfanfall"
    r"|allergischer schock|notarzt|rettungswagen)\b"
)
_PRACTICE_WORDS = re.compile(
    r"\b(?:notfall|starke blutung\w*|blutet (?:\w+ ){0,3}(?:nicht auf|stark)|hoert nicht auf zu "
    r"bluten|unfall|"
    r"\w*zahn (?:\w+ ){0,3}(?:aus|raus|heraus|weg)geschlagen|ausgeschlagen\w*|kiefer gebrochen"
    r"|hohes fieber|nicht mehr schlucken|nicht schlucken)\b"
)
# A tooth that is out after a fall is not one that came loose.
_FALL = re.compile(
    r" (?:gestuerzt|sturz|gefallen|hingefallen|geflogen|unfall|zusammengestossen|ellbogen|ball|schlag|roller"
    r"|fahrrad|rad|trampolin|treppe|schaukel|turnen|sport|schubs\w*) "
)
_TOOTH_OUT = re.compile(
    r" \w*(?:zahn|zaehne) (?:\w+ ){0,4}(?:raus|draussen|heraus|weg|verloren|rausgeflogen|in der hand) "
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
    if not is_practice(industry):
        return False
    return lost_a_tooth(said) or _PRACTICE_WORDS.search(said) is not None


def lost_a_tooth(said: str) -> bool:
    """Tell whether a tooth was knocked out in a fall: minutes count, and the practice can help."""
    knocked_out = "ausgeschlagen" in said or "rausgeschlagen" in said
    return knocked_out or (_TOOTH_OUT.search(said) is not None and _FALL.search(said) is not None)
