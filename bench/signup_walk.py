"""Somebody signs up, sets the company up and books in the first call. For bench and browser test."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

# Of people at keyboards (Dhakal et al., 2018): 52 words a minute, so 230 ms for each letter.
LETTER_MS = 230
BEFORE_A_CLICK_MS = 1200
# What the owner says as her own customer; the most specific question stands first.
ANSWERS: Sequence[tuple[str, str]] = (
    (r"mitschreib|aufzeichn", "Ja, gern."),
    (r"so eintragen|richtig so|passt das so", "Ja, bitte."),
    (r"welchen Namen|Ihren Namen|Name", "Martina Vogel"),
    (r"diese[rn]? Nummer|Rufnummer", "Ja, unter dieser Nummer."),
    (r"passt Ihnen|passt das|lieber|Zeiten", "Der erste Termin, bitte."),
    (r"allergisch", "Nein."),
    (r"für Sie tun", "Ich hätte gern nächste Woche einen Haarschnitt für Herren."),
)


@dataclass
class Walk:
    """One sign-up. ``letter_ms`` and ``pause_ms``: how fast the owner is; 0 as fast as the machine."""

    page: Page
    letter_ms: int = 0
    pause_ms: int = 0
    clicks: int = 0
    fields: int = 0
    letters: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    _step_began: float = field(default_factory=time.perf_counter)
    look: Callable[[str], None] = lambda _: None

    def click(self, target: Locator) -> None:
        """Look for it, then click."""
        self.clicks += 1
        self.page.wait_for_timeout(self.pause_ms)
        target.click()

    def write(self, label: str, words: str) -> None:
        """Click into a field and type."""
        self.fields += 1
        self.letters += len(words)
        into = self.page.get_by_label(label, exact=True)
        self.page.wait_for_timeout(self.pause_ms // 2)
        into.fill("")
        self._type(into, words)

    def reached(self, step: str) -> None:
        """Note how long the step took, which ends here."""
        now = time.perf_counter()
        self.seconds[step] = round(now - self._step_began, 1)
        self._step_began = now

    def sign_up(self, url: str, *, company: str, email: str, password: str) -> None:
        """The platform's page, three fields."""
        page = self.page
        page.goto(f"{url}/registrieren/")
        self.look("sign-up")
        self.write("Name Ihres Betriebs", company)
        self.write("E-Mail", email)
        self.write("Passwort", password)
        self.click(page.get_by_role("button", name="Los geht’s"))
        page.wait_for_url(re.compile(r"/einrichten/betrieb/$"))
        self.reached("Anmelden")

    def set_up(self, *, trade: str, staff: str, postal_code: str, city: str) -> None:
        """The steps up to the test call."""
        page = self.page
        self.look("company")
        self.click(page.locator(".trade", has_text=re.compile(f"^\\s*{trade}\\s*$")))
        self.write("Wer nimmt Termine an?", staff)
        self.write("Postleitzahl", postal_code)
        self.write("Ort", city)
        self.click(page.get_by_role("button", name="Weiter"))
        page.wait_for_url(re.compile(r"/einrichten/leistungen/$"))
        self.look("offering")
        self.click(page.get_by_role("button", name="Passt, weiter"))
        page.wait_for_url(re.compile(r"/einrichten/kalender/$"))
        self.reached("Betrieb")
        self.look("calendar")
        self.click(page.get_by_role("button", name="AskProAI ist mein Kalender"))
        page.wait_for_url(re.compile(r"/einrichten/telefon/$"))
        self.reached("Kalender")
        self.look("phone")
        self.click(page.get_by_role("button", name="Weiter", exact=True))
        page.wait_for_url(re.compile(r"/einrichten/live/$"))
        self.reached("Telefon")

    def call(self) -> None:
        """The owner calls as her own customer, until something is booked."""
        page = self.page
        self.look("live")
        self.click(page.get_by_role("button", name="Anrufen"))
        expect(page.locator("#talk .bubble").first).to_contain_text("KI")
        self.reached("erster Anruf angenommen")
        booked = page.locator(".deed", has_text="Termin gebucht")
        for _ in range(14):
            if booked.count():
                break
            self._say(answer_to(page.locator("#talk .bubble").last.locator("p").inner_text()))
        expect(booked).to_be_visible()
        expect(page.get_by_role("heading", name="Ihr erster Termin am Telefon")).to_be_visible(timeout=10_000)
        self.reached("erster Termin gebucht")
        self.look("celebration")

    def _say(self, words: str) -> None:
        page, said = self.page, self.page.locator("#talk .bubble:not([data-echo])").count()
        self.fields += 1
        self.letters += len(words)
        page.wait_for_timeout(self.pause_ms)
        self._type(page.locator("#utterance"), words)
        page.locator("#utterance").press("Enter")
        page.wait_for_function(
            "said => document.querySelectorAll('#talk .bubble:not([data-echo])').length >= said + 2", arg=said
        )

    def _type(self, into: Locator, words: str) -> None:
        if self.letter_ms:
            into.press_sequentially(words, delay=self.letter_ms)
        else:
            into.fill(words)


def answer_to(question: str) -> str:
    """What a customer who wants a haircut says to this."""
    return next((answer for asked, answer in ANSWERS if re.search(asked, question)), "Ja, bitte.")
