"""Every matter in an utterance, in the order in which it was said, and what else the utterance does."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from telephony.dialogue.intents.kinds import (
    BOOK,
    CALLBACK,
    CANCEL,
    COMPLAINT,
    DETAIL,
    ENGLISH,
    GREETING,
    MATTERS,
    MESSAGE,
    RESCHEDULE,
    WAITLIST,
)
from telephony.dialogue.intents.rules import cues
from telephony.dialogue.intents.weighing import Weighed, Weights, trained, weigh
from telephony.dialogue.text import phrase

_MATTERS = frozenset(MATTERS)
# A matter is heard if more than so much speaks for it in the whole utterance …
_HEARD = 0.05
# … or so much in a part of it, unless the whole speaks against it, …
_HEARD_IN_PART = 0.2
_AGAINST = -0.4
# … for which it takes more if the part is sure of it or has a rule's words.
_SURE_IN_PART = 0.5
_FAR_AGAINST = -0.6
# What is hardly anything is no move.
_MOVED = -0.4
# Where one wish ends and the next may begin.
_JOINTS = re.compile(
    r"[,;.!?]+|\b(?:und|sowie|außerdem|ausserdem|dann noch|ach|aber|sonst|falls|wenn)\b", re.IGNORECASE
)
# A long utterance is also looked through so many words at a time, joints or none.
_PAIR = 2
_LONG = 14
_BREATH = 10
# Nobody says what he wants only after a minute: behind that no part is looked at by itself.
_FAR = 150
_STRIDE = 3
# A few words are an answer more often than a wish: then a rule must know them, or much speak for it.
# A single one may be a name: Frau Sauer does not complain.
_FEW_WORDS = 3
_SURE = 0.6
# Whose words stand in no other sentence.
_PLAIN = frozenset({CALLBACK, CANCEL, COMPLAINT, MESSAGE, RESCHEDULE})
_DENIED = re.compile(r" (?:nicht|kein\w*|statt|anstatt|nix) ")
# Anger at the call itself is a mood and no matter of its own: nothing was reclaimed.
_ANGER = re.compile(
    r" (?:unverschaemt\w*|frechheit|verdammt|zum dritten mal|reicht es mir|reichts|unglaublich) "
)
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
# The first of a pair says all that the second would: the callback is the message, the list is the booking.
_CONTAINS = (
    (WAITLIST, frozenset({CALLBACK, BOOK})),
    (RESCHEDULE, frozenset({CANCEL, BOOK})),
    (CANCEL, frozenset({MESSAGE})),
)


def read_intents(text: str) -> tuple[str, ...]:
    """Return the matters in an utterance (or in its folded phrase), in the order in which they came."""
    said = phrase(text)
    known = cues(said)
    found = matters_in(text, trained())
    words = len(said.split())
    if words <= _FEW_WORDS:
        likely = {one.label for one in _weighed(said, trained()) if one.score > _SURE and words > 1}
        found = {label: place for label, place in found.items() if label in likely or label in known}
    elif not found and not _DENIED.search(said):
        found = {label: place for label, place in known.items() if label in _PLAIN}
    if found.keys() == {COMPLAINT} and COMPLAINT not in known and _ANGER.search(said):
        return ()
    found = _plausible(said, found)
    in_order = sorted(found, key=lambda label: found[label])
    return (*in_order, ENGLISH) if ENGLISH in known else tuple(in_order)


def sure_intents(text: str) -> frozenset[str]:
    """Return the matters for which very much speaks, whether a rule has their words or not."""
    said = phrase(text)
    weighed = _weighed(said, trained()) if len(said.split()) > _FEW_WORDS else ()
    return frozenset(one.label for one in weighed if one.label in _MATTERS and one.score > _SURE)


def _plausible(said: str, found: dict[str, int]) -> dict[str, int]:
    """Leave out what is refused or said along with another matter, unless nothing else is left."""
    contained = {part for whole, parts in _CONTAINS if whole in found for part in parts}
    found = {label: place for label, place in found.items() if label not in contained}
    refused = {label for label, pattern in _REFUSED.items() if label in found and pattern.search(said)}
    return {label: place for label, place in found.items() if label not in refused} or found


def read_move(text: str) -> str | None:
    """Return what an utterance without a matter does: agree, refuse, thank, ask to repeat, … or ``None``."""
    return move_in(text, trained())


def matters_in(text: str, weights: Weights) -> dict[str, int]:
    """Return each matter in an utterance with the word that says most for it; none if it only answers."""
    whole = {one.label: one for one in _weighed(phrase(text), weights)}
    if not whole:
        return {}
    first = max(whole.values(), key=lambda one: one.score)
    if first.label in _MATTERS:
        heard = [one for one in whole.values() if one.label in _MATTERS and one.score > _HEARD]
        found = {one.label: one.place for one in heard or [first]}
    else:
        found = {}
    for start, part in _parts(text):
        loudest = max(_weighed(part, weights), key=lambda one: one.score, default=None)
        if loudest is None or loudest.label not in _MATTERS or loudest.label in found:
            continue
        has_words = loudest.label in cues(part)
        if not has_words and " " not in part:
            continue
        is_sure = has_words or loudest.score > _SURE_IN_PART
        least = _FAR_AGAINST if is_sure else _AGAINST
        if loudest.score > _HEARD_IN_PART and whole[loudest.label].score > least:
            found[loudest.label] = start + loudest.place
    return found


def move_in(text: str, weights: Weights) -> str | None:
    """Return the likeliest move of an utterance, unless it is likelier that it only answers."""
    others = [one for one in _weighed(phrase(text), weights) if one.label not in _MATTERS]
    loudest = max(others, key=lambda one: one.score, default=None)
    if loudest is None or loudest.label == DETAIL or loudest.score < _MOVED:
        return None
    # A bare name sounds much like a greeting.
    return None if loudest.label == GREETING and loudest.score < 0 else loudest.label


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """Give the folded parts of an utterance that may hold a wish, each with the place of its first word."""
    clauses: list[tuple[int, list[str]]] = []
    at = 0
    for clause in _JOINTS.split(text):
        words = phrase(clause).split()
        if words and at < _FAR:
            clauses.append((at, words))
        at += len(words)
    if len(clauses) > 1:
        yield from ((start, " ".join(words)) for start, words in clauses)
    if len(clauses) > _PAIR:
        for (start, words), (_, following) in pairwise(clauses):
            yield start, " ".join(words + following)
    words = phrase(text).split()[:_FAR]
    if len(words) > _LONG:
        for start in range(0, len(words) - _BREATH + 1, _STRIDE):
            yield start, " ".join(words[start : start + _BREATH])


@lru_cache(maxsize=64)
def _weighed_by_shipped(said: str) -> tuple[Weighed, ...]:
    return tuple(weigh(said, trained()))


def _weighed(said: str, weights: Weights) -> tuple[Weighed, ...]:
    return _weighed_by_shipped(said) if weights is trained() else tuple(weigh(said, weights))
