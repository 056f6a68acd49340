"""Reading: from each page to its article, in one's own language, with links one may follow."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from portal.help.library import articles
from tenants.enums import Role
from tenants.models import Company
from tests.portal.conftest import member, signed_in

SLUGS = [article.slug for article in articles("de")]


def test_contents_name_every_article(owner: Client) -> None:
    page = owner.get("/hilfe/").content.decode()

    assert [slug for slug in SLUGS if f'href="/hilfe/{slug}/"' not in page] == []


def test_every_article_opens(owner: Client) -> None:
    """One after the other in German and in English."""
    for number, pair in enumerate(zip(articles("de"), articles("en"), strict=True)):
        language, article = ("de", "en")[number % 2], pair[number % 2]
        answer = owner.get(f"/hilfe/{article.slug}/", headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert article.title in unescape(answer.content.decode()), article.slug


def test_an_article_that_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get("/hilfe/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize(
    ("page", "leads_to"),
    [
        ("/ausfall/", "/hilfe/ausfall/"),
        ("/rueckrufe/", "/hilfe/rueckrufe/"),
        ("/kunden/doppelte/", "/hilfe/doppelte-eintraege/"),
        ("/kalender/", "/hilfe/?seite=calendar"),
        ("/hilfe/", "/hilfe/"),
    ],
)
def test_each_page_leads_to_what_explains_it(owner: Client, page: str, leads_to: str) -> None:
    shown = owner.get(page).content.decode()

    assert f'href="{leads_to}"' in shown.split("<main")[0]


def test_several_articles_for_a_page_stand_first(owner: Client) -> None:
    page = owner.get("/hilfe/?seite=calendar").content.decode()
    here = page.split('id="here-title"')[1].split("</section>")[0]

    assert here.count("<li>") == 3
    assert "/hilfe/zeit-sperren/" in here


@pytest.mark.parametrize("wrong", ["gibt-es-nicht", "<b>", "\0", "x" * 5000])
def test_a_made_up_page_shows_the_contents(owner: Client, wrong: str) -> None:
    answer = owner.get("/hilfe/", {"seite": wrong})

    assert answer.status_code == 200
    assert 'id="here-title"' not in answer.content.decode()


def test_staff_read_everything_but_are_led_only_where_they_may_go(company: Company) -> None:
    ben = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)

    rules = ben.get("/hilfe/regeln/").content.decode()
    absence = ben.get("/hilfe/ausfall/").content.decode()

    assert 'href="/regeln/"' not in rules
    assert "<strong>Regeln</strong>" in rules
    assert "wer den Betrieb leitet" in rules
    assert 'href="/ausfall/"' in absence
    assert "wer den Betrieb leitet" not in absence


def test_pictures_are_described_and_keep_their_place(owner: Client) -> None:
    page = owner.get("/hilfe/ausfall/").content.decode().split("<figure>")[1].split("</figure>")[0]

    for image in page.split("<img")[1:]:
        assert 'alt="Der Plan' in image
        assert "width=" in image
        assert "height=" in image
        assert 'loading="lazy"' in image
