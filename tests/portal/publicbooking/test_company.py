"""Several services in one visit, and two people, on the booking page, without JavaScript."""

from __future__ import annotations

import re

import pytest

from booking.models import Appointment, Branch, Customer, Service, StaffMember, StaffSkill, WaitlistEntry
from booking.queries.visits import parts_of_visit
from tests.booking.acting import run_out
from tests.factories.booking import ServiceFactory, StaffMemberFactory
from tests.portal.publicbooking.conftest import ELIF, Visitor

pytestmark = pytest.mark.usefixtures("company")


@pytest.fixture
def colour(anna: StaffMember) -> Service:
    service = ServiceFactory(name="Farbe", minutes=60, price_cents=8000)
    StaffSkill.objects.create(staff=anna, service=service)
    return service


@pytest.fixture
def ben(branch: Branch, haircut: Service, colour: Service) -> StaffMember:
    made: StaffMember = StaffMemberFactory(name="Ben", branches=[branch], services=[haircut, colour])
    return made


def plan() -> list[tuple[str, str, int, str]]:
    """What stands in the calendar: service, by whom, minutes after the first, for whom."""
    parts = parts_of_visit(Appointment.objects.earliest("pk"))
    start = parts[0].starts_at
    return [
        (
            part.service.name,
            part.staff.name,
            int((part.starts_at - start).total_seconds()) // 60,
            part.customer.name,
        )
        for part in parts
    ]


def test_two_services_are_one_visit_with_one_code(
    visitor: Visitor, times_url: str, anna: StaffMember, colour: Service
) -> None:
    visitor.open(f"{times_url}?bei={anna.pk}&danach={colour.pk}&danach=")
    assert "Damenhaarschnitt + Farbe" in visitor.words
    assert "1\u00a0Std.\u00a045\u00a0Min." in visitor.words
    assert "125\u00a0€" in visitor.words
    first = visitor.times[0]
    visitor.tap_time()
    assert "Damenhaarschnitt + Farbe · 1\u00a0Std.\u00a055\u00a0Min." in visitor.words
    assert "Name der zweiten Person" not in visitor.words
    visitor.tell().type_code()

    assert "Ihr Termin ist gebucht" in visitor.words
    assert "125\u00a0€" in visitor.words
    assert plan() == [
        ("Damenhaarschnitt", anna.name, 0, "Elif Yılmaz"),
        ("Farbe", anna.name, 55, "Elif Yılmaz"),  # after ten minutes of sweeping
    ]
    assert Appointment.objects.earliest("pk").local_start.isoformat() == first


def test_two_people_come_at_once_or_one_after_the_other(
    visitor: Visitor, times_url: str, anna: StaffMember, ben: StaffMember, haircut: Service, colour: Service
) -> None:
    visitor.open(f"{times_url}?zweit={colour.pk}")
    assert "zu zweit: Farbe" in visitor.words
    visitor.tap_time()
    assert "Damenhaarschnitt + Farbe für die zweite Person" in visitor.words
    visitor.tell(companion="Maria Yılmaz").type_code()

    assert {(what, after, who) for what, _by, after, who in plan()} == {
        ("Damenhaarschnitt", 0, "Elif Yılmaz"),
        ("Farbe", 0, "Maria Yılmaz"),
    }
    assert {by for _what, by, _after, _who in plan()} == {anna.name, ben.name}
    assert "für Maria Yılmaz" in visitor.words
    assert Customer.objects.get(name="Maria Yılmaz").phone == "+491729925904"


def test_two_people_one_after_the_other_need_one_who_is_free(
    visitor: Visitor, times_url: str, anna: StaffMember, haircut: Service
) -> None:
    visitor.open(f"{times_url}?zweit={haircut.pk}")
    assert visitor.times == []
    visitor.open(f"{times_url}?zweit={haircut.pk}&wie=nacheinander").tap_time().tell().type_code()

    assert plan() == [
        ("Damenhaarschnitt", anna.name, 0, "Elif Yılmaz"),
        ("Damenhaarschnitt", anna.name, 55, "Elif Yılmaz"),
    ]


def test_questions_of_each_service_are_asked_under_their_own_name(
    visitor: Visitor, times_url: str, haircut: Service, colour: Service
) -> None:
    for service, text in ((haircut, "Wie lang?"), (colour, "Welcher Ton?")):
        Service.objects.filter(pk=service.pk).update(
            questions=[{"key": "frage-1", "text": text, "kind": "text"}]
        )
    visitor.open(f"{times_url}?danach={colour.pk}").tap_time()
    visitor.tell(**{f"frage-{haircut.pk}.frage-1": "Kinnlang", f"frage-{colour.pk}.frage-1": "Kupfer"})
    visitor.type_code()

    kept = {part.service.name: part.answers[0]["answer"] for part in Appointment.objects.with_names()}
    assert kept == {"Damenhaarschnitt": "Kinnlang", "Farbe": "Kupfer"}


def test_a_hold_of_a_visit_that_ran_out_is_taken_anew(
    visitor: Visitor, times_url: str, colour: Service
) -> None:
    visitor.open(f"{times_url}?danach={colour.pk}").tap_time().tell()
    run_out()
    visitor.type_code()

    assert [what for what, *_ in plan()] == ["Damenhaarschnitt", "Farbe"]


def test_going_back_keeps_what_was_chosen(
    visitor: Visitor, times_url: str, colour: Service, ben: StaffMember
) -> None:
    visitor.open(f"{times_url}?danach={colour.pk}&zweit={colour.pk}&wie=nacheinander").tap_time()
    back = re.findall(r'href="([^"]+tag=[^"]+)"', visitor.words)[0]

    assert f"danach={colour.pk}&zweit={colour.pk}&wie=nacheinander" in back


@pytest.mark.parametrize("query", ["danach=x&danach=%00", "danach=99999&zweit=0", "zweit=-1&wie=quer"])
def test_what_cannot_be_had_is_left_out(visitor: Visitor, times_url: str, query: str) -> None:
    visitor.open(f"{times_url}?{query}")

    assert visitor.page is not None
    assert visitor.page.status_code in (200, 400)


def test_two_services_can_be_waited_for(
    visitor: Visitor, times_url: str, haircut: Service, colour: Service, ben: StaffMember
) -> None:
    visitor.open(f"{times_url}?danach={colour.pk}&zweit={haircut.pk}")
    url = re.findall(r'href="(/termin/[^"]+/warteliste/[^"]*)"', visitor.words)[0]
    visitor.open(url)
    assert "Damenhaarschnitt + Farbe" in visitor.words
    visitor.send(url, {**ELIF, "parts": ["vormittags"]}).type_code()

    assert "Sie stehen auf der Warteliste" in visitor.words
    entry = WaitlistEntry.objects.get()
    assert (entry.visit_ids, entry.at_once) == ((haircut.pk, colour.pk, haircut.pk), True)
    assert [part.person for part in entry.wish.others] == [0, 1]
