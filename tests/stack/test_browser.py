"""What an owner does, in a real browser against the whole product."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.screens import chromium, sign_in
from bench.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("stack")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[(390, 844), (1440, 900)], ids=["phone", "pc"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, locale="de-DE")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    context.close()
    assert [problem for problem in problems if "favicon" not in problem] == []


@pytest.fixture
def owner(page: Page, stack: Stack) -> Page:
    sign_in(page, stack.salon["url"], email=stack.salon["email"], password=stack.salon["password"])
    return page


def no_sideways_scrolling(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_sign_in_refuses_a_wrong_password_in_german(page: Page, stack: Stack) -> None:
    page.goto(stack.salon["url"])
    page.get_by_label("E-Mail").fill("niemand@salon-haarmonie.example")
    page.get_by_label("Passwort", exact=True).fill("falsch-und-noch-mehr")
    page.get_by_role("button", name="Anmelden").click()

    expect(
        page.get_by_text(re.compile("E-Mail-Adresse oder Passwort|stimm", re.IGNORECASE)).first
    ).to_be_visible()
    assert no_sideways_scrolling(page)


def test_dashboard_shows_a_call_growing_without_reload(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"])
    number = f"+4917139200{50 + (owner.viewport_size or {}).get('width', 0) % 9}"
    stack.place_call(from_number=number, pace=0.1)

    expect(owner.locator("body")).to_contain_text("Haarschnitt", timeout=20_000)
    expect(owner.get_by_text(re.compile("Sabine Krüger")).first).to_be_attached(timeout=30_000)
    assert no_sideways_scrolling(owner)


def test_calendar_shows_the_day_by_staff(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"] + "kalender/")

    expect(owner.get_by_text("Anna").first).to_be_visible()
    assert no_sideways_scrolling(owner)


def test_call_list_leads_to_what_was_said_and_booked(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"] + "anrufe/")
    owner.locator("main a[href*='/anrufe/']").first.click()

    expect(owner.get_by_role("heading").first).to_be_visible()
    assert no_sideways_scrolling(owner)


def test_test_call_books_an_appointment(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"] + "testanruf/")
    owner.get_by_role("button", name=re.compile("Anruf|anrufen|starten")).first.click()
    expect(owner.get_by_text(re.compile("KI")).first).to_be_visible()
    box = owner.get_by_role("textbox").last
    for line in (
        "Ja, gern.",
        "Ich hätte gern einen Haarschnitt, irgendwann in den nächsten zwei Wochen.",
        "Der erste passt.",
        "Martina Vogel",
        "Ja, genau.",
        "Ja, bitte.",
    ):
        said = owner.locator(".bubble").count()
        box.fill(line)
        box.press("Enter")
        owner.wait_for_function("count => document.querySelectorAll('.bubble').length >= count + 2", arg=said)
        if "gebucht" in owner.locator("main").inner_text().lower():
            break

    expect(owner.locator("main")).to_contain_text(re.compile("gebucht|eingetragen", re.IGNORECASE))
    assert no_sideways_scrolling(owner)


def test_signing_out_closes_the_portal(owner: Page, stack: Stack) -> None:
    owner.goto(stack.salon["url"])
    owner.context.clear_cookies()
    owner.goto(stack.salon["url"])

    expect(owner.get_by_role("button", name="Anmelden")).to_be_visible()
