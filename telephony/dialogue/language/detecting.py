"""Guesses the language of an utterance from the pieces of its words."""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from telephony.dialogue.language.model import LANE, LONGEST_PIECE, model
from telephony.dialogue.language.scripts import LANGUAGES, LATIN, script_of, script_of_text

# A guess needs no more, and what is longer costs time.
_LONGEST_TEXT = 400
_FOLDED = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ё": "е", "’": "'"})
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# What one word may say for or against a language: a foreign name or title must not outvote the sentence.
_MOST_PER_WORD = 30.0
_NAME_SHARE = 0.25
# Callers in Germany, Austria and Switzerland hardly ever speak these, and they look like their big
# neighbours.
_RARE = frozenset({"ca", "et", "gl", "kk", "lt", "lv", "mk", "ne"})
_RARE_COST = 1.0
# The language of the call is kept until something speaks against it: the less was said, the more it takes.
_KEPT = 7.0
_KEPT_WHEN_SHORT = 8.0
_SHORT = 12
# A greeting, a name, a "super": in every library these are some other language.
_ONE_WORD = 7
_KEPT_FOR_ONE_WORD = 31.0
# People put foreign titles and names into a sentence of their own, but hardly ever their own words into a
# foreign one.
_OWN_WORD = 1.0
_PER_OWN_WORD = 3.0
_MOST_FOR_OWN_WORDS = 12.0
_TAIL = 3
_SPOKEN_AT_HOME = {"de-dialects": "de", "sr-latn": "sr"}


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The likeliest language (ISO 639-1) and how sure that is, from 0 to 1."""

    language: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Candidates:
    lanes: tuple[int, ...]
    names: tuple[str, ...]


def languages() -> tuple[str, ...]:
    """Return every language that can be told apart."""
    return tuple(sorted({_SPOKEN_AT_HOME.get(name, name) for name in model().columns}))


def detect(text: str, *, current: str | None = "de", allowed: Collection[str] | None = None) -> LanguageGuess:
    """Return the language spoken, among ``allowed`` if given.

    ``current`` is the language of the call so far: a few words do not change it, a sentence does. ``None``
    means
    that nothing is known.
    """
    costs, own_words = costs_of(text, allowed=allowed, current=current)
    if not costs:
        return LanguageGuess(current or "de", 0.0)
    if current in costs:
        costs[current] -= _kept(text)
        costs[current] -= min(own_words * _PER_OWN_WORD, _MOST_FOR_OWN_WORDS)
    best = min(costs, key=lambda name: costs[name])
    # The pieces of a text depend on each other, so their sum promises too much.
    scale = math.sqrt(max(len(text.split()), 1))
    share = sum(math.exp((costs[best] - cost) / scale) for cost in costs.values())
    return LanguageGuess(best, round(1 / share, 3))


def _kept(text: str) -> float:
    letters = sum(char.isalpha() for char in text)
    if letters < _ONE_WORD and len(text.split()) == 1:
        return _KEPT_FOR_ONE_WORD
    return _KEPT_WHEN_SHORT if letters < _SHORT else _KEPT


def costs_of(
    text: str, *, allowed: Collection[str] | None = None, current: str | None = None
) -> tuple[dict[str, float], int]:
    """Return how much speaks against each language, and how many words only ``current`` has."""
    folded = unicodedata.normalize("NFC", text[:_LONGEST_TEXT]).translate(_FOLDED)
    words = _WORD.findall(folded)
    if not words:
        return {}, 0
    script = script_of_text(words)
    candidates = _candidates(script, frozenset(allowed) if allowed is not None else None)
    if not candidates.names:
        return {}, 0
    shouted = folded.isupper()
    sums, before, own_words = [0.0] * len(candidates.lanes), "", 0
    for place, word in enumerate(words):
        if script != LATIN and script_of(word[0]) == LATIN:
            continue
        share = _NAME_SHARE if place and word[0].isupper() and not shouted else 1.0
        word_costs = _word_costs(word.lower(), before, candidates)
        for at, cost in enumerate(word_costs):
            sums[at] += share * cost
        own_words += _is_own_word(word_costs, candidates.names, current)
        before = word[-_TAIL:].lower()
    return _by_language(candidates.names, sums), own_words


def _is_own_word(word_costs: tuple[float, ...], names: tuple[str, ...], current: str | None) -> bool:
    """Tell whether the word is one of the current language and of no other."""
    own = [
        cost
        for name, cost in zip(names, word_costs, strict=True)
        if _SPOKEN_AT_HOME.get(name, name) == current
    ]
    others = (
        cost
        for name, cost in zip(names, word_costs, strict=True)
        if _SPOKEN_AT_HOME.get(name, name) != current
    )
    return bool(own) and min(own) + _OWN_WORD < min(others, default=0.0)


def _by_language(names: tuple[str, ...], sums: list[float]) -> dict[str, float]:
    best: dict[str, float] = {}
    for column, cost in zip(names, sums, strict=True):
        name = _SPOKEN_AT_HOME.get(column, column)
        whole = cost + (_RARE_COST if name in _RARE else 0.0)
        best[name] = min(best.get(name, whole), whole)
    return best


@lru_cache(maxsize=256)
def _candidates(script: str, allowed: frozenset[str] | None) -> _Candidates:
    written = LANGUAGES.get(script) or frozenset(languages()) - frozenset().union(*LANGUAGES.values()) | {
        "sr"
    }
    found = [
        (lane, column)
        for lane, column in enumerate(model().columns)
        if (name := _SPOKEN_AT_HOME.get(column, column)) in written
        and (allowed is None or name in allowed)
        and (name != "sr" or (column == "sr-latn") == (script == LATIN))
    ]
    return _Candidates(tuple(lane for lane, _ in found), tuple(name for _, name in found))


@lru_cache(maxsize=4096)
def _word_costs(word: str, before: str, candidates: _Candidates) -> tuple[float, ...]:
    """Return what each piece that holds a letter of the word says; pieces may begin in the word before."""
    known = model()
    framed = f"{before} {word} "
    first = len(before) + 1
    costs, whole = known.costs, 0
    for size in range(1, LONGEST_PIECE + 1):
        for at in range(max(first - size + 1, 0), len(framed) - size + 1):
            whole += costs.get(framed[at : at + size], 0)
    if len(word) + 2 > LONGEST_PIECE:
        whole += costs.get(f" {word} ", 0)
    lanes = array("H", whole.to_bytes(len(known.columns) * LANE, "little"))
    found = [lanes[lane] / known.steps_per_unit for lane in candidates.lanes]
    least = min(found)
    return tuple(min(cost - least, _MOST_PER_WORD) for cost in found)
