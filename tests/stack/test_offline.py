"""The portal as an app on a phone: installable, useful without a connection, and silent after signing out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bench.screens import sign_in
from bench.stack import Stack

pytestmark = pytest.mark.browser

# What lies in the browser: names of caches with their addresses, and every value of IndexedDB as text.
KEPT = """async () => {
  const kept = {caches: {}, rows: []};
  for (const name of await caches.keys()) {
    const found = await (await caches.open(name)).keys();
    kept.caches[name] = found.map((request) => new URL(request.url).pathname);
  }
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((done) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      for (const one of all) {
        const isKey = one instanceof CryptoKey;
        const bytes = one?.sealed && new Uint8Array(one.sealed);
        const text = bytes ? new TextDecoder('latin1').decode(bytes) : JSON.stringify(one);
        kept.rows.push({store, text, isKey, extractable: isKey && one.extractable});
      }
    }
    database.close();
  }
  return kept;
}"""


@pytest.fixture(scope="module")
def owners_phone(browser: Browser) -> Iterator[Page]:
    """One phone for all tests: an app is installed once, and its owner signs in now and then."""
    with new_phone(browser) as page:
        yield page


@pytest.fixture
def phone(owners_phone: Page, stack: Stack) -> Page:
    """The owner's phone, signed in, with the worker in charge and today's calendar at hand."""
    owners_phone.context.set_offline(False)
    owners_phone.goto("about:blank")
    owners_phone.context.clear_cookies()
    return ready(owners_phone, stack)


@contextmanager
def new_phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="de-DE", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def ready(page: Page, stack: Stack) -> Page:
    salon = stack.salon
    sign_in(page, salon["url"], email=salon["email"], password=salon["password"])
    page.wait_for_function("() => navigator.serviceWorker?.controller != null")
    wait_for_rows(page, lambda rows: {row["store"] for row in rows} == {"vault"} and len(rows) >= 4)
    return page


def open_without_connection(page: Page, address: str) -> None:
    """A sleeping worker is woken by the visit and may hear only then that it is offline: go again."""
    page.context.set_offline(True)
    for _ in range(5):
        page.goto(address, wait_until="domcontentloaded")
        if page.get_by_role("heading", name="Ohne Verbindung").is_visible():
            return
    pytest.fail("the page for the time without a connection does not show")


def kept(page: Page) -> Any:
    return page.evaluate(KEPT)


def wait_for_rows(page: Page, is_so: Callable[[list[Any]], bool]) -> None:
    """Until what the browser keeps is like this. (Playwright's own waiting takes any promise for a yes.)"""
    for _ in range(150):
        if is_so(kept(page)["rows"]):
            return
        page.wait_for_timeout(100)
    pytest.fail("what lies in the browser is not what was waited for")


def days_of(page: Page) -> Any:
    return page.evaluate("fetch('/offline/tage.json').then((answer) => answer.json())")


def test_portal_can_be_installed(phone: Page, stack: Stack) -> None:
    session = phone.context.new_cdp_session(phone)
    manifest = session.send("Page.getAppManifest")
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["name"].startswith(stack.salon["name"])
    # Private windows, as every test's is, are the one thing that keeps it from being installed.
    assert [error["errorId"] for error in errors if error["errorId"] != "in-incognito"] == []


def test_today_shows_without_a_connection_and_the_truth_again_with_one(phone: Page, stack: Stack) -> None:
    page, context = phone, phone.context
    expect.set_options(timeout=15_000)
    [today, tomorrow] = days_of(page)["days"]
    expected = [*today["appointments"], *tomorrow["appointments"]]
    assert expected

    open_without_connection(page, f"{stack.salon['url']}kalender/")
    expect(page.locator("#stand")).to_have_text(re.compile(r"Stand \d\d:\d\d Uhr"))
    expect(page.locator("#days li")).to_have_count(len(expected))
    with_number = next(one for one in expected if one["phone"])
    row = page.locator("#days li", has_text=with_number["customer"]).first
    expect(row.get_by_role("link")).to_have_attribute("href", f"tel:{with_number['phone']}")

    context.set_offline(False)
    expect(page.locator("#board, .diary, [data-calendar], [data-diary]").first).to_be_visible()
    assert "/kalender/" in page.url


def test_what_was_marked_without_a_connection_is_handed_in(phone: Page, stack: Stack) -> None:
    page, context = phone, phone.context
    open_without_connection(page, f"{stack.salon['url']}anrufe/")
    waiting = page.locator("#days li", has=page.get_by_role("button", name="Eingetroffen", pressed=False))
    name = waiting.first.locator("[data-part=customer]").inner_text()
    row = page.locator("#days li", has_text=name).first
    row.get_by_role("button", name="Eingetroffen").click()
    expect(row).to_contain_text("wird übertragen")

    with page.expect_response(re.compile("/offline/taten/")) as handed_in:
        context.set_offline(False)
    assert [each["outcome"] for each in handed_in.value.json()["results"]] == ["done"]
    statuses = {
        (one["customer"], one["status"]) for day in days_of(page)["days"] for one in day["appointments"]
    }
    assert (name, "arrived") in statuses


def test_nothing_readable_lies_in_the_browser_and_nothing_at_all_after_signing_out(
    phone: Page, stack: Stack
) -> None:
    page = phone
    names = {one["customer"] for day in days_of(page)["days"] for one in day["appointments"]}
    found = kept(page)
    stored = json.dumps(found, ensure_ascii=False)
    assert names
    assert [name for name in names if name in stored] == []
    assert [row["extractable"] for row in found["rows"] if row["isKey"]] == [False]
    private = [
        path
        for paths in found["caches"].values()
        for path in paths
        if not path.startswith("/static/") and path != "/offline/"
    ]
    assert private == []

    page.get_by_role("button", name="Ihr Konto").click()
    page.locator("#account").get_by_role("button", name="Abmelden").click()
    page.wait_for_url(re.compile("/anmelden/"))

    assert kept(page)["rows"] == []


def test_end_of_the_session_elsewhere_empties_the_device(phone: Page, stack: Stack) -> None:
    page = phone
    page.context.clear_cookies()

    page.goto(stack.salon["url"])
    page.wait_for_url(re.compile("/anmelden/"))
    wait_for_rows(page, lambda rows: rows == [])


def test_message_of_the_push_service_is_shown(browser: Browser, stack: Stack) -> None:
    """What the worker does with a message that the push service hands it."""
    with new_phone(browser) as page:
        shown_of_a_message(ready(page, stack))


def shown_of_a_message(page: Page) -> None:
    page.context.grant_permissions(["notifications"])
    session = page.context.new_cdp_session(page)
    registrations: list[Any] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"])
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    note = {"title": "Neuer Termin", "body": "Mo., 10:00", "tag": "booked-1", "url": "/anrufe/", "lang": "de"}
    for _ in range(2):
        session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": page.evaluate("location.origin"),
                "registrationId": registrations[0]["registrationId"],
                "data": json.dumps(note),
            },
        )
    shown: list[Any] = []
    for _ in range(100):
        shown = page.evaluate(
            "navigator.serviceWorker.ready.then((one) => one.getNotifications())"
            ".then((all) => all.map((each) => [each.title, each.body, each.tag]))"
        )
        if shown:
            break
        page.wait_for_timeout(100)

    assert shown == [["Neuer Termin", "Mo., 10:00", "booked-1"]]
