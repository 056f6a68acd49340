from __future__ import annotations

import json
import uuid
from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentStatus
from booking.models import Appointment, AppointmentChange
from booking.services import cancel_appointment, mark_appointment
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.portal.conftest import browser, member, signed_in


def on_the_day(visit: Appointment, clock: time = time(10, 5)) -> datetime:
    return datetime.combine(visit.starts_at.astimezone(visit.branch.zone).date(), clock, visit.branch.zone)


def hand_in(client: Client, *acts: dict[str, Any]) -> Any:
    return client.post("/offline/taten/", json.dumps({"acts": acts}), content_type="application/json")


def act(visit: Appointment, what: str = "arrived", **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()),
        "appointment_id": visit.pk,
        "act": what,
        "version": visit.version,
    } | changes


def status_of(visit: Appointment) -> str:
    return Appointment.objects.get(pk=visit.pk).status


@pytest.fixture
def desk(company: Company) -> Client:
    """Jana's browser at the front desk."""
    return signed_in(member(company, Role.STAFF, email="jana@haarmonie.example"), company)


def test_days_are_today_and_tomorrow_with_names_and_numbers(visit: Appointment, desk: Client) -> None:
    with time_machine.travel(on_the_day(visit) - timedelta(days=1), tick=False):
        answer = desk.get("/offline/tage.json")

    today, tomorrow = answer.json()["days"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["stand"] == "10:05"
    assert today["appointments"] == []
    [row] = tomorrow["appointments"]
    assert (row["start"], row["customer"], row["phone"]) == (
        "10:00",
        visit.customer.name,
        visit.customer.phone,
    )
    assert row["staff"] == "Anna Köhler"


def test_days_of_other_branches_stay_there(visit: Appointment, company: Company) -> None:
    user = member(company, Role.STAFF)
    Membership.objects.filter(user=user).update(branch_ids=[visit.branch_id + 1])

    with time_machine.travel(on_the_day(visit), tick=False):
        body = signed_in(user, company).get("/offline/tage.json").json()

    assert body["branches"] == []
    assert [day["appointments"] for day in body["days"]] == [[], []]


def test_days_are_for_members_of_this_company(visit: Appointment, other_company: Company) -> None:
    assert browser().get("/offline/tage.json").status_code == 302
    stranger = signed_in(member(other_company, email="uwe@praxis.example"), other_company)
    assert stranger.get("/offline/tage.json").status_code != 200


def test_what_was_done_without_a_connection_counts(visit: Appointment, desk: Client) -> None:
    with time_machine.travel(on_the_day(visit), tick=False):
        answer = hand_in(desk, act(visit))

    assert [each["outcome"] for each in answer.json()["results"]] == ["done"]
    assert status_of(visit) == AppointmentStatus.ARRIVED


def test_handed_in_twice_is_done_once(visit: Appointment, desk: Client) -> None:
    mine = act(visit, "no_show")
    with time_machine.travel(on_the_day(visit), tick=False):
        answers = [hand_in(desk, mine).json()["results"][0]["outcome"] for _ in range(3)]

    assert answers == ["done"] * 3
    assert AppointmentChange.objects.filter(appointment=visit, new_status="no_show").count() == 1


def test_handed_in_late_changes_nothing_that_others_did(visit: Appointment, desk: Client) -> None:
    mine, at = act(visit), on_the_day(visit)
    with time_machine.travel(at, tick=False):
        hand_in(desk, mine)
        # The answer got lost; meanwhile somebody saw that it was the wrong person.
        mark_appointment(
            appointment_id=visit.pk, status=AppointmentStatus.NO_SHOW, by="user:1", now=timezone.now()
        )
        [result] = hand_in(desk, mine).json()["results"]

    assert result["outcome"] == "conflict"
    assert visit.customer.name in result["text"]
    assert "nicht erschienen" in result["text"]
    assert status_of(visit) == AppointmentStatus.NO_SHOW


def test_cancelled_meanwhile_stays_cancelled(visit: Appointment, desk: Client) -> None:
    mine = act(visit)
    cancel_appointment(appointment_id=visit.pk, by="customer", reason="", now=timezone.now())

    with time_machine.travel(on_the_day(visit), tick=False):
        [result] = hand_in(desk, mine).json()["results"]

    assert result["outcome"] == "conflict"
    assert "abgesagt" in result["text"]
    assert status_of(visit) == AppointmentStatus.CANCELLED


def test_no_show_before_the_visit_is_refused(visit: Appointment, desk: Client) -> None:
    with time_machine.travel(on_the_day(visit, time(9, 0)), tick=False):
        [result] = hand_in(desk, act(visit, "no_show")).json()["results"]

    assert result["outcome"] == "conflict"


def test_appointment_of_another_branch_is_as_if_it_were_not_there(
    visit: Appointment, company: Company
) -> None:
    user = member(company, Role.STAFF)
    Membership.objects.filter(user=user).update(branch_ids=[visit.branch_id + 1])

    results = hand_in(signed_in(user, company), act(visit), act(visit, appointment_id=999_999)).json()

    assert {each["outcome"] for each in results["results"]} == {"gone"}
    assert len({each["text"] for each in results["results"]}) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\x00\xff",
        b'{"acts": [{"key": "x", "appointment_id": 1, "act": "arrived", "version": 1}]}',
        json.dumps(
            {"acts": [{"key": str(uuid.uuid4()), "appointment_id": 2**63, "act": "arrived", "version": 1}]}
        ),
        json.dumps(
            {"acts": [{"key": str(uuid.uuid4()), "appointment_id": 1, "act": "cancelled", "version": 1}]}
        ),
        json.dumps(
            {"acts": [{"key": str(uuid.uuid4()), "appointment_id": 1, "act": "arrived", "version": 1}] * 201}
        ),
    ],
)
def test_what_cannot_be_read_is_refused(desk: Client, body: bytes | str) -> None:
    assert desk.post("/offline/taten/", body, content_type="application/json").status_code == 400
