"""Finds the company's services, people and places in what was said, forgiving hearing and compounds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from telephony.dialogue.answers import read_ordinal
from telephony.dialogue.text import fold, words
from telephony.dialogue.trades import CONCEPTS, PEOPLE, VARIANTS
from telephony.dialogue.vocabulary import BranchTerm, StaffTerm, Vocabulary

_FILLERS = frozenset(
    "und oder der die das den dem ein eine einen einer einem mit fuer bei in im am an auf zu zur zum "
    "von ich sie wir "
    "mir mich mein meine meinen bitte gern gerne haette moechte wuerde will brauche termin noch mal "
    "einmal so auch "
    "was ist es nur ohne".split()
)
_PARTS = re.compile(r",|\bund\b|\bplus\b|\bsowie\b|\bund auch\b|\baußerdem\b", re.IGNORECASE)
_FOR_SOMEBODY = re.compile(r"^(?!.* mich ).* fuer (?:meine[nr]?|unsere[nr]?|den|die) ")
_NOT_THIS = frozenset({"statt", "anstatt", "nicht", "ausser", "keinen", "keine", "kein"})
_SURE_RATIO = 85
_SURE_SCORE = 0.8
_RETHOUGHT = re.compile(
    r"\b(?:doch lieber|lieber doch|oder lieber|nein,? doch|ach nein|quatsch|stattdessen)\b", re.IGNORECASE
)
_GROUP = re.compile(r"\b(?:herren|maenner|damen|frauen|kinder)")


@dataclass(frozen=True, slots=True)
class Match:
    """Which terms were meant: several ids of one score mean that it has to be asked."""

    ids: tuple[int, ...] = ()
    score: float = 0.0
    text: str = ""

    @property
    def only(self) -> int | None:
        """Return the id if exactly one term was meant."""
        return self.ids[0] if len(self.ids) == 1 else None


@dataclass(frozen=True, slots=True)
class _Phrase:
    term_id: int
    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class _Index:
    phrases: tuple[_Phrase, ...]
    keys: tuple[str, ...]


def match_service(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services meant by the utterance, best first; an empty match if none was named."""
    rethought = _RETHOUGHT.split(text)
    if len(rethought) > 1 and (last := match_service(rethought[-1], vocabulary)).score >= _SURE_SCORE:
        return last
    keys = _content(text)
    best = _by_own_name(keys, _best(keys, _service_index(vocabulary)), vocabulary)
    if not best.ids and _FOR_SOMEBODY.search(f" {' '.join(_all_keys(text))} ") is not None:
        variant = match_person_group(text, vocabulary)
        return variant if len(variant.ids) == 1 else Match()
    if len(best.ids) > 1:
        return _by_variant(_all_keys(text), _for_everybody(text, best, vocabulary), vocabulary)
    sibling = sibling_service(text, best.only, vocabulary)
    return replace(best, ids=(sibling,)) if sibling is not None else best


def _for_everybody(text: str, match: Match, vocabulary: Vocabulary) -> Match:
    """Without a word about a child, "Kontrolle" is the one that is for nobody in particular."""
    general = tuple(one for one in match.ids if not _GROUP.search(fold(_name_of(one, vocabulary))))
    is_open = not general or names_group(text)
    return match if is_open else replace(match, ids=general)


def sibling_service(text: str, service_id: int | None, vocabulary: Vocabulary) -> int | None:
    """Return the same work for the group that was named: "für meinen Mann" turns Damen into Herren."""
    said = set(_all_keys(text))
    own_name = fold(_name_of(service_id, vocabulary))
    for marks, everyday in PEOPLE:
        if not said & everyday:
            continue
        if any(mark in own_name for mark in marks):
            return None
        alike = [
            term_id
            for term_id in siblings_of(service_id, vocabulary)
            if any(mark in fold(_name_of(term_id, vocabulary)) for mark in marks)
        ]
        if len(alike) == 1:
            return alike[0]
    return None


def siblings_of(service_id: int | None, vocabulary: Vocabulary) -> tuple[int, ...]:
    """Return the services that are the same work for other people: Haarschnitt Damen and Herren."""
    name = fold(_name_of(service_id, vocabulary))
    if not name:
        return ()
    return tuple(
        term.id
        for term in vocabulary.services
        if term.id != service_id
        and (head := _GROUP.sub("", fold(term.name)).strip()) != fold(term.name)
        and len(head) > 5
        and head in name
    )


def is_for_one_group(service_id: int | None, vocabulary: Vocabulary) -> bool:
    """Tell whether the same work has its own service for men, women or children."""
    return _GROUP.search(fold(_name_of(service_id, vocabulary))) is not None and bool(
        siblings_of(service_id, vocabulary)
    )


def names_group(text: str) -> bool:
    """Tell whether the utterance says for whom the work is."""
    said = set(_all_keys(text))
    return any(said & everyday for _, everyday in PEOPLE)


def _name_of(service_id: int | None, vocabulary: Vocabulary) -> str:
    term = vocabulary.service(service_id)
    return term.name if term else ""


def match_person_group(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services for the group that alone was named: "Herren", "für die Kinder"."""
    everything = Match(tuple(term.id for term in vocabulary.services), 0.9, text)
    group = _by_variant(_all_keys(text), everything, vocabulary)
    return group if len(group.ids) < len(vocabulary.services) else Match()


def match_several(text: str, vocabulary: Vocabulary) -> tuple[Match, ...]:
    """Return one match for each service of "Schneiden und Färben" that no single service covers."""
    whole = match_service(text, vocabulary)
    if _RETHOUGHT.search(text) or " oder " in text.lower():
        return (whole,)
    found = [match_service(part, vocabulary) for part in _PARTS.split(text)]
    found = [match for match in found if match.ids and match.score >= _SURE_SCORE]
    distinct = [
        match
        for at, match in enumerate(found)
        if not any(set(match.ids) & set(one.ids) for one in found[:at])
    ]
    covers_all = whole.only is not None and all(match.text and match.text in whole.text for match in distinct)
    return (whole,) if len(distinct) < 2 or covers_all else tuple(distinct)


def _by_own_name(keys: list[str], match: Match, vocabulary: Vocabulary) -> Match:
    """``Haare färben`` is ``Färben``, not ``Ansatz färben``: the name of which nothing is left unsaid."""
    if len(match.ids) < 2:
        return match
    said = set(_with_pairs(keys))
    whole = tuple(
        term.id for term in vocabulary.services
        if term.id in match.ids and all(key in said for key in _content(term.name))
    )  # fmt: skip
    return Match(whole, match.score, match.text) if len(whole) == 1 else match


def pick_service(text: str, options: tuple[int, ...], vocabulary: Vocabulary) -> Match | None:
    """Return which of the services just asked about is meant by a short answer, or ``None``."""
    terms = [term for term in vocabulary.services if term.id in options]
    ordered = tuple(term.id for term in terms)
    keys = _all_keys(text)
    variant = _by_variant(keys, Match(ordered, 1.0, text), vocabulary)
    if len(variant.ids) == 1:
        return variant
    place = read_ordinal(f" {' '.join(keys)} ", len(ordered))
    if place is not None:
        return Match((ordered[place],), 1.0, text)
    fitting = [term.id for term in terms if any(len(key) >= 4 and key in fold(term.name) for key in keys)]
    return Match((fitting[0],), 0.9, text) if len(fitting) == 1 else None


def match_staff(text: str, vocabulary: Vocabulary) -> Match:
    """Return the people meant by the utterance; those behind "statt" or "nicht bei" are not meant."""
    keys = _without_plain_words(_without_refused(_all_keys(text)))
    return _best([_by_ear(key) for key in keys], _staff_index(vocabulary))


def match_branch(text: str, vocabulary: Vocabulary) -> Match:
    """Return the branches meant by the utterance; those behind "statt" or "nicht in" are not meant."""
    keys = [key for key in _without_refused(_all_keys(text)) if key not in _FILLERS]
    # "Spandauer Werkstatt", "Pankower Filiale": the place as an adjective.
    keys += [key[:-2] for key in keys if len(key) > 6 and key.endswith("er")]
    return _best([_by_ear(key) for key in keys], _branch_index(vocabulary))


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


def _all_keys(text: str) -> list[str]:
    return [word.key for word in words(text) if word.key[0].isalpha()]


def _content(text: str) -> list[str]:
    return [key for key in _all_keys(text) if key not in _FILLERS]


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


def _phrase(term_id: int, text: str, weight: float) -> _Phrase | None:
    keys = tuple(key for key in _all_keys(text) if key not in _FILLERS)
    return _Phrase(term_id, keys, weight) if keys else None


def _indexed(phrases: Iterable[_Phrase | None]) -> _Index:
    kept = tuple(dict.fromkeys(phrase for phrase in phrases if phrase is not None))
    return _Index(kept, tuple(dict.fromkeys(key for phrase in kept for key in phrase.keys)))


@lru_cache(maxsize=256)
def _service_index(vocabulary: Vocabulary) -> _Index:
    phrases = []
    for term in vocabulary.services:
        own = " ".join((term.name, *term.synonyms))
        phrases += [_phrase(term.id, name, 1.0) for name in (term.name, *term.synonyms)]
        folded = fold(own).split()
        for concept in CONCEPTS:
            if any(_marks(mark, folded) for mark in concept.marks):
                phrases += [_phrase(term.id, said, 0.9) for said in concept.said]
    return _indexed(phrases)


def _marks(mark: str, name_words: list[str]) -> bool:
    return mark in name_words if len(mark) < 4 and mark != "oel" else any(mark in word for word in name_words)


@lru_cache(maxsize=256)
def _staff_index(vocabulary: Vocabulary) -> _Index:
    return _heard_names(vocabulary.staff)


def _heard_names(terms: Iterable[StaffTerm | BranchTerm]) -> _Index:
    names = (phrase for term in terms for phrase in _names_of(term) if phrase is not None)
    return _indexed(replace(phrase, keys=tuple(_by_ear(key) for key in phrase.keys)) for phrase in names)


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
def _branch_index(vocabulary: Vocabulary) -> _Index:
    return _heard_names(vocabulary.branches)


def _names_of(term: StaffTerm | BranchTerm) -> list[_Phrase | None]:
    parts = [part for part in term.name.split() if fold(part).strip(".") not in _COMMON_NAME_WORDS]
    whole = [_phrase(term.id, term.name, 1.0), *(_phrase(term.id, name, 1.0) for name in term.synonyms)]
    return [*whole, *(_phrase(term.id, part, 0.9) for part in parts)]


_COMMON_NAME_WORDS = frozenset(
    "dr med dent prof frau herr filiale salon praxis werkstatt berlin am in der die das".split()
)


def _best(keys: list[str], index: _Index) -> Match:
    if not keys or not index.phrases:
        return Match()
    heard = {known: said for said in dict.fromkeys(_with_pairs(keys)) for known in _similar(said, index.keys)}
    scores: dict[int, tuple[float, str]] = {}
    for phrase in index.phrases:
        hits = [key for key in phrase.keys if key in heard]
        if not hits:
            continue
        share = sum(len(key) for key in hits) / sum(len(key) for key in phrase.keys)
        if share < 1 and (len(hits[0]) < 5 or phrase.weight < 1):
            continue
        exact = sum(key == heard[key] for key in hits) / len(hits)
        score = phrase.weight * share * (1 + 0.12 * (len(hits) - 1)) + 0.05 * exact
        said = " ".join(heard[key] for key in hits)
        if score > scores.get(phrase.term_id, (0.0, ""))[0]:
            scores[phrase.term_id] = (score, said)
    if not scores:
        return Match()
    top = max(score for score, _ in scores.values())
    if top < 0.45:
        return Match()
    ids = tuple(term_id for term_id, (score, _) in scores.items() if score >= top - 0.04)
    return Match(ids, round(min(top, 1.0), 3), scores[ids[0]][1])


def _with_pairs(keys: list[str]) -> list[str]:
    """``Reifen Wechsel`` was heard as two words but is one."""
    return [*(first + second for first, second in pairwise(keys)), *keys]


def _similar(said: str, known: tuple[str, ...]) -> list[str]:
    if said in known and len(said) < 5:
        return [said]
    if len(said) < 4:
        return []
    near = [
        hit[0] for hit in process.extract(said, known, scorer=fuzz.ratio, score_cutoff=_SURE_RATIO, limit=8)
    ]
    if len(said) >= 8:
        # A compound holds the known word: "Damenhaarschnitt", "Zahnreinigungstermin".
        near += [key for key in known if len(key) >= 6 and (said.startswith(key) or said.endswith(key))]
    return near


def _by_variant(keys: list[str], match: Match, vocabulary: Vocabulary) -> Match:
    """Decide by whom or what the service is for: "für meinen Sohn" is the children's cut."""
    said = set(keys)
    pool = match.ids or ()
    for marks, everyday in VARIANTS:
        if not said & everyday:
            continue
        fitting = tuple(
            term.id for term in vocabulary.services
            if term.id in pool and any(mark in fold(term.name) for mark in marks)
        )  # fmt: skip
        if fitting:
            return Match(fitting, match.score, match.text)
    return match
