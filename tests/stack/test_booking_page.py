"""Booking online in a real browser: on a phone, without scripts, inside somebody else's website."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from bench.booking_page import Walk, code_sent_to
from bench.screens import SCHEMES, sign_in
from bench.stack import Stack

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
SERVICE = "Haarschnitt Herren"
# How much of a page moved while nobody touched it (Cumulative Layout Shift).
SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def problems() -> list[str]:
    """What the browser complained about."""
    return []


def open_page(browser: Browser, problems: list[str], **options: object) -> Page:
    page = browser.new_context(
        locale="de-DE", reduced_motion="reduce", **{"viewport": PHONE, **options}
    ).new_page()  # type: ignore[arg-type]
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    return page


def test_phone_books_in_a_few_taps_on_accessible_pages(
    browser: Browser, stack: Stack, problems: list[str]
) -> None:
    page = open_page(browser, problems)
    number = "+491729925961"
    seen = []

    def look(step: str) -> None:
        seen.append(step)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), step
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(350)  # colours fade over
            results = Axe().run(page)
            assert results.violations_count == 0, f"{step}, {scheme}: {results.generate_report()}"
        small = page.evaluate(
            """() => [...document.querySelectorAll('main a, main button, main input:not([type=hidden])')]
              .map((one) => one.type === 'checkbox' || one.type === 'radio' ? one.closest('label') : one)
              .filter((one) => one.offsetParent && Math.min(one.offsetHeight, one.offsetWidth) < 40)
              .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert small == [], step

    walk = Walk(page)
    walk.book(
        f"{stack.salon['url']}termin/mitte/",
        service=SERVICE,
        phone=number,
        code_of=lambda: code_sent_to(stack, number),
        look=look,
    )

    expect(page.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()
    assert seen == ["services", "times", "details", "code", "done"]
    assert (walk.taps, walk.fields) == (3, 3)
    page.get_by_role("link", name="Verlegen, absagen").click()
    expect(page.get_by_role("heading", name="Ihr Termin")).to_be_visible()
    assert Axe().run(page).violations_count == 0
    assert problems == []
    page.context.close()


def test_phone_books_with_scripts_switched_off(browser: Browser, stack: Stack, problems: list[str]) -> None:
    page = open_page(browser, problems, java_script_enabled=False)
    Walk(page).book(
        f"{stack.salon['url']}termin/mitte/",
        service=SERVICE,
        phone="+491729925963",
        code_of=lambda: code_sent_to(stack, "+491729925963"),
        with_scripts=False,
    )
    expect(page.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()
    page.get_by_role("link", name="Verlegen, absagen").click()
    page.get_by_role("link", name="Absagen").click()
    page.get_by_role("button", name="Ja, absagen").click()

    expect(page.get_by_text("Ihr Termin ist abgesagt.")).to_be_visible()
    page.context.close()


@contextmanager
def website(html: str) -> Iterator[int]:
    """Somebody's own web server on this machine; yields its port."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def shop(stack: Stack) -> Iterator[int]:
    base = stack.salon["url"]
    link = f'<a href="{base}termin/" id="askpro-termin">Termin online buchen</a>'
    script = f'<script src="{base}termin/widget.js" data-target="#askpro-termin" async></script>'
    with website(f"<!doctype html><title>Laden</title><h1>Laden</h1>{link}{script}") as port:
        yield port


def test_widget_books_inside_a_named_website_without_cookies_and_nowhere_else(
    browser: Browser, stack: Stack, problems: list[str], shop: int
) -> None:
    owner = open_page(browser, problems, viewport={"width": 1440, "height": 900})
    salon = stack.salon
    sign_in(owner, salon["url"], email=salon["email"], password=salon["password"])
    owner.goto(salon["url"] + "online-buchung/")
    owner.get_by_label("Websites, auf denen").fill(f"http://127.0.0.1:{shop}")
    owner.get_by_role("button", name="Speichern").click()
    expect(owner.get_by_text("Das gilt sofort.")).to_be_visible()
    expect(owner.locator("#embed-code")).to_contain_text("/termin/widget.js")
    assert Axe().run(owner).violations_count == 0
    owner.context.close()
    page = open_page(browser, problems)
    page.add_init_script(SHIFTS)
    page.goto(f"http://127.0.0.1:{shop}/")
    opener = page.get_by_role("link", name="Termin online buchen")
    expect(opener).to_have_attribute("aria-haspopup", "dialog")
    opener.click()

    dialog = page.get_by_role("dialog")
    expect(dialog.locator("iframe")).to_be_visible()
    frame = page.frame_locator("iframe")
    frame.get_by_role("link", name=re.compile("Mitte")).click()
    frame.get_by_role("link", name=re.compile(SERVICE)).click()
    frame.locator(".time-button").nth(4).click()
    frame.get_by_label("Vor- und Nachname").fill("Jonas Weiß")
    frame.get_by_label("Handynummer").fill("0172 9925964")
    frame.get_by_role("button", name="Weiter").click()
    frame.get_by_label(re.compile("Ihr Code")).press_sequentially(code_sent_to(stack, "+491729925964"))
    expect(frame.get_by_role("heading", name="Ihr Termin ist gebucht")).to_be_visible()
    assert page.context.cookies() == []
    assert page.evaluate("window.shifted") == 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert problems == []
    page.goto(f"http://localhost:{shop}/")
    expect(opener).to_have_attribute("aria-haspopup", "dialog")
    opener.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in each for each in problems)
    page.context.close()
