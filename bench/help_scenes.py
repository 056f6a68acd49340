"""What the pictures of the help show: something to look at first, then a part of a page for each picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from playwright.sync_api import Page, expect

from bench.screens import open_busiest_day, tell
from bench.stack import Stack

Where = dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A picture: ``path`` of the portal, or the name of a place that was made; ``top`` is where it begins."""

    path: str = ""
    place: str = ""
    top: str = "main > *"
    height: int = 330
    # Whether the picture goes on below the part that it begins with.
    goes_on: bool = False
    # What is done on the page before.
    act: Callable[[Page], None] | None = None
    # A page that is open to everybody lies on the platform's host.
    is_public: bool = False


def _open(selector: str) -> Callable[[Page], None]:
    return lambda page: page.locator(selector).first.evaluate("one => { one.open = true; }")


def _tap_last_appointment(page: Page) -> None:
    page.locator("a.cal-item").last.click()
    expect(page.locator("#diary-sheet h2")).to_be_visible()


def _check_series(page: Page) -> None:
    page.locator("[name=every]").fill("3")
    page.locator("[name=count]").fill("4")
    page.locator("form[method=get] button").click()
    page.wait_for_url(re.compile("every=3"))


def _test_call(page: Page) -> None:
    page.locator("form[action$='/testanruf/beginnen/'] button").click()
    for sentence in ("Ja, gern.", "Ich hätte gern am Dienstag einen Haarschnitt."):
        tell(page, sentence)


SCENES: Final[dict[str, Scene]] = {
    "sign-up": Scene(path="/registrieren/", top="h1", height=430, goes_on=True, is_public=True),
    "forwarding": Scene(
        path="nummern/?anbieter=telekom&leitung=mobile&wann=overflow",
        top="[id^=number-] fieldset >> nth=1",
        height=430,
        goes_on=True,
    ),
    "test-call": Scene(path="testanruf/", top="[role=log]", height=340, act=_test_call),
    "overview": Scene(top="#figures", height=290),
    "alerts": Scene(path="konto/benachrichtigungen/", top="form section.card", height=290),
    "new-appointment": Scene(path="kalender/neu/", top="fieldset:has([name=when])", height=280),
    "sheet": Scene(place="day", top="#diary-sheet", height=450, act=_tap_last_appointment),
    "block-time": Scene(path="kalender/abwesenheit/", top="form[data-diary-form]", height=240),
    "series": Scene(place="series", top="main h2", height=380, goes_on=True, act=_check_series),
    "waitlist": Scene(path="warteliste/", top="#waitlist", height=230),
    "outage": Scene(place="outage", top="#plan", height=340),
    "calls": Scene(path="anrufe/?ergebnis=gebucht", top="#call-results", height=330),
    "why-not": Scene(place="why-not", top="section:has(#why-title)", height=300),
    "correct": Scene(
        place="why-not",
        top="section:has(#correct-title)",
        height=330,
        act=_open("section:has(#correct-title) details"),
    ),
    "callback": Scene(path="rueckrufe/", top="article.swipe", height=330),
    "customer": Scene(place="customer", top="main h1", height=330, goes_on=True),
    "merge": Scene(place="merge", top="section.card", height=400),
    "erase": Scene(place="erase", top="main form .card", height=300),
    "consents": Scene(place="customer", top="#einwilligungen", height=240),
    "reception": Scene(path="empfang/", top="section:has(#greeting-title)", height=330, goes_on=True),
    "recording": Scene(path="empfang/aufnahme/", top="form[data-longest]", height=300),
    "versions": Scene(path="empfang/fassungen/", top="main ol > li", height=340, goes_on=True),
    "transfer": Scene(path="empfang/weiterleiten/neu/", top="main form", height=360),
    "blocklist": Scene(path="empfang/sperrliste/", top="main h2", height=180, goes_on=True),
    "knowledge": Scene(path="wissen/", top="main section.card", height=300),
    "service": Scene(place="service", top="section:has(#phases-title)", height=300),
    "hours": Scene(place="hours", top="main h2", height=340, goes_on=True),
    "settings": Scene(path="einstellungen/", top="main h2", height=360, goes_on=True),
    "rules": Scene(place="rules", top="main form .card", height=320),
    "message": Scene(place="message", top="section:has(#preview-title)", height=320),
    "booking": Scene(path="termin/mitte/", top="main", height=340),
    "integrations": Scene(path="integrationen/", top="main section.card", height=300),
    "import": Scene(path="daten-uebernehmen/", top="main form", height=270),
    "team": Scene(path="team/", top="main ul.card, main .card.rows", height=280),
    "account": Scene(path="konto/", top="main h2", height=400, goes_on=True),
    "support": Scene(path="team/unterstuetzung/", top="main form", height=330),
    "log": Scene(path="protokoll/", top="main .card.rows, main .rows", height=270),
}


def prepared(stack: Stack, page: Page) -> Where:
    """Make what a new company has not yet, as a member would; returns the addresses of it."""
    portal: str = stack.salon["url"]
    where: Where = {}
    for prepare in (_number, _waiting, _published, _blocked, _not_booked, _rows, _outage):
        where |= prepare(page, portal) or {}
    return where


def _number(page: Page, portal: str) -> None:
    page.goto(f"{portal}nummern/angebot/")
    page.locator("form[action$='/nummern/bestellen/'] button.btn-primary").first.click()
    page.wait_for_url(re.compile("/nummern/$"))
    expect(page.locator("[id^=number-] .tone-good").first).to_be_visible(timeout=30_000)


def _waiting(page: Page, portal: str) -> None:
    page.goto(f"{portal}warteliste/neu/")
    page.locator("[name=name]").fill("Jonas Weber")
    page.locator("[name=phone]").fill("0172 9930077")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(re.compile("/warteliste/$"))


def _published(page: Page, portal: str) -> None:
    """Two versions, so that there is an earlier one."""
    for greeting in ("Schön, dass Sie anrufen.", "Willkommen im Salon."):
        page.goto(f"{portal}empfang/auftritt/")
        page.locator("[name=greeting]").last.fill(greeting)
        page.get_by_role("button", name="Speichern").click()
        page.wait_for_url(re.compile("/empfang/$"))
        page.get_by_role("button", name="Veröffentlichen").click()
        expect(page.locator("#publishing .tone-good")).to_be_visible(timeout=60_000)


def _blocked(page: Page, portal: str) -> None:
    page.goto(f"{portal}empfang/sperrliste/")
    page.locator("[name=phone]").fill("0172 9930099")
    page.locator("[name=reason]").fill("Werbung")
    page.locator("form:has([name=phone]) button").first.click()
    page.wait_for_load_state()


def _not_booked(page: Page, portal: str) -> Where:
    page.goto(f"{portal}testanruf/")
    page.locator("form[action$='/testanruf/beginnen/'] button").click()
    for sentence in ("Ja, gern.", "Morgen um 7 Uhr früh einen Herrenhaarschnitt in Mitte, bitte."):
        tell(page, sentence)
    page.get_by_role("button", name="Auflegen").click()
    page.get_by_role("link", name="Anruf ansehen").click()
    page.wait_for_url(re.compile(r"/anrufe/\d+/"))
    return {"why-not": page.url}


def _rows(page: Page, portal: str) -> Where:
    """A busy day, and one of each that has a page of its own."""
    open_busiest_day(page, portal)
    day = page.url
    appointment = _first(page, r"/termine/\d+/", "a.cal-item")
    customer = _found(page, f"{portal}rueckrufe/", r"/kunden/\d+/$")
    return {
        "day": day,
        "series": f"{appointment}serie/",
        "customer": customer,
        "erase": f"{customer}loeschen/",
        "merge": _found(page, f"{portal}kunden/doppelte/", r"/kunden/\d+/mit/\d+/"),
        "service": _found(
            page, f"{portal}einstellungen/leistungen/", r"/leistungen/\d+/$", "a:has-text('Färb')"
        ),
        "hours": f"{_found(page, f'{portal}einstellungen/filialen/', r'/filialen/[0-9]+/$')}zeiten/",
        "rules": _found(page, f"{portal}regeln/", r"/regeln/filialen/\d+/"),
        "message": f"{portal}einstellungen/nachrichten/reminder/sms/de/",
    }


def _outage(page: Page, portal: str) -> Where:
    """Last, because it takes appointments away from the calendar."""
    page.goto(f"{portal}ausfall/")
    page.locator("[name=staff]").select_option(index=1)
    page.locator("[name=until][value=tag]").check()
    page.locator("[name=last_day]").fill((date.today() + timedelta(days=2)).isoformat())  # noqa: DTZ011
    page.locator("form[action$='/ausfall/melden/'] button").click()
    page.wait_for_url(re.compile(r"/ausfall/\d+/"))
    expect(page.locator("#plan select").first).to_be_visible(timeout=60_000)
    return {"outage": page.url}


def _found(page: Page, address: str, pattern: str, selector: str = "main a") -> str:
    page.goto(address)
    return _first(page, pattern, selector)


def _first(page: Page, pattern: str, selector: str) -> str:
    links: list[str] = page.locator(selector).evaluate_all("all => all.map(one => one.href)")
    return next(link for link in links if re.search(pattern, link))
