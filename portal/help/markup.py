"""The few marks that articles use, a small part of Markdown: blocks, and links in their lines.

``## Heading``, ``1. step``, ``- point``, ``> good to know``, ``![what it shows](picture)``, and in a line
``**bold**``, ```` `code` ````, ``[words](page:route)`` to a page of the portal, ``[words](help:slug)`` to an
article. Anything else is taken word for word: nothing that is written here becomes markup of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify


class Kind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    TEXT = "text"
    STEPS = "steps"
    POINTS = "points"
    NOTE = "note"
    PICTURE = "picture"


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A piece of an article. ``lines``: of a list its items; of a picture what it shows."""

    kind: Kind
    lines: tuple[str, ...]
    # Of a heading: where in the page it stands. Of a picture: its name.
    name: str = ""

    @property
    def plain(self) -> str:
        """Its words without marks."""
        return " ".join(plain(line) for line in self.lines)


Links = Callable[[str, str], SafeString]

_ITEM: Final = re.compile(r"^(?:(\d+)\.|-) +")
_PICTURE: Final = re.compile(r"^!\[([^\]]+)\]\(([\w-]+)\)$")
_LINK: Final = r"\[(?P<words>[^\]]+)\]\((?P<target>(?:page|help):[\w-]+)\)"
_INLINE: Final = re.compile(rf"`(?P<code>[^`]+)`|\*\*(?P<bold>[^*]+)\*\*|{_LINK}")
TARGETS: Final = re.compile(_LINK)


def blocks_of(text: str) -> tuple[Block, ...]:
    """An article's blocks in order."""
    return tuple(_block(part.strip("\n")) for part in re.split(r"\n\s*\n", text) if part.strip())


def plain(line: str) -> str:
    """A line as it would be read aloud."""
    return _INLINE.sub(lambda mark: mark["code"] or mark["bold"] or mark["words"], line)


def inline(line: str, links: Links) -> SafeString:
    """A line as HTML; ``links`` makes the link out of target and words."""
    return format_html_join("", "{}", ((each,) for each in _pieces(line, links)))


def _pieces(line: str, links: Links) -> Iterator[str]:
    end = 0
    for mark in _INLINE.finditer(line):
        yield conditional_escape(line[end : mark.start()])
        if mark["code"]:
            yield format_html("<code>{}</code>", mark["code"])
        elif mark["bold"]:
            yield format_html("<strong>{}</strong>", mark["bold"])
        else:
            yield links(mark["target"], mark["words"])
        end = mark.end()
    yield conditional_escape(line[end:])


def _block(text: str) -> Block:
    if text.startswith("## "):
        words = text.removeprefix("## ").strip()
        return Block(kind=Kind.HEADING, lines=(words,), name=slugify(words))
    if picture := _PICTURE.match(text):
        return Block(kind=Kind.PICTURE, lines=(picture[1],), name=picture[2])
    if text.startswith("> "):
        return Block(kind=Kind.NOTE, lines=(_joined(line.lstrip("> ") for line in text.splitlines()),))
    if item := _ITEM.match(text):
        kind = Kind.STEPS if item[1] else Kind.POINTS
        return Block(kind=kind, lines=tuple(_items(text)))
    return Block(kind=Kind.TEXT, lines=(_joined(text.splitlines()),))


def _items(text: str) -> Iterator[str]:
    item: list[str] = []
    for line in text.splitlines():
        if (begin := _ITEM.match(line)) and item:
            yield _joined(item)
            item = []
        item.append(line[begin.end() :] if begin else line)
    yield _joined(item)


def _joined(lines: Iterator[str] | list[str]) -> str:
    return " ".join(line.strip() for line in lines)
