"""Cuts an utterance into tokens: numbers, dates, clocks, and concepts of the lexicon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from telephony.dialogue.numbers import cardinal, ordinal
from telephony.dialogue.text import DIALECT, clean, fold
from telephony.dialogue.times.reading.lexicon import CONCEPTS, Concept, compound

_FORMS = (
    ("iso", r"(\d{4})\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)"),
    (
        "date",
        r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?((?:19|20)\d\d(?!\s?-\s?\d{4})|\d{2})(?!\d|[:.]\d|\s*uhr|h\b|\s*-\s*\d{1,2}\s*uhr)",
    ),
    ("yearmonth", r"(\d{4})\s*[-./]\s*(\d{1,2})(?!\d|:)"),
    ("monthyear", r"(\d{1,2})\s*[-./]\s*(20\d\d|19\d\d)(?!\d|:)"),
    ("clock", r"(\d{1,2}):(\d{2})(?::(\d{2}))?(?!\d)"),
    ("hclock", r"(\d{1,2})\s?h\s?(\d{2})(?!\d)"),
    ("daymonth", r"(\d{1,2})\.\s?(\d{1,2})\.(?!\d)"),
    ("dotted", r"(\d{1,2})\.(\d{2}|\d)(?!\d)"),
    ("slashed", r"(\d{1,2})/(\d{1,2})(?!\d|[:.]\d)"),
    ("decimal", r"(\d+)[.,](\d+)"),
    ("ordinal", r"(\d{1,2})(?:\.(?!\d)|(?:st|nd|rd|th|ten|te|ter|tes)\b)"),
    ("number", r"(\d+)"),
    ("meridiem", r"([ap])\.?m\.?(?![a-z])(?<=\.)|([ap])\.m\b"),
    ("word", r"([a-z']+)"),
    ("mark", r"([,;.!?()/-])"),
)
_PATTERNS = tuple((name, re.compile(form)) for name, form in _FORMS)


@dataclass(frozen=True, slots=True)
class Token:
    """A token: ``kind`` tells how to read ``value``; ``word`` is how it was said."""

    kind: str
    value: Any
    word: str
    glued: bool = False


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the tokens of an utterance."""
    said = fold(clean(text)).replace("—", "-")
    found: list[Token] = []
    at, last = 0, -1
    while at < len(said):
        form = next(
            ((name, match) for name, pattern in _PATTERNS if (match := pattern.match(said, at))), None
        )
        if form is None:
            at += 1
            continue
        found.extend(_tokens(*form, glued=at == last))
        at = last = form[1].end()
    return tuple(found)


def _tokens(name: str, match: re.Match[str], *, glued: bool) -> list[Token]:
    said = match.group()
    if name == "word":
        return _words(said.replace("'", ""), glued=glued)
    if name == "mark":
        return [Token("mark", said, said, glued)]
    if name == "meridiem":
        return [Token("meridiem", f"{said[0]}m", said, glued)]
    parts = [int(part) for part in match.groups() if part and part.isdigit()]
    if name in {"iso", "date"}:
        return _date(name, said, parts, glued=glued)
    if name in {"clock", "hclock"}:
        return _clock(said, parts, glued=glued)
    if name in {"yearmonth", "monthyear"}:
        year, month = parts if name == "yearmonth" else reversed(parts)
        return [Token("month_of", (year, month), said, glued)] if 1 <= month <= 12 else _split(said)
    if name == "decimal":
        return [Token("number", float(said.replace(",", ".")), said, glued)]
    if name in {"ordinal", "number"}:
        return [Token(name, parts[0], said, glued)]
    return [Token(name, tuple(parts), said, glued)]


def _date(name: str, said: str, parts: list[int], *, glued: bool) -> list[Token]:
    year, month, day = parts if name == "iso" else reversed(parts)
    if year < 100:
        year += 2000 if year < 70 else 1900
    if month > 12 >= day:
        month, day = day, month
    return (
        [Token("date", (year, month, day), said, glued)]
        if 1 <= month <= 12 and 1 <= day <= 31
        else _split(said)
    )


def _clock(said: str, parts: list[int], *, glued: bool) -> list[Token]:
    hour, minute, second = (*parts, 0)[:3] if len(parts) == 2 else parts
    if hour > 24 or minute > 59 or second > 59:
        return _split(said)
    return [Token("clock", (hour, minute, second if len(parts) == 3 else None), said, glued)]


def _split(said: str) -> list[Token]:
    """A form that is no date after all: its numbers and signs one by one."""
    parts = re.findall(r"\d{1,2}[.:]\d{2}(?!\d)|\d+|[^\d\s]", said)
    found: list[Token] = []
    for part in parts:
        if part.isdigit():
            found.append(Token("number", int(part), part))
        elif part[0].isdigit():
            found.append(Token("dotted", tuple(int(each) for each in re.split(r"[.:]", part)), part))
        else:
            found.append(Token("mark", part, part))
    return found


def _words(said: str, *, glued: bool) -> list[Token]:
    word = DIALECT.get(said, said) if said not in {"a", "n", "i", "mi"} else said
    if glued and word in {"s", "m", "h"}:
        word = {"s": "sekunden", "m": "minuten", "h": "h"}[word]
    concept = CONCEPTS.get(word)
    if concept is not None:
        return [_token(each, word, glued=glued) for each in concept]
    value = cardinal(word)
    if value is not None:
        return [Token("number", value, word, glued)]
    place = ordinal(word)
    if place is not None:
        return [Token("ordinal", place, word, glued)]
    return [_token(each, word, glued=glued) for each in compound(word)] or [Token("other", word, word, glued)]


def _token(concept: Concept, word: str, *, glued: bool) -> Token:
    return Token(concept[0], concept[1], word, glued)
