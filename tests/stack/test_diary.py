"""The calendar in a real browser: dragging, a walk-in by keyboard only, and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Locator, Page, expect

from bench.screens import sign_in
from bench.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(browser: Browser, stack: Stack) -> Iterator[Page]:
    """The salon's owner in the calendar; whatever the browser complains about fails the test."""
    problems: list[str] = []
    page = browser.new_context(
        viewport={"width": 1440, "height": 1400}, locale="de-DE", reduced_motion="reduce"
    ).new_page()
    sign_in(page, stack.salon["url"], email=stack.salon["email"], password=stack.salon["password"])
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    yield page
    page.context.close()
    assert [each for each in problems if "409" not in each and "422" not in each] == []


def busy_day(page: Page, stack: Stack) -> Locator:
    """The next day on which one person has two appointments; returns that person's column."""
    page.goto(stack.salon["url"] + "kalender/")
    for _ in range(14):
        page.get_by_role("link", name="Nächster Tag").click()
        page.wait_for_load_state()
        for column in page.locator("[data-grid]").all():
            if column.locator("a[data-movable]").count() > 1:
                return column
    raise AssertionError("two weeks without anybody who has two appointments")


def drag(page: Page, item: Locator, *, by: float) -> None:
    """Down or up by so many pixels, and hold it there."""
    # Unlike a look at where it is, this comes back to an item that a live change has just replaced.
    item.hover(position={"x": 50, "y": 8})
    box = item.bounding_box()
    assert box is not None
    x, y = box["x"] + 50, box["y"] + 8
    page.mouse.down()
    page.mouse.move(x, y + by / 2, steps=3)
    page.mouse.move(x, y + by, steps=3)
    expect(page.locator(".cal-ghost")).to_have_attribute("data-level", re.compile("[012]"))


def test_drag_says_why_not_and_springs_back_then_moves_and_is_undone(page: Page, stack: Stack) -> None:
    column = busy_day(page, stack)
    first, second = column.locator("a[data-movable]").nth(0), column.locator("a[data-movable]").nth(1)
    name, before = first.get_attribute("data-title"), first.get_attribute("data-starts")
    minutes = int(second.get_attribute("data-starts") or 0) - int(before or 0)
    a_minute = (column.bounding_box() or {})["height"] / (int(column.get_attribute("data-slots") or 1) * 5)

    drag(page, first, by=minutes * a_minute)
    expect(page.locator(".cal-ghost")).to_contain_text("schon belegt")
    page.mouse.up()
    expect(page.locator(".toast-note")).to_contain_text("schon belegt")
    expect(page.locator(".cal-ghost")).to_have_count(0)
    expect(first).to_have_attribute("data-starts", str(before))

    free = page.locator(".cal-zone[data-level='0']")
    drag(page, first, by=12)
    expect(free.first).to_be_attached()
    zone = column.locator(".cal-zone[data-level='0']").last.bounding_box()
    start = first.bounding_box()
    assert zone is not None
    assert start is not None
    page.mouse.move(start["x"] + 50, zone["y"] + zone["height"] / 2, steps=4)
    expect(page.locator(".cal-ghost")).to_have_attribute("data-level", "0")
    page.mouse.up()
    moved = page.locator(f"a[data-title='{name}']").first
    expect(moved).not_to_have_attribute("data-starts", str(before))
    page.get_by_role("button", name="Rückgängig").last.click()
    expect(page.get_by_text("Alles ist wieder wie vorher.")).to_be_visible()
    expect(moved).to_have_attribute("data-starts", str(before))


def test_walk_in_is_booked_with_three_keys(page: Page, stack: Stack) -> None:
    page.goto(stack.salon["url"] + "kalender/")
    page.keyboard.press("w")
    expect(
        page.get_by_role("dialog").get_by_role("button", name=re.compile("Haarschnitt")).first
    ).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page.locator(".toast-note").last).to_contain_text("Laufkundschaft")
    expect(page.locator("main").get_by_text("Laufkundschaft").first).to_be_visible()


def test_appointment_is_moved_by_keyboard(page: Page, stack: Stack) -> None:
    item = busy_day(page, stack).locator("a[data-movable]").last
    before, name = item.get_attribute("data-starts"), item.get_attribute("data-title")
    item.focus()
    page.keyboard.press(" ")
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        expect(page.locator(".cal-ghost")).to_have_attribute("data-level", re.compile("[012]"))
        if page.locator(".cal-ghost").get_attribute("data-level") == "0":
            break
    expect(page.locator("#diary-says")).to_contain_text("frei")
    page.keyboard.press("Enter")

    expect(page.locator(f"a[data-title='{name}']").first).not_to_have_attribute("data-starts", str(before))


@pytest.mark.parametrize("view", ["tag", "woche", "monat", "liste"])
def test_calendar_fits_a_phone_and_is_accessible(view: str, page: Page, stack: Stack) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{stack.salon['url']}kalender/?ansicht={view}&tag=2026-11-24")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert Axe().run(page).violations_count == 0
    if view == "tag":
        page.get_by_role("link", name="Neuer Termin").click()
        expect(page.get_by_role("searchbox")).to_be_focused()
        assert Axe().run(page).violations_count == 0
