"""Taking over data on the owner's pages."""

from __future__ import annotations

from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from booking.models import Appointment, Branch, Customer, ImportRun, Service, StaffMember
from booking.services.import_runs import run_imports
from tenants.enums import Role
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory
from tests.portal.conftest import member, signed_in

PAGE = "/daten-uebernehmen/"
FILE = """Datum;Uhrzeit;Kunde;Telefon;Mitarbeiter;Leistung
04.03.2030;10:00;Emma Wolf;0151 2345678;Anna;Schnitt
04.03.2030;;=HYPERLINK("http://x");;Anna;Schnitt
"""


@pytest.fixture(autouse=True)
def _salon(company: Company) -> None:
    branch = BranchFactory(open_on=tuple(range(7)))
    StaffMemberFactory(name="Anna", branches=(branch,), services=(ServiceFactory(),))


def words(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())  # type: ignore[attr-defined]


def upload(owner: Client, content: bytes = FILE.encode()) -> object:
    return owner.post(PAGE, {"file": SimpleUploadedFile("kunden.csv", content)}, follow=True)


def test_from_the_file_to_the_report(owner: Client) -> None:
    shown = words(upload(owner))
    assert "Diese Leistung ist keiner von Ihnen zugeordnet." in shown
    run = ImportRun.objects.get()
    page = f"{PAGE}{run.pk}/"
    columns = {f"column_{name}": column for name, column in run.choices["columns"].items()}
    decided = {"service_0": Service.objects.get().pk, "staff_0": StaffMember.objects.get().pk}

    shown = words(owner.post(page, {**columns, **decided}, follow=True))
    assert "keiner von Ihnen" not in shown
    assert "Die Uhrzeit fehlt." in shown
    assert not Customer.objects.exists()

    assert "0 von 2 Zeilen" in words(owner.post(page + "starten/", follow=True))
    run_imports(timezone.now())
    assert "Fertig." in words(owner.get(page))
    assert Appointment.objects.get().customer.name == "Emma Wolf"


def test_formulas_do_no_harm_in_the_report(owner: Client) -> None:
    upload(owner)

    report = owner.get(f"{PAGE}{ImportRun.objects.get().pk}/hinweise.csv").content.decode()

    assert '"\'=HYPERLINK(""http://x"")"' in report
    assert ";=" not in report


def test_what_is_no_file_of_that_kind_is_said(owner: Client) -> None:
    assert "Das ist eine Excel-Datei." in words(upload(owner, b"PK\x03\x04 and so on"))
    assert "Bitte wählen Sie eine Datei." in words(owner.post(PAGE))
    assert "steht unter den Überschriften nichts" in words(upload(owner, b"Name;Telefon\n"))
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    assert "keine CSV- oder ICS-Datei" in words(upload(owner, picture))


def test_what_was_chosen_since_the_preview_is_looked_at_before_it_is_taken_over(owner: Client) -> None:
    upload(owner)
    run = ImportRun.objects.get()
    page = f"{PAGE}{run.pk}/"
    columns = {f"column_{name}": column for name, column in run.choices["columns"].items()}
    sent = {"column_start": "", **columns, "staff_0": StaffMember.objects.get().pk}

    changed = words(
        owner.post(f"{page}starten/", {**sent, "service_0": Service.objects.get().pk}, follow=True)
    )

    assert "Mit Ihrer neuen Zuordnung sieht es so aus." in changed
    assert "keiner von Ihnen" not in changed
    again = words(owner.post(f"{page}starten/", {**sent, "service_0": Service.objects.get().pk}, follow=True))
    assert "0 von 2 Zeilen" in again


def test_line_without_a_person_says_where_to_choose_one(owner: Client) -> None:
    StaffMemberFactory(name="Ben", branches=(Branch.objects.get(),), services=(Service.objects.get(),))
    service = Service.objects.get().name.encode()

    shown = words(upload(owner, b"Datum;Name;Leistung\n04.03.2030 10:00;Em\x00ma;" + service + b"\n"))

    assert "Es steht kein Mitarbeiter da. Wählen Sie unten einen" in shown
    assert "Jetzt übernehmen" not in shown


def test_staff_and_unknown_files_are_kept_out(owner: Client, company: Company) -> None:
    staff = signed_in(member(company, Role.STAFF, email="anna@haarmonie.example"), company)

    assert staff.get(PAGE).status_code == 403
    assert [owner.get(f"{PAGE}999/").status_code, owner.post(f"{PAGE}999/starten/").status_code] == [404, 404]
    upload(owner)
    owner.post(f"{PAGE}{ImportRun.objects.get().pk}/verwerfen/")
    assert not ImportRun.objects.exists()
