"""What an owner sets up on a phone: a service with its phases, and when somebody works."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect

from bench.screens import chromium, sign_in
from bench.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def phone(stack: Stack) -> Iterator[Page]:
    """The owner's phone, signed in."""
    with chromium() as browser:
        page = browser.new_context(viewport={"width": 390, "height": 844}, locale="de-DE").new_page()
        salon = stack.salon
        sign_in(page, salon["url"], email=salon["email"], password=salon["password"])
        yield page


def test_a_service_with_phases_is_made_on_a_phone(phone: Page, stack: Stack) -> None:
    phone.goto(stack.salon["url"] + "einstellungen/leistungen/neu/")
    phone.get_by_label("Name", exact=True).first.fill("Balayage")
    phone.get_by_label("Preis", exact=True).first.fill("149,50")
    phases = phone.locator("section", has=phone.get_by_role("heading", name="Ablauf mit Einwirkzeit"))
    for number, (kind, minutes) in enumerate((("Arbeit", "45"), ("Einwirkzeit", "30"), ("Arbeit", "40"))):
        phases.get_by_role("button", name="Abschnitt", exact=True).click()
        row = phases.locator("[data-row]:visible").nth(number)
        row.get_by_label("Abschnitt", exact=True).select_option(kind)
        row.get_by_label("Minuten").fill(minutes)
    expect(phases.locator(".phase-bar > span")).to_have_count(3)
    phone.get_by_text("Anna Berger", exact=True).click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(phone) == []

    phone.get_by_role("button", name="Speichern").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("Balayage")
    expect(phone.get_by_text("dauert etwa eine Stunde und 55 Minuten.")).to_be_visible()
    expect(phone.locator(".phase-bar > span")).to_have_count(3)


def test_hours_are_carried_over_to_all_days_and_taken_back(phone: Page, stack: Stack) -> None:
    phone.goto(stack.salon["url"] + "einstellungen/mitarbeiter/")
    phone.get_by_role("link", name="Ben Richter").click()
    phone.get_by_role("link", name="Arbeitszeiten").first.click()
    days = phone.locator(".hours-turn").first.locator("[data-day]")
    before = days.nth(3).locator("input").evaluate_all("fields => fields.map((field) => field.value)")
    for drop in days.nth(0).locator("[data-drop-pair]").all():
        drop.click()
    days.nth(0).get_by_role("button", name="Zeit hinzufügen").click()
    days.nth(0).locator("input").nth(0).fill("7")
    days.nth(0).locator("input").nth(1).fill("2130")
    days.nth(0).locator("[data-copy-day]").click()
    assert violations(phone) == []

    phone.get_by_role("button", name="Speichern").click()

    expect(phone.get_by_role("button", name="Rückgängig")).to_be_visible()
    expect(days.nth(6).locator("input").nth(1)).to_have_value("21:30")
    phone.get_by_role("button", name="Rückgängig").click()
    expect(phone.get_by_text("wieder wie vorher")).to_be_visible()
    after = days.nth(3).locator("input").evaluate_all("fields => fields.map((field) => field.value)")
    assert after == before


def violations(page: Page) -> list[str]:
    """What keeps people out of the page, as axe sees it."""
    return [each["id"] for each in Axe().run(page).response["violations"]]
