"""Which of the company's people or branches is meant, however a recogniser writes the name."""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from telephony.dialogue.matching.index import (
    FILLERS,
    Index,
    Match,
    Phrase,
    all_keys,
    best_of,
    indexed,
    phrase_of,
)
from telephony.dialogue.text import fold
from telephony.dialogue.vocabulary import BranchTerm, StaffTerm, Vocabulary

_DOCTOR = re.compile(
    r"\b(?:(?i:herrn?|frau) )?(?i:doktor|dr\.?|professor|prof\.?) "
    r"(?:[A-ZÄÖÜ][\w-]+ )?(?P<name>[A-ZÄÖÜ][\w-]{2,})"
)
_NOT_THIS = frozenset({"statt", "anstatt", "nicht", "ausser", "keinen", "keine", "kein"})


def match_staff(text: str, vocabulary: Vocabulary) -> Match:
    """Return the people meant by the utterance; those behind "statt" or "nicht bei" are not meant."""
    keys = _without_plain_words(_without_refused(all_keys(_without_other_doctors(text, vocabulary))))
    return best_of([_by_ear(key) for key in keys], _staff_index(vocabulary))


def _without_other_doctors(text: str, vocabulary: Vocabulary) -> str:
    """``Herr Doktor Brömmelmeyer`` is none of ours: the title alone does not make him the doctor here."""
    own = {_by_ear(fold(part)) for term in vocabulary.staff for part in term.name.split()}
    return _DOCTOR.sub(
        lambda found: found.group() if _by_ear(fold(found.group("name"))) in own else " ", text
    )


def match_branch(text: str, vocabulary: Vocabulary) -> Match:
    """Return the branches meant by the utterance; those behind "statt" or "nicht in" are not meant."""
    keys = [key for key in _without_refused(all_keys(text)) if key not in FILLERS]
    # "Spandauer Werkstatt", "Pankower Filiale": the place as an adjective.
    keys += [key[:-2] for key in keys if len(key) > 6 and key.endswith("er")]
    return best_of([_by_ear(key) for key in keys], _branch_index(vocabulary))


def _without_plain_words(keys: list[str]) -> list[str]:
    """Lang is a doctor behind "bei" or "Doktor", and an adjective elsewhere."""
    return [
        key
        for place, key in enumerate(keys)
        if key not in _PLAIN_WORDS
        or not place
        or keys[place - 1] in _BEFORE_NAMES
        or _is_first_name(keys, place)
    ]


def _is_first_name(keys: list[str], place: int) -> bool:
    return len(keys) == 2 and keys[place - 1] not in _PLAIN_WORDS | _DEGREES


# Words that are also surnames; "Frau" and "bei" and the like tell them apart.
_PLAIN_WORDS = frozenset(
    "lang lange klein kleine gross grosse kurz weiss schwarz braun roth jung junge alt neu neumann reich "
    "frei klar stark "
    "kraft sommer winter herbst freitag montag sonntag schnell richter wolf fuchs engel glueck".split()
)
_BEFORE_NAMES = frozenset(
    "frau herr herrn doktor dr prof professor bei beim zum zur von vom doc schwester".split()
)
_DEGREES = frozenset("zu so sehr wie recht ganz nicht sind ist war bin".split())


def _without_refused(keys: list[str]) -> list[str]:
    left: list[str] = []
    skip = 0
    for key in keys:
        if key in _NOT_THIS:
            skip = 3
        elif skip and key in {
            "bei",
            "zu",
            "zur",
            "zum",
            "der",
            "die",
            "den",
            "frau",
            "herr",
            "herrn",
            "mit",
            "dr",
            "doktor",
            "fall",
            "in",
            "beim",
            "von",
        }:
            continue
        elif skip:
            skip = 0
        else:
            left.append(key)
    return left


@lru_cache(maxsize=256)
def _staff_index(vocabulary: Vocabulary) -> Index:
    return _heard_names(vocabulary.staff)


def _heard_names(terms: Iterable[StaffTerm | BranchTerm]) -> Index:
    names = (phrase for term in terms for phrase in _names_of(term) if phrase is not None)
    return indexed(replace(phrase, keys=tuple(_by_ear(key) for key in phrase.keys)) for phrase in names)


def _by_ear(key: str) -> str:
    """Clara and Klara, Stephan and Stefan, Maier and Meyer sound the same."""
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return key[:-1] if key.endswith("ah") else key


_SOUNDS = (
    ("ph", "f"),
    ("th", "t"),
    ("ck", "k"),
    ("ay", "ei"),
    ("ey", "ei"),
    ("ai", "ei"),
    ("y", "i"),
    ("dt", "t"),
    ("tt", "t"),
    ("nn", "n"),
    ("ll", "l"),
    ("ss", "s"),
    ("cl", "kl"),
    ("ca", "ka"),
    ("co", "ko"),
    ("cr", "kr"),
    ("w", "v"),
)


@lru_cache(maxsize=256)
def _branch_index(vocabulary: Vocabulary) -> Index:
    return _heard_names(vocabulary.branches)


def _names_of(term: StaffTerm | BranchTerm) -> list[Phrase | None]:
    parts = [part for part in term.name.split() if fold(part).strip(".") not in _COMMON_NAME_WORDS]
    whole = [phrase_of(term.id, term.name, 1.0), *(phrase_of(term.id, name, 1.0) for name in term.synonyms)]
    return [*whole, *(phrase_of(term.id, part, 0.9) for part in parts)]


_COMMON_NAME_WORDS = frozenset(
    "dr med dent prof frau herr filiale salon praxis werkstatt berlin am in der die das".split()
)
