"""A text becomes passages, a passage sentences: pieces small enough to be spoken by themselves."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TEXT = 200_000
LONGEST_PASSAGE = 700
LONGEST_HEADING = 90
MOST_PASSAGES = 400

_BULLET = re.compile(r"(?:[-*•–]|\d+[.)])\s+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜ0-9„\"])")
_ORDINAL_OR_SHORT = re.compile(
    r"(?:\b\d{1,2}|\b(?:Dr|Str|St|Nr|ca|bzw|z\. ?B|inkl|usw|Tel|Prof|Ggf|ggf|max|min|u\. ?a))\.$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage before it is stored."""

    heading: str
    text: str


def cleaned(text: str, *, longest: int = LONGEST_TEXT) -> str:
    """Text from outside without control characters and of bounded length; line breaks stay."""
    text = unicodedata.normalize("NFC", text[: longest * 2])
    kept = "".join(
        char if char == "\n" or unicodedata.category(char)[0] != "C" else " "
        for char in text.replace("\r", "\n")
    )
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:longest]


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The passages of a text, each with the heading above it. Markdown and plain headings are known."""
    heading, found = "", list[Piece]()
    for block in re.split(r"\n\s*\n", cleaned(text)):
        lines = [line for line in block.split("\n") if line]
        if lines and _is_heading(lines):
            heading, lines = lines[0].lstrip("# ").rstrip(":"), lines[1:]
        found += [
            Piece(heading=heading[:200], text=part)
            for part in _parts(" ".join(_item(line) for line in lines))
        ]
    return tuple(found[:MOST_PASSAGES])


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences, ordinals and abbreviations kept whole."""
    whole: list[str] = []
    for part in _SENTENCE_END.split(text):
        if whole and _ORDINAL_OR_SHORT.search(whole[-1]):
            whole[-1] = f"{whole[-1]} {part}"
        elif part.strip():
            whole.append(part.strip())
    return tuple(whole)


def _is_heading(lines: list[str]) -> bool:
    first = lines[0]
    if first.startswith("#"):
        return True
    if _BULLET.match(first):
        return False
    is_short = len(first) <= LONGEST_HEADING and first[-1:] not in ".!,;"
    return is_short and (len(lines) > 1 or first.endswith((":", "?"))) and len(first.split()) <= 10


def _item(line: str) -> str:
    """A list's line ends like a sentence."""
    line = _BULLET.sub("", line)
    return line if line[-1:] in ".!?:;," else f"{line}."


def _parts(text: str) -> Iterator[str]:
    part = ""
    for sentence in sentences_of(text):
        if part and len(part) + len(sentence) > LONGEST_PASSAGE:
            yield part
            part = ""
        part = f"{part} {sentence}".strip()[: LONGEST_PASSAGE * 2]
    if part:
        yield part
