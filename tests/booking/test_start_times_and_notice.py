"""Services that begin at certain times of day only, and changes that come too late."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from booking.enums import AppointmentStatus, RefusalCode
from booking.errors import NotAtThisTime, TooLateToChange
from booking.models import Branch, Service, StaffMember
from booking.queries import search_slots
from booking.services import cancel_appointment, move_appointment, reschedule_appointment
from booking.values import SlotSearch
from tests.booking.acting import offered
from tests.factories.booking import BERLIN, MONDAY_8, AppointmentFactory, berlin

pytestmark = pytest.mark.usefixtures("company")

TUESDAY = (berlin("2026-03-31", "00:00"), berlin("2026-04-01", "00:00"))
HOUR = timedelta(hours=1)


def starts(service: Service) -> list[str]:
    search = SlotSearch(service_ids=(service.pk,), windows=(TUESDAY,), limit=100, alternatives=False)
    local = (slot.starts_at.astimezone(BERLIN) for slot in search_slots(search=search, now=MONDAY_8).slots)
    return sorted(f"{each:%H:%M}" for each in local)


def test_a_service_begins_between_its_first_and_last_start(anna: StaffMember, haircut: Service) -> None:
    Service.objects.filter(pk=haircut.pk).update(first_start=time(9, 30), last_start=time(10, 30))

    assert starts(haircut) == ["09:30", "09:45", "10:00", "10:15", "10:30"]


def test_the_last_start_binds_whoever_books(anna: StaffMember, haircut: Service) -> None:
    Service.objects.filter(pk=haircut.pk).update(last_start=time(16))

    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "16:00"))
    with pytest.raises(NotAtThisTime):
        AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "16:15"))


def test_a_search_says_that_the_service_begins_earlier(anna: StaffMember, haircut: Service) -> None:
    Service.objects.filter(pk=haircut.pk).update(last_start=time(16))
    five = berlin("2026-03-31", "17:00")
    search = SlotSearch(
        service_ids=(haircut.pk,), windows=((five, five + HOUR / 60),), near=five, alternatives=False
    )

    found = search_slots(search=search, now=MONDAY_8)

    assert dict(found.reasons) == {RefusalCode.NOT_AT_THIS_TIME: 1}
    assert [each.code for each in found.why_not] == [RefusalCode.NOT_AT_THIS_TIME]


@pytest.mark.parametrize(
    ("branch_hours", "service_hours", "allowed"),
    [(25, None, False), (24, None, True), (25, 2, True), (2, 48, False)],
)
def test_a_customer_cancels_in_time(
    anna: StaffMember,
    branch: Branch,
    haircut: Service,
    branch_hours: int,
    service_hours: int | None,
    allowed: bool,
) -> None:
    Branch.objects.filter(pk=branch.pk).update(change_notice=branch_hours * HOUR)
    Service.objects.filter(pk=haircut.pk).update(
        change_notice=None if service_hours is None else service_hours * HOUR
    )
    visit = AppointmentFactory(staff=anna, service=haircut, starts_at=MONDAY_8 + 25 * HOUR)
    now = visit.starts_at - 24 * HOUR

    if allowed:
        cancelled = cancel_appointment(appointment_id=visit.pk, reason="", by="phone", now=now)
        assert cancelled.status == AppointmentStatus.CANCELLED
    else:
        with pytest.raises(TooLateToChange):
            cancel_appointment(appointment_id=visit.pk, reason="", by="phone", now=now)


def test_the_team_cancels_and_moves_whenever_it_must(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    Branch.objects.filter(pk=branch.pk).update(change_notice=48 * HOUR)
    visit = AppointmentFactory(staff=anna, service=haircut, starts_at=MONDAY_8 + 25 * HOUR)

    moved = move_appointment(
        appointment_id=visit.pk, starts_at=visit.starts_at + HOUR, now=MONDAY_8, by="user:1"
    )
    cancelled = cancel_appointment(
        appointment_id=visit.pk, reason="", by="user:1", now=MONDAY_8, is_by_team=True
    )

    assert moved.starts_at == visit.starts_at + HOUR
    assert cancelled.status == AppointmentStatus.CANCELLED


def test_a_customer_who_comes_too_late_keeps_the_appointment(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    Branch.objects.filter(pk=branch.pk).update(change_notice=48 * HOUR)
    visit = AppointmentFactory(staff=anna, service=haircut, starts_at=MONDAY_8 + 25 * HOUR)
    (slot,) = offered(haircut, limit=1, moving_appointment_id=visit.pk)

    with pytest.raises(TooLateToChange):
        reschedule_appointment(
            appointment_id=visit.pk, slot_id=slot.slot_id, idempotency_key="call-1/move", now=MONDAY_8
        )

    visit.refresh_from_db()
    assert visit.status == AppointmentStatus.CONFIRMED
    assert visit.occupancies.exists()
