"""``make screens``: every page of the running demo at 390 and 1440 px, into ``docs/screens``."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from bench.stack import ROOT, Stack, running_stack

WIDTHS = {"390": (390, 844), "1440": (1440, 900)}
TARGET = ROOT / "docs" / "screens"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless, without calls home."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=[
                *("--no-sandbox", "--disable-gpu", "--no-first-run", "--lang=de-DE"),
                *("--disable-quic", "--disable-sync"),
                *("--disable-background-networking", "--disable-component-update"),
            ],
        )
        yield browser
        browser.close()


def sign_in(page: Page, address: str, *, email: str, password: str) -> None:
    """Open a company's portal as one of its people."""
    page.goto(address)
    page.get_by_label("E-Mail").fill(email)
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden").click()
    page.wait_for_url(lambda url: "anmelden" not in url)


def photograph(stack: Stack, browser: Browser) -> list[str]:
    """Take all pictures; returns their names."""
    names: list[str] = []
    for width, (pixels, height) in WIDTHS.items():
        context = browser.new_context(
            viewport={"width": pixels, "height": height}, locale="de-DE", device_scale_factor=1
        )
        page = context.new_page()
        for name in _portal(stack, page):
            _shoot(page, f"{name}-{width}", names)
        for name in _platform(stack, page):
            _shoot(page, f"{name}-{width}", names)
        context.close()
    return names


def _shoot(page: Page, name: str, names: list[str]) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=TARGET / f"{name}.png")
    names.append(name)
    sys.stdout.write(f"  {name}\n")
    sys.stdout.flush()


def _portal(stack: Stack, page: Page) -> Iterator[str]:
    """Walk the owner's pages, stopping at each."""
    salon = stack.salon
    page.goto(salon["url"])
    yield "sign-in"
    sign_in(page, salon["url"], email=salon["email"], password=salon["password"])
    stack.place_call(from_number="+491713920061", pace=0.6)
    page.wait_for_timeout(6000)
    yield "dashboard"
    page.goto(salon["url"] + "kalender/")
    yield "calendar"
    page.goto(salon["url"] + "anrufe/")
    yield "calls"
    page.locator("main a[href*='/anrufe/']").first.click()
    page.wait_for_load_state()
    yield "call"
    page.goto(salon["url"] + "testanruf/")
    page.get_by_role("button", name="Anruf").first.click()
    box = page.get_by_role("textbox").last
    for line in ("Ja, gern.", "Ich hätte gern am Dienstag einen Haarschnitt"):
        box.fill(line)
        box.press("Enter")
        page.wait_for_timeout(1500)
    yield "test-call"


def _platform(stack: Stack, page: Page) -> Iterator[str]:
    """The platform's admin and the stand-ins' ledger."""
    web = f"http://localhost:{stack.run['ports']['web']}"
    page.goto(web)
    yield "home"
    page.goto(f"{web}/admin/")
    page.locator("input[name=username]").fill(stack.run["admin"]["email"])
    page.locator("input[name=password]").fill(stack.run["admin"]["password"])
    page.locator("button[type=submit], input[type=submit]").first.click()
    page.wait_for_load_state()
    yield "admin"
    page.goto(f"http://localhost:{stack.run['ports']['standins']}/")
    yield "ledger"


def main() -> None:
    """Start a demo, walk through it, print what was photographed."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with running_stack("screens") as stack, chromium() as browser:
        names = photograph(stack, browser)
    print(json.dumps({"screens": len(names)}))


if __name__ == "__main__":
    main()
