"""Services that the team has to agree to: the time is taken, until yes, no, or too late."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from booking.enums import AppointmentStatus, ChangeKind
from booking.errors import AppointmentNotChangeable, SlotTaken
from booking.models import Appointment, Branch, Service, StaffMember
from booking.services import (
    approve_request,
    cancel_appointment,
    decline_request,
    mark_appointment,
    reschedule_appointment,
)
from booking.services.approvals import let_lapse
from tenants.models import Wakeup
from tests.booking.acting import book, offered
from tests.factories.booking import MONDAY_8, AppointmentFactory

pytestmark = pytest.mark.usefixtures("anna")

HOUR = timedelta(hours=1)
TUESDAY = MONDAY_8 + timedelta(days=1)


@pytest.fixture
def perm(haircut: Service) -> Service:
    haircut.needs_approval = True
    haircut.save()
    return haircut


@pytest.fixture
def request_of_clara(perm: Service) -> Appointment:
    Branch.objects.update(approval_within=4 * HOUR)
    window = (TUESDAY, TUESDAY + timedelta(hours=12))
    return book(offered(perm, limit=1, windows=(window,))[0])


def test_a_request_takes_the_time_and_waits(request_of_clara: Appointment, anna: StaffMember) -> None:
    assert request_of_clara.status == AppointmentStatus.PENDING
    assert request_of_clara.answer_due_at == request_of_clara.created_at + 4 * HOUR
    with pytest.raises(SlotTaken):
        AppointmentFactory(staff=anna, service=Service.objects.get(), starts_at=request_of_clara.starts_at)
    assert Wakeup.objects.filter(kind="unmet_terms", due_at=request_of_clara.answer_due_at).exists()


def test_a_request_for_today_waits_for_half_of_the_time_left(perm: Service) -> None:
    (slot,) = offered(perm, limit=1)

    asked = book(slot)

    assert asked.answer_due_at == asked.created_at + (slot.starts_at - asked.created_at) / 2


def test_a_yes_confirms_once(request_of_clara: Appointment) -> None:
    for _ in range(2):
        approve_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)

    request_of_clara.refresh_from_db()
    assert (request_of_clara.status, request_of_clara.answer_due_at) == (AppointmentStatus.CONFIRMED, None)
    assert request_of_clara.changes.count() == 2
    assert let_lapse(now=MONDAY_8 + 9 * HOUR) is None


def test_a_no_frees_the_time_once(request_of_clara: Appointment) -> None:
    for _ in range(2):
        decline_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)

    request_of_clara.refresh_from_db()
    assert request_of_clara.status == AppointmentStatus.CANCELLED
    assert not request_of_clara.occupancies.exists()
    assert request_of_clara.changes.filter(kind=ChangeKind.DECLINED).count() == 1
    with pytest.raises(AppointmentNotChangeable):
        approve_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)


@pytest.mark.parametrize(("hours", "status"), [(4, "pending"), (5, "cancelled")])
def test_without_an_answer_the_time_is_free_again(
    request_of_clara: Appointment, hours: int, status: str
) -> None:
    next_due = let_lapse(now=MONDAY_8 + hours * HOUR)

    request_of_clara.refresh_from_db()
    assert request_of_clara.status == status
    assert request_of_clara.occupancies.exists() == (status == "pending")
    assert next_due == request_of_clara.answer_due_at


def test_what_was_confirmed_cannot_be_declined(anna: StaffMember, haircut: Service) -> None:
    booked = AppointmentFactory(staff=anna, service=haircut)

    with pytest.raises(AppointmentNotChangeable):
        decline_request(appointment_id=booked.pk, by="user:1", now=MONDAY_8)


def test_what_the_team_books_needs_no_answer(anna: StaffMember, perm: Service) -> None:
    assert AppointmentFactory(staff=anna, service=perm).status == AppointmentStatus.CONFIRMED


@pytest.mark.parametrize("how", ["cancel", "arrive"])
def test_a_request_that_ended_otherwise_waits_for_nothing(request_of_clara: Appointment, how: str) -> None:
    if how == "cancel":
        cancel_appointment(appointment_id=request_of_clara.pk, reason="", by="phone", now=MONDAY_8)
    else:
        mark_appointment(
            appointment_id=request_of_clara.pk, status=AppointmentStatus.ARRIVED, by="user:1", now=MONDAY_8
        )

    request_of_clara.refresh_from_db()
    assert request_of_clara.answer_due_at is None


def test_a_new_time_needs_a_new_yes(request_of_clara: Appointment, perm: Service) -> None:
    approve_request(appointment_id=request_of_clara.pk, by="user:1", now=MONDAY_8 + HOUR)
    (slot,) = offered(perm, limit=1, moving_appointment_id=request_of_clara.pk)

    moved = reschedule_appointment(
        appointment_id=request_of_clara.pk, slot_id=slot.slot_id, idempotency_key="move", now=MONDAY_8
    )

    assert moved.status == AppointmentStatus.PENDING
    assert is_within(moved.answer_due_at, moved.starts_at)


def is_within(due_at: datetime | None, starts_at: datetime) -> bool:
    return due_at is not None and MONDAY_8 < due_at < starts_at
