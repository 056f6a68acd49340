"""Every matter in an utterance, in the order in which it was said, and what else the utterance does."""

import re
from collections.abc import Container, Sequence
from functools import lru_cache
from itertools import accumulate

from telephony.dialogue.intents.kinds import (
    BOOK,
    CALLBACK,
    CANCEL,
    COMPLAINT,
    DETAIL,
    ENGLISH,
    MATTERS,
    MESSAGE,
    MOVES,
    RESCHEDULE,
    SPAM,
    WAITLIST,
    WRONG_NUMBER,
)
from telephony.dialogue.intents.lexicon import groups_of
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.intents.weighing import Weighed, trained, weigh
from telephony.dialogue.text import phrase

_MATTERS = frozenset(MATTERS)
_MOVES = frozenset(MOVES)
# Under the even chance a reading still counts if every other one is less likely.
_LIKELY = -2.0
# Whose words stand in no other sentence: those of the others are heard in passing too.
_PLAIN = frozenset({CALLBACK, CANCEL, COMPLAINT, MESSAGE, RESCHEDULE})
_ENDS_IT = frozenset({WRONG_NUMBER, SPAM})
# Beside a first matter the others have to be sure.
_SURE = 2.5
_FEW_WORDS = 3
# Where a rule hears a matter in a part of an utterance, so much less than an even chance is enough.
_AGREED = -1.5
_DENIED = re.compile(r" (?:nicht|kein\w*|statt|anstatt|nix) ")
# Anger at the call itself is a mood and no matter of its own: nothing was reclaimed.
_ANGER = re.compile(
    r" (?:unverschaemt\w*|frechheit|verdammt|zum dritten mal|reicht es mir|reichts|unglaublich) "
)
# What an appointment that stands is spoken of by; "Donnerstag um elf Damenschnitt" has nothing of it.
_STANDING = frozenset({"termin", "verschieben", "ander", "nicht", "hindern", "spaet", "absagen"})
# "Ich will noch nichts buchen, nur den Preis wissen": of two wishes the one that is refused is none.
_REFUSED = {
    label: re.compile(rf" (?:nicht|nichts|nix|kein\w*) (?:\w+ ){{0,2}}(?:{verbs})\w* ")
    for label, verbs in {
        BOOK: "buch|reservier|vereinbar|ausmach|neuen termin",
        RESCHEDULE: "verschieb|verleg|umbuch|aender",
        CANCEL: "absag|stornier|streich|loesch",
        CALLBACK: "zurueckruf|zurueckzuruf|rueckruf|anruf",
        MESSAGE: "nachricht|ausricht|hinterlass",
    }.items()
}
# "Ich hab morgen einen Termin und müsste den schieben": the one that is spoken of is not another one.
_HAS_ONE = re.compile(r" (?:ich|wir) (?:hab|habe|haben|hatten?) (?:\w+ ){0,8}?\w*termin\w* ")
# The first of a pair says all that the second would: the callback is the message, the list is the booking.
_CONTAINS = ((WAITLIST, frozenset({CALLBACK, BOOK})), (CANCEL, frozenset({MESSAGE})))
_JOINTS = re.compile(r"[,;.!?]|\b(?:und|sowie|außerdem|ausserdem|dann noch)\b", re.IGNORECASE)


def read_intents(text: str) -> tuple[str, ...]:
    """Return the matters in an utterance (or in its folded phrase), in the order in which they came."""
    said = phrase(text)
    known = cues(said)
    found = {one.label: one.place for one in matters_of(_weighed(said), known)}
    if len(said.split()) <= _FEW_WORDS:
        # A word or two are an answer more often than a wish: then the words of a rule must be among them.
        sure = {*known, *_likely(said, _SURE)}
        found = {label: place for label, place in found.items() if label in sure}
        found = found or {label: 0 for label in known if label in _MATTERS}
    elif not found and not _DENIED.search(said):
        # Nothing was likely, but the words of a rule stand there.
        found = {label: place for label, place in known.items() if label in _PLAIN}
    for place, clause in _clauses(text):
        added = [label for label in cues(clause) if label in _MATTERS - found.keys()]
        if RESCHEDULE in found and CANCEL in added:
            added.remove(CANCEL)  # "Da kann ich nicht, können wir das verschieben?" is one matter
        if added and not _DENIED.search(clause):
            likely = _likely(clause, _AGREED)
            found.update({label: place for label in added if label in likely})
    found = _plausible(said, found, known)
    if found.keys() == {COMPLAINT} and COMPLAINT not in known and _ANGER.search(said):
        return ()
    in_order = sorted(found, key=lambda label: found[label])
    return (*in_order, ENGLISH) if ENGLISH in known else tuple(in_order)


def _plausible(said: str, found: dict[str, int], known: Container[str]) -> dict[str, int]:
    """Leave out what is refused or said along with another matter; nothing is moved that does not stand."""
    if RESCHEDULE in found and RESCHEDULE not in known and not _speaks_of_standing(said):
        found = {(BOOK if label == RESCHEDULE else label): place for label, place in found.items()}
    refused = {label for label, pattern in _REFUSED.items() if label in found and pattern.search(said)}
    if RESCHEDULE in found and _HAS_ONE.search(said):
        refused.add(BOOK)
    for whole, parts in _CONTAINS:
        if whole in found:
            refused |= parts & found.keys()
    return {label: place for label, place in found.items() if label not in refused} or found


def _speaks_of_standing(said: str) -> bool:
    return any(not _STANDING.isdisjoint(groups_of(word)) for word in said.split())


def _clauses(text: str) -> list[tuple[int, str]]:
    """Return the parts of an utterance with several wishes, each with the place of its first word."""
    parts = [phrase(part) for part in _JOINTS.split(text)]
    starts = accumulate((len(part.split()) for part in parts), initial=0)
    return list(zip(starts, parts, strict=False)) if len(parts) > 1 else []


def _likely(said: str, least: float) -> set[str]:
    return {one.label for one in _weighed(said) if one.score > least}


def read_move(text: str) -> str | None:
    """Return what an utterance without a matter does: agree, refuse, thank, ask to repeat, … or ``None``."""
    return move_of(_weighed(phrase(text)))


def move_of(weighed: Sequence[Weighed]) -> str | None:
    """Return the likeliest move, unless it is likelier that the utterance only answers a question."""
    others = [one for one in weighed if one.label not in _MATTERS]
    strongest = max(others, key=lambda one: one.score, default=None)
    if strongest is None or strongest.label not in _MOVES or strongest.score <= _LIKELY:
        return None
    return strongest.label


def matters_of(weighed: Sequence[Weighed], known: Container[str] = ()) -> list[Weighed]:
    """Return the likeliest matter, unless something else is likelier still, and those that are sure.

    ``known``: those whose words a rule found, which are surer than the others.
    """
    matters = sorted((one for one in weighed if one.label in _MATTERS), key=lambda one: -one.score)
    if not matters:
        return []
    # To hang up on somebody, a mere likelihood is not enough.
    matters = [one for one in matters if one.label not in _ENDS_IT or one.label in known or one.score > _SURE]
    if not matters:
        return []
    first, *others = matters
    answers = max((one.score for one in weighed if one.label == DETAIL), default=_LIKELY)
    if answers - first.score > _SURE and first.label not in known:
        return []
    if first.score <= 0 and (first.score <= _LIKELY or first != max(weighed, key=lambda one: one.score)):
        return []
    return [first, *(one for one in others if one.score > (0 if one.label in known else _SURE))]


@lru_cache(maxsize=16)
def _weighed(said: str) -> tuple[Weighed, ...]:
    return tuple(weigh(said, trained()))
