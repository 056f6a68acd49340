"""What the articles say holds: pages, buttons and pictures that they name are there, in both languages."""

from __future__ import annotations

import gettext
import json
import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from PIL import Image

from portal.help.library import FOLDER, LANGUAGES, Article, areas, articles, articles_for
from portal.help.markup import TARGETS, Kind
from portal.help.pictures import SIZES, picture_of
from portal.navigation import ACCOUNT, GROUPS
from portal.permissions import MATRIX
from tests.meta.test_words import FAULTS

STATIC = Path(settings.BASE_DIR) / "static"
CATALOGUE = Path(settings.BASE_DIR) / "portal" / "locale" / "en" / "LC_MESSAGES" / "django.mo"
IN_BOTH = pytest.mark.parametrize("language", LANGUAGES)
HELP = {"help", "help-article"}


def source(article: Article, language: str) -> str:
    return (FOLDER / f"{article.slug}.{language}.md").read_text(encoding="utf-8")


def on_screen(language: str) -> set[str]:
    """Every word of the portal as it is shown in this language."""
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    german = {key[0] if isinstance(key, tuple) else key for key in catalogue}
    return german if language == "de" else set(catalogue.values())


def test_both_languages_have_the_same_articles_and_no_file_is_left_over() -> None:
    slugs = [[article.slug for article in articles(language)] for language in LANGUAGES]
    files = {path.name for path in FOLDER.glob("*.md")}

    assert slugs[0] == slugs[1]
    assert files == {f"{slug}.{language}.md" for slug in slugs[0] for language in LANGUAGES}


@IN_BOTH
def test_articles_are_short_and_have_words_to_be_found_by(language: str) -> None:
    lengths = {article.slug: article.words for article in articles(language)}

    assert {slug: words for slug, words in lengths.items() if not 80 <= words <= 260} == {}
    assert [article.slug for article in articles(language) if len(article.keywords) < 5] == []
    assert [article.title for article in articles(language) if len(article.title) > 60] == []


@IN_BOTH
def test_every_link_of_an_article_leads_somewhere(language: str) -> None:
    slugs = {article.slug for article in articles(language)}
    marks = [
        (article.slug, *mark["target"].split(":"))
        for article in articles(language)
        for mark in TARGETS.finditer(source(article, language))
    ]

    assert len(marks) > 80
    assert [mark for mark in marks if mark[1] == "help" and mark[2] not in slugs - {mark[0]}] == []
    pages = {name for _slug, kind, name in marks if kind == "page"}
    assert pages - set(MATRIX) == set()
    assert all(reverse(name, urlconf=settings.ROOT_URLCONF) for name in pages)


@IN_BOTH
def test_what_is_bold_stands_on_the_screen(language: str) -> None:
    bold = {
        (article.slug, words.rstrip(":"))
        for article in articles(language)
        for words in re.findall(r"\*\*([^*]+)\*\*", re.sub(r"`[^`]*`", "", source(article, language)))
    }
    known = on_screen(language)

    assert len(bold) > 150
    assert sorted(each for each in bold if each[1] not in known) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_german_articles_have_no_fault_of_wording(fault: str) -> None:
    # „Du oder Sie“ is what an article is about.
    spoken = re.compile(r"Du oder Sie|du oder Sie|mit Du|Du, Sie|Siezen oder Duzen")
    texts = {
        article.slug: spoken.sub(
            "beides", " ".join([article.title, article.lead, *(block.plain for block in article.blocks)])
        )
        for article in articles("de")
    }

    assert [slug for slug, text in texts.items() if FAULTS[fault].search(text)] == []


def test_every_page_of_the_menu_is_explained() -> None:
    routes = [entry.route for entry in chain(ACCOUNT, *(group.entries for group in GROUPS))]

    assert [route for route in routes if route not in HELP and not articles_for(route, "de")] == []


def test_every_page_of_the_portal_is_explained() -> None:
    assert sorted(route for route in MATRIX if route not in HELP and not articles_for(route, "de")) == []


def test_articles_name_only_pages_that_are_there() -> None:
    named = {page for article in articles("de") for page in article.pages}

    assert (
        sorted(page for page in named if not any(f"{route}-".startswith(f"{page}-") for route in MATRIX))
        == []
    )


def test_every_picture_is_there_small_and_as_large_as_it_says() -> None:
    shown = {
        (block.name, language)
        for language in LANGUAGES
        for article in articles(language)
        for block in article.blocks
        if block.kind is Kind.PICTURE
    }

    files = set()
    for name, language in shown:
        picture = picture_of(name, language)
        for path in {STATIC / picture.light, STATIC / picture.dark}:
            files.add(path)
            assert path.stat().st_size <= 40_000
            with Image.open(path) as image:
                assert image.width / image.height == pytest.approx(picture.width / picture.height, rel=0.02)
    kept = set((STATIC / "img" / "help").iterdir())
    assert kept == files
    assert sum(path.stat().st_size for path in kept) < 1_000_000
    assert len(json.loads(SIZES.read_text())) == len(shown)


def test_areas_have_headings_in_both_languages() -> None:
    labels = [{area.key: area.label for area in areas(language)} for language in LANGUAGES]

    assert labels[0].keys() == labels[1].keys()
    assert all(label for each in labels for label in each.values())
