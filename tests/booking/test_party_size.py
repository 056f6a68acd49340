"""How many people come: what that costs and takes, and which room is large enough for them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from booking.enums import PhaseKind, RefusalCode
from booking.errors import PartySize, ResourceTaken
from booking.models import Appointment, Branch, Occupancy, Resource, Service, StaffMember
from booking.queries import search_slots
from booking.services import add_need, move_appointment, set_phases
from booking.values import SlotSearch
from tests.booking.acting import book, offered
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

TEN = berlin("2026-03-31", "10:00")


@pytest.fixture
def dinner(company: object) -> Service:
    return ServiceFactory(name="Tisch", duration=timedelta(minutes=90), max_party=8, price_cents=0)


@pytest.fixture
def host(branch: Branch, dinner: Service) -> StaffMember:
    """Whoever receives guests is busy with each of them for a moment only."""
    greeting, meal = (PhaseKind.WORK, timedelta(minutes=15)), (PhaseKind.PROCESSING, timedelta(minutes=75))
    set_phases(service=dinner, phases=(greeting, meal))
    return StaffMemberFactory(name="Henri", branches=(branch,), services=(dinner,))


@pytest.fixture
def tables(branch: Branch, dinner: Service) -> dict[str, Resource]:
    made = {}
    for name, people in (("großer Tisch", 8), ("Tisch am Fenster", 4), ("Zweiertisch", 2)):
        table = ResourceFactory(branch=branch, group="Tisch", name=name)
        table.capacity = people
        table.save()
        made[name] = table
    add_need(service=dinner, group=table.group)
    return made


def table_of(appointment: Appointment) -> str:
    return Occupancy.objects.get(appointment=appointment, resource__group__isnull=False).resource.name


@pytest.mark.parametrize(
    ("people", "table"),
    [
        (1, "Zweiertisch"),
        (2, "Zweiertisch"),
        (3, "Tisch am Fenster"),
        (4, "Tisch am Fenster"),
        (5, "großer Tisch"),
    ],
)
def test_party_gets_the_smallest_table_that_is_large_enough(
    dinner: Service, host: StaffMember, tables: dict[str, Resource], people: int, table: str
) -> None:
    [slot] = offered(dinner, limit=1, near=TEN, party_size=people)

    appointment = book(slot)

    assert (slot.starts_at, appointment.party_size, table_of(appointment)) == (TEN, people, table)


def test_party_gets_a_larger_table_while_the_fitting_one_is_taken(
    dinner: Service, host: StaffMember, tables: dict[str, Resource]
) -> None:
    at_ten = partial(AppointmentFactory, staff=host, service=dinner, party_size=4)
    first, second = at_ten(starts_at=TEN), at_ten(starts_at=TEN + timedelta(minutes=15))

    assert (table_of(first), table_of(second)) == ("Tisch am Fenster", "großer Tisch")
    with pytest.raises(ResourceTaken):
        at_ten(starts_at=TEN + timedelta(minutes=30))
    assert table_of(
        AppointmentFactory(staff=host, service=dinner, starts_at=TEN + timedelta(minutes=30))
    ) == ("Zweiertisch")


def test_party_that_no_table_holds_is_told_so(
    dinner: Service, host: StaffMember, tables: dict[str, Resource]
) -> None:
    Resource.objects.filter(pk=tables["großer Tisch"].pk).update(is_active=False)

    for people in (5, 9):
        found = search_slots(
            search=SlotSearch(service_ids=(dinner.pk,), near=TEN, party_size=people), now=MONDAY_8
        )
        assert found.slots == ()
        assert [why.code for why in found.why_not] == [RefusalCode.PARTY_SIZE]
        assert set(found.reasons) == {RefusalCode.PARTY_SIZE}
        with pytest.raises(PartySize):
            AppointmentFactory(staff=host, service=dinner, party_size=people)


def test_moving_keeps_the_party_and_finds_it_a_table(
    dinner: Service, host: StaffMember, tables: dict[str, Resource]
) -> None:
    later = TEN + timedelta(hours=3)
    AppointmentFactory(staff=host, service=dinner, starts_at=later - timedelta(minutes=15), party_size=3)
    appointment = AppointmentFactory(staff=host, service=dinner, starts_at=TEN, party_size=4)

    moved = move_appointment(appointment_id=appointment.pk, starts_at=later, now=MONDAY_8, by="user:1")

    assert (moved.party_size, table_of(moved)) == (4, "großer Tisch")


@pytest.mark.parametrize(
    ("is_priced_per_person", "people", "cents", "lasts"),
    [(True, 1, 8000, 60), (True, 3, 24000, 90), (False, 3, 8000, 90)],
)
def test_each_person_adds_time_and_perhaps_money(
    branch: Branch, is_priced_per_person: bool, people: int, cents: int, lasts: int
) -> None:
    shoot = ServiceFactory(
        name="Fotoshooting",
        duration=timedelta(hours=1),
        duration_per_person=timedelta(minutes=15),
        max_party=6,
        price_cents=8000,
        is_priced_per_person=is_priced_per_person,
    )
    StaffMemberFactory(name="Lea", branches=(branch,), services=(shoot,))

    [slot] = offered(shoot, limit=1, near=TEN, party_size=people)
    appointment = book(slot)

    assert (slot.price_cents, slot.duration) == (cents, timedelta(minutes=lasts))
    assert (appointment.price_cents, appointment.duration) == (cents, timedelta(minutes=lasts))
    [taken] = appointment.occupancies.all()
    assert taken.blocked.upper - taken.blocked.lower == timedelta(minutes=lasts)


def test_service_may_need_several_people(branch: Branch) -> None:
    tour = ServiceFactory(name="Führung", min_party=3, max_party=10)
    guide = StaffMemberFactory(name="Lea", branches=(branch,), services=(tour,))

    with pytest.raises(PartySize):
        AppointmentFactory(staff=guide, service=tour, party_size=2)
    assert AppointmentFactory(staff=guide, service=tour, party_size=3).party_size == 3
