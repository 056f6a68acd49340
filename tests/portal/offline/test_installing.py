from __future__ import annotations

from io import BytesIO

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from PIL import Image

from booking.models import StaffMember
from tenants.models import Company
from tenants.signup.branding import read_logo, save_logo
from tests.portal.conftest import browser


@pytest.fixture
def stranger(company: Company) -> Client:
    return browser()


def red_logo() -> bytes:
    written = BytesIO()
    Image.new("RGBA", (400, 100), (200, 0, 0, 255)).save(written, "PNG")
    return written.getvalue()


def test_manifest_is_the_company_s_own(stranger: Client, company: Company) -> None:
    answer = stranger.get("/manifest.webmanifest")

    manifest = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "Salon Haarmonie · AskProAI"
    assert (manifest["scope"], manifest["display"]) == ("/", "standalone")
    assert {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]} == {
        (size, kind) for size in ("192x192", "512x512") for kind in ("any", "maskable")
    }
    assert [shortcut["name"] for shortcut in manifest["shortcuts"]] == [
        "Kalender",
        "Neuer Termin",
        "Rückrufe",
    ]


def test_each_address_of_the_manifest_answers(owner: Client, anna: StaffMember) -> None:
    manifest = owner.get("/manifest.webmanifest").json()

    wanted = [manifest["start_url"], *(icon["src"] for icon in manifest["icons"])]
    wanted += [shortcut["url"] for shortcut in manifest["shortcuts"]]
    assert {url: owner.get(url).status_code for url in wanted} == dict.fromkeys(wanted, 200)


@pytest.mark.parametrize("kind", ["any", "maskable"])
@pytest.mark.parametrize("size", [96, 180, 192, 512])
def test_icon_is_a_square_of_the_size_asked_for(stranger: Client, kind: str, size: int) -> None:
    icon = Image.open(BytesIO(stranger.get(f"/app-symbol/{kind}-{size}.png").content))

    assert (icon.format, icon.size, icon.mode) == ("PNG", (size, size), "RGB")


def test_icon_shows_the_company_s_logo_and_gets_a_new_address_with_it(
    stranger: Client, company: Company
) -> None:
    before = stranger.get("/manifest.webmanifest").json()["icons"][0]["src"]
    save_logo(company=company, logo=read_logo(red_logo()))

    after = stranger.get("/manifest.webmanifest").json()["icons"][0]["src"]
    icon = Image.open(BytesIO(stranger.get(after).content))
    assert after != before
    assert icon.getpixel((96, 96)) == pytest.approx((200, 0, 0), abs=6)
    assert icon.getpixel((96, 5)) == (255, 255, 255)


@pytest.mark.parametrize("path", ["any-10000", "any-0", "round-192"])
def test_icon_comes_in_few_sizes(stranger: Client, path: str) -> None:
    assert stranger.get(f"/app-symbol/{path}.png").status_code == 404


def test_page_without_connection_holds_nothing_of_anybody(owner: Client) -> None:
    page = owner.get("/offline/")

    assert "no-store" not in page.headers["Cache-Control"]
    assert not page.cookies
    assert "Sabine" not in page.content.decode()


@pytest.mark.skipif(finders.find("dist/worker.js") is None, reason="the scripts are not built here")
def test_worker_is_served_from_the_root_and_never_kept(stranger: Client) -> None:
    answer = stranger.get("/sw.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.content.startswith(b'self.SHELL = {"version": "')


def test_signing_out_empties_what_the_browser_keeps(owner: Client) -> None:
    assert owner.post("/abmelden/").headers["Clear-Site-Data"] == '"storage"'
