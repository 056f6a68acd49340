"""Words that give a matter away: what a rule alone would hear."""

import re
from functools import lru_cache

from telephony.dialogue.intents.kinds import (
    BOOK,
    CALLBACK,
    CANCEL,
    DIRECTIONS,
    DURATION,
    HOURS,
    HUMAN,
    IDENTITY,
    LATE,
    LOOKUP,
    MESSAGE,
    QUESTION,
    RESCHEDULE,
    SPAM,
    WAITLIST,
    WRONG_NUMBER,
)
from telephony.dialogue.intents.patterns import PATTERNS

# If the first was found, the second is only its shadow ("Termin absagen" is no booking).
_SWALLOWS: tuple[tuple[str, frozenset[str]], ...] = (
    (IDENTITY, frozenset({HUMAN})),
    (RESCHEDULE, frozenset({CANCEL, BOOK, LOOKUP})),
    (CANCEL, frozenset({BOOK, LOOKUP, MESSAGE})),
    (LOOKUP, frozenset({BOOK})),
    (WRONG_NUMBER, frozenset({BOOK, CALLBACK, HUMAN})),
    (MESSAGE, frozenset({QUESTION, HUMAN})),
    (LATE, frozenset({BOOK, DIRECTIONS})),
    (WAITLIST, frozenset({CALLBACK, BOOK, CANCEL})),
    (SPAM, frozenset({BOOK, HUMAN, QUESTION})),
    (CALLBACK, frozenset({HUMAN})),
    (DURATION, frozenset({HOURS})),
)
_NEW_ONE = re.compile(
    r"\b(?:neuen|anderen|neuer|weiteren|zweiten) termin|\beinen neuen\b|\b(?:dafuer|und dann|ausserdem) "
    r"(?:\w+ ){0,4}(?:neuen|einen) termin|\bneu (?:buchen|vereinbaren)"
)


@lru_cache(maxsize=16)
def cues(said: str) -> dict[str, int]:
    """Return the matters whose words are in a folded phrase (:func:`text.phrase`), each with its place."""
    found = {intent: match.start() for intent, pattern in PATTERNS.items() if (match := pattern.search(said))}
    if CANCEL in found and _NEW_ONE.search(said):
        # "Kann nicht kommen, hätte gern einen anderen" moves an appointment.
        found[RESCHEDULE] = found.pop(CANCEL)
    for stronger, shadows in _SWALLOWS:
        if stronger in found:
            for shadow in shadows & found.keys():
                del found[shadow]
    if HOURS in found and BOOK in found and not re.search(r"\btermin|\bbuchen", said):
        del found[BOOK]
    return found
