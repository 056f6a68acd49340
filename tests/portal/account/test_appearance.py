from __future__ import annotations

import pytest
from django.test import Client

from tenants.enums import Role
from tenants.models import Company, User
from tests.portal.conftest import browser, member, signed_in

HTMX = {"hx-request": "true"}


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("dark", '<html lang="de" data-theme="askpro-dark">'),
        ("light", '<html lang="de" data-theme="askpro">'),
        ("system", '<html lang="de">'),
    ],
)
def test_theme_stands_in_the_first_byte_of_the_next_page(owner: Client, choice: str, said: str) -> None:
    answer = owner.post("/konto/darstellung/", {"theme": choice, "next": "/anrufe/?seite=2"})

    assert answer.headers["Location"] == "/anrufe/?seite=2"
    assert said in owner.get("/").content.decode()


def test_theme_changes_the_open_page_without_loading(owner: Client) -> None:
    answer = owner.post("/konto/darstellung/", {"theme": "dark"}, headers=HTMX)

    assert answer.status_code == 204
    assert answer.headers["HX-Trigger"] == '{"theme": {"name": "askpro-dark"}}'


def test_theme_also_holds_where_nobody_is_signed_in(owner: Client) -> None:
    owner.post("/konto/darstellung/", {"theme": "dark"})
    owner.post("/abmelden/")

    assert 'data-theme="askpro-dark"' in owner.get("/anmelden/").content.decode()


@pytest.mark.parametrize("path", ["/konto/darstellung/", "/konto/sprache/"])
@pytest.mark.parametrize("word", ["", "neon", "dark; HttpOnly", "\x00", "x" * 100_000])
def test_what_is_no_choice_is_refused(owner: Client, path: str, word: str) -> None:
    answer = owner.post(path, {"theme": word, "language": word})

    assert answer.status_code == 400
    assert not answer.cookies


@pytest.mark.parametrize("there", ["https://boese.example/", "//boese.example/", "javascript:alert(1)", ""])
def test_switch_leads_nowhere_else(owner: Client, there: str) -> None:
    answer = owner.post("/konto/sprache/", {"language": "en", "next": there})

    assert answer.headers["Location"] == "/"


def test_language_is_kept_with_the_login(company: Company) -> None:
    user = member(company, Role.STAFF)
    phone, pc = signed_in(user, company), signed_in(user, company)

    phone.post("/konto/sprache/", {"language": "en"})

    assert User.objects.get(pk=user.pk).language == "en"
    assert '<html lang="en"' in pc.get("/").content.decode()


def test_language_of_the_browser_counts_before_signing_in_and_until_somebody_chose(company: Company) -> None:
    english = {"accept-language": "en-GB,en;q=0.9,de;q=0.5"}
    client = signed_in(member(company), company)

    assert '<html lang="en"' in browser().get("/anmelden/", headers=english).content.decode()
    assert '<html lang="en"' in client.get("/", headers=english).content.decode()
    client.post("/konto/sprache/", {"language": "de"})
    assert '<html lang="de"' in client.get("/", headers=english).content.decode()


def test_switches_are_for_members_only(company: Company) -> None:
    stranger = browser()

    assert stranger.post("/konto/sprache/", {"language": "en"}).status_code == 302
    assert stranger.get("/").status_code == 302
