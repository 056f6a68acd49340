"""Fields of meaning: what the words of a caller are about, so that a word nobody trained on still counts."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "fields.txt"
# A shorter beginning says nothing: "so" is no "sorge". The whole word always counts.
_SHORTEST = 4


def fields_of(words: list[str]) -> frozenset[str]:
    """Return the names of the fields that any of these folded words belongs to."""
    return frozenset().union(*map(_of_word, words))


@lru_cache(maxsize=4096)
def _of_word(word: str) -> frozenset[str]:
    beginnings = [word[:size] for size in range(_SHORTEST, len(word))]
    return frozenset().union(*(_table().get(part, frozenset()) for part in (word, *beginnings)))


@lru_cache(maxsize=1)
def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        name, _, words = line.partition(": ")
        if line.startswith("#"):
            continue
        for word in words.split():
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}
