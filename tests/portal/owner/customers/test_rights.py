"""Merging, giving out and erasing on the owner's pages."""

from __future__ import annotations

import io
import json
import zipfile
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Customer
from booking.services.erasing import run_erasures
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import CustomerFactory
from tests.portal.conftest import member, signed_in


def words(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def two(**more: str) -> tuple[Customer, Customer]:
    return (
        CustomerFactory(name="Jana Müller", phone="+491512345678"),
        CustomerFactory(name="Jana Mueller", phone="+491512345678", **more),
    )


def test_two_entries_are_found_compared_merged_and_parted(owner: Client) -> None:
    kept, gone = two(email="jana@mail.example")
    assert "Gleiche Nummer" in words(owner.get("/kunden/doppelte/"))
    page = f"/kunden/{kept.pk}/mit/{gone.pk}/"
    assert "jana@mail.example" in words(owner.get(page))

    shown = words(owner.post(page, follow=True))

    assert "jana@mail.example" in shown
    assert f"/kunden/{kept.pk}/wieder-trennen/" in shown
    assert Customer.objects.count() == 1
    owner.post(f"/kunden/{kept.pk}/wieder-trennen/")
    assert set(Customer.objects.values_list("pk", flat=True)) == {kept.pk, gone.pk}
    assert "nicht mehr zurücknehmen" in words(owner.post(f"/kunden/{kept.pk}/wieder-trennen/", follow=True))
    assert owner.get(f"/kunden/{kept.pk}/mit/{kept.pk}/").status_code == 404


def test_two_people_are_not_suggested_again(owner: Client) -> None:
    kept, gone = two()

    shown = owner.post(f"/kunden/{kept.pk}/mit/{gone.pk}/verschieden/", follow=True)

    assert "Keine doppelten Einträge" in words(shown)


def test_the_data_of_a_person_come_as_one_file(owner: Client, visit: Appointment) -> None:
    answer = owner.post(f"/kunden/{visit.customer_id}/daten/")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("daten.json"))
        page = archive.read("daten.html").decode()
    assert told["tables"]["booking.Customer"][0]["name"] == "Clara Weber"
    assert told["tables"]["booking.Appointment"][0]["reference"] == visit.reference
    assert told["tables"]["notifications.Notification"]
    assert "Damenhaarschnitt" in page
    assert "None" not in page


def test_a_person_is_erased_with_a_receipt(owner: Client, visit: Appointment) -> None:
    page = f"/kunden/{visit.customer_id}/"
    first = words(owner.get(f"{page}loeschen/"))
    assert "Termin steht noch aus" in first
    assert "bleiben ohne Namen" not in first
    listed = words(owner.get(f"{page}loeschen/?was", headers={"hx-request": "true"}))
    assert "bleiben ohne Namen" in listed
    assert "Termin steht noch aus" not in listed
    without_scripts = words(owner.get(f"{page}loeschen/?was"))
    assert "bleiben ohne Namen" in without_scripts
    assert "Endgültig löschen" in without_scripts

    waiting = words(owner.post(f"{page}loeschen/", {"termine": "absagen"}, follow=True))
    run_erasures(timezone.now())

    assert "Wird gerade gelöscht" in waiting
    assert owner.get(page).status_code == owner.post(f"{page}loeschen/").status_code == 404
    receipt = words(owner.get(f"{page}geloescht/"))
    assert "§ 147 AO" in receipt
    assert "Kommende Termine abgesagt" in receipt
    assert "Clara" not in receipt + words(owner.get("/kunden/"))
    assert "Gelöschter Kunde" in words(owner.get(f"/termine/{visit.pk}/"))


def test_only_those_who_lead_may_take_away_or_erase(company: Company) -> None:
    customer = CustomerFactory()
    staff = signed_in(member(company, Role.STAFF), company)

    for address in ("daten", "loeschen", "wieder-trennen", f"mit/{customer.pk}"):
        assert staff.post(f"/kunden/{customer.pk}/{address}/").status_code == 403
    assert not Customer.objects.filter(erasing_at__isnull=False).exists()
