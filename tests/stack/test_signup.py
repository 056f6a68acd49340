"""From the platform's page to the first appointment by phone, in a real browser against the whole product."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, expect

from bench.signup_walk import Walk
from bench.stack import Stack

pytestmark = pytest.mark.browser

MOST_FIELDS, MOST_CLICKS = 13, 8


def test_new_company_reaches_its_first_appointment_by_phone(browser: Browser, stack: Stack) -> None:
    problems: list[str] = []
    found: dict[str, list[str]] = {}
    url = f"http://localhost:{stack.run['ports']['web']}"
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", reduced_motion="reduce"
    )
    page = context.new_page()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)

    def look(step: str) -> None:
        page.wait_for_load_state()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), step
        violations = Axe().run(page).response["violations"]
        found[step] = [each["id"] for each in violations]

    walk = Walk(page=page, look=look)
    walk.sign_up(url, company="Salon am Markt", email="paula@example.org", password="Dauerwelle-1984")
    walk.set_up(trade="Friseur", staff="Paula", postal_code="04109", city="Leipzig")
    # The browser is closed in the middle; whoever comes back goes on where they were.
    state, here = context.storage_state(), page.url
    context.close()
    page = walk.page = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="de-DE",
        storage_state=state,
        reduced_motion="reduce",
    ).new_page()
    page.goto(here.replace("einrichten/live/", "einrichten/"))
    expect(page).to_have_url(here)
    walk.call()
    page.get_by_role("button", name="Jetzt live gehen").click()

    expect(page.get_by_role("heading", name="Sie sind live")).to_be_visible()
    assert {step: ids for step, ids in found.items() if ids} == {}
    assert problems == []
    assert (walk.fields, walk.clicks) <= (MOST_FIELDS, MOST_CLICKS)
    page.context.close()
