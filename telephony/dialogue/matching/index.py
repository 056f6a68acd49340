"""Phrases that stand for the company's terms, and which of them an utterance comes closest to."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from telephony.dialogue.text import words

FILLERS = frozenset(
    "und oder der die das den dem ein eine einen einer einem mit fuer bei in im am an auf zu zur zum "
    "von ich sie wir "
    "mir mich mein meine meinen bitte gern gerne haette moechte wuerde will brauche termin noch mal "
    "einmal so auch "
    "was ist es nur ohne".split()
)
_SURE_RATIO = 85
# One letter more or less makes another word of a short one: "helle" is not "heller".
_SHORT_RATIO = 92
_SHORT = 5
_LEAST = 0.45
_AS_GOOD = 0.04


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
class Phrase:
    """Folded words that stand for a term, and how much they do."""

    term_id: int
    keys: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Index:
    """All phrases of a company's services, people or branches, and the words that occur in them."""

    phrases: tuple[Phrase, ...]
    keys: tuple[str, ...]


def all_keys(text: str) -> list[str]:
    """Return the folded words of an utterance without signs and numbers."""
    return [word.key for word in words(text) if word.key[0].isalpha()]


def content(text: str) -> list[str]:
    """Return the folded words that may name something."""
    return [key for key in all_keys(text) if key not in FILLERS]


def phrase_of(term_id: int, text: str, weight: float) -> Phrase | None:
    """Return the phrase for a term, ``None`` if nothing in it names anything."""
    keys = tuple(key for key in all_keys(text) if key not in FILLERS)
    return Phrase(term_id, keys, weight) if keys else None


def indexed(phrases: Iterable[Phrase | None]) -> Index:
    """Return the phrases, each once, ready for :func:`best_of`."""
    kept = tuple(dict.fromkeys(phrase for phrase in phrases if phrase is not None))
    return Index(kept, tuple(dict.fromkeys(key for phrase in kept for key in phrase.keys)))


def best_of(keys: list[str], index: Index) -> Match:
    """Return the terms whose phrases the words come closest to; several if they are equally close."""
    if not keys or not index.phrases:
        return Match()
    heard = {known: said for said in dict.fromkeys(with_pairs(keys)) for known in _similar(said, index.keys)}
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
    if top < _LEAST:
        return Match()
    ids = tuple(term_id for term_id, (score, _) in scores.items() if score >= top - _AS_GOOD)
    return Match(ids, round(min(top, 1.0), 3), scores[ids[0]][1])


def with_pairs(keys: list[str]) -> list[str]:
    """``Reifen Wechsel`` was heard as two words but is one."""
    return [*(first + second for first, second in pairwise(keys)), *keys]


def _similar(said: str, known: tuple[str, ...]) -> list[str]:
    if said in known and len(said) < 5:
        return [said]
    if len(said) < 4:
        return []
    near = [
        hit[0]
        for hit in process.extract(
            said,
            known,
            scorer=fuzz.ratio,
            score_cutoff=_SHORT_RATIO if len(said) <= _SHORT else _SURE_RATIO,
            limit=8,
        )
    ]
    if len(said) >= 8:
        # A compound holds the known word: "Damenhaarschnitt", "Zahnreinigungstermin".
        near += [key for key in known if len(key) >= 6 and (said.startswith(key) or said.endswith(key))]
    return near
