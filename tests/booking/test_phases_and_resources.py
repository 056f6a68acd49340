"""Visits with parts in which the person is free, and rooms and devices that have to be free too."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from booking.enums import PhaseKind, RefusalCode
from booking.errors import PhasesWithoutWork, ResourceTaken, ServiceChanged, SlotTaken
from booking.models import Appointment, Branch, Occupancy, Resource, Service, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import (
    HOLD_ON_THE_WEB,
    add_need,
    book_appointment,
    book_directly,
    move_appointment,
    offer_times,
    renew_hold,
    set_phases,
)
from booking.values import CustomerDetails, Slot, SlotSearch, WhyNot
from tests.booking.acting import offered, run_out
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    ResourceFactory,
    ServiceFactory,
    berlin,
)

pytestmark = pytest.mark.usefixtures("company")

WORK, PROCESSING = PhaseKind.WORK, PhaseKind.PROCESSING
TEN = berlin("2026-03-31", "10:00")


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def colour(anna: StaffMember, ben: StaffMember) -> Service:
    """Half an hour on, half an hour of waiting, half an hour off."""
    service = ServiceFactory(name="Farbe", minutes=10)
    set_phases(service=service, phases=[(WORK, minutes(30)), (PROCESSING, minutes(30)), (WORK, minutes(30))])
    for person in (anna, ben):
        StaffSkill.objects.create(staff=person, service=service)
    return service


@pytest.fixture
def chair(branch: Branch, colour: Service) -> Resource:
    chair: Resource = ResourceFactory(name="Stuhl 1", group="Stuhl", branch=branch)
    add_need(service=colour, group=chair.group)
    return chair


def at_ten(service: Service, **wish: object) -> tuple[Slot, ...]:
    search = SlotSearch(
        service_ids=(service.pk,), windows=((TEN, TEN + minutes(1)),), alternatives=False, **wish
    )
    return search_slots(search=search, now=MONDAY_8).slots


def taken_by(appointment: Appointment) -> set[tuple[str, int, int]]:
    """Who or what, and from and until which minute of the visit."""
    return {
        (
            row.resource.name,
            (row.blocked.lower - appointment.starts_at) // minutes(1),
            (row.blocked.upper - appointment.starts_at) // minutes(1),
        )
        for row in appointment.occupancies.select_related("resource")
    }


def test_a_haircut_fits_into_the_waiting_of_a_colour(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    visit = AppointmentFactory(staff=anna, service=colour, starts_at=TEN)

    between = AppointmentFactory(staff=anna, service=haircut, starts_at=TEN + minutes(30))

    assert visit.duration == minutes(90)
    assert taken_by(visit) == {("Anna", 0, 30), ("Anna", 60, 90)}
    assert between.starts_at == TEN + minutes(30)
    with pytest.raises(SlotTaken):
        AppointmentFactory(staff=anna, service=haircut, starts_at=TEN + minutes(45))


def test_a_colour_is_offered_around_a_haircut(anna: StaffMember, colour: Service, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=TEN + minutes(30))

    assert [slot.starts_at for slot in at_ten(colour, staff_ids=frozenset({anna.pk}))] == [TEN]


def test_who_works_slower_does_so_while_working(anna: StaffMember, colour: Service) -> None:
    StaffSkill.objects.filter(staff=anna, service=colour).update(duration=minutes(110))

    assert taken_by(AppointmentFactory(staff=anna, service=colour, starts_at=TEN)) == {
        ("Anna", 0, 40),
        ("Anna", 70, 110),
    }


def test_buffers_belong_to_the_phases_that_they_touch(anna: StaffMember, colour: Service) -> None:
    Service.objects.filter(pk=colour.pk).update(buffer_before=minutes(5), buffer_after=minutes(15))

    assert taken_by(AppointmentFactory(staff=anna, service=colour, starts_at=TEN)) == {
        ("Anna", -5, 30),
        ("Anna", 60, 105),
    }


def test_the_chair_is_taken_all_the_time(
    anna: StaffMember, ben: StaffMember, colour: Service, chair: Resource
) -> None:
    visit = AppointmentFactory(staff=anna, service=colour, starts_at=TEN)

    assert ("Stuhl 1", 0, 90) in taken_by(visit)
    with pytest.raises(ResourceTaken):
        AppointmentFactory(staff=ben, service=colour, starts_at=TEN + minutes(45))
    AppointmentFactory(staff=ben, service=colour, starts_at=TEN + minutes(90))


def test_search_says_that_the_chair_is_taken(
    anna: StaffMember, ben: StaffMember, colour: Service, chair: Resource
) -> None:
    AppointmentFactory(staff=anna, service=colour, starts_at=TEN)
    search = SlotSearch(
        service_ids=(colour.pk,),
        staff_ids=frozenset({ben.pk}),
        windows=((TEN, TEN + minutes(1)),),
        alternatives=False,
    )

    found = search_slots(search=search, now=MONDAY_8)

    assert (found.slots, dict(found.reasons)) == ((), {RefusalCode.RESOURCE_TAKEN: 1})


def test_a_second_chair_is_used_when_the_first_is_taken(
    anna: StaffMember, ben: StaffMember, branch: Branch, colour: Service, chair: Resource
) -> None:
    ResourceFactory(name="Stuhl 2", group="Stuhl", branch=branch, position=1)

    first = AppointmentFactory(staff=anna, service=colour, starts_at=TEN)
    second = AppointmentFactory(staff=ben, service=colour, starts_at=TEN)

    assert {name for name, _, _ in taken_by(first)} == {"Anna", "Stuhl 1"}
    assert {name for name, _, _ in taken_by(second)} == {"Ben", "Stuhl 2"}


def test_a_chair_elsewhere_or_out_of_use_is_none(anna: StaffMember, colour: Service, chair: Resource) -> None:
    Resource.objects.filter(pk=chair.pk).update(is_active=False)

    with pytest.raises(ResourceTaken):
        AppointmentFactory(staff=anna, service=colour, starts_at=TEN)


def test_a_device_is_needed_while_it_works(
    anna: StaffMember, ben: StaffMember, branch: Branch, colour: Service
) -> None:
    dryer = ResourceFactory(name="Trockenhaube", group="Haube", branch=branch)
    add_need(service=colour, group=dryer.group, during=PROCESSING)

    visit = AppointmentFactory(staff=anna, service=colour, starts_at=TEN)
    AppointmentFactory(staff=ben, service=colour, starts_at=TEN + minutes(30))

    assert ("Trockenhaube", 30, 60) in taken_by(visit)


def test_what_is_offered_together_can_be_held_together(
    anna: StaffMember, ben: StaffMember, colour: Service, chair: Resource
) -> None:
    """With one chair, two overlapping times of two people are no choice."""
    answer = offer_times(
        search=SlotSearch(service_ids=(colour.pk,), windows=((TEN, TEN + minutes(180)),), limit=3),
        holder="call-1",
        hold_for=HOLD_ON_THE_WEB,
        now=MONDAY_8,
    )

    spans = sorted((row.blocked.lower, row.blocked.upper) for row in Occupancy.objects.filter(resource=chair))
    assert len(spans) == len(answer.offers) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_a_booking_keeps_the_chair_that_was_held(
    anna: StaffMember, branch: Branch, colour: Service, chair: Resource
) -> None:
    other = ResourceFactory(name="Stuhl 2", group="Stuhl", branch=branch, position=1)
    AppointmentFactory(staff=anna, service=colour, starts_at=berlin("2026-03-31", "14:00"))
    in_the_way = book_directly_by(branch, colour, anna)
    (offer,) = offered(colour, windows=((TEN, TEN + minutes(1)),), limit=1)
    assert in_the_way.starts_at == TEN
    in_the_way.occupancies.all().delete()

    booked = book_appointment(
        slot_id=offer.slot_id,
        customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
        source="phone",
        idempotency_key="call-1/book",
        now=MONDAY_8,
    )

    assert {name for name, _, _ in taken_by(booked)} == {"Ben", other.name}


def book_directly_by(branch: Branch, service: Service, staff: StaffMember) -> Appointment:
    return book_directly(
        service_id=service.pk,
        staff_id=staff.pk,
        branch_id=branch.pk,
        starts_at=TEN,
        customer=CustomerDetails(name="Emma Kurz", phone="+4915187654321"),
        source="portal",
        idempotency_key="by-hand",
        now=MONDAY_8,
    )


def test_a_renewed_hold_takes_another_chair_if_its_own_is_gone(
    anna: StaffMember, ben: StaffMember, branch: Branch, colour: Service, chair: Resource
) -> None:
    only_anna = frozenset({anna.pk})
    (offer,) = offered(colour, windows=((TEN, TEN + minutes(1)),), limit=1, staff_ids=only_anna)
    run_out()
    AppointmentFactory(staff=ben, service=colour, starts_at=TEN)
    ResourceFactory(name="Stuhl 2", group="Stuhl", branch=branch, position=1)

    renew_hold(slot_id=offer.slot_id, hold_for=HOLD_ON_THE_WEB, now=MONDAY_8)

    held = Occupancy.objects.filter(kind="hold").values_list("resource__name", flat=True)
    assert set(held) == {"Anna", "Stuhl 2"}


def test_moving_frees_the_chair_and_takes_it_again(
    anna: StaffMember, ben: StaffMember, colour: Service, chair: Resource
) -> None:
    visit = AppointmentFactory(staff=anna, service=colour, starts_at=TEN)

    moved = move_appointment(
        appointment_id=visit.pk, starts_at=TEN + minutes(30), staff_id=ben.pk, now=MONDAY_8, by="user:1"
    )

    assert taken_by(moved) == {("Ben", 0, 30), ("Ben", 60, 90), ("Stuhl 1", 0, 90)}


def test_other_phases_are_another_service(colour: Service) -> None:
    (offer,) = offered(colour, windows=((TEN, TEN + minutes(1)),), limit=1)
    set_phases(service=colour, phases=[(WORK, minutes(45)), (PROCESSING, minutes(15)), (WORK, minutes(30))])

    with pytest.raises(ServiceChanged):
        renew_hold(slot_id=offer.slot_id, hold_for=HOLD_ON_THE_WEB, now=MONDAY_8)


def test_the_duration_is_the_sum_of_the_phases_whoever_writes_it(colour: Service) -> None:
    Service.objects.filter(pk=colour.pk).update(duration=minutes(5))

    colour.refresh_from_db()
    assert colour.duration == minutes(90)


def test_somebody_has_to_work(colour: Service) -> None:
    with pytest.raises(PhasesWithoutWork):
        set_phases(service=colour, phases=[(PROCESSING, minutes(30))])


def test_a_search_says_what_is_in_the_way_of_the_wish(
    anna: StaffMember, ben: StaffMember, colour: Service, chair: Resource
) -> None:
    AppointmentFactory(staff=anna, service=colour, starts_at=TEN)
    near = TEN + minutes(15)
    search = SlotSearch(service_ids=(colour.pk,), windows=((near, near + minutes(1)),), near=near)

    found = search_slots(search=search, now=MONDAY_8)

    assert [(each.staff, each.code, each.until, each.thing) for each in found.why_not] == [
        ("Anna", RefusalCode.SLOT_TAKEN, TEN + minutes(30), ""),  # each works while the other waits
        ("Ben", RefusalCode.RESOURCE_TAKEN, TEN + minutes(90), "Stuhl"),
    ]


def test_the_answer_tells_which_things_are_taken_and_who_waits_for_a_colour(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service, chair: Resource
) -> None:
    perm = ServiceFactory(name="Dauerwelle", minutes=60)
    StaffSkill.objects.create(staff=anna, service=perm)
    add_need(service=haircut, group=chair.group)
    AppointmentFactory(staff=anna, service=colour, starts_at=TEN - minutes(30))

    def answer(service: Service) -> list[WhyNot]:
        wish = SlotSearch(service_ids=(service.pk,), windows=((TEN, TEN + minutes(60)),), near=TEN)
        found = offer_times(search=wish, holder="call-1", hold_for=HOLD_ON_THE_WEB, now=MONDAY_8)
        return list(found.why_not)

    (of_anna,) = answer(perm)
    assert (of_anna.code, of_anna.processing_until) == (RefusalCode.SLOT_TAKEN, TEN + minutes(30))
    assert {each.things for each in answer(haircut)} == {("Stuhl 1",)}


def test_nothing_is_in_the_way_of_a_time_that_is_offered(anna: StaffMember, colour: Service) -> None:
    search = SlotSearch(service_ids=(colour.pk,), windows=((TEN, TEN + minutes(60)),), near=TEN)

    assert search_slots(search=search, now=MONDAY_8).why_not == ()
