from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from booking.enums import TimeOffKind
from booking.models import Appointment, Branch, Service, StaffMember, WorkingHours
from booking.services import TEAM_MAY_WAIVE, add_time_off, offer_times, reschedule_appointment
from booking.values import SlotSearch
from notifications.enums import NotificationState, Purpose
from notifications.models import Notification
from tests.factories.booking import AppointmentFactory, CustomerFactory, StaffMemberFactory

JSON = {"Accept": "application/json"}


def local(visit: Appointment, *, hours: float = 0) -> str:
    return (visit.local_start + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M")


def spans(owner: Client, visit: Appointment, *staff: StaffMember) -> dict[int, list[list[Any]]]:
    people = "&".join(f"person={each.pk}" for each in staff)
    answer = owner.get(f"/termine/{visit.pk}/wohin/?{people}&von={visit.local_start.date()}&tage=1")
    return {column["staff"]: column["spans"] for column in answer.json()["columns"]}


def move(owner: Client, visit: Appointment, **fields: Any) -> Any:
    return owner.post(f"/termine/{visit.pk}/verlegen/", fields, headers=JSON)


def at(found: list[list[Any]], minute: int) -> tuple[int, str]:
    return next((level, text) for start, end, level, text, _codes in found if start <= minute < end)


def told(visit: Appointment) -> list[str]:
    rows = Notification.objects.filter(appointment=visit, purpose=Purpose.CHANGE).order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_where_says_what_is_free_and_what_is_not(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    AppointmentFactory(
        staff=anna,
        service=visit.service,
        starts_at=visit.starts_at + timedelta(hours=4),
        now=timezone.now(),
        customer=CustomerFactory(name="Emma Kurz"),
    )
    found = spans(owner, visit, anna)[anna.pk]

    assert at(found, 10 * 60) == (0, "")  # where it is
    assert at(found, 14 * 60) == (2, "schon belegt")
    assert at(found, 8 * 60) == (1, "außerhalb der Öffnungszeiten")
    assert (found[0][0], found[-1][1]) == (0, 24 * 60)


def test_where_tells_a_break_from_the_end_of_work(
    owner: Client, visit: Appointment, anna: StaffMember, branch: Branch
) -> None:
    for opens, closes in (("09:00", "12:00"), ("13:00", "16:00")):
        WorkingHours.objects.create(branch=branch, staff=anna, weekday=0, opens_at=opens, closes_at=closes)
    found = spans(owner, visit, anna)[anna.pk]

    assert at(found, 12 * 60 + 15) == (1, "Pause")
    assert at(found, 17 * 60) == (1, "nicht im Dienst")


def test_where_says_who_does_not_do_it(owner: Client, visit: Appointment, branch: Branch) -> None:
    ben = StaffMemberFactory(name="Ben", branches=[branch])

    assert at(spans(owner, visit, ben)[ben.pk], 12 * 60) == (2, "bietet das nicht an")


def test_where_and_move_never_disagree(owner: Client, visit: Appointment, anna: StaffMember) -> None:
    """Each hour, and both sides of where the paint changes: painted free can be had, the rest cannot."""
    start = visit.local_start.replace(hour=0, minute=0)
    add_time_off(
        staff_id=anna.pk,
        starts_at=start + timedelta(hours=15),
        ends_at=start + timedelta(hours=16),
        kind=TimeOffKind.BLOCKED,
    )
    found = spans(owner, visit, anna)[anna.pk]

    quarters = range(7 * 60, 19 * 60, 15)
    edges = {
        side
        for before, after in pairwise(quarters)
        if at(found, before)[0] != at(found, after)[0]
        for side in (before, after)
    }
    assert edges
    for minute in sorted(edges.union(range(7 * 60, 19 * 60, 60))):
        wanted = (start + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M")
        plain = move(owner, visit, starts=wanted).status_code
        waived = move(owner, visit, starts=wanted, trotz=sorted(TEAM_MAY_WAIVE)).status_code
        level, _text = at(found, minute)
        assert (plain, waived) == {0: (200, 200), 1: (409, 200), 2: (409, 409)}[level], minute


def test_move_takes_the_new_time_and_offers_the_way_back(owner: Client, visit: Appointment) -> None:
    answer = move(owner, visit, starts=local(visit, hours=2), version=visit.version)

    before = visit.starts_at
    visit.refresh_from_db()
    assert visit.starts_at == before + timedelta(hours=2)
    change = visit.changes.latest("pk")
    assert f"/termine/{visit.pk}/zurueck/{change.pk}/" in answer.json()["toast"]
    assert f"/termine/{visit.pk}/ohne-nachricht/{change.pk}/" in answer.json()["toast"]


def test_move_to_a_colleague(owner: Client, visit: Appointment, branch: Branch, haircut: Service) -> None:
    ben = StaffMemberFactory(name="Ben", branches=[branch], services=[haircut])
    move(owner, visit, starts=local(visit), staff=ben.pk)

    visit.refresh_from_db()
    assert visit.staff == ben


def test_move_that_cannot_be_says_why_and_changes_nothing(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    AppointmentFactory(
        staff=anna, service=visit.service, starts_at=visit.starts_at + timedelta(hours=2), now=timezone.now()
    )
    answer = move(owner, visit, starts=local(visit, hours=2))

    assert answer.status_code == 409
    assert answer.json() == {"text": "Diese Zeit ist schon belegt.", "codes": []}
    assert Appointment.objects.get(pk=visit.pk).version == visit.version


def test_move_outside_the_hours_is_the_teams_own_decision(owner: Client, visit: Appointment) -> None:
    evening = visit.local_start.replace(hour=19).strftime("%Y-%m-%dT%H:%M")
    refused = move(owner, visit, starts=evening).json()
    agreed = move(owner, visit, starts=evening, trotz=refused["codes"], grund="mit Clara abgesprochen")

    assert refused["codes"] == ["outside_opening_hours", "staff_not_working"]
    assert agreed.status_code == 200
    assert visit.changes.latest("pk").reason == (
        "waived:outside_opening_hours,staff_not_working;mit Clara abgesprochen"
    )


def test_move_of_a_stale_page_is_refused(owner: Client, visit: Appointment) -> None:
    move(owner, visit, starts=local(visit, hours=1), version=visit.version)
    late = move(owner, visit, starts=local(visit, hours=3), version=visit.version)

    assert late.status_code == 409
    assert "inzwischen geändert" in late.json()["text"]


def test_undo_puts_it_back_and_the_customer_never_hears_of_it(owner: Client, visit: Appointment) -> None:
    move(owner, visit, starts=local(visit, hours=2))
    change = visit.changes.latest("pk")
    owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", headers={"HX-Request": "true"})

    assert Appointment.objects.get(pk=visit.pk).starts_at == visit.starts_at
    assert told(visit) == [NotificationState.CANCELLED]


def test_undo_of_what_the_customer_knows_is_told(owner: Client, visit: Appointment) -> None:
    move(owner, visit, starts=local(visit, hours=2))
    Notification.objects.filter(appointment=visit, purpose=Purpose.CHANGE).update(
        state=NotificationState.SENT
    )
    change = visit.changes.latest("pk")
    owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", headers={"HX-Request": "true"})

    assert told(visit) == [NotificationState.SENT, NotificationState.QUEUED]


def test_undo_of_something_older_is_refused(owner: Client, visit: Appointment) -> None:
    move(owner, visit, starts=local(visit, hours=2))
    change = visit.changes.latest("pk")
    move(owner, visit, starts=local(visit, hours=4))
    page = owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", follow=True).content.decode()

    assert "inzwischen geändert" in page
    assert Appointment.objects.get(pk=visit.pk).starts_at == visit.starts_at + timedelta(hours=4)


def test_customer_is_told_after_a_while_or_not_at_all(owner: Client, visit: Appointment) -> None:
    move(owner, visit, starts=local(visit, hours=2))
    message = Notification.objects.get(appointment=visit, purpose=Purpose.CHANGE)
    assert message.due_at >= message.created_at + timedelta(seconds=30)

    change = visit.changes.latest("pk")
    page = owner.post(f"/termine/{visit.pk}/ohne-nachricht/{change.pk}/", follow=True).content.decode()

    assert "Der Kunde bekommt dazu keine Nachricht." in page
    assert told(visit) == [NotificationState.CANCELLED]


def test_stretch_takes_the_time_after_it_and_stays_when_moved(owner: Client, visit: Appointment) -> None:
    answer = owner.post(f"/termine/{visit.pk}/dauer/", {"minutes": 75}, headers=JSON)
    assert answer.status_code == 200
    move(owner, visit, starts=local(visit, hours=3))

    visit.refresh_from_db()
    assert visit.duration == timedelta(minutes=75)
    assert told(visit) == [NotificationState.QUEUED]  # of the move alone


def test_stretch_into_the_next_appointment_is_refused(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    AppointmentFactory(
        staff=anna, service=visit.service, starts_at=visit.starts_at + timedelta(hours=1), now=timezone.now()
    )
    lengths = owner.get(f"/termine/{visit.pk}/wie-lange/").json()["lengths"]
    refused = owner.post(f"/termine/{visit.pk}/dauer/", {"minutes": 60}, headers=JSON)

    assert [(minutes, level) for minutes, level, *_ in lengths if minutes in (45, 50, 55)] == [
        (45, 0),
        (50, 0),
        (55, 2),
    ]
    assert refused.status_code == 409
    assert Appointment.objects.get(pk=visit.pk).extra_minutes == 0


def test_stretch_can_be_undone(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/dauer/", {"minutes": 60}, headers=JSON)
    change = visit.changes.latest("pk")
    owner.post(f"/termine/{visit.pk}/zurueck/{change.pk}/", headers={"HX-Request": "true"})

    visit.refresh_from_db()
    assert (visit.duration, visit.extra_minutes) == (timedelta(minutes=45), 0)


def test_stretched_appointment_is_offered_times_of_its_own_length(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/dauer/", {"minutes": 80}, headers=JSON)
    [offer] = offer_times(
        search=SlotSearch(
            service_ids=(visit.service_id,),
            moving_appointment_id=visit.pk,
            near=visit.starts_at + timedelta(hours=2),
            limit=1,
            holder="call:1",
        ),
        holder="call:1",
        hold_for=timedelta(minutes=2),
        now=timezone.now(),
    ).offers
    moved = reschedule_appointment(
        appointment_id=visit.pk, slot_id=offer.slot_id, idempotency_key="k", now=timezone.now()
    )

    assert moved.duration == timedelta(minutes=80)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "person=x&von=2026-11-23&tage=1",
        "person=1&von=0001-01-01&tage=1",
        "person=1&von=2026-11-23&tage=99",
    ],
)
def test_where_does_not_trip_over_strange_questions(owner: Client, visit: Appointment, query: str) -> None:
    assert owner.get(f"/termine/{visit.pk}/wohin/?{query}").status_code == 404


@pytest.mark.parametrize("starts", ["", "gestern", "0001-01-01T00:00", "2026-11-23", "9999-12-31T23:59"])
def test_move_does_not_trip_over_strange_times(owner: Client, visit: Appointment, starts: str) -> None:
    assert move(owner, visit, starts=starts).status_code == 404


def test_appointment_that_is_not_ours_cannot_be_moved(owner: Client, visit: Appointment) -> None:
    assert owner.get(f"/termine/{visit.pk + 1}/wohin/?person=1&von=2026-11-23&tage=1").status_code == 404
    assert owner.post(f"/termine/{visit.pk + 1}/verlegen/", {"starts": "2026-11-23T10:00"}).status_code == 404
