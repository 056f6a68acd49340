"""``make screens``: every page of the running demo, into ``docs/screens``; scenes and pages apart.

Scenes (a call that comes in, a booking on the phone) at 390 and 1440 px; every page of the portal at 390, 768
and 1440 px, light and dark. Ends with an error where a page is wider than a screen or axe finds something.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, expect, sync_playwright

from askproai.core.phones import format_phone
from bench.booking_page import Walk, code_sent_to
from bench.gallery import every_page
from bench.stack import ROOT, Stack, running_stack

SIZES = {"390": (390, 844), "1440": (1440, 900)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CALLERS = {390: "Martina Vogel", 1440: "Elif Yılmaz"}
TARGET = ROOT / "docs" / "screens"
RECEPTION = {
    "reception": "empfang/",
    "reception-appearance": "empfang/auftritt/",
    "reception-routing": "empfang/annahme/",
    "reception-limits": "empfang/grenzen/",
    "reception-versions": "empfang/fassungen/",
    "transfer-targets": "empfang/weiterleiten/",
    "transfer-target": "empfang/weiterleiten/neu/",
    "blocklist": "empfang/sperrliste/",
    "knowledge": "wissen/",
}


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, without calls home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            env={**os.environ, "LANGUAGE": "de"},  # of its own controls, such as dates
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--lang=de-DE",
            ],
        )
        yield browser
        browser.close()


def sign_in(page: Page, address: str, *, email: str, password: str) -> None:
    """Open a company's portal as one of its people."""
    page.goto(address)
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(lambda url: "anmelden" not in url)


def tell(page: Page, words: str) -> None:
    """Say it in the test call, and wait for the answer."""
    bubbles = page.locator("#talk .bubble:not([data-echo])")
    expect(bubbles.first).to_be_visible()
    before = bubbles.count()
    said = page.get_by_label("Was sagen")
    said.fill(words)
    said.press("Enter")
    expect(bubbles).to_have_count(before + 2)


def photograph(stack: Stack, browser: Browser, target: Path = TARGET) -> list[str]:
    """Take all pictures; returns their names."""
    names: list[str] = []
    for suffix, (width, height) in SIZES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="de-DE", device_scale_factor=1
        )
        page = context.new_page()
        for walk in (_portal, _reception, _online, _platform):
            names += [_shoot(page, target / f"{name}-{suffix}.png") for name in walk(stack, page)]
        context.close()
    return names


def _shoot(page: Page, file: Path) -> str:
    page.wait_for_timeout(400)
    page.screenshot(path=file)
    name = file.stem
    sys.stdout.write(f"  {name}\n")
    sys.stdout.flush()
    return name


def _portal(stack: Stack, page: Page) -> Iterator[str]:
    """Walk the owner's pages, stopping at each."""
    salon = stack.salon
    page.goto(salon["url"])
    yield "sign-in"
    sign_in(page, salon["url"], email=salon["email"], password=salon["password"])
    yield from _live_call(stack, page)
    open_busiest_day(page, salon["url"])
    yield "calendar"
    page.locator("a.cal-item").last.click()
    expect(page.locator("#diary-sheet h2")).to_be_visible()
    yield "calendar-sheet"
    page.get_by_role("link", name="Öffnen").click()
    page.wait_for_url(re.compile("/termine/"))
    yield "appointment"
    page.goto(salon["url"] + "anrufe/")
    yield "calls"
    page.goto(salon["url"] + "anrufe/?ergebnis=gebucht")
    page.locator("#calls a").first.click()
    page.wait_for_url(re.compile(r"/anrufe/\d+/"))
    yield "call"
    _bring_up(page, "#waterfall-title")
    yield "call-times"
    _bring_up(page, "#proof-title")
    page.locator("details", has_text="Alle Aussagen ansehen").locator("summary").click()
    yield "call-proof"
    yield from _test_call(page, salon["url"])
    yield from _call_without_booking(page, salon["url"])
    page.goto(salon["url"] + "gibt/es/nicht/")
    yield "not-found"


def _reception(stack: Stack, page: Page) -> Iterator[str]:
    """How the reception is set up, what it knows, and how it does with made-up callers."""
    portal = stack.salon["url"]
    for name, path in RECEPTION.items():
        page.goto(f"{portal}{path}")
        yield name
    page.goto(portal + "wissen/")
    page.locator("a[href*='/wissen/']:not([aria-current])", has=page.locator(".icon-dot")).first.click()
    page.wait_for_url(re.compile(r"/wissen/\d+/"))
    yield "knowledge-source"
    page.goto(portal + "probeanrufe/")
    page.get_by_role("button", name="Anrufen lassen").click()
    expect(page.locator("#run details").first).to_be_visible(timeout=180_000)
    yield "simulations"
    _bring_up(page, "#run details >> nth=0")
    page.locator("#run details").first.evaluate("one => { one.open = true; }")
    yield "simulations-call"


def _online(stack: Stack, page: Page) -> Iterator[str]:
    """Somebody books online, and looks at their link; before that, what the owner sets up for it."""
    portal = stack.salon["url"]
    for name, path in (("online-booking", "online-buchung/"), ("calendar-feeds", "online-buchung/kalender/")):
        page.goto(f"{portal}{path}")
        yield name
    width = int(page.evaluate("window.innerWidth"))
    number = f"+49172993{width:04d}"
    walk = Walk(page)
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{portal}termin/mitte/")
        yield f"booking-services-{scheme}"
        walk.tap(page.get_by_role("link", name=re.compile("Haarschnitt Damen")))
        yield f"booking-times-{scheme}"
    page.emulate_media(color_scheme="light")
    walk.tap(page.locator(".time-button").nth(2))
    yield "booking-details"
    walk.write(page.get_by_label("Vor- und Nachname"), "Elif Yılmaz")
    walk.write(page.get_by_label("Handynummer"), number)
    walk.tap(page.get_by_role("button", name="Weiter"))
    yield "booking-code"
    page.get_by_label(re.compile("Ihr Code")).press_sequentially(code_sent_to(stack, number))
    page.wait_for_url(re.compile("/fertig/"))
    yield "booking-done"
    walk.tap(page.get_by_role("link", name="Verlegen, absagen"))
    yield "booking-link"


def _live_call(stack: Stack, page: Page) -> Iterator[str]:
    """A call comes in while the dashboard is open; photographed when there is something to read."""
    width = int(page.evaluate("window.innerWidth"))
    number = f"+49172991{width:04d}"
    caller = stack.run["call_order"]["caller"] | {"name": CALLERS[width]}
    stack.place_call(from_number=number, pace=0.5, caller=caller)
    card = page.locator(".live-call", has_text=format_phone(number))
    expect(card.locator(".bubble").nth(4)).to_be_attached(timeout=40_000)
    if width < 1000:
        page.locator("#live-title").scroll_into_view_if_needed()
        page.evaluate("document.getElementById('live-title').scrollIntoView({block: 'start'})")
    yield "dashboard"
    expect(card).to_have_count(0, timeout=60_000)


def open_busiest_day(page: Page, portal: str) -> None:
    """Of the coming week the day with the most appointments."""
    appointments: dict[str, int] = {}
    for ahead in range(1, 8):
        day = (date.today() + timedelta(days=ahead)).isoformat()  # noqa: DTZ011 - the day on this machine's clock will do
        page.goto(f"{portal}kalender/?tag={day}")
        appointments[day] = page.locator("a.cal-item").count()
    page.goto(f"{portal}kalender/?tag={max(appointments, key=lambda day: appointments[day])}")


def _test_call(page: Page, portal: str) -> Iterator[str]:
    page.goto(portal + "testanruf/")
    yield "test-call-start"
    page.get_by_role("button", name="Anrufen").click()
    for sentence in (
        "Ja, gern.",
        "Ich hätte gern am Dienstag einen Haarschnitt.",
        "Der erste Termin, bitte.",
    ):
        tell(page, sentence)
    yield "test-call"
    page.get_by_role("button", name="Auflegen").click()
    expect(page.get_by_role("link", name="Anruf ansehen")).to_be_visible()


def _call_without_booking(page: Page, portal: str) -> Iterator[str]:
    """Somebody wants a time that cannot be had, and hangs up; the page says what was in the way."""
    page.goto(portal + "testanruf/")
    page.get_by_role("button", name="Anrufen").click()
    for sentence in ("Ja, gern.", "Morgen um 7 Uhr früh einen Herrenhaarschnitt in Mitte, bitte."):
        tell(page, sentence)
    page.get_by_role("button", name="Auflegen").click()
    page.get_by_role("link", name="Anruf ansehen").click()
    page.locator("details.act summary").last.click()
    yield "call-why"


def _bring_up(page: Page, selector: str) -> None:
    """Scroll until this stands at the top."""
    page.locator(selector).evaluate("it => it.scrollIntoView({block: 'start'})")


def _platform(stack: Stack, page: Page) -> Iterator[str]:
    """The public face, the platform's admin and the stand-ins' ledger."""
    web = f"http://localhost:{stack.run['ports']['web']}"
    page.goto(web)
    yield "home"
    _enter_admin(stack, page, f"{web}/admin/")
    page.goto(f"{web}/admin/tenants/company/")
    yield "admin-companies"
    page.goto(f"{web}/admin/zentrale/")
    yield "admin-cockpit"
    page.goto(f"{web}/admin/tenants/company/")
    page.get_by_role("link", name=stack.salon["name"]).first.click()
    page.wait_for_url("**/zentrale/**")
    yield "admin-company"
    ledger = f"http://localhost:{stack.run['ports']['standins']}/"
    page.goto(ledger)
    yield "ledger"
    page.locator("a[href^='/calls/']").last.click()
    yield "ledger-call"


def _enter_admin(stack: Stack, page: Page, address: str) -> None:
    page.goto(address)
    page.locator("input[name=username]").fill(stack.run["admin"]["email"])
    page.locator("input[name=password]").fill(stack.run["admin"]["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def main() -> None:
    """Start a demo, walk through it, print what was photographed; another folder may be named."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    with running_stack("screens") as stack, chromium() as browser:
        for old in [*target.glob("*.png"), *target.glob("*.jpg")]:
            old.unlink()
        faults = every_page(stack, browser, target, sign_in=sign_in)
        names = photograph(stack, browser, target)
    for fault in faults:
        print(f"  ! {fault.page}: {fault.what}")
    pictures = len(names) + len(list(target.glob("*.jpg")))
    print(json.dumps({"screens": pictures, "faults": len(faults)}))
    if faults:
        sys.exit(1)


if __name__ == "__main__":
    main()
