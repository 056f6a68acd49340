"""Finding words in transcripts that lie encrypted in the database.

Each utterance carries fingerprints of its words, made with a key of the company: without that key they say
nothing, in another company the same word has another fingerprint, and when the utterance goes, they go with
it. Fingerprints are short, so that two words may share one: whoever finds a row looks at its text once more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from telephony.knowledge.terms import stem
from tenants.keys import company_key

# A text of more different words is no utterance; what comes after is not found.
MOST_WORDS: Final = 400
MOST_ASKED: Final = 8
_SHORTEST: Final = 3
# What somebody may have typed so far, and what a compound ends with: "Balay", "reinigung".
_SHORTEST_BEGINNING: Final = 4
_SHORTEST_END: Final = 5
_COMPOUND: Final = 8
_WORD: Final = re.compile(r"[^\W_]+")
_PLAIN: Final = str.maketrans(
    {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e", "ê": "e", "á": "a", "à": "a", "ç": "c",
     "ñ": "n", "ı": "i", "ş": "s", "ğ": "g", "ø": "o", "å": "a", "ł": "l"}
)  # fmt: skip
# In every second sentence: nobody is found by them.
_EVERYWHERE: Final = frozenset(
    (
        "der die das den dem des ein eine einen einem einer und oder aber ich sie wir ihr mir mich uns "
        "ihnen ist bin sind war hat habe haben hatte wie was wer wann auch noch nur schon denn dann mit von "
        "vom zum zur bei fur auf aus nach gern gerne bitte danke guten tag hallo nein nicht sehr mal kann "
        "konnen mochte the and you for are"
    ).split()
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A piece of a text; ``is_hit`` where it is a word that was looked for."""

    text: str
    is_hit: bool = False


def fingerprints(text: str) -> list[int]:
    """What an utterance is found by, in no order that tells anything."""
    pieces: set[str] = set()
    for _place, plain in zip(range(MOST_WORDS), _words(text), strict=False):
        pieces |= set(_pieces(plain))
    return sorted(_fingerprint(pieces))


def asked_for(phrase: str) -> tuple[str, ...]:
    """The words of a search as they are compared; empty where it holds nothing one could look for."""
    return tuple(dict.fromkeys(stem(plain) for plain in _words(phrase)))[:MOST_ASKED]


def fingerprints_of_search(asked: Iterable[str]) -> list[int]:
    """One fingerprint for each word that is looked for, in its order."""
    key = company_key(purpose="transcript-words")
    return [_digest(key, each) for each in asked]


def stretches(text: str, asked: Iterable[str]) -> tuple[Stretch, ...]:
    """The text with its hits marked; without any hit one stretch."""
    wanted, found, last = frozenset(asked), [], 0
    for match in _WORD.finditer(text):
        if wanted.isdisjoint(_pieces(_plain(match.group()))):
            continue
        if match.start() > last:
            found.append(Stretch(text=text[last : match.start()]))
        found.append(Stretch(text=match.group(), is_hit=True))
        last = match.end()
    return (*found, Stretch(text=text[last:])) if last < len(text) else tuple(found)


def _words(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text):
        plain = _plain(match.group())
        if plain not in _EVERYWHERE and (len(plain) >= _SHORTEST or plain.isdigit()):
            yield plain


def _plain(word: str) -> str:
    """Without case, accents and the ways to write an umlaut: ``Mueller``, ``Müller`` and ``MULLER`` agree."""
    plain = word.lower().translate(_PLAIN)
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _pieces(plain: str) -> Iterator[str]:
    root = stem(plain)
    yield root
    if plain.startswith("ge") and len(plain) >= _COMPOUND - 1:
        yield stem(plain.removeprefix("ge"))  # who looks for "färben" also means "gefärbt"
    if plain.isdigit():
        return
    for length in range(_SHORTEST_BEGINNING, len(root)):
        yield root[:length]
    if len(plain) >= _COMPOUND:
        for start in range(_SHORTEST_BEGINNING - 1, len(root) - _SHORTEST_END + 1):
            yield root[start:]


def _fingerprint(pieces: Iterable[str]) -> set[int]:
    key = company_key(purpose="transcript-words")
    return {_digest(key, each) for each in pieces}


def _digest(key: bytes, piece: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(piece.encode(), key=key, digest_size=4).digest(), "big", signed=True
    )
