"""A spoken text as words with their places in it, in sentences and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telephony.dialogue.numbers import cardinal
from telephony.dialogue.text import fold

_TOKEN = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2}(?!\d))?"
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)"
    r"|\d+[.,:]\d{1,2}(?!\d)"
    r"|\d+"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*"
    r"|[€%.,;:!?…–-]"
)
# A point behind these ends no sentence.
_SHORT = frozenset("dr st str ca bzw inkl zzgl nr tel usw z b a p m am pm min std u d h".split())
_MONTHS = frozenset(
    "januar jaenner februar maerz april mai juni juli august september oktober november dezember".split()
)
# "Da ist nichts frei, aber morgen um neun": the second half says the opposite of the first.
_TURNS = frozenset("aber sonst jedoch dafuer stattdessen but however otherwise instead".split())

_ENGLISH = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
}
_ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign; ``key`` is folded for comparing, ``start`` and ``end`` are its place in the text."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """What is said in one breath: all of it is offered, refused or asked alike."""

    tokens: tuple[Token, ...]
    is_question: bool

    @property
    def phrase(self) -> str:
        """The words joined by single spaces and framed by them."""
        words = (token.key.replace("%", "prozent") for token in self.tokens)
        return " " + " ".join(word for word in words if word[0].isalnum()) + " "


def clauses_of(text: str) -> Iterator[list[Clause]]:
    """The sentences of a text, each as its clauses."""
    for sentence in _sentences(_tokens(text)):
        is_question = sentence[-1].key == "?"
        yield [Clause(tuple(part), is_question) for part in _parts(sentence)]


def key_at(tokens: Sequence[Token], at: int) -> str:
    """The folded word at a place; empty outside of the clause."""
    return tokens[at].key if 0 <= at < len(tokens) else ""


def number(tokens: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The number that begins here and its count of words: ``45,50``, ``fünfundvierzig``, ``forty five``."""
    if at >= len(tokens):
        return None
    key = tokens[at].key
    if key[0].isdigit():
        return _digits(key)
    if key in _ENGLISH_TENS:
        ones = _ENGLISH.get(tokens[at + 1].key, 0) if at + 1 < len(tokens) else 0
        return (_ENGLISH_TENS[key] + ones, 2) if 0 < ones < 10 else (_ENGLISH_TENS[key], 1)
    value = cardinal(key) if key not in {"a", "n"} else None
    value = _ENGLISH.get(key) if value is None else value
    return None if value is None else (value, 1)


def _digits(key: str) -> tuple[float, int] | None:
    if key.count(".") == 2 or "-" in key or ":" in key:
        return None
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", key):
        key = key.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", key):
        key = key.replace(",", "")
    return float(key.replace(",", ".")), 1


def _tokens(text: str) -> list[Token]:
    return [
        Token(fold(match.group()).replace("'", ""), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


def _sentences(tokens: list[Token]) -> Iterator[list[Token]]:
    begun: list[Token] = []
    for place, token in enumerate(tokens):
        begun.append(token)
        if token.key in {"!", "?", ";", "…"} or (token.key == "." and _is_end(tokens, place)):
            yield begun
            begun = []
    if begun:
        yield begun


def _is_end(tokens: list[Token], place: int) -> bool:
    """``8. Dezember``, ``den 8. oder``, ``z. B.`` go on; ``um 9 Uhr 30. Passt das`` does not."""
    if place == 0 or place + 1 >= len(tokens):
        return True
    before, after = tokens[place - 1].key, tokens[place + 1].key
    if before.isdigit():
        ordinal = place > 1 and tokens[place - 2].key in {
            "den",
            "dem",
            "der",
            "am",
            "vom",
            "zum",
            "bis",
            "the",
        }
        return not (after in _MONTHS or (len(before) <= 2 and ordinal))
    return before not in _SHORT or len(before) > 4


def _parts(sentence: list[Token]) -> Iterator[list[Token]]:
    begun: list[Token] = []
    for token in sentence:
        if token.key in _TURNS and begun:
            yield begun
            begun = []
        begun.append(token)
    yield begun
