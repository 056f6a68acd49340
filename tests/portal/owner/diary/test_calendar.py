from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from booking.enums import PhaseKind, TimeOffKind
from booking.models import Appointment, Branch, Service, StaffMember, StaffSkill
from booking.services import add_need, add_time_off, offer_times, set_phases
from booking.values import SlotSearch
from portal.owner.diary.asked import Asked, asked_of
from portal.owner.diary.board import Board
from portal.owner.diary.pages import board_of as board_of_asked
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
)


def day_of(visit: Appointment) -> str:
    return f"/kalender/?tag={visit.local_start.date()}"


def asked(query: str) -> Asked:
    found = asked_of(RequestFactory().get(f"/kalender/?{query}"), now=timezone.now())
    assert found is not None
    return found


def board_of(*, branch: Branch, day: date, now: datetime) -> Board:
    return board_of_asked(asked(f"filiale={branch.pk}&tag={day}"), now=now)


def kinds(branch: Branch, visit: Appointment) -> list[tuple[str, str]]:
    board = board_of(branch=branch, day=visit.local_start.date(), now=timezone.now())
    return [(item.kind, item.title) for column in board.columns for item in column.items]


def test_calendar_shows_who_comes_and_the_buffer_after(
    owner: Client, branch: Branch, visit: Appointment
) -> None:
    page = owner.get(day_of(visit)).content.decode()

    assert "Clara Weber" in page
    assert f"/termine/{visit.pk}/" in page
    assert kinds(branch, visit) == [("appointment", "Clara Weber"), ("buffer", "")]


def test_calendar_shows_an_absence(branch: Branch, visit: Appointment, anna: StaffMember) -> None:
    add_time_off(
        staff_id=anna.pk,
        starts_at=visit.ends_at + timedelta(hours=2),
        ends_at=visit.ends_at + timedelta(hours=3),
        kind=TimeOffKind.SICK,
        label="Beim Arzt",
    )

    assert ("absence", "Beim Arzt") in kinds(branch, visit)


def test_calendar_shows_a_time_that_is_being_offered(
    branch: Branch, visit: Appointment, anna: StaffMember, haircut: Service
) -> None:
    wish = visit.starts_at + timedelta(hours=3)
    offer_times(
        search=SlotSearch(
            service_ids=(haircut.pk,), windows=((wish, wish + timedelta(hours=1)),), limit=1, holder="call:1"
        ),
        holder="call:1",
        hold_for=timedelta(minutes=5),
        now=timezone.now(),
    )

    assert ("hold", "") in kinds(branch, visit)


def test_calendar_shows_who_is_served_while_something_takes_effect(
    branch: Branch, visit: Appointment, anna: StaffMember
) -> None:
    colour = ServiceFactory(name="Farbe")
    minutes = timedelta(minutes=30)
    phases = (PhaseKind.WORK, minutes), (PhaseKind.PROCESSING, minutes), (PhaseKind.WORK, minutes)
    set_phases(service=colour, phases=phases)
    chair = ResourceFactory(name="Stuhl 1", group="Stuhl", branch=branch)
    add_need(service=colour, group=chair.group)
    StaffSkill.objects.create(staff=anna, service=colour)
    start = visit.starts_at + timedelta(hours=2)
    AppointmentFactory(
        staff=anna,
        service=colour,
        starts_at=start,
        now=timezone.now(),
        customer=CustomerFactory(name="Emma Kurz"),
    )

    column = board_of(branch=branch, day=visit.local_start.date(), now=timezone.now()).columns[0]

    assert column.appointments == 2
    assert [
        (item.kind, item.title, item.subtitle) for item in column.items if item.title.endswith("Emma Kurz")
    ] == [
        ("appointment", "Emma Kurz", "Farbe · Teil 1 · Stuhl 1"),
        ("waiting", "Einwirkzeit: Emma Kurz", ""),
        ("appointment", "Emma Kurz", "Farbe · Teil 2 · Stuhl 1"),
    ]


def test_calendar_says_that_the_branch_is_closed(owner: Client, anna: StaffMember) -> None:
    page = owner.get("/kalender/?tag=2026-12-25").content.decode()

    assert "geschlossen" in page


def test_calendar_says_where_else_somebody_is_taken(anna: StaffMember, visit: Appointment) -> None:
    second = BranchFactory(name="Haarmonie Nord")
    anna.branches.add(second)

    column = board_of(branch=second, day=visit.local_start.date(), now=timezone.now()).columns[0]

    assert [item.badge for item in column.items if item.kind == "appointment"] == [visit.branch.name]


def test_calendar_leads_to_the_days_around(owner: Client, branch: Branch) -> None:
    links = owner.get("/kalender/?tag=2026-11-23").context["links"]

    assert links["previous"] == f"/kalender/?filiale={branch.pk}&tag=2026-11-22"
    assert links["next"] == f"/kalender/?filiale={branch.pk}&tag=2026-11-24"


def test_calendar_shows_the_branch_that_was_chosen(owner: Client, visit: Appointment) -> None:
    second = BranchFactory(name="Haarmonie Nord")

    page = owner.get(f"{day_of(visit)}&filiale={second.pk}").content.decode()

    assert "Clara Weber" not in page
    assert "Haarmonie Nord" in page


@pytest.mark.parametrize(
    "query", ["?tag=gestern", "?filiale=999", "?filiale=x", "?tag=0001-01-01", "?tag=9999-12-31"]
)
def test_calendar_does_not_trip_over_strange_addresses(owner: Client, branch: Branch, query: str) -> None:
    assert owner.get(f"/kalender/{query}").status_code in (200, 404)


def test_calendar_answers_htmx_with_the_board_alone(owner: Client, visit: Appointment) -> None:
    page = owner.get(day_of(visit), headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in page
    assert 'id="board"' in page


def test_calendar_without_a_branch_says_so(owner: Client) -> None:
    assert "Noch keine Filiale" in owner.get("/kalender/").content.decode()


@pytest.mark.parametrize("view", ["tag", "woche", "monat", "liste"])
def test_page_takes_few_queries(
    view: str, owner: Client, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    address = f"{day_of(visit)}&ansicht={view}"
    owner.get(address)
    with django_assert_max_num_queries(15):
        owner.get(address)


def test_week_has_a_row_per_person_and_their_days(owner: Client, visit: Appointment) -> None:
    StaffMemberFactory(name="Ben", branches=[visit.branch])
    page = owner.get(f"{day_of(visit)}&ansicht=woche")

    row, _ben = page.context["week"]
    assert [len(cell.chips) for cell in row.cells] == [1, 0, 0, 0, 0, 0, 0]
    assert row.cells[0].chips[0].title == "Clara Weber"


def test_week_of_one_person_has_a_column_per_day(
    owner: Client, visit: Appointment, anna: StaffMember
) -> None:
    page = owner.get(f"{day_of(visit)}&ansicht=woche&person={anna.pk}")

    assert [column.appointments for column in page.context["board"].columns] == [1, 0, 0, 0, 0, 0, 0]


def test_month_says_how_full_each_day_is(owner: Client, visit: Appointment) -> None:
    page = owner.get(f"{day_of(visit)}&ansicht=monat")

    leaves = [leaf for week in page.context["month"] for leaf in week if leaf.appointments]
    assert [(leaf.day, leaf.booked_minutes, leaf.working_minutes) for leaf in leaves] == [
        (visit.local_start.date(), 45, 540)
    ]


def test_all_branches_stand_side_by_side(owner: Client, visit: Appointment) -> None:
    north = BranchFactory(name="Haarmonie Nord")
    StaffMemberFactory(name="Ben", branches=[north])
    page = owner.get(f"{day_of(visit)}&filiale=alle")

    headings = [column.heading for column in page.context["board"].columns]
    assert headings == [f"Anna Köhler · {visit.branch.name}", "Ben · Haarmonie Nord"]


def test_cancelled_ones_are_shown_on_demand(owner: Client, visit: Appointment) -> None:
    owner.post(f"/termine/{visit.pk}/absagen/")

    gone = owner.get(day_of(visit)).context["board"].columns[0].items
    assert [item.title for item in gone if item.kind == "cancelled"] == []
    shown = owner.get(f"{day_of(visit)}&abgesagt=1").context["board"].columns[0].items
    assert [item.title for item in shown if item.kind == "cancelled"] == ["Clara Weber"]


def test_board_costs_the_same_queries_for_one_visit_and_for_many(
    branch: Branch, visit: Appointment, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        board_of(branch=branch, day=visit.local_start.date(), now=timezone.now())
