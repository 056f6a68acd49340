"""At most so many: a day, a branch, a service, a person, a customer; and a rush cannot pass a cap."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest

from booking.enums import AppointmentSource, RefusalCode
from booking.errors import (
    AlreadyThatDay,
    AlreadyThatWeek,
    BookingRefused,
    BranchDayFull,
    ServiceDayFull,
    StaffDayFull,
    TooManyAppointments,
)
from booking.models import Appointment, Branch, Occupancy, Service, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import (
    TEAM_MAY_WAIVE,
    book_directly,
    cancel_appointment,
    move_appointment,
    offer_times,
    renew_hold,
)
from booking.values import CustomerDetails, OfferedSlot, OfferedTimes, SlotSearch
from tenants.models import Company
from tests.booking.acting import attempt, book, offered, run_out
from tests.booking.rush import in_the_middle_of, rush
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

TUESDAY_10 = berlin("2026-03-31", "10:00")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def online(
    staff: StaffMember,
    service: Service,
    starts_at: datetime,
    *,
    name: str = "Clara",
    phone: str | None = None,
) -> Appointment:
    return book_directly(
        service_id=service.pk,
        staff_id=staff.pk,
        branch_id=staff.branches.earliest("pk").pk,
        starts_at=starts_at,
        customer=CustomerDetails(name=name, phone=phone),
        source=AppointmentSource.WEB,
        idempotency_key=f"{staff.pk}/{service.pk}/{starts_at}/{name}",
        now=MONDAY_8,
    )


def found(service: Service, day: datetime = TUESDAY_10, **search: object) -> tuple[int, set[str]]:
    """How many starts the search finds on the day, and what it says if none."""
    window = (day - 2 * HOUR, day + 12 * HOUR)
    wish = SlotSearch(service_ids=(service.pk,), windows=(window,), limit=99, alternatives=False, **search)  # type: ignore[arg-type]
    result = search_slots(search=wish, now=MONDAY_8)
    return len(result.slots), {code.value for code in result.reasons}


def test_a_branch_takes_so_many_a_day(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    Branch.objects.update(max_per_day=2)
    online(anna, haircut, TUESDAY_10)
    online(ben, haircut, TUESDAY_10)

    with pytest.raises(BranchDayFull):
        online(anna, haircut, TUESDAY_10 + HOUR)
    assert found(haircut) == (0, {RefusalCode.BRANCH_DAY_FULL})
    assert online(anna, haircut, TUESDAY_10 + DAY)


def test_a_service_is_done_so_often_a_day(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    colour = ServiceFactory(name="Farbe")
    for each in (anna, ben):
        StaffSkill.objects.create(staff=each, service=colour)
    Service.objects.filter(pk=colour.pk).update(max_per_day=1)
    online(anna, colour, TUESDAY_10)

    with pytest.raises(ServiceDayFull):
        online(ben, colour, TUESDAY_10)
    assert found(colour) == (0, {RefusalCode.SERVICE_DAY_FULL})
    assert online(ben, haircut, TUESDAY_10)


def test_a_person_takes_so_many_a_day(anna: StaffMember, ben: StaffMember, haircut: Service) -> None:
    StaffMember.objects.filter(pk=anna.pk).update(max_per_day=1)
    online(anna, haircut, TUESDAY_10)

    with pytest.raises(StaffDayFull):
        online(anna, haircut, TUESDAY_10 + HOUR)
    assert found(haircut, staff_ids=frozenset({anna.pk})) == (0, {RefusalCode.STAFF_DAY_FULL})
    assert found(haircut)[0] > 0


def test_the_wish_is_told_which_cap_is_in_the_way(anna: StaffMember, haircut: Service) -> None:
    StaffMember.objects.update(max_per_day=1)
    online(anna, haircut, TUESDAY_10)
    near = TUESDAY_10 + HOUR
    wish = SlotSearch(service_ids=(haircut.pk,), windows=((near, near + HOUR),), near=near)

    assert [each.code for each in search_slots(search=wish, now=MONDAY_8).why_not] == [
        RefusalCode.STAFF_DAY_FULL
    ]


def test_what_is_cancelled_or_moved_away_does_not_count(anna: StaffMember, haircut: Service) -> None:
    StaffMember.objects.update(max_per_day=1)
    first = online(anna, haircut, TUESDAY_10)
    moved = move_appointment(appointment_id=first.pk, starts_at=TUESDAY_10 + HOUR, now=MONDAY_8, by="user:1")
    assert moved.starts_at == TUESDAY_10 + HOUR

    cancel_appointment(appointment_id=first.pk, reason="", by="web", now=MONDAY_8)

    assert online(anna, haircut, TUESDAY_10, name="Emma")


def test_the_team_may_book_beyond_a_cap(anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(max_per_day=1)
    AppointmentFactory(staff=anna, service=haircut, starts_at=TUESDAY_10)
    again = {"staff": anna, "service": haircut, "starts_at": TUESDAY_10 + HOUR}

    with pytest.raises(BranchDayFull):
        AppointmentFactory(**again)
    assert AppointmentFactory(**again, waived=TEAM_MAY_WAIVE)


def test_what_others_hold_counts_until_it_runs_out(anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(max_per_day=1)
    window = (TUESDAY_10, TUESDAY_10 + HOUR)
    first, second = offered(haircut, limit=2, windows=(window,), alternatives=False)

    assert offered(haircut, holder="call-2", windows=(window,), alternatives=False) == ()
    assert book(second)
    with pytest.raises(BranchDayFull):
        book(first, key="again")


def test_a_hold_that_ran_out_is_not_renewed_beyond_a_cap(anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(max_per_day=1)
    window = (TUESDAY_10, TUESDAY_10 + HOUR)
    (slot,) = offered(haircut, limit=1, windows=(window,), alternatives=False)
    run_out()
    online(anna, haircut, TUESDAY_10 + 3 * HOUR)

    with pytest.raises(BranchDayFull):
        renew_hold(slot_id=slot.slot_id, hold_for=HOUR, now=MONDAY_8)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Clara Weber", TooManyAppointments), ("Emma Weber", None), ("Paul Neu", TooManyAppointments)],
)
def test_a_customer_has_so_many_ahead(
    anna: StaffMember, haircut: Service, name: str, expected: type[BookingRefused] | None
) -> None:
    """Somebody new at a number counts with all of it; who is known there counts alone."""
    Branch.objects.update(max_upcoming=2)
    clara = CustomerFactory(name="Clara Weber", phone="+4915112345678")
    CustomerFactory(name="Emma Weber", phone="+4915112345678")
    for days in range(2):
        AppointmentFactory(staff=anna, service=haircut, starts_at=TUESDAY_10 + days * DAY, customer=clara)

    booked = attempt(partial(online, anna, haircut, TUESDAY_10 + HOUR, name=name, phone="+4915112345678"))

    assert isinstance(booked, expected or Appointment)


def test_a_known_caller_is_offered_nothing_beyond_the_cap(anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(max_upcoming=1)
    clara = CustomerFactory(name="Clara Weber", phone="+4915112345678")
    AppointmentFactory(staff=anna, service=haircut, starts_at=TUESDAY_10, customer=clara)

    assert found(haircut, caller="+4915112345678") == (0, {RefusalCode.TOO_MANY_APPOINTMENTS})
    assert found(haircut, caller="+4915100000000")[0] > 0
    CustomerFactory(name="Emma Weber", phone="+4915112345678")
    assert found(haircut, caller="+4915112345678")[0] > 0


@pytest.mark.parametrize(
    ("rules", "days", "expected"),
    [
        ({"max_per_customer_day": 1}, 0, AlreadyThatDay),
        ({"max_per_customer_day": 1}, 1, None),
        ({"max_per_customer_week": 1}, 2, AlreadyThatWeek),
        ({"max_per_customer_week": 1}, 7, None),
    ],
)
def test_a_customer_has_a_service_so_often(
    anna: StaffMember,
    haircut: Service,
    rules: dict[str, int],
    days: int,
    expected: type[BookingRefused] | None,
) -> None:
    Service.objects.update(**rules)
    phone = "+4915112345678"
    online(anna, haircut, TUESDAY_10, phone=phone)

    booked = attempt(partial(online, anna, haircut, TUESDAY_10 + days * DAY + HOUR, phone=phone))

    assert isinstance(booked, expected or Appointment)


def test_the_days_of_a_cap_are_those_of_the_branch(haircut: Service) -> None:
    night = BranchFactory(open_on=(0, 1, 2), open_on__closes_at="00:00", closes_on_public_holidays=False)
    owl = StaffMemberFactory(name="Olga", branches=(night,), services=(haircut,))
    Branch.objects.update(max_per_day=1)
    online(owl, haircut, berlin("2026-03-31", "23:30"))

    with pytest.raises(BranchDayFull):
        online(owl, haircut, berlin("2026-03-31", "10:00"))
    assert online(owl, haircut, berlin("2026-04-01", "10:00"))


# --- many at the same moment ---


@pytest.fixture
def salon(committed_company: Company) -> Company:
    haircut, branch = ServiceFactory(), BranchFactory()
    for number in range(8):
        StaffMemberFactory(name=f"Person {number}", branches=(branch,), services=(haircut,))
    return committed_company


def everybody(salon: Company, **own: str) -> list[object]:
    """Each of eight books with a person of their own, so that no resource is shared."""
    service = Service.objects.get()
    acts = [
        partial(online, staff, service, TUESDAY_10, **{"name": f"Kundin {staff.pk}", **own})
        for staff in StaffMember.objects.all()
    ]
    return list(rush(salon, acts))


@pytest.mark.parametrize("what", [Branch, Service])
def test_a_rush_cannot_pass_a_cap(salon: Company, what: type[Branch]) -> None:
    what.objects.update(max_per_day=3)

    outcomes = everybody(salon)

    assert sum(isinstance(each, Appointment) for each in outcomes) == 3
    assert all(isinstance(each, Appointment | BranchDayFull | ServiceDayFull) for each in outcomes)
    assert Occupancy.objects.count() == 3


def test_a_rush_of_one_number_cannot_pass_its_cap(salon: Company) -> None:
    Branch.objects.update(max_upcoming=2)

    outcomes = everybody(salon, phone="+4915112345678")

    assert sum(isinstance(each, Appointment) for each in outcomes) == 2


def test_a_cap_waits_for_what_is_being_held_with_somebody_else(salon: Company) -> None:
    """Two people share no resource: only the lock of the cap lets the second see what the first holds."""
    Branch.objects.update(max_per_day=1)
    first, second = StaffMember.objects.all()[:2]

    came_of_it = in_the_middle_of(salon, partial(hold, with_=first), then=partial(hold, with_=second))

    assert not isinstance(came_of_it, Exception)
    assert came_of_it.offers == ()
    assert set(came_of_it.reasons) == {RefusalCode.BRANCH_DAY_FULL}


def test_a_cap_waits_for_what_is_being_booked_with_somebody_else(salon: Company) -> None:
    Branch.objects.update(max_per_day=1)
    first, second = (
        partial(online, staff, Service.objects.get(), TUESDAY_10) for staff in StaffMember.objects.all()[:2]
    )

    assert isinstance(in_the_middle_of(salon, first, then=second), BranchDayFull)


def hold(*, with_: StaffMember) -> OfferedTimes:
    wish = SlotSearch(
        service_ids=(Service.objects.get().pk,),
        staff_ids=frozenset({with_.pk}),
        windows=((TUESDAY_10, TUESDAY_10 + HOUR),),
        limit=1,
        alternatives=False,
    )
    return offer_times(search=wish, holder=f"call-{with_.pk}", hold_for=HOUR, now=MONDAY_8)


def test_a_rush_for_times_holds_no_more_than_the_cap(salon: Company) -> None:
    """And whoever holds one can book it: nobody was promised a time that the cap takes back."""
    Branch.objects.update(max_per_day=3)
    wish = SlotSearch(
        service_ids=(Service.objects.get().pk,),
        windows=((TUESDAY_10, TUESDAY_10 + HOUR),),
        limit=1,
        alternatives=False,
    )
    ask = [
        partial(offer_times, search=wish, holder=f"call-{number}", hold_for=HOUR, now=MONDAY_8)
        for number in range(8)
    ]

    held: list[OfferedSlot] = []
    for outcome in rush(salon, ask):
        assert not isinstance(outcome, Exception)
        held += outcome.offers

    assert len(held) == 3
    for number, slot in enumerate(held):
        assert book(slot, key=f"key-{number}", customer=CustomerDetails(name=f"Kundin {number}"))
