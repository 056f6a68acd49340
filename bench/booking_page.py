"""Somebody books on the page as people do: taps, types, waits for the SMS. For bench and browser tests."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Frame, Locator, Page

from bench.stack import Stack

# Of people on phones (Palin et al., 2019): 36 words a minute, so a third of a second for each letter.
LETTER_MS = 330
BEFORE_A_TAP_MS = 1200


@dataclass
class Walk:
    """One visit. ``letter_ms`` and ``pause_ms``: how fast whoever books is; 0 as fast as the machine."""

    page: Page | Frame
    letter_ms: int = 0
    pause_ms: int = 0
    taps: int = 0
    fields: int = 0
    letters: int = 0
    started: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Since the first page began to load."""
        return time.perf_counter() - self.started

    def tap(self, target: Locator) -> None:
        """Look for it, tap it, see the next page."""
        self.taps += 1
        self.page.wait_for_timeout(self.pause_ms)
        with self.page.expect_navigation(wait_until="load"):
            target.click()

    def write(self, into: Locator, words: str) -> None:
        """Tap into a field and type."""
        self.fields += 1
        self.letters += len(words)
        self.page.wait_for_timeout(self.pause_ms)
        into.click()
        into.press_sequentially(words, delay=self.letter_ms)

    def book(
        self,
        url: str,
        *,
        service: str,
        phone: str,
        code_of: Callable[[], str],
        look: Callable[[str], None] = lambda _: None,
        with_scripts: bool = True,
    ) -> None:
        """From the branch's page to the appointment. ``look`` is called with the name of each step shown."""
        page = self.page
        page.goto(url)
        look("services")
        self.tap(page.get_by_role("link", name=re.compile(service)))
        look("times")
        self.tap(page.locator(".time-button").nth(2))
        look("details")
        self.write(page.get_by_label("Vor- und Nachname"), "Elif Yılmaz")
        self.write(page.get_by_label("Handynummer"), phone)
        self.tap(page.get_by_role("button", name="Weiter"))
        look("code")
        code = code_of()
        into = page.get_by_label(re.compile("Ihr Code"))
        self.write(into, code[:-1])
        self.letters += 1
        if with_scripts:  # the last digit sends the form
            with page.expect_navigation(wait_until="load"):
                into.press_sequentially(code[-1])
        else:
            into.press_sequentially(code[-1])
            self.tap(page.get_by_role("button", name="Verbindlich buchen"))
        page.wait_for_url(re.compile("/fertig/"))
        look("done")


def code_sent_to(stack: Stack, phone: str, *, within_s: float = 20) -> str:
    """The code out of the SMS that reached this number (E.164)."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        sent = [each for each in stack.read("/events", after=0)["events"] if each["kind"] == "sms.accepted"]
        for each in reversed(sent):
            if each["to"] == phone and re.match(r"\d{6} ", each["body"]):
                return str(each["body"][:6])
        time.sleep(0.05)
    raise AssertionError("no code was sent")
