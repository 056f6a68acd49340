from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentSource
from booking.models import Appointment, Branch
from telephony.enums import CallSource
from telephony.services.calls import end_call
from telephony.services.testcall import start_test_call


def figures(client: Client) -> dict[str, int]:
    return {figure.label: figure.value for figure in client.get("/").context["figures"]}


def test_dashboard_counts_what_today_brought(owner: Client, branch: Branch, visit: Appointment) -> None:
    Appointment.objects.update(source=AppointmentSource.PHONE)
    phone = start_test_call(
        branch_id=branch.pk, from_number=None, source=CallSource.PHONE, now=timezone.now()
    )
    start_test_call(branch_id=branch.pk, from_number=None, now=timezone.now())
    phone.callbacks.create(created_at=timezone.now(), due_at=timezone.now() + timedelta(hours=1))

    assert figures(owner) == {"Anrufe heute": 1, "Heute gebucht": 1, "Termine heute": 0, "Rückrufe": 1}


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

    assert page.count('hx-swap-oob="true"') == 4
    assert "live-calls" not in page


def test_dashboard_looks_ahead_once_today_has_nothing_more(owner: Client, visit: Appointment) -> None:
    next_day = owner.get("/").context["next_day"]

    assert next_day.on == visit.local_start.date()
    assert [line.appointment for line in next_day.shown] == [visit]
    assert next_day.more == 0
