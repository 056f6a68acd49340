"""Machines that call: announcements, menus, prize draws. They are not talked with.

Phrases that only a recording says to somebody; one of them in a long announcement, or two of them, is enough.
"""

from __future__ import annotations

import re
from typing import Final

from telephony.dialogue.text import fold

_DIGIT = r"(?:null|eins?|zwei|zwo|drei|vier|fuenf|sechs|sieben|acht|neun|raute|stern|\d)"
_MACHINE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:druecken|waehlen) sie (?:bitte )?(?:jetzt )?(?:die )?(?:taste )?{_DIGIT}\b",
        r"\bdies ist (?:ein|eine) (?:automatisch\w*|automatisiert\w*|aufgezeichnet\w*|computergenerierte\w*)",
        (
            r"\b(?:ihr anruf wird|sie werden) (?:in kuerze|gleich|automatisch|umgehend) (?:\w+ )?"
            r"(?:verbunden|entgegen)"
        ),
        (
            r"\b(?:alle|unsere) (?:\w+ )?(?:mitarbeiter|leitungen|plaetze) (?:sind|befinden sich) "
            r"(?:\w+ ){0,4}(?:gespraech|belegt)"
        ),
        r"\bbleiben sie (?:bitte )?(?:in|an) der (?:leitung|apparat)",
        r"\bnach dem (?:signalton|piepton|ton)\b",
        r"\bsie (?:haben|sind) (?:\w+ ){0,6}(?:gewonnen|ausgewaehlt|ausgelost|gewinner)\b",
        r"\bpress (?:one|two|three|nine|zero|\d)\b",
        r"\bthis is an? (?:automated|recorded|pre recorded)\b",
        (
            r"\b(?:your|the) (?:computer|account|warranty) (?:\w+ ){0,4}"
            r"(?:expired|compromised|suspended|infected)"
        ),
    )
)
# A person who quotes one of these says less.
_LONG_ANNOUNCEMENT: Final = 9


def is_machine(said: str) -> bool:
    """Tell whether a recording is speaking and not a person."""
    words = re.sub(r"[^\w ]+", " ", fold(said))
    words = " ".join(words.split())
    found = sum(1 for pattern in _MACHINE if pattern.search(words))
    return found > 1 or (found == 1 and len(words.split()) >= _LONG_ANNOUNCEMENT)
