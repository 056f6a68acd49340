"""A passkey in a real browser: made on the account's page, and then the only thing that is asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.screens import sign_in
from bench.stack import Stack

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone that unlocks with a finger."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", reduced_motion="reduce"
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    finger = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": finger})
    yield page
    context.close()


def test_a_passkey_opens_the_portal_without_a_password(stack: Stack, page: Page) -> None:
    salon = stack.salon
    sign_in(page, salon["url"], email="leitung@salon-haarmonie.example", password=salon["password"])
    page.goto(f"{salon['url']}konto/")
    page.get_by_role("button", name="Passkey anlegen").click()
    expect(page.get_by_text("Der Passkey ist angelegt")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{salon['url']}anrufe/")
    page.get_by_role("button", name="Passkey verwenden").click()

    expect(page.get_by_role("heading", name="Anrufe", exact=True)).to_be_visible()
    # The others of this session sign in to the same demo by password alone.
    page.goto(f"{salon['url']}konto/")
    page.get_by_role("button", name="Entfernen").click()
    page.locator("#confirm [data-agree]").click()
    expect(page.get_by_text("Der Passkey ist entfernt")).to_be_visible()
