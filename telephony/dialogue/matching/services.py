"""Which of the company's services is meant: by name, by what its trade calls it, by what is wrong."""

import re
from dataclasses import replace
from functools import lru_cache

from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.matching.groups import (
    by_variant,
    for_everybody,
    match_person_group,
    sibling_service,
)
from telephony.dialogue.matching.index import (
    Index,
    Match,
    all_keys,
    best_of,
    content,
    indexed,
    phrase_of,
    with_pairs,
)
from telephony.dialogue.matching.remedies import remedy
from telephony.dialogue.text import fold, phrase
from telephony.dialogue.trades import CONCEPTS, Concept
from telephony.dialogue.vocabulary import Vocabulary

_PARTS = re.compile(r",|\bund\b|\bplus\b|\bsowie\b|\bund auch\b|\baußerdem\b", re.IGNORECASE)
# "Haare und Bart": beside something else, hair alone is to be cut.
_HAIR_ALONE = re.compile(r"^\s*(?:(?:die|meine|einmal|nur|erst)\s+)*haare?n?\s*$", re.IGNORECASE)
_FOR_SOMEBODY = re.compile(r"^(?!.* mich ).* fuer (?:meine[nr]?|unsere[nr]?|den|die) ")
_SURE_SCORE = 0.8
_TROUBLE_SCORE = 0.9
_RETHOUGHT = re.compile(
    r"\b(?:doch lieber|lieber doch|oder lieber|nein,? doch|ach nein|quatsch|stattdessen)\b", re.IGNORECASE
)


def match_service(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services meant by the utterance, best first; an empty match if none was named."""
    rethought = _RETHOUGHT.split(text)
    if len(rethought) > 1 and (last := match_service(rethought[-1], vocabulary)).score >= _SURE_SCORE:
        return last
    keys = content(text)
    best = _by_trouble(text, keys, vocabulary) or _named(keys, vocabulary)
    if not best.ids and _FOR_SOMEBODY.search(f" {' '.join(all_keys(text))} ") is not None:
        variant = match_person_group(text, vocabulary)
        return variant if len(variant.ids) == 1 else Match()
    if len(best.ids) > 1:
        return by_variant(all_keys(text), for_everybody(text, best, vocabulary), vocabulary)
    sibling = sibling_service(text, best.only, vocabulary)
    return replace(best, ids=(sibling,)) if sibling is not None else best


def match_several(text: str, vocabulary: Vocabulary) -> tuple[Match, ...]:
    """Return one match for each service of "Schneiden und Färben" that no single service covers."""
    whole = match_service(text, vocabulary)
    if _RETHOUGHT.search(text) or _is_choice(text, vocabulary):
        return (whole,)
    found = [
        match_service(_HAIR_ALONE.sub("Haare schneiden", part), vocabulary) for part in _PARTS.split(text)
    ]
    found = [match for match in found if match.ids and match.score >= _SURE_SCORE]
    distinct = [
        match
        for at, match in enumerate(found)
        if not any(set(match.ids) & set(one.ids) for one in found[:at])
    ]
    covers_all = whole.only is not None and all(match.text and match.text in whole.text for match in distinct)
    return (whole,) if len(distinct) < 2 or covers_all else tuple(distinct)


def _is_choice(text: str, vocabulary: Vocabulary) -> bool:
    """``Färben oder Strähnen`` leaves open which; ``dienstags oder donnerstags`` says nothing of the work."""
    sides = re.split(r"\boder\b", text, flags=re.IGNORECASE)
    named = (match_service(side, vocabulary) for side in sides if len(sides) > 1)
    return sum(bool(match.ids) and match.score >= _SURE_SCORE for match in named) > 1


def _named(keys: list[str], vocabulary: Vocabulary) -> Match:
    return _by_own_name(keys, best_of(keys, _service_index(vocabulary)), vocabulary)


def _by_trouble(text: str, keys: list[str], vocabulary: Vocabulary) -> Match | None:
    """What helps counts unless another service was named: a crown that is out needs no new crown."""
    found = remedy(phrase(text), vocabulary)
    if found is None:
        return None
    others = _named([key for key in keys if key not in found.told_by], vocabulary)
    if others.score >= _SURE_SCORE:
        return others
    return Match(found.ids, _TROUBLE_SCORE, " ".join(key for key in keys if key in found.told_by))


def _by_own_name(keys: list[str], match: Match, vocabulary: Vocabulary) -> Match:
    """``Haare färben`` is ``Färben``, not ``Ansatz färben``: the name of which nothing is left unsaid."""
    if len(match.ids) < 2:
        return match
    said = set(with_pairs(keys))
    whole = tuple(
        term.id for term in vocabulary.services
        if term.id in match.ids and all(key in said for key in content(term.name))
    )  # fmt: skip
    return Match(whole, match.score, match.text) if len(whole) == 1 else match


def pick_service(text: str, options: tuple[int, ...], vocabulary: Vocabulary) -> Match | None:
    """Return which of the services just asked about is meant by a short answer, or ``None``."""
    terms = [term for term in vocabulary.services if term.id in options]
    ordered = tuple(term.id for term in terms)
    keys = all_keys(text)
    variant = by_variant(keys, Match(ordered, 1.0, text), vocabulary)
    if len(variant.ids) == 1:
        return variant
    place = read_ordinal(f" {' '.join(keys)} ", len(ordered))
    if place is not None:
        return Match((ordered[place],), 1.0, text)
    fitting = [term.id for term in terms if any(len(key) >= 4 and key in fold(term.name) for key in keys)]
    return Match((fitting[0],), 0.9, text) if len(fitting) == 1 else None


@lru_cache(maxsize=256)
def _service_index(vocabulary: Vocabulary) -> Index:
    phrases = []
    for term in vocabulary.services:
        phrases += [phrase_of(term.id, name, 1.0) for name in (term.name, *term.synonyms)]
        named, called = fold(term.name).split(), fold(" ".join(term.synonyms)).split()
        for concept in CONCEPTS:
            # What only an everyday name tells says less of what the work is: "Bart schneiden" is no haircut.
            weight = 0.9 if _any_marks(concept, named) else 0.85 if _any_marks(concept, called) else 0.0
            phrases += [phrase_of(term.id, said, weight) for said in concept.said if weight]
    return indexed(phrases)


def _any_marks(concept: Concept, words: list[str]) -> bool:
    return any(_marks(mark, words) for mark in concept.marks)


def _marks(mark: str, name_words: list[str]) -> bool:
    # A "Klimaservice" is no service of the whole car.
    is_word = (len(mark) < 4 and mark != "oel") or mark == "service"
    return mark in name_words if is_word else any(mark in word for word in name_words)
