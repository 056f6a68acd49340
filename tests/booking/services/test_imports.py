"""Taking over a file: what is written, once, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.enums import AppointmentSource, AppointmentStatus, ImportState
from booking.errors import ImportUnknown
from booking.models import Appointment, Customer, ImportRun, Service, StaffMember
from booking.services import TEAM_MAY_WAIVE, import_runs
from booking.services.import_reading import Choices
from booking.services.import_runs import clear_old_imports, run_imports
from booking.services.imports import Preview, choose_import, preview_import, start_import, upload_import
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin

FILE = """Datum;Uhrzeit;Dauer;Vorname;Nachname;Telefon;Mitarbeiter;Leistung
31.03.2026;10:00;30;Emma;Wolf;0151 2345678;Anna;Haarschnitt
31.03.2026;10:00;30;Ben;Fuchs;0151 2345679;Anna;Haarschnitt
03.03.2026;11:00;0:45;Emma;Wolf;0151 2345678;Anna;haarschnitt
32.03.2026;11:00;30;Max;Bär;;Anna;Haarschnitt
01.04.2026;11:00;30;Max;Bär;;Anna;Haarschnitt
01.04.2026;12:00;30;Max;Bär;;Zoe;Haarschnitt
"""


@pytest.fixture(autouse=True)
def _salon(anna: StaffMember, haircut: Service) -> None:
    """There is somebody to book."""


def take_over(text: str = FILE, *, lines: int = 200) -> ImportRun:
    run = upload_import(title="kunden.csv", content=text.encode(), now=MONDAY_8)
    start_import(run_id=run.pk, now=MONDAY_8)
    while run_imports(MONDAY_8, lines=lines) == MONDAY_8:
        pass
    run.refresh_from_db()
    return run


def test_a_preview_tells_before_anything_is_written() -> None:
    run = upload_import(title="kunden.csv", content=FILE.encode(), now=MONDAY_8)

    preview = preview_import(run, now=MONDAY_8)

    assert (preview.appointments, preview.past, preview.left_out, preview.warnings) == (3, 1, 3, 1)
    codes = {plan.line.number: [each.code for each in plan.line.problems] for plan in preview.plans}
    assert codes == {
        2: [],
        3: ["slot_taken"],  # by the line before
        4: ["lasts_otherwise"],
        5: ["bad_date"],
        6: [],
        7: ["no_staff"],
    }
    assert not Customer.objects.exists()


def test_a_preview_tells_what_the_calendar_is_taken_by() -> None:
    anna = StaffMember.objects.earliest("pk")
    lines = [plan.line for plan in preview(FILE).plans]
    taken = AppointmentFactory(
        staff=anna,
        service=Service.objects.earliest("pk"),
        starts_at=lines[0].starts_at,
        waived=TEAM_MAY_WAIVE,
    )

    codes = {plan.line.number: [each.code for each in plan.line.problems] for plan in preview(FILE).plans}

    assert taken.starts_at == lines[0].starts_at
    assert (codes[2], codes[3]) == (["slot_taken"], ["slot_taken"])


def preview(text: str) -> Preview:
    run = upload_import(title="kunden.csv", content=text.encode(), now=MONDAY_8)
    return preview_import(run, now=MONDAY_8)


def test_a_file_is_taken_over_with_a_report_by_line() -> None:
    run = take_over()

    assert (run.state, run.appointments, run.left_out) == (ImportState.DONE, 3, 3)
    assert {
        plan.line.number: plan.line.problems[-1].code
        for plan in preview_import(run, now=MONDAY_8).plans
        if plan.line.problems
    } == {
        3: "slot_taken",
        4: "lasts_otherwise",
        5: "bad_date",
        7: "no_staff",
    }
    past, *ahead = Appointment.objects.order_by("period")
    assert (past.status, past.starts_at) == (AppointmentStatus.DONE, berlin("2026-03-03", "11:00"))
    assert {each.source for each in ahead} == {AppointmentSource.IMPORT}
    # Of the line that was refused no customer is left behind.
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["Emma Wolf", "Max Bär"]


def test_twice_adds_nothing() -> None:
    take_over()
    before = (Appointment.objects.count(), Customer.objects.count())

    again = take_over()

    assert (Appointment.objects.count(), Customer.objects.count()) == before
    assert (again.appointments, again.known) == (0, 3)


def test_killed_in_the_middle_it_goes_on_there(monkeypatch: pytest.MonkeyPatch) -> None:
    run = upload_import(title="kunden.csv", content=FILE.encode(), now=MONDAY_8)
    start_import(run_id=run.pk, now=MONDAY_8)
    mark = import_runs.mark_appointment

    def die(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_runs, "mark_appointment", die)
    with pytest.raises(KeyboardInterrupt):
        run_imports(MONDAY_8)
    assert ImportRun.objects.get().position == 2
    monkeypatch.setattr(import_runs, "mark_appointment", mark)
    run_imports(MONDAY_8)

    assert (Appointment.objects.count(), ImportRun.objects.get().appointments) == (3, 3)


def test_customers_alone_are_found_again() -> None:
    text = (
        "Name;Telefon;E-Mail\nEmma Wolf;0151 2345678;\nMax Bär;;max@example.org\nMax Bär;;max@example.org\n"
    )

    run = take_over(text, lines=1)

    assert (run.customers, run.known, Customer.objects.count()) == (2, 1, 2)
    assert take_over(text).customers == 0


def test_a_title_may_say_what_and_who() -> None:
    text = "Betreff;Beginn;Mitarbeiter\nHaarschnitt – Emma Wolf;31.03.2026 10:00;Anna\n"

    assert take_over(text).appointments == 1
    assert Customer.objects.get().name == "Emma Wolf"


def test_ids_of_others_choose_nothing() -> None:
    run = upload_import(title="kunden.csv", content=FILE.encode(), now=MONDAY_8)
    wrong = Choices(columns=Choices.of(run).columns, services={"haarschnitt": 999_999}, staff_id=999_999)

    chosen = Choices.of(choose_import(run_id=run.pk, choices=wrong))

    assert (chosen.services, chosen.staff_id) == ({"haarschnitt": 0}, None)
    with pytest.raises(ImportUnknown):
        start_import(run_id=run.pk + 1, now=MONDAY_8)


def test_files_are_forgotten_after_a_day() -> None:
    upload_import(title="kunden.csv", content=FILE.encode(), now=MONDAY_8)

    clear_old_imports(now=MONDAY_8 + timedelta(hours=23))
    assert ImportRun.objects.exists()
    clear_old_imports(now=MONDAY_8 + timedelta(hours=25))
    assert not ImportRun.objects.exists()
