from __future__ import annotations

import pytest

from booking.enums import OccupancyKind, TimeOffKind
from booking.errors import HoldExpired, TimeOffConflicts
from booking.models import Appointment, Branch, Occupancy, Service, StaffMember, TimeOff
from booking.services import add_time_off, cancel_appointment, remove_time_off
from tests.booking.acting import book, offered
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin

TUESDAY = {"starts_at": berlin("2026-03-31", "00:00"), "ends_at": berlin("2026-04-01", "00:00")}


def test_add_time_off_names_the_appointments_in_the_way(anna: StaffMember, haircut: Service) -> None:
    late = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "15:00"))
    early = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-01", "10:00"))

    with pytest.raises(TimeOffConflicts) as refusal:
        add_time_off(staff_id=anna.pk, kind=TimeOffKind.VACATION, **TUESDAY)

    assert refusal.value.appointment_ids == (early.pk, late.pk)
    assert not TimeOff.objects.exists()


def test_add_time_off_does_not_mind_what_is_cancelled(anna: StaffMember, haircut: Service) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "15:00"))
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    add_time_off(staff_id=anna.pk, kind=TimeOffKind.VACATION, **TUESDAY)

    assert TimeOff.objects.get().staff == anna


def test_sickness_comes_over_appointments(anna: StaffMember, haircut: Service) -> None:
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "15:00"))

    add_time_off(staff_id=anna.pk, kind=TimeOffKind.SICK, despite_appointments=True, **TUESDAY)

    assert Appointment.objects.get() == appointment
    assert set(Occupancy.objects.values_list("kind", flat=True)) == {"appointment", "absence"}


def test_add_time_off_takes_held_times_back(anna: StaffMember, haircut: Service) -> None:
    window = (TUESDAY["starts_at"], TUESDAY["ends_at"])
    offer, *_ = offered(haircut, windows=(window,))

    add_time_off(staff_id=anna.pk, kind=TimeOffKind.SICK, **TUESDAY)

    assert not Occupancy.objects.filter(kind=OccupancyKind.HOLD).exists()
    with pytest.raises(HoldExpired):
        book(offer)


def test_two_absences_may_overlap(anna: StaffMember) -> None:
    add_time_off(staff_id=anna.pk, kind=TimeOffKind.VACATION, **TUESDAY)
    add_time_off(staff_id=anna.pk, kind=TimeOffKind.SICK, **TUESDAY)

    assert Occupancy.objects.filter(kind=OccupancyKind.ABSENCE).count() == 2


def test_add_time_off_of_a_branch_names_its_appointments(
    anna: StaffMember, ben: StaffMember, branch: Branch, haircut: Service
) -> None:
    of_anna = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "15:00"))
    of_ben = AppointmentFactory(staff=ben, service=haircut, starts_at=berlin("2026-03-31", "16:00"))

    with pytest.raises(TimeOffConflicts) as refusal:
        add_time_off(branch_id=branch.pk, kind=TimeOffKind.CLOSURE, **TUESDAY)

    assert refusal.value.appointment_ids == (of_anna.pk, of_ben.pk)


def test_remove_time_off_brings_the_time_back(anna: StaffMember, haircut: Service) -> None:
    time_off = add_time_off(staff_id=anna.pk, kind=TimeOffKind.VACATION, **TUESDAY)

    for _ in range(2):
        remove_time_off(time_off_id=time_off.pk)

    assert not Occupancy.objects.exists()
    assert AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "15:00"))
