from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from booking.enums import AppointmentStatus
from booking.models import Appointment, Branch, Customer, Service, StaffMember, StaffSkill
from notifications.enums import NotificationState, Purpose
from notifications.models import Notification
from tenants.enums import Role
from tenants.models import Company, Membership
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    ServiceOptionFactory,
)
from tests.portal.conftest import member, signed_in

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://salon.localhost/kalender/?ansicht=tag"}


def fields(visit: Appointment, **changes: Any) -> dict[str, Any]:
    start = visit.local_start + timedelta(hours=2)
    return {
        "filiale": visit.branch_id,
        "key": "k1",
        "service": visit.service_id,
        "name": "Emma Kurz",
        "phone": "0151 12345678",
        "when": start.strftime("%Y-%m-%dT%H:%M"),
    } | changes


def booked() -> Appointment:
    return Appointment.objects.with_names().latest("pk")


def test_new_books_for_somebody_new_with_whoever_is_free(owner: Client, visit: Appointment) -> None:
    owner.post("/kalender/neu/", fields(visit))

    appointment = booked()
    assert appointment.customer.name == "Emma Kurz"
    assert appointment.staff == visit.staff
    assert appointment.starts_at == visit.starts_at + timedelta(hours=2)
    assert appointment.changes.get().by.startswith("user:")


def test_new_books_once_however_often_it_is_sent(owner: Client, visit: Appointment) -> None:
    for _ in range(2):
        owner.post("/kalender/neu/", fields(visit, staff=visit.staff_id))

    assert Appointment.objects.filter(customer__name="Emma Kurz").count() == 1


def test_new_finds_known_people_and_books_for_them(owner: Client, visit: Appointment) -> None:
    clara = visit.customer
    page = owner.get("/kalender/kunden/?q=clar").content.decode()
    assert f'value="{clara.pk}"' in page

    owner.post("/kalender/neu/", fields(visit, name="", phone="", customer=clara.pk))
    assert booked().customer == clara
    assert Customer.objects.count() == 1


def test_new_shows_the_engines_free_times(owner: Client, visit: Appointment) -> None:
    day = visit.local_start.date()
    page = owner.get(f"/kalender/neu/?filiale={visit.branch_id}&ab={day}").content.decode()

    assert f'value="{day}T09:00"' in page
    assert f'value="{day}T10:00"' not in page  # Clara's


def test_new_that_cannot_be_says_why(owner: Client, visit: Appointment) -> None:
    taken = visit.local_start.strftime("%Y-%m-%dT%H:%M")
    answer = owner.post("/kalender/neu/", fields(visit, when=taken, staff=visit.staff_id))

    assert answer.status_code == 422
    assert "Diese Zeit ist schon belegt." in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_new_outside_the_hours_is_asked_for_once_more(owner: Client, visit: Appointment) -> None:
    evening = visit.local_start.replace(hour=20).strftime("%Y-%m-%dT%H:%M")
    asked = owner.post("/kalender/neu/", fields(visit, when=evening)).content.decode()
    owner.post("/kalender/neu/", fields(visit, when=evening, trotz="on"))

    assert "Trotzdem so eintragen" in asked
    assert booked().local_start.hour == 20


def test_new_from_another_page_goes_on_to_the_appointment(owner: Client, visit: Appointment) -> None:
    elsewhere = {**HTMX, "HX-Current-URL": "http://salon.localhost/kalender/neu/?anruf=7"}

    answer = owner.post("/kalender/neu/", fields(visit), headers=elsewhere)

    assert answer.headers["HX-Redirect"] == f"/termine/{booked().pk}/"
    assert "ist eingetragen." in owner.get(f"/termine/{booked().pk}/").content.decode()


def test_new_says_all_that_is_missing_and_stays_where_it_was(owner: Client, visit: Appointment) -> None:
    answer = owner.post("/kalender/neu/", {"ab": "2031-05-12", "key": "k"}).content.decode()

    assert "geben Sie einen Namen ein." in answer
    assert "Bitte wählen Sie eine Zeit." in answer
    assert 'name="ab" value="2031-05-12"' in answer


def test_new_visit_of_two_services_is_booked_together(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    colour = ServiceFactory(name="Farbe", minutes=60)
    StaffSkill.objects.create(staff=anna, service=colour)
    owner.post("/kalender/neu/", fields(visit, service2=colour.pk))

    first, second = Appointment.objects.filter(customer__name="Emma Kurz").order_by("period")
    assert (first.visit_id, first.service_id, second.service_id) == (
        second.visit_id,
        visit.service_id,
        colour.pk,
    )


def test_new_takes_variant_and_add_ons(owner: Client, visit: Appointment) -> None:
    long_hair = ServiceOptionFactory(service=visit.service, name="lang", minutes=60)
    owner.post("/kalender/neu/", fields(visit, variant=long_hair.pk))

    assert booked().variant == long_hair
    assert booked().duration == timedelta(minutes=60)


def test_new_can_be_taken_back_before_anybody_hears_of_it(owner: Client, visit: Appointment) -> None:
    answer = owner.post("/kalender/neu/", fields(visit), headers=HTMX)
    change = booked().changes.get()
    undo = f"/termine/{booked().pk}/zurueck/{change.pk}/"
    assert undo in answer.content.decode()
    owner.post(undo, headers=HTMX)

    assert booked().status == AppointmentStatus.CANCELLED
    states = Notification.objects.filter(appointment=booked()).exclude(purpose=Purpose.REMINDER)
    assert set(states.values_list("state", flat=True)) == {NotificationState.CANCELLED}


@pytest.mark.parametrize(
    "wrong",
    [
        {"service": "x"},
        {"when": "gestern"},
        {"when": ""},
        {"name": ""},
        {"phone": "12"},
        {"variant": "99999"},
        {"name": "A\0B", "note": "\0"},
        {"own_time": "0001-01-01T00:00", "when": "eigene"},
    ],
)
def test_new_does_not_trip_over_wrong_fields(
    owner: Client, visit: Appointment, wrong: dict[str, str]
) -> None:
    assert owner.post("/kalender/neu/", fields(visit, **wrong)).status_code == 422
    assert Appointment.objects.count() == 1


def test_choice_follows_what_is_chosen(owner: Client, visit: Appointment) -> None:
    ServiceOptionFactory(service=visit.service, name="schulterlang")
    query = f"filiale={visit.branch_id}&service={visit.service_id}&customer=x&people=y&staff=z"
    page = owner.get(f"/kalender/neu/zeiten/?{query}", headers=HTMX).content.decode()

    assert "schulterlang" in page
    assert "<html" not in page


MONDAY_NOON = "2026-11-23T11:03:00Z"  # 12:03 in Berlin


@time_machine.travel(MONDAY_NOON, tick=False)
def test_walk_in_begins_now_with_whoever_is_free_and_is_there(
    owner: Client, branch: Branch, haircut: Service, anna: StaffMember
) -> None:
    owner.post("/kalender/laufkundschaft/", {"filiale": branch.pk, "key": "k", "service": haircut.pk})

    appointment = booked()
    assert (appointment.status, appointment.staff) == (AppointmentStatus.ARRIVED, anna)
    assert f"{appointment.local_start:%H:%M}" == "12:00"
    assert appointment.customer.name == "Laufkundschaft"
    assert not Notification.objects.filter(appointment=appointment).exists()


@time_machine.travel(MONDAY_NOON, tick=False)
def test_walk_in_says_when_nobody_is_free(
    owner: Client, branch: Branch, haircut: Service, anna: StaffMember
) -> None:
    AppointmentFactory(
        staff=anna, service=haircut, starts_at=timezone.now() + timedelta(minutes=12), now=timezone.now()
    )
    answer = owner.post(
        "/kalender/laufkundschaft/", {"filiale": branch.pk, "key": "k", "service": haircut.pk}
    )

    assert answer.status_code == 422
    assert "Diese Zeit ist schon belegt." in answer.content.decode()


@time_machine.travel(MONDAY_NOON, tick=False)
def test_walk_in_can_be_taken_back(
    owner: Client, branch: Branch, haircut: Service, anna: StaffMember
) -> None:
    answer = owner.post(
        "/kalender/laufkundschaft/",
        {"filiale": branch.pk, "key": "k", "service": haircut.pk},
        headers=HTMX,
    )
    change = booked().changes.get(kind="booked")
    assert f"/zurueck/{change.pk}/" in answer.content.decode()
    owner.post(f"/termine/{booked().pk}/zurueck/{change.pk}/", headers=HTMX)

    assert not booked().occupancies.exists()


@time_machine.travel(MONDAY_NOON, tick=False)
def test_two_who_walk_in_share_the_nameless_customer(
    owner: Client, branch: Branch, haircut: Service, anna: StaffMember
) -> None:
    for key in ("a", "b"):
        owner.post("/kalender/laufkundschaft/", {"filiale": branch.pk, "key": key, "service": haircut.pk})
        anna.resource.occupancies.all().delete()

    assert Customer.objects.filter(name="Laufkundschaft").count() == 1


def test_somebody_of_one_branch_books_in_no_other(company: Company, visit: Appointment) -> None:
    north = BranchFactory(name="Nord")
    ben = member(company, Role.STAFF, email="ben@haarmonie.example")
    Membership.objects.filter(user=ben).update(branch_ids=[north.pk])
    browser = signed_in(ben, company)

    assert browser.post("/kalender/neu/", fields(visit)).status_code == 404
    assert browser.get(f"/termine/{visit.pk}/").status_code == 404
    assert browser.get(f"/termine/{visit.pk}/blatt/", headers=HTMX).status_code == 404
    assert browser.post(f"/termine/{visit.pk}/verlegen/", {"starts": "2026-11-23T10:00"}).status_code == 404
    assert "Clara" not in browser.get(f"/kalender/?tag={visit.local_start.date()}").content.decode()


def test_people_are_found_by_number(owner: Client) -> None:
    CustomerFactory(name="Olga Blum", phone="+4915112345678")

    assert "Olga Blum" in owner.get("/kalender/kunden/?q=0151 12345678").content.decode()
    assert "Niemand gefunden" in owner.get("/kalender/kunden/?q=zz%00").content.decode()
