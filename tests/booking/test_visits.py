"""Visits of several services: offered as one, booked as one, moved and cancelled together or in part."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from booking.enums import AppointmentSource, AppointmentStatus, OfferState, PhaseKind, RefusalCode
from booking.errors import (
    AppointmentNotChangeable,
    BookingRefused,
    HoldExpired,
    ServiceChanged,
    SlotTaken,
    SlotUnknown,
    VisitDoesNotFit,
)
from booking.models import Appointment, Branch, Occupancy, Offer, Resource, Service, StaffMember, Visit
from booking.queries import search_slots
from booking.queries.free_times import free_times
from booking.queries.visits import parts_of_visit, search_for_moving
from booking.services import (
    HOLD_ON_THE_PHONE,
    add_need,
    approve_request,
    book_appointment,
    cancel_appointment,
    decline_request,
    move_appointment,
    offer_times,
    release_hold,
    renew_hold,
    reschedule_appointment,
    set_phases,
)
from booking.values import CustomerDetails, OfferedSlot, PartWish, SlotSearch
from tests.booking.acting import CLARA, book, run_out
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

pytestmark = pytest.mark.usefixtures("company")

WORK, PROCESSING = PhaseKind.WORK, PhaseKind.PROCESSING
TEN = berlin("2026-03-31", "10:00")
DAY = (berlin("2026-03-31", "09:00"), berlin("2026-03-31", "18:00"))


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def colour(branch: Branch) -> Service:
    """Half an hour on, half an hour of waiting, half an hour off."""
    service: Service = ServiceFactory(name="Farbe", minutes=90, price_cents=8900)
    set_phases(service=service, phases=[(WORK, minutes(30)), (PROCESSING, minutes(30)), (WORK, minutes(30))])
    return service


@pytest.fixture
def brows(branch: Branch) -> Service:
    service: Service = ServiceFactory(name="Augenbrauen", minutes=15, price_cents=1200, fits_processing=True)
    return service


@pytest.fixture
def anna(branch: Branch, haircut: Service, colour: Service, brows: Service) -> StaffMember:
    person: StaffMember = StaffMemberFactory(
        name="Anna", branches=(branch,), services=(haircut, colour, brows)
    )
    return person


@pytest.fixture
def ben(branch: Branch, haircut: Service) -> StaffMember:
    person: StaffMember = StaffMemberFactory(name="Ben", branches=(branch,), services=(haircut,), position=1)
    return person


def wish(*services: Service, **search: object) -> SlotSearch:
    parts = tuple(PartWish(service_id=service.pk) for service in services)
    return SlotSearch(**{"parts": parts, "limit": 1, "windows": (DAY,), **search})  # type: ignore[arg-type]


def two_people(service: Service, **search: object) -> SlotSearch:
    parts = tuple(PartWish(service_id=service.pk, person=person) for person in (0, 1))
    return wish(parts=parts, **search)


def offered(search: SlotSearch, *, holder: str = "call-1", now: datetime = MONDAY_8) -> OfferedSlot:
    return offer_times(search=search, holder=holder, hold_for=HOLD_ON_THE_PHONE, now=now).offers[0]


def plan_of(appointment: Appointment) -> list[tuple[str, str, str]]:
    """Service, person and start on the wall of each part."""
    return [
        (part.service.name, part.staff.name, f"{part.local_start:%H:%M}")
        for part in parts_of_visit(appointment)
    ]


def test_a_visit_is_one_offer_and_becomes_linked_appointments(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    slot = offered(wish(colour, haircut, near=TEN, in_order=True))
    first = book(slot)

    assert [part.service for part in slot.parts] == ["Farbe", "Haarschnitt"]
    assert max(part.ends_at for part in slot.parts) - slot.starts_at == minutes(120)
    assert plan_of(first) == [("Farbe", "Anna", "10:00"), ("Haarschnitt", "Anna", "11:30")]
    assert Visit.objects.count() == 1
    assert [part.price_cents for part in parts_of_visit(first)] == [8900, 3900]
    assert set(Occupancy.objects.values_list("kind", flat=True)) == {"appointment"}


def test_the_same_request_gives_the_same_visit(anna: StaffMember, colour: Service, haircut: Service) -> None:
    slot = offered(wish(colour, haircut))

    assert book(slot) == book(slot)
    assert Appointment.objects.count() == 2


def test_any_order_is_taken_that_waits_least(anna: StaffMember, colour: Service, haircut: Service) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:45"))
    # The colour would begin, but its end is taken: the cut goes first.
    first = book(offered(wish(colour, haircut, near=TEN, max_wait=minutes(45))))
    strict = search_slots(
        search=wish(colour, haircut, near=TEN, in_order=True, windows=((TEN, TEN + minutes(1)),),
                    alternatives=False),
        now=MONDAY_8,
    )  # fmt: skip

    assert plan_of(first) == [("Haarschnitt", "Anna", "10:00"), ("Farbe", "Anna", "11:15")]
    assert not strict.slots
    assert {(each.service, each.code) for each in strict.why_not} == {("Farbe", RefusalCode.SLOT_TAKEN)}


def test_a_second_service_fits_into_the_processing_time_of_the_first(
    anna: StaffMember, colour: Service, brows: Service, haircut: Service
) -> None:
    first = book(offered(wish(colour, brows, near=TEN)))

    assert plan_of(first) == [("Farbe", "Anna", "10:00"), ("Augenbrauen", "Anna", "10:30")]
    # A cut cannot be done on wet colour, so it comes afterwards.
    other = book(offered(wish(colour, haircut, near=berlin("2026-04-01", "10:00"),
                              windows=((berlin("2026-04-01", "09:00"), berlin("2026-04-01", "18:00")),)),
                         holder="call-2"), key="2")  # fmt: skip
    assert {part.starts_at - other.starts_at for part in parts_of_visit(other)} in (
        {minutes(0), minutes(90)},
        {minutes(0), minutes(30)},
    )


def test_two_people_at_once_with_two_colleagues(
    anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    slot = offered(two_people(haircut, near=TEN, at_once=True))
    first = book_appointment(
        slot_id=slot.slot_id,
        customer=CLARA,
        companions=[CustomerDetails(name="Mia Weber", phone=CLARA.phone)],
        source=AppointmentSource.PHONE,
        idempotency_key="family",
        now=MONDAY_8,
    )

    assert {name for _, name, _ in plan_of(first)} == {"Anna", "Ben"}
    assert {clock for _, _, clock in plan_of(first)} == {"10:00"}
    assert {part.customer.name for part in parts_of_visit(first)} == {"Clara Weber", "Mia Weber"}


def test_two_people_in_turn_with_one_person(anna: StaffMember, haircut: Service) -> None:
    assert not search_slots(search=two_people(haircut, at_once=True), now=MONDAY_8).slots

    first = book(offered(two_people(haircut, near=TEN)))

    assert plan_of(first) == [("Haarschnitt", "Anna", "10:00"), ("Haarschnitt", "Anna", "10:30")]


def test_a_child_is_cut_while_the_colour_of_its_mother_takes_effect(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    parts = (PartWish(service_id=colour.pk), PartWish(service_id=haircut.pk, person=1))

    first = book(offered(wish(parts=parts, near=TEN)))

    assert plan_of(first) == [("Farbe", "Anna", "10:00"), ("Haarschnitt", "Anna", "10:30")]


def test_two_at_once_need_two_chairs(
    branch: Branch, anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    chair = ResourceFactory(name="Stuhl 1", group="Stuhl", branch=branch)
    add_need(service=haircut, group=chair.group)
    search = two_people(
        haircut, at_once=True, near=TEN, windows=((TEN, TEN + minutes(1)),), alternatives=False
    )

    alone = search_slots(search=search, now=MONDAY_8)
    ResourceFactory(name="Stuhl 2", group="Stuhl", branch=branch)

    assert not alone.slots
    assert {each.code for each in alone.why_not} == {RefusalCode.VISIT_DOES_NOT_FIT}
    assert alone.reasons == {RefusalCode.VISIT_DOES_NOT_FIT: 1}
    taken = {row.resource.name for row in Occupancy.objects.filter(
        appointment__in=parts_of_visit(book(offered(search))))}  # fmt: skip
    assert taken == {"Anna", "Ben", "Stuhl 1", "Stuhl 2"}


def test_a_held_visit_is_taken_for_everybody_else(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    window = ((TEN, TEN + minutes(1)),)
    offered(wish(colour, haircut, near=TEN, windows=window))

    again = search_slots(search=wish(haircut, near=TEN, windows=window, alternatives=False), now=MONDAY_8)

    assert not again.slots
    assert Offer.objects.count() == 2
    assert Offer.objects.filter(lead=None).count() == 1


def test_giving_back_and_running_out_free_all_parts(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    slot = offered(wish(colour, haircut))
    release_hold(slot_id=slot.slot_id)
    assert not Occupancy.objects.exists()
    assert set(Offer.objects.values_list("state", flat=True)) == {OfferState.RELEASED}

    slot = offered(wish(colour, haircut))
    run_out()
    with pytest.raises(HoldExpired):
        book(slot)
    assert not Appointment.objects.exists()


def test_a_visit_that_ran_out_is_held_again_as_a_whole_or_not_at_all(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service
) -> None:
    slot = offered(wish(colour, haircut, near=TEN, in_order=True))
    run_out()
    renew_hold(slot_id=slot.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)
    assert Occupancy.objects.filter(kind="hold").count() == 3

    run_out()
    AppointmentFactory(staff=slot_staff(slot, 1), service=haircut, starts_at=slot.parts[1].starts_at)
    with pytest.raises(SlotTaken):
        renew_hold(slot_id=slot.slot_id, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)


def slot_staff(slot: OfferedSlot, place: int) -> StaffMember:
    return StaffMember.objects.get(pk=slot.parts[place].staff_id)


def test_a_change_of_one_service_voids_the_whole_offer(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    slot = offered(wish(colour, haircut))
    haircut.price_cents = 4100
    haircut.save()

    with pytest.raises(ServiceChanged):
        book(slot)
    assert not Appointment.objects.exists()
    assert Offer.objects.filter(state=OfferState.HELD).count() == 2


def test_the_whole_visit_moves_onto_its_own_time(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service
) -> None:
    first = book(offered(wish(colour, haircut, near=TEN, in_order=True)))
    parts = parts_of_visit(first)
    later = berlin("2026-03-31", "10:30")
    search = search_for_moving(parts, near=later, windows=(DAY,), limit=1)

    slot = offered(search, holder="web")
    moved = reschedule_appointment(
        appointment_id=parts[1].pk, slot_id=slot.slot_id, idempotency_key="move", now=MONDAY_8
    )

    assert moved == first
    assert [clock for *_, clock in plan_of(moved)] == ["10:30", "12:00"]
    assert {each.pk for each in parts_of_visit(moved)} == {part.pk for part in parts}
    assert not Occupancy.objects.filter(kind="hold").exists()


def test_an_offer_for_another_visit_moves_nothing(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service
) -> None:
    first = book(offered(wish(colour, haircut, near=TEN)))
    other = AppointmentFactory(staff=ben, service=haircut, starts_at=berlin("2026-04-01", "10:00"))
    slot = offered(search_for_moving(parts_of_visit(first), windows=(DAY,), limit=1), holder="web")

    with pytest.raises(SlotUnknown):
        reschedule_appointment(
            appointment_id=other.pk, slot_id=slot.slot_id, idempotency_key="x", now=MONDAY_8
        )


def test_one_part_can_be_moved_or_cancelled_alone(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service
) -> None:
    first = book(offered(wish(colour, haircut, near=TEN, in_order=True)))
    cut = parts_of_visit(first)[1]

    move_appointment(
        appointment_id=cut.pk, starts_at=berlin("2026-03-31", "15:00"), now=MONDAY_8, by="user:1"
    )
    assert [clock for *_, clock in plan_of(first)] == ["10:00", "15:00"]
    cancel_appointment(appointment_id=cut.pk, reason="", by="phone", now=MONDAY_8)

    assert [name for name, *_ in plan_of(first)] == ["Farbe"]
    assert Occupancy.objects.filter(appointment=cut).count() == 0


def test_the_whole_visit_is_cancelled_or_nothing_of_it(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    first = book(offered(wish(colour, haircut, near=TEN, in_order=True)))
    cut = parts_of_visit(first)[1]

    with pytest.raises(AppointmentNotChangeable):
        cancel_appointment(
            appointment_id=cut.pk, reason="", by="phone", now=TEN + minutes(30), whole_visit=True
        )
    assert len(parts_of_visit(first)) == 2

    cancel_appointment(appointment_id=cut.pk, reason="krank", by="phone", now=MONDAY_8, whole_visit=True)
    cancel_appointment(appointment_id=cut.pk, reason="krank", by="phone", now=MONDAY_8, whole_visit=True)

    assert not parts_of_visit(first)
    assert set(Appointment.objects.values_list("status", "cancel_reason")) == {("cancelled", "krank")}
    assert not Occupancy.objects.exists()


def test_only_the_first_part_speaks_for_the_visit(
    anna: StaffMember, colour: Service, haircut: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    for room in ("appointments", "changes"):
        monkeypatch.setattr(f"booking.services.{room}.publish", heard.append)

    first = book(offered(wish(colour, haircut)))
    cancel_appointment(appointment_id=first.pk, reason="", by="phone", now=MONDAY_8, whole_visit=True)

    assert [(type(event).__name__, event.with_visit) for event in heard] == [
        ("AppointmentBooked", False),
        ("AppointmentBooked", True),
        ("AppointmentCancelled", True),
        ("AppointmentCancelled", False),
    ]


def test_more_parts_than_anybody_books_at_once_are_refused(anna: StaffMember, haircut: Service) -> None:
    found = search_slots(search=wish(*[haircut] * 5), now=MONDAY_8)

    assert not found.slots
    assert found.reasons == {RefusalCode.SERVICE_NOT_OFFERED: 1}


def test_refusal_of_a_visit_has_its_own_error() -> None:
    assert issubclass(VisitDoesNotFit, BookingRefused)


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in range(1, 9))]
)
def test_nothing_is_taken_twice_whatever_becomes_of_visits(
    seed: int,
    branch: Branch,
    anna: StaffMember,
    ben: StaffMember,
    haircut: Service,
    colour: Service,
    brows: Service,
) -> None:
    """Visits and single appointments are offered, booked, moved and cancelled in any order."""
    chance = random.Random(seed)
    add_need(service=haircut, group=ResourceFactory(name="Stuhl 1", group="Stuhl", branch=branch).group)
    held: list[OfferedSlot] = []
    outcomes: list[str] = []

    def ask() -> None:
        services = chance.choices([haircut, colour, brows], k=chance.randint(1, 3))
        parts = tuple(PartWish(service_id=each.pk, person=chance.randint(0, 1)) for each in services)
        search = wish(parts=parts, in_order=chance.random() < 0.3, at_once=chance.random() < 0.2,
                      near=DAY[0] + minutes(15 * chance.randrange(32)), limit=2)  # fmt: skip
        held.extend(
            offer_times(
                search=search, holder=f"call-{len(held)}", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8
            ).offers
        )

    def take() -> None:
        chance.shuffle(held)
        slot = held.pop()
        book(slot, key=slot.slot_id)

    def one() -> Appointment:
        return chance.choice(list(Appointment.objects.upcoming(MONDAY_8)))

    def move() -> None:
        parts = parts_of_visit(one())
        slot = offered(search_for_moving(parts, windows=(DAY,), limit=1), holder="move")
        reschedule_appointment(
            appointment_id=parts[0].pk, slot_id=slot.slot_id, idempotency_key=slot.slot_id, now=MONDAY_8
        )

    def drag() -> None:
        starts_at = DAY[0] + minutes(15 * chance.randrange(32))
        move_appointment(appointment_id=one().pk, starts_at=starts_at, now=MONDAY_8, by="user:1")

    def cancel() -> None:
        cancel_appointment(
            appointment_id=one().pk, reason="", by="phone", now=MONDAY_8, whole_visit=chance.random() < 0.5
        )

    acts: list[Callable[[], None]] = [ask, ask, take, take, take, move, drag, cancel]
    for _ in range(60):
        act = chance.choice(acts)
        try:
            act()
            outcomes.append(act.__name__)
        except (BookingRefused, IndexError):
            outcomes.append(f"{act.__name__} refused")
        assert_nothing_is_taken_twice()
    assert {"ask", "take", "move", "cancel"} <= set(outcomes)


def assert_nothing_is_taken_twice() -> None:
    for resource in Resource.objects.all():
        rows = sorted(Occupancy.objects.filter(resource=resource).values_list("blocked", flat=True))
        assert all(before.upper <= after.lower for before, after in pairwise(rows))
    promised = Appointment.objects.exclude(status=AppointmentStatus.CANCELLED)
    assert not promised.exclude(occupancies__resource__kind="staff").exists()


def test_an_offered_visit_can_be_booked_unless_somebody_took_it(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service, brows: Service
) -> None:
    search = replace(wish(colour, haircut, brows, limit=3), windows=None)

    offers = offer_times(search=search, holder="call-1", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8).offers

    assert len(offers) == 3
    for number, slot in enumerate(offers):
        assert len(parts_of_visit(book(slot, key=str(number)))) == 3


def test_a_visit_counts_once_for_caps(
    anna: StaffMember, ben: StaffMember, colour: Service, haircut: Service, branch: Branch
) -> None:
    type(branch).objects.update(max_per_day=2, max_upcoming=1)

    visit = book(offered(wish(colour, haircut)))
    moved = offered(wish(colour, haircut, moving_appointment_id=visit.pk), holder="call-2")
    assert moved.slot_id

    other = CustomerDetails(name="Emma", phone="+4915187654321")
    assert book(offered(wish(haircut), holder="call-3"), key="emma", customer=other)
    search = wish(haircut, alternatives=False)
    third = offer_times(search=search, holder="call-4", hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8)
    assert not third.offers


def test_a_visit_is_approved_and_declined_as_a_whole(
    anna: StaffMember, colour: Service, haircut: Service
) -> None:
    Service.objects.update(needs_approval=True)
    visit = book(offered(wish(colour, haircut)))

    approve_request(appointment_id=visit.pk, by="user:1", now=MONDAY_8)
    assert set(Appointment.objects.values_list("status", flat=True)) == {AppointmentStatus.CONFIRMED}

    Appointment.objects.update(status=AppointmentStatus.PENDING)
    decline_request(appointment_id=visit.pk, by="user:1", now=MONDAY_8)
    assert set(Appointment.objects.values_list("status", flat=True)) == {AppointmentStatus.CANCELLED}


def test_the_days_of_a_page_show_only_starts_that_can_be_had(
    branch: Branch, anna: StaffMember, ben: StaffMember, haircut: Service
) -> None:
    AppointmentFactory(staff=ben, service=haircut, starts_at=TEN)
    search = two_people(haircut, at_once=True)

    (day,) = free_times(search=search, branch=branch, first_day=TEN.date(), days=1, now=MONDAY_8).days

    clocks = [f"{start:%H:%M}" for start in day.starts]
    assert "09:30" in clocks
    assert "10:30" in clocks
    assert not {"09:45", "10:00", "10:15"} & set(clocks)
