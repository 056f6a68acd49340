"""The articles: which there are, in which order, for which pages, and what stands in them.

``articles/index.yaml`` is the table of contents. Each article is two files, ``<slug>.de.md`` and
``<slug>.en.md``: what it is called, a sentence about it and everyday words for it on top, the text below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import yaml

from portal.help.markup import Block, Kind, blocks_of

FOLDER: Final = Path(__file__).parent / "articles"
LANGUAGES: Final = ("de", "en")
_FENCE: Final = "---\n"


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """One thing explained, in one language."""

    slug: str
    title: str
    lead: str
    # What people call it who do not know our words.
    keywords: tuple[str, ...]
    # Beginnings of the names of the routes that it explains.
    pages: tuple[str, ...]
    blocks: tuple[Block, ...]

    @property
    def picture(self) -> Block | None:
        """The first picture."""
        return next((block for block in self.blocks if block.kind is Kind.PICTURE), None)

    @property
    def words(self) -> int:
        """How long it is."""
        return sum(len(block.plain.split()) for block in self.blocks if block.kind is not Kind.PICTURE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Area:
    """Articles under one heading."""

    key: str
    label: str
    icon: str
    articles: tuple[Article, ...]


@lru_cache(maxsize=len(LANGUAGES))
def areas(language: str) -> tuple[Area, ...]:
    """All articles in the order of the table of contents."""
    contents: list[dict[str, Any]] = yaml.safe_load((FOLDER / "index.yaml").read_text(encoding="utf-8"))
    return tuple(
        Area(
            key=area["key"],
            label=area[language],
            icon=area["icon"],
            articles=tuple(
                _article(slug, tuple(pages), language) for slug, pages in area["articles"].items()
            ),
        )
        for area in contents
    )


def articles(language: str) -> Iterator[Article]:
    """The same without headings."""
    return (article for area in areas(language) for article in area.articles)


@lru_cache(maxsize=256)
def articles_for(route: str, language: str) -> tuple[Article, ...]:
    """What explains a page: the articles that name the longest beginning of its route."""
    fits = [(article, _fit(article, route)) for article in articles(language)]
    best = max((fit for _article, fit in fits), default=0)
    return tuple(article for article, fit in fits if best and fit == best)


def _fit(article: Article, route: str) -> int:
    return max(
        (len(page) for page in article.pages if route == page or route.startswith(f"{page}-")), default=0
    )


def _article(slug: str, pages: tuple[str, ...], language: str) -> Article:
    _nothing, head, text = (FOLDER / f"{slug}.{language}.md").read_text(encoding="utf-8").split(_FENCE, 2)
    told: dict[str, str] = yaml.safe_load(head)
    return Article(
        slug=slug,
        title=told["title"],
        lead=told["lead"],
        keywords=tuple(each.strip() for each in told["keywords"].split(",")),
        pages=pages,
        blocks=blocks_of(text),
    )
