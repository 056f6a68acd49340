from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from analytics.ops.chores import review
from analytics.ops.gathering import gather
from analytics.ops.incidents import review_incidents
from analytics.ops.models import Incident, IncidentEffect
from askproai.core import signs
from askproai.core.errors import RuleViolated
from tenants.context import company_scope
from tenants.enums import SupportLevel
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Membership, User, Wakeup
from tenants.outbox.models import OutboxEntry
from tenants.privacy.models import AuditEntry
from tests.portal.conftest import let_in

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


@pytest.fixture
def event(other_company: Company) -> InboundEvent:
    """An event of the practice that nobody could process."""
    with company_scope(other_company):
        return InboundEvent.objects.create(
            provider="retell",
            external_id="evt_1",
            kind="call_ended",
            subject="call_1",
            state="quarantined",
            payload={"transcript": "Hier ist Anna Muster"},
            reason=RuleViolated.code,
            attempts=5,
            due_at=NOON,
            received_at=NOON,
        )


@pytest.fixture
def entry(other_company: Company) -> OutboxEntry:
    """A message of the practice that did not go out."""
    with company_scope(other_company):
        return OutboxEntry.objects.create(
            kind="inbox",
            subject_id=7,
            state="dead",
            attempts=10,
            last_error="provider_unavailable",
            due_at=NOON,
            created_at=NOON,
        )


def page(browser: Client) -> str:
    response = browser.get("/admin/zentrale/")
    assert response.status_code == 200
    return response.content.decode()


def press(browser: Client, url: str) -> Any:
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(browser))
    assert token
    return browser.post(url, {"csrfmiddlewaretoken": token.group(1)}, follow=True)


def test_cockpit_shows_what_is_stuck_in_any_company(
    browser: Client, event: InboundEvent, entry: OutboxEntry, other_company: Company
) -> None:
    Wakeup.objects.create(company_id=other_company.pk, kind="inbox", due_at=NOON, nudges=9)
    gather(now=NOON)
    with company_scope(other_company):
        cache.set("unverified:twilio", 42, timeout=60)
    try:
        shown = page(browser)
    finally:
        with company_scope(other_company):
            cache.delete("unverified:twilio")

    assert shown.count(other_company.name) >= 4
    for words in (
        "call_ended",
        "rule_violated",
        "provider_unavailable",
        "42",
        "Nochmals versuchen",
        "Verwerfen",
        "Jetzt anstoßen",
    ):
        assert words in shown


def test_cockpit_counts_the_doors_of_shared_accounts_too(browser: Client) -> None:
    platform = Company.objects.get(schema_name="public")
    with company_scope(platform):
        cache.set("unverified:sendgrid", 77, timeout=60)
    try:
        shown = page(browser)
    finally:
        with company_scope(platform):
            cache.delete("unverified:sendgrid")

    assert "77" in shown


def test_cockpit_shows_no_payload(browser: Client, event: InboundEvent) -> None:
    assert "Anna" not in page(browser)


def test_cockpit_says_when_all_is_well(browser: Client) -> None:
    shown = page(browser)

    for words in ("Nichts in Quarantäne.", "Alles ist hinausgegangen.", "Kein Weckruf hängt.", "Keine."):
        assert words in shown


def test_replay_takes_the_event_out_of_quarantine_and_is_written_down(
    browser: Client, event: InboundEvent, other_company: Company, platform_admin: User
) -> None:
    response = press(browser, f"/admin/zentrale/{other_company.pk}/eingang/{event.pk}/")

    assert "wird erneut verarbeitet" in response.content.decode()
    with company_scope(other_company):
        assert InboundEvent.objects.get().state == "pending"
    logged = LogEntry.objects.get()
    assert (logged.user, logged.object_id) == (platform_admin, f"{other_company.pk}/{event.pk}")


def test_retry_gives_the_entry_another_round_and_is_written_down(
    browser: Client, entry: OutboxEntry, other_company: Company
) -> None:
    response = press(browser, f"/admin/zentrale/{other_company.pk}/ausgang/{entry.pk}/")

    assert "wird erneut versucht" in response.content.decode()
    with company_scope(other_company):
        assert OutboxEntry.objects.get().state == "pending"
    assert LogEntry.objects.count() == 1


def test_payloads_stay_closed_without_the_companys_consent(
    browser: Client, event: InboundEvent, other_company: Company
) -> None:
    response = press(browser, f"/admin/zentrale/{other_company.pk}/inhalt/{event.pk}/")

    assert "Erst muss der Betrieb zustimmen" in response.content.decode()
    assert "Anna" not in response.content.decode()


def test_dropped_work_is_owed_no_longer_and_cannot_be_dropped_twice(
    browser: Client, entry: OutboxEntry, event: InboundEvent, other_company: Company
) -> None:
    for _twice in range(2):
        press(browser, f"/admin/zentrale/{other_company.pk}/ausgang/{entry.pk}/verwerfen/")
        press(browser, f"/admin/zentrale/{other_company.pk}/eingang/{event.pk}/verwerfen/")

    with company_scope(other_company):
        assert OutboxEntry.objects.get().state == "cancelled"
        event.refresh_from_db()
        assert (event.state, event.payload) == ("done", None)
        assert [each.act for each in AuditEntry.objects.all()] == ["platform-drop"] * 2
    assert LogEntry.objects.count() == 2


def test_processes_providers_and_incidents_are_on_the_page(browser: Client) -> None:
    signs.forget()
    try:
        signs.beat("worker.calls")
        signs.note_breaker("calcom", is_open=True)
        review(NOON)
        shown = page(browser)
    finally:
        signs.forget()

    for words in ("worker.calls", "lebt", "calcom", "antwortet nicht", "Anbieter antwortet nicht"):
        assert words in shown


def test_company_page_shows_its_figures_incidents_and_what_is_stuck(
    browser: Client, event: InboundEvent, entry: OutboxEntry, other_company: Company
) -> None:
    gather(now=NOON)
    review_incidents(now=timezone.now(), signs={}, breakers={})
    incident = Incident.objects.create(kind="calls_failing", opened_at=NOON, seen_at=NOON)
    IncidentEffect.objects.create(incident=incident, company=other_company, began_at=NOON)

    shown = browser.get(f"/admin/zentrale/{other_company.pk}/").content.decode()

    for words in (
        "braucht Hilfe", "Anrufe heute / 7 Tage", "Anrufe scheitern", "call_ended", "provider_unavailable",
        "Um Zugang bitten",
    ):  # fmt: skip
        assert words in shown
    assert "Anna" not in shown


def test_page_of_a_company_that_is_gone_is_none(browser: Client, other_company: Company) -> None:
    platform = Company.objects.get(schema_name="public")

    for pk in (4711, platform.pk):
        assert browser.get(f"/admin/zentrale/{pk}/").status_code == 404


def test_opening_a_payload_is_written_down_and_never_cached(
    browser: Client, event: InboundEvent, other_company: Company
) -> None:
    with company_scope(other_company):
        let_in(other_company, level=SupportLevel.READING)

    response = press(browser, f"/admin/zentrale/{other_company.pk}/inhalt/{event.pk}/")

    assert "Hier ist Anna Muster" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    logged = LogEntry.objects.get()
    assert "geöffnet" in logged.change_message
    assert "Anna" not in logged.change_message + logged.object_repr
    with company_scope(other_company):
        entry = AuditEntry.objects.get()
    assert (entry.act, entry.role, entry.subject_id) == ("platform-payload", "support", event.pk)


def test_only_quarantined_payloads_can_be_opened(
    browser: Client, event: InboundEvent, other_company: Company
) -> None:
    with company_scope(other_company):
        let_in(other_company)
        InboundEvent.objects.update(state="pending")

    assert press(browser, f"/admin/zentrale/{other_company.pk}/inhalt/{event.pk}/").status_code == 404
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    "path", ["eingang/1/", "ausgang/1/", "inhalt/1/", "anstoss/inbox/", "ausgang/1/verwerfen/"]
)
def test_actions_need_a_post_with_token(browser: Client, other_company: Company, path: str) -> None:
    url = f"/admin/zentrale/{other_company.pk}/{path}"

    assert browser.get(url).status_code == 405
    assert browser.post(url).status_code == 403


def test_actions_refuse_a_suspended_company(
    browser: Client, entry: OutboxEntry, other_company: Company
) -> None:
    Company.objects.filter(pk=other_company.pk).update(state="suspended")

    response = press(browser, f"/admin/zentrale/{other_company.pk}/ausgang/{entry.pk}/")

    assert "es wurde nichts geändert" in response.content.decode()
    assert not LogEntry.objects.exists()


def test_staff_without_permission_see_no_cockpit(db: None) -> None:
    helper = User.objects.create_user("hans@askproai.example", "ein langes Passwort", is_staff=True)
    client = Client(headers={"host": "localhost"})
    client.force_login(helper)

    assert client.get("/admin/zentrale/").status_code == 403


@pytest.mark.parametrize("role", ["owner", "manager", "staff"])
def test_members_of_companies_cannot_enter(db: None, other_company: Company, role: str) -> None:
    owner = User.objects.create_user("ines@praxis.example", "ein langes Passwort")
    Membership.objects.create(user=owner, company=other_company, role=role)
    for host in ("localhost", "praxis.localhost"):
        client = Client(headers={"host": host})
        client.force_login(owner)

        for path in ("/admin/", "/admin/zentrale/"):
            response = client.get(path)
            assert response.status_code in {302, 404}
            if response.status_code == 302:
                assert response["Location"].startswith("/admin/login/")


def test_admin_pages_carry_a_policy_of_their_own(browser: Client) -> None:
    for path in ("/admin/", "/admin/zentrale/", "/admin/tenants/company/"):
        policy = browser.get(path)["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self' 'unsafe-eval'" in policy
        assert "unsafe-inline" not in policy.split("script-src")[1].split(";")[0]

    assert (
        "default-src 'self'"
        in Client(headers={"host": "localhost"}).get("/admin/login/", follow=True)["Content-Security-Policy"]
    )


def test_signing_in_leads_to_the_admin(platform_admin: User) -> None:
    client = Client(headers={"host": "localhost"})
    form = client.get("/admin/", follow=True)

    response = client.post(
        form.request["PATH_INFO"] + "?" + form.request["QUERY_STRING"],
        {"username": platform_admin.email, "password": "ein langes Passwort"},
    )

    assert response["Location"] == "/admin/"
