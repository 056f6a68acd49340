"""What an owner does, in a real browser against the whole product, on a phone and on a PC."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from bench.screens import RECEPTION, sign_in, tell
from bench.stack import Stack

pytestmark = pytest.mark.browser

PHONE, TABLET, PC = (390, 844), (768, 1024), (1440, 900)
ON_PHONE = pytest.mark.parametrize("size", [PHONE], ids=["phone"])
# What somebody who wants a haircut says when the receptionist asks; the most specific question comes first.
ANSWERS = {
    r"mitschreib|aufzeichn": "Ja, gern.",
    r"Filiale möchten": "Mitte",
    r"so eintragen|richtig so": "Ja, bitte.",
    r"welchen Namen|Ihren Namen|Name": "Martina Vogel",
    r"diese[rn]? Nummer": "Ja, unter dieser Nummer.",
    r"passt Ihnen|passt das": "Der erste Termin, bitte.",
    r"Damen.* oder|oder .*Damen|Welche": "Damen",
    r"für Sie tun": "Ich hätte gern in den nächsten zwei Wochen einen Haarschnitt.",
}
# Cards of running calls come and go quickly; this remembers what was ever put into them.
REMEMBER = """() => {
  window.loadedAt = performance.timeOrigin;
  window.shown = [];
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.nodeType === 1 && node.closest('#live-calls')) {
          const parts = node.matches('.bubble, .deed') ? [node] : node.querySelectorAll('.bubble, .deed');
          for (const part of parts) {
            const words = part.textContent.replace(/\\s+/g, ' ');
            window.shown.push(`${part.classList[0]}: ${words}`);
          }
        }
  }).observe(document.body, {childList: true, subtree: true});
}"""


@pytest.fixture(scope="module")
def complaints() -> list[str]:
    """What the browser complains about, from whichever page."""
    return []


@pytest.fixture(scope="module")
def owners_page(browser: Browser, stack: Stack, complaints: list[str]) -> Iterator[Page]:
    """The owner has signed in once; like anybody's browser it keeps scripts and styles from page to page."""
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    page = watched_page(context, PC, complaints)
    sign_in_to(stack.salon, page)
    yield page
    context.close()


@pytest.fixture(scope="module")
def strangers_page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """A browser that knows the pages and nobody who has signed in."""
    context = browser.new_context(locale="de-DE", reduced_motion="reduce")
    yield watched_page(context, PC, complaints)
    context.close()


@pytest.fixture
def size() -> tuple[int, int]:
    """A PC, where a test does not say otherwise."""
    return PC


@pytest.fixture
def problems(complaints: list[str]) -> list[str]:
    """What the browser complains about in this test; one that provokes a complaint takes it out."""
    complaints.clear()
    return complaints


@pytest.fixture
def stranger(strangers_page: Page, size: tuple[int, int], problems: list[str]) -> Iterator[Page]:
    """Somebody who has not signed in."""
    width, height = size
    strangers_page.context.clear_cookies()
    strangers_page.set_viewport_size({"width": width, "height": height})
    yield strangers_page
    strangers_page.goto("about:blank")
    assert problems == []


@pytest.fixture
def owner(owners_page: Page, size: tuple[int, int], problems: list[str]) -> Iterator[Page]:
    """The salon's owner, signed in."""
    width, height = size
    owners_page.set_viewport_size({"width": width, "height": height})
    yield owners_page
    owners_page.goto("about:blank")
    assert problems == []


def watched_page(context: BrowserContext, size: tuple[int, int], problems: list[str]) -> Page:
    width, height = size
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": height})
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    return page


def sign_in_to(company: dict[str, Any], page: Page, *, email: str = "") -> None:
    sign_in(page, company["url"], email=email or company["email"], password=company["password"])


def try_password(page: Page, *, name: str, password: str) -> None:
    page.get_by_label("E-Mail").fill(f"{name}@salon-haarmonie.example")
    page.get_by_label("Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def ring(stack: Stack, number: str, *, name: str, **caller: Any) -> None:
    """Let somebody call who wants what the demo's caller wants, slowly enough to be watched."""
    wish = stack.run["call_order"]["caller"] | {"name": name} | caller
    stack.place_call(from_number=number, pace=0.08, caller=wish)


def day_with_appointments(page: Page, stack: Stack) -> Locator:
    """Leaf through the calendar to the next day on which somebody is coming; returns the appointments."""
    page.goto(stack.salon["url"] + "kalender/")
    appointments = page.locator("a.cal-item")
    for _ in range(7):
        page.get_by_role("link", name="Nächster Tag").click()
        page.wait_for_load_state()
        if appointments.count():
            return appointments
    raise AssertionError("a week without a single appointment")


def taken_out(problems: list[str], pattern: str) -> bool:
    """Whether the browser complained like this at least once; such complaints are expected then."""
    expected = [problem for problem in problems if re.search(pattern, problem)]
    problems[:] = [problem for problem in problems if problem not in expected]
    return bool(expected)


@pytest.mark.thorough
def test_sign_in_refuses_a_wrong_password_in_german(stranger: Page, stack: Stack) -> None:
    stranger.goto(stack.salon["url"])
    expect(stranger.get_by_text(stack.salon["name"])).to_be_visible()
    try_password(stranger, name="leitung", password="falsch-und-noch-mehr")

    expect(stranger.get_by_role("alert")).to_have_text(re.compile("E-Mail oder Passwort stimmt nicht."))


@pytest.mark.thorough
def test_too_many_wrong_passwords_show_the_locked_page(
    stranger: Page, stack: Stack, problems: list[str]
) -> None:
    stranger.goto(stack.salon["url"])
    locked = stranger.get_by_role("heading", name="Kurz gesperrt")
    for attempt in range(8):
        if locked.is_visible():
            break
        try_password(stranger, name="niemand", password=f"falsch-{attempt}-und-noch-mehr")
        stranger.wait_for_load_state()

    expect(locked).to_be_visible()
    assert taken_out(problems, r"429")


def test_dashboard_shows_a_call_growing_without_reload(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"])
    expect(owner.locator(".live-state:visible")).to_have_attribute("data-state", "open")
    owner.evaluate(REMEMBER)
    ring(stack, "+491729925955", name="Yvonne Albrecht")

    expect(owner.locator("#live-calls")).to_contain_text("0172 9925955")
    expect(owner.locator("#recent")).to_contain_text("Yvonne Albrecht", timeout=30_000)
    expect(owner.locator(".live-call", has_text="0172 9925955")).to_have_count(0)
    shown = "\n".join(owner.evaluate("shown"))
    assert re.search(r"deed: .*Freie Zeiten gesucht", shown)
    assert re.search(r"deed: .*Termin gebucht", shown)
    assert re.search(r"bubble: .*Haarschnitt", shown)
    assert owner.evaluate("loadedAt === performance.timeOrigin")


@ON_PHONE
def test_dashboard_shows_only_deeds_of_a_caller_who_refuses_the_transcript(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"])
    expect(owner.locator(".live-state:visible")).to_have_attribute("data-state", "open")
    owner.evaluate(REMEMBER)
    ring(stack, "+491729925956", name="Renate Öztürk", records=False)

    expect(owner.locator("#recent")).to_contain_text("Renate Öztürk", timeout=30_000)
    shown = owner.evaluate("shown")
    assert any("Termin gebucht" in part for part in shown)
    assert [part for part in shown if part.startswith("bubble")] == []


@ON_PHONE
def test_calendar_shows_a_day_by_staff_and_branch(owner: Page, stack: Stack) -> None:
    day_with_appointments(owner, stack)
    heading = owner.get_by_role("heading", level=1)
    day = heading.inner_text()
    team = owner.locator(".cal-column h2").all_inner_texts()
    owner.get_by_role("group", name="Mitarbeiter").get_by_role("button").last.click()
    expect(owner.locator(".cal-column").last).to_be_in_viewport(ratio=0.3)
    owner.get_by_role("navigation", name="Filiale").get_by_role("link", name="Prenzlauer Berg").click()

    expect(owner).to_have_url(re.compile(r"filiale=\d+&tag=\d{4}-\d\d-\d\d"))
    expect(heading).to_have_text(day)
    assert owner.locator(".cal-column h2").all_inner_texts() != team
    owner.get_by_role("link", name="Vorheriger Tag").click()
    expect(heading).not_to_have_text(day)


@ON_PHONE
@pytest.mark.thorough
def test_call_list_leads_to_what_was_booked(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"] + "anrufe/")
    owner.get_by_role("link", name=re.compile(r"^Gebucht \d")).click()
    owner.wait_for_url(re.compile("ergebnis=gebucht"))
    owner.locator("#calls").get_by_role("link", name=re.compile("Sabine Krüger")).first.click()

    expect(owner.get_by_role("heading", name="Sabine Krüger")).to_be_visible()
    expect(owner.get_by_role("link", name=re.compile(r"Gebucht .*Haarschnitt"))).to_be_visible()
    expect(owner.locator("#call-body")).to_contain_text(re.compile(r"Leistung\s*Haarschnitt"))
    expect(owner.get_by_role("region", name="Nachrichten")).to_contain_text("SMS: Bestätigung")


@ON_PHONE
def test_test_call_books_an_appointment(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"] + "testanruf/")
    owner.get_by_role("button", name="Anrufen").click()
    expect(owner.locator(".bubble").first).to_contain_text("KI")
    booked = owner.locator(".deed", has_text="Termin gebucht")
    for _ in range(12):
        if booked.count():
            break
        tell(owner, answer_to(owner.locator("#talk .bubble").last.locator("p").inner_text()))

    expect(booked).to_be_visible()
    owner.get_by_role("button", name="Auflegen").click()
    expect(owner.get_by_text("Gespräch beendet").last).to_be_visible()
    expect(owner.locator(".bubble", has_text="Martina Vogel").first).to_be_visible()
    owner.get_by_role("link", name="Anruf ansehen").click()
    expect(owner.get_by_role("heading", name="Martina Vogel")).to_be_visible()
    expect(owner.get_by_role("link", name=re.compile("Gebucht .*Haarschnitt"))).to_be_visible()


def answer_to(question: str) -> str:
    return next((answer for asked, answer in ANSWERS.items() if re.search(asked, question)), "Ja, bitte.")


def test_appointment_is_called_off_and_taken_back(owner: Page, stack: Stack) -> None:
    day_with_appointments(owner, stack).first.click()
    sheet = owner.get_by_role("dialog")
    name = sheet.get_by_role("heading").inner_text()
    sheet.get_by_role("button", name="Absagen").click()
    expect(owner.get_by_text("Der Termin ist abgesagt.")).to_be_visible()
    expect(owner.locator(".cal-item", has_text=name)).to_have_count(0)
    owner.get_by_role("button", name="Rückgängig").click()

    expect(owner.get_by_text("Alles ist wieder wie vorher.")).to_be_visible()
    expect(owner.locator(".cal-item", has_text=name)).to_have_count(1)


@ON_PHONE
def test_signing_out_closes_the_portal(stranger: Page, stack: Stack) -> None:
    sign_in_to(stack.salon, stranger)
    stranger.locator("button[popovertarget=account]:visible").first.click()
    stranger.get_by_role("button", name="Abmelden").click()
    stranger.wait_for_url(re.compile("anmelden"))
    stranger.goto(stack.salon["url"] + "anrufe/")

    expect(stranger.get_by_role("button", name="Anmelden", exact=True)).to_be_visible()


@pytest.mark.thorough
def test_staff_find_no_test_call(stranger: Page, stack: Stack, problems: list[str]) -> None:
    sign_in_to(stack.salon, stranger, email="team@salon-haarmonie.example")
    menu = stranger.get_by_role("navigation", name="Hauptmenü")
    expect(menu.get_by_role("link", name="Kalender")).to_be_visible()
    expect(menu.get_by_role("link", name="Testanruf")).to_have_count(0)
    stranger.goto(stack.salon["url"] + "testanruf/")

    expect(stranger.get_by_role("heading", name="Dieser Bereich ist der Leitung vorbehalten")).to_be_visible()
    assert taken_out(problems, "403")


@pytest.mark.thorough
def test_session_of_another_company_finds_nothing(stranger: Page, stack: Stack, problems: list[str]) -> None:
    practice = stack.run["companies"][1]
    sign_in_to(practice, stranger)
    cookies = stranger.context.cookies(practice["url"])
    carry(cookies, stranger.context, stack.salon["url"])
    stranger.goto(stack.salon["url"] + "anrufe/")

    expect(stranger.get_by_role("heading", name="Diese Seite gibt es nicht")).to_be_visible()
    assert taken_out(problems, "404")


def carry(cookies: list[Any], context: BrowserContext, url: str) -> None:
    context.add_cookies([{"name": each["name"], "value": each["value"], "url": url} for each in cookies])


# One of each kind; all the others are looked at by ``make screens`` too.
LOOKED_AT = ("", "kalender/", "empfang/", "a call without a booking")
LOOKED_AT_THOROUGHLY = (
    "anrufe/",
    "anrufe/?ergebnis=verloren",
    "testanruf/",
    *(path for path in RECEPTION.values() if path not in LOOKED_AT),
    "probeanrufe/",
    "an appointment",
    "a call",
    "a test call",
    "a source",
)


@pytest.mark.parametrize(
    "path",
    [*LOOKED_AT, *(pytest.param(path, marks=pytest.mark.thorough) for path in LOOKED_AT_THOROUGHLY)],
)
def test_portal_page_is_accessible_and_fits_every_screen(path: str, owner: Page, stack: Stack) -> None:
    open_page(owner, stack, path)

    check_page(owner)


@pytest.mark.parametrize(
    "path",
    [
        "anmelden/",
        pytest.param("gibt/es/nicht/", marks=pytest.mark.thorough),
        pytest.param("public home", marks=pytest.mark.thorough),
    ],
)
def test_public_page_is_accessible_and_fits_every_screen(
    path: str, stranger: Page, stack: Stack, problems: list[str]
) -> None:
    open_page(stranger, stack, path)

    check_page(stranger)
    taken_out(problems, "404")


def open_page(page: Page, stack: Stack, path: str) -> None:
    portal = stack.salon["url"]
    if path == "a call":
        page.goto(portal + "anrufe/?ergebnis=gebucht")
        page.locator("#calls a").first.click()
        page.wait_for_url(re.compile(r"/anrufe/\d+/"))
        open_details(page)
    elif path == "a call without a booking":
        page.goto(portal + "testanruf/")
        page.get_by_role("button", name="Anrufen").click()
        for sentence in ("Ja, gern.", "Morgen um 7 Uhr früh einen Herrenhaarschnitt in Mitte, bitte."):
            tell(page, sentence)
        page.get_by_role("button", name="Auflegen").click()
        page.get_by_role("link", name="Anruf ansehen").click()
        page.wait_for_url(re.compile(r"/anrufe/\d+/"))
        open_details(page)
        expect(page.get_by_role("region", name="Warum wurde nicht gebucht?")).to_contain_text("07:00 Uhr")
    elif path == "a source":
        page.goto(portal + "wissen/")
        page.get_by_role("region", name="Quellen").get_by_role("link").first.click()
        page.wait_for_url(re.compile(r"/wissen/\d+/"))
    elif path == "an appointment":
        day_with_appointments(page, stack).last.click()
        page.get_by_role("dialog").get_by_role("link", name="Öffnen").click()
        page.wait_for_url(re.compile(r"/termine/\d+/"))
    elif path == "a test call":
        page.goto(portal + "testanruf/")
        page.get_by_role("button", name="Anrufen").click()
        expect(page.locator(".bubble").first).to_be_visible()
    elif path == "public home":
        page.goto(f"http://localhost:{stack.run['ports']['web']}/")
    else:
        page.goto(portal + path)


def open_details(page: Page) -> None:
    """What is folded away is looked at, too."""
    page.locator("main details").evaluate_all("every => every.forEach((one) => { one.open = true; })")


def check_page(page: Page) -> None:
    """Scanned where most owners open it; ``make screens`` scans every page at every size, light and dark."""
    for width, height in (PC, TABLET, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
            f"wider than {width}"
        )
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@ON_PHONE
def test_phone_reaches_every_page_by_its_tabs(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"])
    tabs = owner.get_by_role("navigation", name="Hauptmenü")
    expect(tabs.get_by_role("link")).to_have_text(["Übersicht", "Kalender", "Anrufe", "Empfang"])
    tabs.get_by_role("button", name="Mehr").click()
    assert Axe().run(owner).violations_count == 0
    tabs.get_by_role("link", name="Wissen").click()

    expect(owner.get_by_role("heading", name="Wissen", level=1)).to_be_visible()
    expect(tabs.get_by_role("button", name="Mehr")).to_have_attribute("aria-current", "true")


# Last in this file: the others need the live line.
@ON_PHONE
def test_lost_live_line_is_shown_and_comes_back(owner: Page, stack: Stack, problems: list[str]) -> None:
    owner.goto(stack.salon["url"])
    state = owner.locator(".live-state:visible")
    expect(state).to_have_attribute("data-state", "open")
    for pid in stack.processes("uvicorn"):
        os.kill(pid, signal.SIGKILL)

    expect(state).to_contain_text("Verbinde neu …")
    expect(state).to_have_attribute("data-state", "open", timeout=40_000)
    loaded_at = owner.evaluate("performance.timeOrigin")
    ring(stack, "+491729925977", name="Jana Winter")
    expect(owner.locator("#live-calls .bubble").first).to_be_attached(timeout=40_000)
    assert owner.evaluate("performance.timeOrigin") == loaded_at
    taken_out(problems, "WebSocket")
