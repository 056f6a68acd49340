"""How long speaking takes. One place: call records, the 60-second waterfall and simulations count alike.

Letters a second. German is spoken at 5.97 syllables a second (Pellegrino, Coupé and Marsico 2011, "A
Cross-Language Perspective on Speech Information Rate", Language 87); a syllable of our sentences has about
three letters and spaces, and pauses inside a sentence take a fifth of it: 14. Digits are spoken as words.

Between two turns. People leave 0.2 s on average (Stivers et al. 2009, PNAS 106, "Universals and cultural
variation in turn-taking"). A machine first has to be sure that the caller has finished: 0.7 s to the first
sound is what Retell's documentation gives for a responsive agent.
"""

from __future__ import annotations

import re
from typing import Final

LETTERS_PER_SECOND: Final = 14
# Nobody says anything in less.
SHORTEST_MS: Final = 600
CALLER_STARTS_AFTER_MS: Final = 200
RECEPTIONIST_STARTS_AFTER_MS: Final = 700

# "8" is spoken "acht": four letters on average, and a space.
_DIGIT = re.compile(r"\d")
_LETTERS_OF_A_DIGIT = 4


def speech_ms(text: str) -> int:
    """How long it takes to say this."""
    if not text:
        return 0
    letters = len(text) + (_LETTERS_OF_A_DIGIT - 1) * len(_DIGIT.findall(text))
    return max(SHORTEST_MS, letters * 1000 // LETTERS_PER_SECOND)
