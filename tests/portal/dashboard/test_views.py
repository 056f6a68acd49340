from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentSource
from booking.models import Appointment, Branch
from telephony.enums import CallSource, Outcome
from telephony.models import Call, OpenQuestion
from telephony.services.calls import end_call
from telephony.services.testcall import start_test_call
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import BranchFactory
from tests.portal.conftest import member, signed_in


def figures(client: Client) -> dict[str, int]:
    return {figure.label: figure.value for figure in client.get("/").context["figures"]}


def test_dashboard_counts_what_today_brought(owner: Client, branch: Branch, visit: Appointment) -> None:
    Appointment.objects.update(source=AppointmentSource.PHONE)
    start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())
    start_test_call(branch_id=branch.pk, from_number=None, now=timezone.now())
    lost = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())
    Call.objects.filter(pk=lost.pk).update(missed_reason="nothing_free", missed_cents=8900)

    assert figures(owner) == {
        "Anrufe heute": 2,
        "Heute gebucht": 1,
        "Ohne Termin gegangen": 1,
        "Termine heute": 0,
    }
    assert "geschätzt 89,00" in owner.get("/").content.decode()


def test_dashboard_of_a_new_company_is_calm(owner: Client) -> None:
    page = owner.get("/").content.decode()

    assert "Alles ruhig." in page
    assert "Noch keine Anrufe" in page
    assert "Heute ist nichts gebucht" in page


def test_dashboard_shows_who_is_on_the_phone(owner: Client, branch: Branch) -> None:
    call = start_test_call(
        branch_id=branch.pk, from_number="+4915112345678", source=CallSource.PHONE, now=timezone.now()
    )
    assert f'id="live-call-{call.pk}"' in owner.get("/").content.decode()

    end_call(call_id=call.pk, reason="user_hangup", now=timezone.now())
    assert f'id="live-call-{call.pk}"' not in owner.get("/").content.decode()


def test_dashboard_gives_htmx_its_inner_part(owner: Client, branch: Branch) -> None:
    page = owner.get("/", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert 'id="dashboard"' in page


def test_counts_leave_running_calls_alone(owner: Client, branch: Branch) -> None:
    page = owner.get("/zahlen/", headers={"HX-Request": "true"}).content.decode()

    assert page.count('hx-swap-oob="true"') == 5
    assert "live-calls" not in page


def test_dashboard_looks_ahead_once_today_has_nothing_more(owner: Client, visit: Appointment) -> None:
    next_day = owner.get("/").context["agenda"].next_day

    assert next_day.on == visit.local_start.date()
    assert [line.appointment for line in next_day.shown] == [visit]
    assert next_day.more == 0


def tasks(client: Client) -> dict[str, str]:
    return {task.title: task.url for task in client.get("/").context["tasks"]}


def test_dashboard_says_what_to_do_and_where(owner: Client, company: Company, branch: Branch) -> None:
    call = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())
    call.callbacks.create(created_at=timezone.now(), due_at=timezone.now() - timedelta(hours=1))
    call.messages.create(text="Der Schal", created_at=timezone.now())
    user_id = int(owner.session["_auth_user_id"])
    Call.objects.filter(pk=call.pk).update(shared_with=[user_id])
    OpenQuestion.objects.create(
        text="Haben Sie Parkplätze?", first_asked_at=timezone.now(), last_asked_at=timezone.now()
    )

    assert tasks(owner) == {
        "1 Rückruf versprochen": "/rueckrufe/",
        "1 Anruf für Sie": f"/anrufe/{call.pk}/",
        "1 neue Nachricht": f"/anrufe/{call.pk}/",
        "1 Frage ohne Antwort": "/wissen/",
    }
    staff = signed_in(member(company, Role.STAFF, email="ben@haarmonie.example"), company)
    assert sorted(tasks(staff)) == ["1 Rückruf versprochen", "1 neue Nachricht"]


def test_member_of_one_branch_sees_only_what_is_theirs(
    company: Company, branch: Branch, visit: Appointment
) -> None:
    call = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())
    call.callbacks.create(created_at=timezone.now(), due_at=timezone.now())
    Appointment.objects.update(source=AppointmentSource.PHONE)
    elsewhere = BranchFactory(name="Süd", slug="sued")
    staff = member(company, Role.STAFF, email="ben@haarmonie.example")
    Membership.objects.filter(user=staff).update(branch_ids=[elsewhere.pk])
    browser = signed_in(staff, company)

    shown = browser.get("/")

    assert set(figures(browser).values()) == {0}
    assert shown.context["tasks"] == ()
    assert shown.context["agenda"].next_day is None
    assert f'id="live-call-{call.pk}"' not in shown.content.decode()


def test_trends_compare_with_the_days_before(owner: Client, branch: Branch) -> None:
    now = timezone.now()
    for back, outcome in [(1, Outcome.BOOKED)] * 6 + [(8, Outcome.BOOKED)] * 5 + [(2, Outcome.HUNG_UP)]:
        call = start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=now)
        Call.objects.filter(pk=call.pk).update(ringing_at=now - timedelta(days=back), outcome=outcome)

    trends = owner.get("/?tage=7").context["trends"]

    calls = trends.trends[0]
    assert (calls.value, calls.change) == ("7", "+40 % gegenüber davor")
    assert len(calls.chart.bars) == 7
    assert owner.get("/verlauf/?tage=7").headers["Location"] == "/?tage=7"
    part = owner.get("/verlauf/?tage=7", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")


@pytest.mark.parametrize("days", ["0", "8", "-7", "abc", "٧"])
def test_trends_know_only_their_spans(owner: Client, branch: Branch, days: str) -> None:
    start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())

    assert owner.get(f"/?tage={days}").context["trends"].days == 30


def test_dashboard_asks_little_of_the_database(
    owner: Client, branch: Branch, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    for _ in range(3):
        start_test_call(branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now())
    owner.get("/")

    with django_assert_max_num_queries(15):
        owner.get("/")
