"""Every page of the portal that a link leads to: photographed, looked at by axe, and tried for width.

Pages are found by following links from the first one, one page for each sort of address. So a new page is
photographed without a line here, and a page that nothing leads to is missing from the pictures.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bench.stack import Stack

PICTURES: Final = {390: 844, 768: 1024, 1440: 900}
WIDTHS: Final = {360: 740, 390: 844, 768: 1024, 1024: 768, 1440: 900}
# Touched with a thumb, all but words inside a sentence are at least so many pixels wide and high.
SMALLEST_TARGET: Final = 44
SMALL_TARGETS: Final = """(least) => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const small = [...document.querySelectorAll(kinds)]
    .map((one) => (['checkbox', 'radio', 'file'].includes(one.type) && one.closest('label')) || one)
    .filter((one) => one.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }))
    .filter((one) => getComputedStyle(one).display !== 'inline')
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ box }) => box.width > 1 && Math.min(box.width, box.height) < least - 0.5)
    .map(({ one, box }) => {
      const words = one.textContent.trim() || one.getAttribute('aria-label') || one.name || '';
      return `${one.localName} ${Math.round(box.width)}x${Math.round(box.height)} "${words.slice(0, 30)}"`;
    });
  return [...new Set(small)];
}"""
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
# Files, other people's ways out, and what ends the session.
LEFT_ALONE: Final = re.compile(
    r"/(abmelden|verbinden|admin|hooks|static|ws|laden)\b|\.(csv|ics|zip|json|webmanifest|js|svg|png|pdf)$|/t/|/a/|/herunterladen"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What would be put right before a customer sees it."""

    page: str
    what: str


def every_page(stack: Stack, browser: Browser, target: Path, *, sign_in: Callable[..., None]) -> list[Fault]:
    """Walk all pages as the owner; pictures go to ``target``."""
    context = browser.new_context(locale="de-DE", viewport={"width": 1440, "height": 900})
    touched = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844}, has_touch=True)
    page, thumb = context.new_page(), touched.new_page()
    salon = stack.salon
    for one in (page, thumb):
        sign_in(one, salon["url"], email=salon["email"], password=salon["password"])
    faults: list[Fault] = []
    for name, address in found_pages(page, salon["url"]):
        found = [*look_at(page, name, address, target), *touch(thumb, name, address)]
        sys.stdout.write(
            "".join(f"{line}\n" for line in (f"  {name}", *(f"  ! {one.what}" for one in found)))
        )
        sys.stdout.flush()
        faults += found
    context.close()
    touched.close()
    return faults


def found_pages(page: Page, portal: str) -> Iterator[tuple[str, str]]:
    """One address for each sort, as soon as it is found."""
    waiting, known = [portal], {sort_of(portal)}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address, wait_until="load")
        if answer is None or not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        links = page.locator("a[href]").evaluate_all("all => all.map(one => one.href.split('#')[0])")
        for link in links:
            sort = sort_of(link)
            if link.startswith(portal) and sort not in known and not LEFT_ALONE.search(urlsplit(link).path):
                known.add(sort)
                waiting.append(link)
        yield sort_of(address), address


def sort_of(address: str) -> str:
    """``/termine/17/serie/`` → ``termine-n-serie``: the same for all rows, whatever the filters."""
    path = re.sub(r"\d+", "n", urlsplit(address).path.strip("/"))
    # One form writes all messages, one page shows all articles of the help.
    path = re.sub(r"(nachrichten)/.+", r"\1/text", path)
    # So is booking one service or another, in one branch or another.
    path = re.sub(r"^termin/[^/]+/[^/]+", "termin/filiale/leistung", path)
    path = re.sub(r"^termin/(?!filiale/)[^/]+", "termin/filiale", path)
    path = re.sub(r"^(hilfe)/.+", r"\1/artikel", path)
    return path.replace("/", "-") or "start"


def look_at(page: Page, name: str, address: str, target: Path) -> Iterator[Fault]:
    """Pictures at three widths in both schemes; five widths for scrolling sideways; axe where it differs."""
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            yield Fault(page=name, what=f"{wide} px wider than {width}")
        if width not in PICTURES:
            continue
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.wait_for_timeout(350)  # colours fade over
            page.screenshot(path=target / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=40)
            if width != 768:
                yield from (Fault(page=f"{name} {width} {scheme}", what=what) for what in violations(page))
        page.emulate_media(color_scheme="light")


def touch(page: Page, name: str, address: str) -> Iterator[Fault]:
    """What a thumb would miss on a phone."""
    page.goto(address)
    for small in page.evaluate(SMALL_TARGETS, SMALLEST_TARGET):
        yield Fault(page=name, what=f"smaller than {SMALLEST_TARGET} px: {small}")


def violations(page: Page) -> list[str]:
    """Rules of WCAG 2.1 A and AA that axe sees broken."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in found]
