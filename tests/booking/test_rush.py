"""Many at once, on real connections with real commits: never two winners, only named refusals."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from askproai.core.errors import AskProError, Busy
from booking.enums import AppointmentSource, OccupancyKind, TimeOffKind
from booking.errors import AppointmentNotChangeable, StaffAbsent, TimeOffConflicts, TooManyHolds
from booking.models import Appointment, Customer, Occupancy, Resource, Service, StaffMember, TimeOff
from booking.models.periods import period
from booking.services import (
    HOLD_ON_THE_PHONE,
    acts,
    add_time_off,
    book_appointment,
    book_directly,
    cancel_appointment,
    find_or_create_customer,
    move_appointment,
    offer_times,
    reschedule_appointment,
)
from booking.services.hold_limits import Holdings
from booking.values import CustomerDetails, OfferedSlot, SlotSearch
from tenants.models import Company
from tests.booking.rush import in_the_middle_of, rush
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

CROWD = 16
TEN = berlin("2026-03-31", "10:00")


@pytest.fixture
def salon(committed_company: Company) -> Company:
    haircut = ServiceFactory()
    StaffMemberFactory(name="Anna", branches=(BranchFactory(),), services=(haircut,))
    return committed_company


def directly(number: int, *, minutes: int = 0, key: str | None = None) -> Appointment:
    staff = StaffMember.objects.get(name="Anna")
    return book_directly(
        service_id=Service.objects.get().pk,
        staff_id=staff.pk,
        branch_id=staff.branches.get().pk,
        starts_at=TEN + timedelta(minutes=minutes),
        customer=CustomerDetails(name=f"Kundin {key or number}", phone="+4915112345678"),
        source=AppointmentSource.WEB,
        idempotency_key=key or f"key-{number}",
        now=MONDAY_8,
    )


def offer(holder: str, *, limit: int = 1) -> tuple[OfferedSlot, ...]:
    search = SlotSearch(service_ids=(Service.objects.get().pk,), limit=limit)
    return offer_times(search=search, holder=holder, hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8).offers


def by_phone(slot_id: str, number: int, key: str | None = None) -> Appointment:
    return book_appointment(
        slot_id=slot_id,
        customer=CustomerDetails(name=f"Kundin {key or number}", phone="+4915112345678"),
        source=AppointmentSource.PHONE,
        idempotency_key=key or f"key-{number}",
        now=MONDAY_8,
    )


def kinds(outcomes: list[object]) -> Counter[str]:
    return Counter(type(outcome).__name__ for outcome in outcomes)


def test_one_of_many_books_the_same_time(salon: Company) -> None:
    outcomes = rush(salon, [partial(directly, number) for number in range(CROWD)])

    assert kinds(outcomes) == {"Appointment": 1, "SlotTaken": CROWD - 1}
    assert Appointment.objects.count() == Occupancy.objects.count() == 1


def test_of_many_overlapping_times_no_two_overlap(salon: Company) -> None:
    outcomes = rush(salon, [partial(directly, number, minutes=15 * (number % 4)) for number in range(CROWD)])

    spans = sorted((row.blocked.lower, row.blocked.upper) for row in Occupancy.objects.all())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert set(kinds(outcomes)) == {"Appointment", "SlotTaken"}


def test_one_of_many_books_the_same_offer(salon: Company) -> None:
    (slot,) = offer("call-1")

    outcomes = rush(salon, [partial(by_phone, slot.slot_id, number) for number in range(CROWD)])

    assert kinds(outcomes) == {"Appointment": 1, "SlotTaken": CROWD - 1}
    assert Appointment.objects.count() == 1


def test_many_who_ask_at_once_are_offered_different_times(salon: Company) -> None:
    outcomes = rush(salon, [partial(offer, f"call-{number}") for number in range(8)])

    starts = [
        slot.starts_at for outcome in outcomes if not isinstance(outcome, AskProError) for slot in outcome
    ]
    assert len(starts) == len(set(starts)) == 8


def test_many_who_ask_at_once_hold_no_more_than_all_together_may(
    salon: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.services.hold_limits.MAX_HOLDS_PER_STAFF_MEMBER", 5)

    outcomes = rush(salon, [partial(offer, f"call-{number}") for number in range(CROWD)])

    assert kinds(outcomes) == {"tuple": 5, "TooManyHolds": CROWD - 5}
    assert Occupancy.objects.filter(kind=OccupancyKind.HOLD).count() == 5


def test_who_is_refused_after_waiting_keeps_nobody_else_waiting(
    salon: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a call the refusal is noted in the same transaction; the lock must be free before that ends."""
    resource = Resource.objects.get()
    monkeypatch.setattr("booking.services.hold_limits.MAX_HOLDS_PER_STAFF_MEMBER", 0)
    monkeypatch.setattr(
        "booking.services.offers.holdings_of",
        lambda *_: Holdings(own_resources=frozenset(), allowance=9),
    )

    with transaction.atomic():
        with pytest.raises(TooManyHolds):
            offer("call-1")
        (locked,) = rush(salon, [partial(_lock_at_once, resource.pk)])

    assert locked == resource.pk


def _lock_at_once(resource_id: int) -> int:
    with transaction.atomic():
        return Resource.objects.select_for_update(nowait=True).get(pk=resource_id).pk


def test_one_who_asks_many_times_at_once_holds_once(salon: Company) -> None:
    rush(salon, [partial(offer, "call-1", limit=2) for _ in range(8)])

    offer("call-1", limit=2)

    assert Occupancy.objects.filter(kind=OccupancyKind.HOLD).count() == 2


def test_the_same_request_many_times_at_once_is_one_appointment(salon: Company) -> None:
    (slot,) = offer("call-1")

    outcomes = rush(salon, [partial(by_phone, slot.slot_id, 0, key="call-1/book") for _ in range(CROWD)])

    assert {outcome.pk for outcome in outcomes if isinstance(outcome, Appointment)} == {
        Appointment.objects.get().pk
    }
    assert kinds(outcomes) == {"Appointment": CROWD}


def test_the_same_person_at_the_same_moment_is_one_customer(salon: Company) -> None:
    details = CustomerDetails(name="Clara Weber", phone="+4915112345678")

    rush(salon, [partial(find_or_create_customer, details=details, now=MONDAY_8) for _ in range(CROWD)])

    assert Customer.objects.count() == 1


def test_absence_and_booking_never_both_succeed_unseen(salon: Company) -> None:
    anna = StaffMember.objects.get()
    away = partial(
        add_time_off,
        staff_id=anna.pk,
        starts_at=TEN,
        ends_at=TEN + timedelta(hours=1),
        kind=TimeOffKind.VACATION,
    )

    booked, absent = rush(salon, [partial(directly, 1), away])

    if isinstance(booked, Appointment):
        assert isinstance(absent, TimeOffConflicts)
        assert not TimeOff.objects.exists()
    else:
        assert isinstance(booked, StaffAbsent)
        assert isinstance(absent, TimeOff)


def test_booking_waits_for_an_absence_that_is_being_entered(salon: Company) -> None:
    """Absences have no constraint: the lock alone keeps the two from passing each other unseen."""
    anna = StaffMember.objects.get()
    absent = partial(
        add_time_off, staff_id=anna.pk, starts_at=TEN, ends_at=TEN + timedelta(hours=1), kind=TimeOffKind.SICK
    )

    assert isinstance(in_the_middle_of(salon, absent, then=partial(directly, 1)), StaffAbsent)


def test_moving_and_cancelling_at_once_leave_one_truth(salon: Company) -> None:
    appointment = AppointmentFactory(
        staff=StaffMember.objects.get(), service=Service.objects.get(), starts_at=TEN
    )
    (slot,) = offer("call-1")
    move = partial(
        reschedule_appointment,
        appointment_id=appointment.pk,
        slot_id=slot.slot_id,
        idempotency_key="move",
        now=MONDAY_8,
    )
    cancel = partial(cancel_appointment, appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    moved, cancelled = rush(salon, [move, cancel])

    assert isinstance(moved, Appointment | AppointmentNotChangeable)
    assert isinstance(cancelled, Appointment)
    assert not Occupancy.objects.filter(kind=OccupancyKind.APPOINTMENT).exists()


def test_two_appointments_that_swap_people_do_not_wait_in_a_circle(salon: Company) -> None:
    haircut, anna = Service.objects.get(), StaffMember.objects.get()
    ben = StaffMemberFactory(name="Ben", branches=(anna.branches.get(),), services=(haircut,))
    of_anna = AppointmentFactory(staff=anna, service=haircut, starts_at=TEN)
    of_ben = AppointmentFactory(staff=ben, service=haircut, starts_at=TEN)
    swaps = [
        partial(
            move_appointment,
            appointment_id=each.pk,
            starts_at=TEN + timedelta(hours=hours),
            staff_id=to.pk,
            now=MONDAY_8,
            by="user:1",
        )
        for hours, (each, to) in enumerate([(of_anna, ben), (of_ben, anna)], start=1)
    ]

    assert kinds(rush(salon, swaps)) == {"Appointment": 2}


def test_the_constraint_alone_refuses_a_second_occupancy(salon: Company) -> None:
    """Whatever goes around the services: the database has the last word."""
    appointment = directly(1)
    other = directly(2, minutes=60)
    row = appointment.occupancies.get()

    with pytest.raises(IntegrityError, match="occupancy_resource_free"), transaction.atomic():
        Occupancy.objects.create(
            resource_id=row.resource_id,
            blocked=period(TEN + timedelta(minutes=29), TEN + timedelta(minutes=31)),
            kind=OccupancyKind.APPOINTMENT,
            appointment=other,
        )


def test_a_taken_constraint_is_a_refusal_even_without_the_lock(
    salon: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.services.direct_booking.lock_visit", lambda **_: None)

    outcomes = rush(salon, [partial(directly, number) for number in range(4)])

    assert set(kinds(outcomes)) <= {"Appointment", "SlotTaken", "Busy"}
    assert Appointment.objects.count() == 1


def test_waiting_for_a_lock_ends_with_a_named_refusal(
    salon: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("booking.services.acts.LOCK_WAIT_MS", 50)
    anna = StaffMember.objects.get()

    with transaction.atomic():
        Resource.objects.lock([anna.resource_id])
        (refused,) = rush(salon, [partial(directly, 1)])

    assert isinstance(refused, Busy)
    assert isinstance(directly(2), Appointment)


def test_a_deadlock_is_tried_again(salon: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    attempts: list[int] = []
    lock = acts.lock_visit

    def unlucky(**visit: Any) -> None:
        attempts.append(1)
        if len(attempts) == 1:
            with connection.cursor() as cursor:
                cursor.execute("DO $$ BEGIN RAISE deadlock_detected; END $$")
        lock(**visit)

    monkeypatch.setattr("booking.services.direct_booking.lock_visit", unlucky)

    assert isinstance(directly(1), Appointment)
    assert len(attempts) == 2


def test_a_deadlock_inside_another_transaction_is_not_tried_again(
    salon: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlucky(**visit: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE deadlock_detected; END $$")

    monkeypatch.setattr("booking.services.direct_booking.lock_visit", unlucky)

    with pytest.raises(Busy), transaction.atomic():
        directly(1)


def test_cancelling_what_is_being_given_to_somebody_else_finds_it(salon: Company) -> None:
    staff, service = StaffMember.objects.get(), Service.objects.get()
    ben = StaffMemberFactory(name="Ben", branches=tuple(staff.branches.all()), services=(service,))
    appointment = AppointmentFactory(staff=staff, service=service, starts_at=TEN)
    to_ben = partial(
        move_appointment,
        appointment_id=appointment.pk,
        starts_at=TEN,
        staff_id=ben.pk,
        by="user:1",
        now=MONDAY_8,
    )
    cancel = partial(cancel_appointment, appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    cancelled = in_the_middle_of(salon, to_ben, cancel)

    assert isinstance(cancelled, Appointment)
    assert (cancelled.status, cancelled.staff) == ("cancelled", ben)
    assert not Occupancy.objects.exists()
