from __future__ import annotations

import re

import pytest
from django.test import Client

from askproai.core.colour import light_palette
from booking.models import Branch, StaffMember
from portal.brand import WIDGET_DEEP, WIDGET_STRONG, brand_key, stylesheet_of, widget_colours
from tenants.context import company_scope, forget_companies
from tenants.models import Company
from tests.portal.conftest import HOST, browser

BERRY = "#a8265f"


def painted(company: Company, accent: str = BERRY) -> None:
    Company.objects.filter(pk=company.pk).update(accent=accent)
    forget_companies()


def test_booking_page_wears_the_companys_colour(company: Company, branch: Branch, anna: StaffMember) -> None:
    assert "/marke/" not in browser().get("/termin/", follow=True).content.decode()
    painted(company)

    page = browser().get("/termin/", follow=True).content.decode()
    [address] = re.findall(r'href="(/marke/\w+\.css)"', page)
    sheet = browser().get(address)

    assert sheet.status_code == 200
    assert f"--color-primary:{BERRY}" in sheet.content.decode()
    assert sheet["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in sheet["Cache-Control"]
    assert sheet["X-Content-Type-Options"] == "nosniff"
    again = browser().get(address, headers={"If-None-Match": sheet["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_old_address_leads_to_what_holds_now(company: Company) -> None:
    painted(company)
    old = f"/marke/{brand_key(BERRY)}.css"
    painted(company, "#1d5fb8")

    sheet = browser().get(old)

    assert "#1d5fb8" in sheet.content.decode()
    assert sheet["Cache-Control"] == "no-cache"


def test_without_a_colour_there_is_nothing_in_it(company: Company) -> None:
    assert browser().get("/marke/irgendwas.css").content == b""


def test_stylesheet_holds_nothing_but_tokens() -> None:
    for line in stylesheet_of("#ffd500").splitlines():
        assert re.fullmatch(r"[\w@:(){}\[\]\"=,; #.-]+", line)
        assert set(re.findall(r"(--[\w-]+):", line)) == {
            "--color-primary",
            "--color-primary-content",
            "--color-secondary",
            "--color-secondary-content",
            "--deep",
            "--chosen",
        }


def test_widget_is_painted_too(company: Company) -> None:
    script = f"a={WIDGET_STRONG};b={WIDGET_DEEP}".encode()

    assert widget_colours(script, accent="") == script
    assert widget_colours(script, accent=BERRY).decode() == f"a={BERRY};b={light_palette(BERRY).deep}"


@pytest.mark.parametrize("colour", [WIDGET_STRONG, WIDGET_DEEP])
def test_widget_names_the_colours_that_are_replaced(colour: str) -> None:
    from django.conf import settings

    assert colour in (settings.BASE_DIR / "static/js/widget.js").read_text()


def test_colour_is_chosen_among_the_settings(owner: Client, company: Company) -> None:
    def save(**more: str) -> str:
        page = owner.get("/einstellungen/betrieb/").content.decode()
        [stand] = re.findall(r'name="stand" value="(\w+)"', page)
        sent = {"stand": stand, "name": "Salon Haarmonie", "industry": "hairdresser", "country": "DE", **more}
        return str(owner.post("/einstellungen/betrieb/", sent, follow=True).content.decode())

    def stored() -> str:
        return str(Company.objects.get(pk=company.pk).accent)

    save(accent=BERRY)
    assert stored() == BERRY
    save(accent="own", accent_own=" 8A2BE2 ")
    assert stored() == "#8a2be2"
    assert 'value="#8a2be2"' in owner.get("/einstellungen/betrieb/").content.decode()
    assert "Bitte als Farbwert schreiben" in save(accent="own", accent_own="red;}body{")
    assert stored() == "#8a2be2"
    save(accent="")
    assert stored() == ""


def test_whoever_saves_an_old_page_does_not_take_the_colour_back(owner: Client, company: Company) -> None:
    page = owner.get("/einstellungen/betrieb/").content.decode()
    [stand] = re.findall(r'name="stand" value="(\w+)"', page)
    painted(company)

    sent = {"stand": stand, "name": "Salon", "industry": "hairdresser", "country": "DE", "accent": ""}
    answer = owner.post("/einstellungen/betrieb/", sent)

    assert "Inzwischen hat jemand anderes hier gespeichert" in answer.content.decode()
    assert Company.objects.get(pk=company.pk).accent == BERRY


def test_preview_shows_what_is_chosen_and_keeps_still_while_typing(owner: Client) -> None:
    shown = owner.get("/einstellungen/betrieb/farbe/", {"accent": "own", "accent_own": "#ffd500"})
    half = owner.get("/einstellungen/betrieb/farbe/", {"accent": "own", "accent_own": "#ffd5"})

    assert light_palette("#ffd500").strong in shown.content.decode()
    assert half.status_code == 204


def test_another_company_keeps_its_own_look(company: Company, other_company: Company) -> None:
    painted(company)

    with company_scope(other_company):
        sheet = browser("praxis.localhost").get(f"/marke/{brand_key(BERRY)}.css")

    assert HOST != "praxis.localhost"
    assert sheet.content == b""
