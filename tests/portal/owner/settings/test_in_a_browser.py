"""What an owner sets up on a phone, in a real browser: a service with its phases, and when somebody works.

The browser lives in a thread of its own and its requests are answered by the views in the test's thread:
no server has to be started, and everything lies in the test's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page, Request, Route, expect

from bench.screens import chromium
from booking.models import Branch, Service, StaffMember, WorkingHours
from tests.factories.booking import ServiceFactory

pytestmark = pytest.mark.browser

HOST = "http://salon.localhost"
Answer = tuple[int, dict[str, str], bytes]


def on_a_phone(owner: Client, steps: Callable[[Page], None], *, width: int = 390, dark: bool = False) -> None:
    """Let the owner do these steps; whatever goes wrong in them is raised here."""
    asked: Queue[tuple[Request, Queue[Answer]] | None] = Queue()

    def pass_on(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            file = finders.find(path.removeprefix("/static/"))
            route.fulfill(path=file) if isinstance(file, str) else route.fulfill(status=404)
            return
        answered: Queue[Answer] = Queue()
        asked.put((route.request, answered))
        status, headers, body = answered.get(timeout=60)
        route.fulfill(status=status, headers=headers, body=body)

    def walk() -> None:
        try:
            with chromium() as browser:
                page = browser.new_page(
                    viewport={"width": width, "height": 844},
                    locale="de-DE",
                    base_url=HOST,
                    reduced_motion="reduce",
                    color_scheme="dark" if dark else "light",
                )
                page.route("**/*", pass_on)
                steps(page)
        finally:
            asked.put(None)

    with ThreadPoolExecutor(1) as pool:
        walking = pool.submit(walk)
        while (question := asked.get()) is not None:
            question[1].put(answer_of(owner, question[0]))
        walking.result()


def answer_of(owner: Client, request: Request) -> Answer:
    """What the views say.

    Where a page leads elsewhere, a page that goes there is given instead: the browser would follow past this
    door. Our scripts do not follow.
    """
    given = owner.generic(
        request.method,
        request.url.removeprefix(HOST),
        request.post_data_buffer or b"",
        content_type=request.headers.get("content-type", ""),
        headers={name: value for name, value in request.headers.items() if name.startswith("hx-")},
    )
    if given.status_code == 302:
        if not request.is_navigation_request():
            return 204, {}, b""
        leads_on = f'<meta http-equiv="refresh" content="0; url={given["Location"]}">'
        return 200, {"Content-Type": "text/html"}, leads_on.encode()
    return given.status_code, dict(given.items()), given.content


def violations(page: Page) -> list[str]:
    """What keeps people out of the page, as axe sees it, and whether it is wider than the phone."""
    found = [each["id"] for each in Axe().run(page).response["violations"]]
    return [
        *found,
        *(["too wide"] if page.evaluate("document.documentElement.scrollWidth > innerWidth") else []),
    ]


def test_a_service_with_phases_is_made(owner: Client, anna: StaffMember) -> None:
    def steps(page: Page) -> None:
        page.goto("/einstellungen/leistungen/neu/")
        page.locator("#id_name").fill("Balayage")
        page.locator("#id_price").fill("149,50")
        phases = page.locator("section", has=page.get_by_role("heading", name="Ablauf mit Einwirkzeit"))
        for number, (kind, minutes) in enumerate((("Arbeit", "45"), ("Einwirkzeit", "30"), ("Arbeit", "40"))):
            phases.get_by_role("button", name="Abschnitt", exact=True).click()
            row = phases.locator("[data-row]:visible").nth(number)
            row.locator("select").select_option(kind)
            row.locator("input").fill(minutes)
        expect(phases.locator(".phase-bar > span")).to_have_count(3)
        page.get_by_text("Anna Köhler", exact=True).click()
        assert violations(page) == []
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Balayage")
        expect(page.get_by_text("eine Stunde und 55 Minuten.")).to_be_visible()

    on_a_phone(owner, steps)

    made = Service.objects.get(name="Balayage")
    assert (made.price_cents, made.phases.count(), made.skills.count()) == (14950, 3, 1)


def test_hours_are_carried_over_to_all_days_and_taken_back(
    owner: Client, branch: Branch, anna: StaffMember
) -> None:
    def steps(page: Page) -> None:
        page.goto(f"/einstellungen/mitarbeiter/{anna.pk}/zeiten/{branch.pk}/")
        days = page.locator(".hours-turn").first.locator("[data-day]")
        monday = days.nth(0)
        monday.locator("[data-drop-pair]").first.click()
        expect(monday.get_by_text("frei")).to_be_visible()
        monday.get_by_role("button", name="Zeit hinzufügen").click()
        monday.locator("input").nth(0).fill("7")
        monday.locator("input").nth(1).fill("1930")
        monday.locator("[data-copy-day]").click()
        expect(days.nth(6).locator("input").nth(1)).to_have_value("1930")
        assert violations(page) == []
        page.get_by_role("button", name="Speichern").click()
        expect(days.nth(6).locator("input").nth(1)).to_have_value("19:30")
        page.get_by_role("button", name="Rückgängig").click()
        expect(page.get_by_text("wieder wie vorher")).to_be_visible()

    on_a_phone(owner, steps)

    assert not WorkingHours.objects.filter(staff=anna).exists()


def test_the_order_is_changed_by_keys(owner: Client, haircut: Service) -> None:
    beard = ServiceFactory(name="Bart", category=haircut.category)

    def steps(page: Page) -> None:
        page.goto("/einstellungen/leistungen/")
        with page.expect_response("**/reihenfolge/"):
            page.get_by_role("button", name="Bart verschieben").press("ArrowUp")

    on_a_phone(owner, steps)

    assert list(Service.objects.values_list("pk", flat=True)) == [beard.pk, haircut.pk]
