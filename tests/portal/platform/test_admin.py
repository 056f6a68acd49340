from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.ops.gathering import gather
from analytics.ops.models import CompanyStanding, Incident, IncidentEffect
from portal.platform.admin import CompanyAdmin
from tenants.admin_sites import company_site, platform_site
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.inbox.models import InboundEvent
from tenants.models import Company, User
from tenants.outbox.models import OutboxEntry
from tests.portal.conftest import supporting

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)
LIST = "/admin/tenants/company/"


def choose(company: Company, action: str) -> dict[str, str]:
    return {"action": action, "_selected_action": str(company.pk), "index": "0"}


@pytest.fixture
def clicks(platform_admin: User) -> Client:
    client = Client(headers={"host": "localhost"})
    client.force_login(platform_admin)
    return client


@pytest.fixture
def practice(other_company: Company, platform_admin: User) -> Iterator[Client]:
    """The platform admin on the practice's own host, let in by the practice."""
    with company_scope(other_company):
        yield supporting(platform_admin, other_company, host="praxis.localhost")


def crowd(number: int) -> None:
    """So many companies more, each with figures; the list opens no schema, so they have none."""
    companies = Company.objects.bulk_create(
        Company(
            name=f"Betrieb {place:03}", slug=f"betrieb-{place}", schema_name=f"t_{90_000 + place}",
            state="ready", wrapped_key=b"", created_at=NOON,
        )
        for place in range(number)
    )  # fmt: skip
    CompanyStanding.objects.bulk_create(
        CompanyStanding(company=each, gathered_at=NOON, calls_week=place, level=place % 3)
        for place, each in enumerate(companies)
    )
    incident = Incident.objects.create(kind="outbox_late", opened_at=NOON, seen_at=NOON)
    IncidentEffect.objects.bulk_create(
        IncidentEffect(incident=incident, company=each, began_at=NOON) for each in companies[:2]
    )


def listed(clicks: Client, query: str = "") -> list[str]:
    return [company.name for company in clicks.get(f"{LIST}{query}").context["cl"].result_list]


def test_companies_are_listed_with_how_they_are_doing(clicks: Client, other_company: Company) -> None:
    with company_scope(other_company):
        OutboxEntry.objects.create(kind="message", subject_id=1, state="dead", due_at=NOON, created_at=NOON)
    gather(now=NOON)

    shown = clicks.get(LIST).content.decode()

    assert "Salon Haarmonie" in shown
    assert "braucht Hilfe" in shown
    assert "läuft" in shown
    assert f'href="/admin/zentrale/{other_company.pk}/"' in shown
    assert "platform" not in [company.slug for company in clicks.get(LIST).context["cl"].result_list]


def test_companies_are_found_sorted_and_narrowed_to_those_in_trouble(clicks: Client) -> None:
    crowd(9)
    column = 1 + list(CompanyAdmin.list_display).index("calls")

    assert listed(clicks, f"?o=-{column}")[:2] == ["Betrieb 008", "Betrieb 007"]
    assert listed(clicks, "?q=betrieb-4") == ["Betrieb 004"]
    assert listed(clicks, "?lage=hilfe") == ["Betrieb 002", "Betrieb 005", "Betrieb 008"]
    assert listed(clicks, "?lage=vorfall") == ["Betrieb 000", "Betrieb 001"]
    assert listed(clicks, "?lage=umzug") == []


@pytest.mark.parametrize("path", [LIST, "/admin/zentrale/", "/admin/ops/incident/", "/admin/rufnummern/"])
def test_pages_ask_few_questions_however_many_companies_there_are(clicks: Client, path: str) -> None:
    gather(now=NOON)
    crowd(120)
    clicks.get(path)

    with CaptureQueriesContext(connection) as queries:
        assert clicks.get(path).status_code == 200

    assert len(queries) <= 15
    assert not any("outbox_outboxentry" in query["sql"] for query in queries)


def test_page_of_a_company_asks_few_questions(clicks: Client, other_company: Company) -> None:
    gather(now=NOON)
    path = f"/admin/zentrale/{other_company.pk}/"
    clicks.get(path)

    with CaptureQueriesContext(connection) as queries:
        assert clicks.get(path).status_code == 200

    assert len(queries) <= 15


def test_staff_explain_an_incident(clicks: Client, platform_admin: User) -> None:
    crowd(2)
    incident = Incident.objects.get()
    path = f"/admin/ops/incident/{incident.pk}/change/"
    inline = {"effects-TOTAL_FORMS": "0", "effects-INITIAL_FORMS": "0"}

    shown = clicks.get(path).content.decode()
    assert "Betrieb 001" in shown
    clicks.post(path, {"note": "Twilio war weg", "kind": "inbox_late", **inline})

    incident.refresh_from_db()
    assert (incident.note, incident.noted_by, incident.kind) == (
        "Twilio war weg",
        platform_admin,
        "outbox_late",
    )
    assert "Twilio war weg" in clicks.get("/admin/zentrale/").content.decode()
    assert clicks.post(path.replace("change", "delete"), {"post": "yes"}).status_code == 403


def test_suspend_and_resume_are_written_down(clicks: Client, other_company: Company) -> None:
    clicks.post(LIST, choose(other_company, "suspend"))
    other_company.refresh_from_db()
    assert other_company.state == "suspended"

    clicks.post(LIST, choose(other_company, "resume"))
    other_company.refresh_from_db()
    assert other_company.state == "ready"
    assert LogEntry.objects.count() == 2


def test_suspend_says_when_there_is_nothing_to_suspend(clicks: Client, other_company: Company) -> None:
    clicks.post(LIST, choose(other_company, "suspend"))

    shown = clicks.post(LIST, choose(other_company, "suspend"), follow=True).content.decode()

    assert "bleibt, wie es ist: gesperrt" in shown


def test_companies_can_be_neither_added_nor_deleted_here(clicks: Client, other_company: Company) -> None:
    assert clicks.get(f"{LIST}add/").status_code == 403
    assert clicks.post(f"{LIST}{other_company.pk}/delete/", {"post": "yes"}).status_code == 403


def test_new_user_has_no_password_until_one_is_set(clicks: Client) -> None:
    inline = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    response = clicks.post(
        "/admin/tenants/user/add/", {"email": "Ines@Praxis.example", "is_active": "on", **inline}
    )

    assert response.status_code == 302
    assert not User.objects.get(email="ines@praxis.example").has_usable_password()


def test_every_page_of_the_platform_opens(clicks: Client, other_company: Company) -> None:
    for model in platform_site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        assert clicks.get(base).status_code == 200, base
        assert clicks.get(f"{base}?q=salon").status_code == 200, base


def test_company_site_knows_no_shared_table(practice: Client) -> None:
    from django.conf import settings

    shared = {app.rsplit(".", 1)[-1] for app in settings.SHARED_APPS}
    assert {model._meta.app_label for model in company_site._registry}.isdisjoint(shared)
    assert practice.get("/admin/tenants/company/").status_code == 404


def test_connections_show_no_secret(practice: Client, other_company: Company) -> None:
    with company_scope(other_company):
        made = connect(provider="twilio", credentials={"auth_token": "geheim-17"}, now=NOON)

    for path in ("/admin/connections/connection/", f"/admin/connections/connection/{made.pk}/change/"):
        shown = practice.get(path).content.decode()
        assert "twilio" in shown
        assert "geheim-17" not in shown
        assert made.path_secret not in shown


def test_inbox_shows_the_size_and_never_the_payload(practice: Client, other_company: Company) -> None:
    with company_scope(other_company):
        event = InboundEvent.objects.create(
            provider="retell",
            external_id="evt_1",
            kind="call_ended",
            subject="call_1",
            payload={"name": "Anna Muster"},
            due_at=NOON,
            received_at=NOON,
        )

    for path in ("/admin/inbox/inboundevent/", f"/admin/inbox/inboundevent/{event.pk}/change/"):
        shown = practice.get(path).content.decode()
        assert "Bytes, verschlüsselt" in shown
        assert "Anna" not in shown


def test_company_admin_retries_dead_entries(practice: Client, other_company: Company) -> None:
    with company_scope(other_company):
        entry = OutboxEntry.objects.create(
            kind="message", subject_id=1, state="dead", due_at=NOON, created_at=NOON
        )

    practice.post(
        "/admin/outbox/outboxentry/", {"action": "retry", "_selected_action": str(entry.pk), "index": "0"}
    )

    with company_scope(other_company):
        assert OutboxEntry.objects.get().state == "pending"
