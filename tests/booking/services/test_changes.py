from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from askproai.core.events import subscribe
from booking.enums import AppointmentStatus
from booking.errors import (
    AppointmentChangedMeanwhile,
    AppointmentNotChangeable,
    AppointmentUnknown,
    HoldExpired,
    IdempotencyKeyReused,
    OutsideOpeningHours,
    ServiceNotOffered,
    SlotTaken,
    SlotUnknown,
)
from booking.events import AppointmentCancelled, AppointmentRescheduled, AppointmentStatusChanged
from booking.models import Appointment, AppointmentChange, Branch, Occupancy, Service, StaffMember
from booking.services import (
    TEAM_MAY_WAIVE,
    cancel_appointment,
    mark_appointment,
    move_appointment,
    reschedule_appointment,
)
from booking.values import OfferedSlot
from tests.booking.acting import book, offered, run_out
from tests.factories.booking import MONDAY_8, AppointmentFactory, StaffMemberFactory, berlin

TEN, HALF_PAST_TEN = berlin("2026-03-31", "10:00"), berlin("2026-03-31", "10:30")


@pytest.fixture
def at_ten(anna: StaffMember, haircut: Service) -> Appointment:
    return AppointmentFactory(staff=anna, service=haircut, starts_at=TEN)


def offer_at(service: Service, start: datetime, **more: object) -> OfferedSlot:
    (offer,) = offered(
        service, limit=1, windows=((start, start + timedelta(minutes=1)),), alternatives=False, **more
    )
    return offer


def reschedule(appointment: Appointment, offer: OfferedSlot, key: str = "call-9/reschedule") -> Appointment:
    return reschedule_appointment(
        appointment_id=appointment.pk, slot_id=offer.slot_id, idempotency_key=key, now=MONDAY_8
    )


def blocked_of(appointment: Appointment) -> list[tuple[datetime, datetime]]:
    rows = Occupancy.objects.filter(appointment=appointment)
    return [(row.blocked.lower, row.blocked.upper) for row in rows]


def test_reschedule_takes_the_new_time_and_frees_the_old(at_ten: Appointment, haircut: Service) -> None:
    later = berlin("2026-04-01", "14:00")

    moved = reschedule(at_ten, offer_at(haircut, later))

    assert (moved.pk, moved.starts_at, moved.version) == (at_ten.pk, later, 2)
    assert blocked_of(moved) == [(later, later + timedelta(minutes=30))]
    assert Occupancy.objects.count() == 1
    assert offer_at(haircut, TEN).starts_at == TEN


def test_reschedule_keeps_the_history(at_ten: Appointment, haircut: Service) -> None:
    seen: list[AppointmentRescheduled] = []
    subscribe(AppointmentRescheduled)(seen.append)

    moved = reschedule(at_ten, offer_at(haircut, berlin("2026-04-01", "14:00")))

    booked, change = moved.changes.all()
    assert (booked.kind, change.kind, change.by) == ("booked", "rescheduled", "phone")
    assert (change.old_period.lower, change.new_period.lower) == (TEN, berlin("2026-04-01", "14:00"))
    assert seen == [AppointmentRescheduled(appointment_id=moved.pk, change_id=change.pk)]


def test_reschedule_may_overlap_its_own_old_time(at_ten: Appointment, haircut: Service) -> None:
    quarter_past = TEN + timedelta(minutes=15)

    moved = reschedule(at_ten, offer_at(haircut, quarter_past, moving_appointment_id=at_ten.pk))

    assert blocked_of(moved) == [(quarter_past, quarter_past + timedelta(minutes=30))]
    assert Occupancy.objects.count() == 1


def test_reschedule_changes_nothing_when_the_hold_ran_out(at_ten: Appointment, haircut: Service) -> None:
    offer = offer_at(haircut, berlin("2026-04-01", "14:00"))
    run_out()

    with pytest.raises(HoldExpired):
        reschedule(at_ten, offer)

    at_ten.refresh_from_db()
    assert (at_ten.starts_at, at_ten.version) == (TEN, 1)
    assert blocked_of(at_ten) == [(TEN, HALF_PAST_TEN)]


def test_reschedule_answers_the_same_key_with_the_same_appointment(
    at_ten: Appointment, haircut: Service
) -> None:
    offer = offer_at(haircut, berlin("2026-04-01", "14:00"))

    first, second = reschedule(at_ten, offer), reschedule(at_ten, offer)

    assert first == second
    assert second.version == 2
    assert AppointmentChange.objects.filter(kind="rescheduled").count() == 1


def test_reschedule_refuses_the_same_key_for_another_time(at_ten: Appointment, haircut: Service) -> None:
    reschedule(at_ten, offer_at(haircut, berlin("2026-04-01", "14:00")))

    with pytest.raises(IdempotencyKeyReused):
        reschedule(at_ten, offer_at(haircut, berlin("2026-04-01", "15:00")))


def test_reschedule_refuses_a_time_that_was_booked(at_ten: Appointment, haircut: Service) -> None:
    offer = offer_at(haircut, berlin("2026-04-01", "14:00"))
    book(offer)

    with pytest.raises(SlotTaken):
        reschedule(at_ten, offer)


def test_reschedule_refuses_a_time_found_for_another_appointment(
    at_ten: Appointment, anna: StaffMember, haircut: Service
) -> None:
    other = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-02", "10:00"))
    offer = offer_at(haircut, berlin("2026-04-02", "10:15"), moving_appointment_id=other.pk)

    with pytest.raises(SlotUnknown):
        reschedule(at_ten, offer)


def test_reschedule_refuses_what_is_cancelled(at_ten: Appointment, haircut: Service) -> None:
    offer = offer_at(haircut, berlin("2026-04-01", "14:00"))
    cancel_appointment(appointment_id=at_ten.pk, reason="", by="phone", now=MONDAY_8)

    with pytest.raises(AppointmentNotChangeable):
        reschedule(at_ten, offer)


def test_move_takes_another_person(at_ten: Appointment, ben: StaffMember) -> None:
    moved = move_appointment(
        appointment_id=at_ten.pk,
        starts_at=TEN,
        staff_id=ben.pk,
        now=MONDAY_8,
        by="user:1",
        expected_version=1,
    )

    assert (moved.staff, moved.starts_at) == (ben, TEN)
    assert list(Occupancy.objects.values_list("resource_id", flat=True)) == [ben.resource_id]


def test_move_to_where_it_is_changes_nothing(at_ten: Appointment) -> None:
    moved = move_appointment(appointment_id=at_ten.pk, starts_at=TEN, now=MONDAY_8, by="user:1")

    assert moved.version == 1
    assert moved.changes.count() == 1


def test_move_refuses_who_saw_an_older_version(at_ten: Appointment) -> None:
    move_appointment(appointment_id=at_ten.pk, starts_at=HALF_PAST_TEN, now=MONDAY_8, by="user:1")

    with pytest.raises(AppointmentChangedMeanwhile):
        move_appointment(
            appointment_id=at_ten.pk, starts_at=TEN, now=MONDAY_8, by="user:2", expected_version=1
        )


def test_move_refuses_a_taken_time_and_leaves_everything(
    at_ten: Appointment, anna: StaffMember, haircut: Service
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=HALF_PAST_TEN)

    with pytest.raises(SlotTaken):
        move_appointment(
            appointment_id=at_ten.pk,
            starts_at=TEN + timedelta(minutes=15),
            now=MONDAY_8,
            by="user:1",
            waived=TEAM_MAY_WAIVE,
        )

    assert blocked_of(at_ten) == [(TEN, HALF_PAST_TEN)]


def test_move_asks_the_same_rules(at_ten: Appointment, branch: Branch) -> None:
    evening = berlin("2026-03-31", "19:00")
    with pytest.raises(OutsideOpeningHours):
        move_appointment(appointment_id=at_ten.pk, starts_at=evening, now=MONDAY_8, by="user:1")

    moved = move_appointment(
        appointment_id=at_ten.pk, starts_at=evening, now=MONDAY_8, by="user:1", waived=TEAM_MAY_WAIVE
    )

    assert moved.starts_at == evening


def test_move_refuses_who_does_not_do_it(at_ten: Appointment, branch: Branch) -> None:
    cem = StaffMemberFactory(name="Cem", branches=(branch,))

    with pytest.raises(ServiceNotOffered):
        move_appointment(appointment_id=at_ten.pk, starts_at=TEN, staff_id=cem.pk, now=MONDAY_8, by="user:1")


def test_cancel_frees_the_time(at_ten: Appointment, haircut: Service) -> None:
    cancelled = cancel_appointment(appointment_id=at_ten.pk, reason="krank", by="phone", now=MONDAY_8)

    assert (cancelled.status, cancelled.cancelled_at, cancelled.cancel_reason) == (
        "cancelled",
        MONDAY_8,
        "krank",
    )
    assert not Occupancy.objects.exists()
    assert offer_at(haircut, TEN).starts_at == TEN


def test_cancel_twice_is_the_same_as_once(at_ten: Appointment) -> None:
    seen: list[AppointmentCancelled] = []
    subscribe(AppointmentCancelled)(seen.append)

    for reason in ("krank", "doch nicht krank"):
        cancelled = cancel_appointment(appointment_id=at_ten.pk, reason=reason, by="phone", now=MONDAY_8)

    assert (cancelled.cancel_reason, cancelled.version) == ("krank", 2)
    assert len(seen) == 1


@pytest.mark.parametrize("now", [TEN, TEN + timedelta(days=1)])
def test_cancel_refuses_what_has_begun(now: datetime, at_ten: Appointment) -> None:
    with pytest.raises(AppointmentNotChangeable):
        cancel_appointment(appointment_id=at_ten.pk, reason="", by="phone", now=now)


def test_acts_refuse_an_appointment_that_is_not_there(at_ten: Appointment) -> None:
    with pytest.raises(AppointmentUnknown):
        cancel_appointment(appointment_id=at_ten.pk + 1, reason="", by="phone", now=MONDAY_8)


@pytest.mark.parametrize(
    ("way", "allowed"),
    [
        (["arrived", "done"], True),
        (["no_show"], True),
        (["no_show", "arrived"], True),
        (["arrived", "arrived"], True),
        (["done", "arrived"], True),
        (["done", "no_show"], False),
        (["done", "cancelled"], False),
        (["arrived", "pending"], False),
    ],
)
def test_mark_follows_the_ways_of_a_visit(way: list[str], allowed: bool, at_ten: Appointment) -> None:
    def go() -> None:
        for status in way:
            mark_appointment(
                appointment_id=at_ten.pk, status=AppointmentStatus(status), by="user:1", now=HALF_PAST_TEN
            )

    if allowed:
        go()
        at_ten.refresh_from_db()
        assert at_ten.status == way[-1]
    else:
        with pytest.raises(AppointmentNotChangeable):
            go()


def test_mark_no_show_waits_for_the_start(at_ten: Appointment) -> None:
    with pytest.raises(AppointmentNotChangeable):
        mark_appointment(
            appointment_id=at_ten.pk, status=AppointmentStatus.NO_SHOW, by="user:1", now=MONDAY_8
        )


def test_mark_publishes_once(at_ten: Appointment) -> None:
    seen: list[AppointmentStatusChanged] = []
    subscribe(AppointmentStatusChanged)(seen.append)

    for _ in range(2):
        mark_appointment(appointment_id=at_ten.pk, status=AppointmentStatus.ARRIVED, by="user:1", now=TEN)

    assert seen == [AppointmentStatusChanged(appointment_id=at_ten.pk, status="arrived")]
