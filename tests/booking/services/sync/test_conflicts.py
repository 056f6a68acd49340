"""What contradicts stays in sight until somebody decides, and one decision puts both sides right."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from booking.enums import ConflictKind, ConflictResolution
from booking.errors import BookingRefused, ConflictSettled, StaffAbsent
from booking.models import Appointment, LinkedCalendar, Occupancy, Service, StaffMember, SyncConflict
from booking.services import move_appointment
from booking.services.sync import make_due, proposals_for, resolve_conflict
from booking.services.sync.looking import look_at
from telephony.models import CallbackTicket
from tests.booking.acting import attempt
from tests.booking.services.sync.model_calendar import ModelServer, send_all
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin

NINE, TEN, ELEVEN = (berlin("2026-03-31", f"{hour:02d}:00") for hour in (9, 10, 11))
HALF_HOUR = timedelta(minutes=30)


def look(calendar: LinkedCalendar) -> None:
    make_due([calendar.pk], now=MONDAY_8)
    look_at(LinkedCalendar.objects.select_related("connection", "staff").get(pk=calendar.pk), now=MONDAY_8)


@pytest.fixture
def visit(annas: LinkedCalendar, anna: StaffMember, haircut: Service) -> Appointment:
    """Anna's appointment at ten, known on both sides."""
    booked = AppointmentFactory(staff=anna, service=haircut, starts_at=TEN)
    look(annas)
    send_all()
    return booked


def busy(server: ModelServer, calendar: LinkedCalendar, start: datetime = TEN) -> str:
    event = server.add(calendar.remote_id, start, start + timedelta(hours=1))
    look(calendar)
    return event.id


def resolve(resolution: ConflictResolution, **chosen: object) -> SyncConflict:
    conflict = SyncConflict.objects.get(resolution="")
    return resolve_conflict(
        conflict_id=conflict.pk,
        resolution=resolution,
        by="user:1",
        now=MONDAY_8,
        **chosen,  # type: ignore[arg-type]
    )


def test_busy_time_blocks_the_person(
    server: ModelServer, annas: LinkedCalendar, anna: StaffMember, haircut: Service
) -> None:
    busy(server, annas)

    refused = attempt(lambda: AppointmentFactory(staff=anna, service=haircut, starts_at=TEN))
    assert isinstance(refused, StaffAbsent)
    assert not SyncConflict.objects.exists()


def test_overlap_proposes_a_colleague_and_other_times(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment, ben: StaffMember
) -> None:
    busy(server, annas)
    conflict = SyncConflict.objects.get(resolution="")

    ways = proposals_for(conflict, now=MONDAY_8)

    assert conflict.kind == ConflictKind.OVERLAP
    assert [way.resolution for way in ways] == ["colleague", "moved", "moved", "moved", "asked", "kept"]
    assert ways[0].slot
    assert (ways[0].slot.staff_id, ways[0].slot.starts_at) == (ben.pk, TEN)
    assert ways[1].slot
    assert ways[1].slot.starts_at != TEN


def test_colleague_takes_over_and_the_entry_there_goes(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment, ben: StaffMember
) -> None:
    busy(server, annas)
    resolve(ConflictResolution.COLLEAGUE, staff_id=ben.pk, branch_id=ben.branches.get().pk, starts_at=TEN)
    send_all()

    visit.refresh_from_db()
    assert visit.staff == ben
    assert [event.mark for event in server.living(annas.remote_id)] == [""]


def test_overlap_that_was_kept_is_not_asked_again(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    busy(server, annas)
    resolve(ConflictResolution.KEPT)
    look(annas)

    assert not SyncConflict.objects.filter(resolution="").exists()
    assert Occupancy.objects.filter(kind="external").count() == 1


def test_overlap_vanishes_with_the_busy_time(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    event_id = busy(server, annas)
    server.remove(annas.remote_id, event_id)
    look(annas)

    assert SyncConflict.objects.get().resolution == ConflictResolution.VANISHED
    with pytest.raises(ConflictSettled):
        resolve_conflict(
            conflict_id=SyncConflict.objects.get().pk,
            resolution=ConflictResolution.KEPT,
            by="user:1",
            now=MONDAY_8,
        )


def test_customer_to_be_asked_is_owed_a_call(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    busy(server, annas)
    resolve(ConflictResolution.ASKED)

    assert CallbackTicket.objects.get().appointment == visit


def test_move_there_that_a_rule_forbids_is_put_right_or_decided(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    entry = server.living(annas.remote_id)[0]
    night = berlin("2026-03-31", "22:00")
    server.move(annas.remote_id, entry.id, night, night + HALF_HOUR)
    look(annas)
    refused = SyncConflict.objects.get(resolution="")
    resolve(ConflictResolution.OURS)
    send_all()
    look(annas)

    assert (refused.kind, refused.code) == (ConflictKind.CHANGE_REFUSED, "outside_opening_hours")
    assert server.living(annas.remote_id)[0].starts_at == TEN
    assert not SyncConflict.objects.filter(resolution="").exists()


def test_team_may_follow_what_a_rule_forbids(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    entry = server.living(annas.remote_id)[0]
    night = berlin("2026-03-31", "22:00")
    server.move(annas.remote_id, entry.id, night, night + HALF_HOUR)
    look(annas)
    resolve(ConflictResolution.THEIRS)

    visit.refresh_from_db()
    assert visit.starts_at == night


def test_both_moved_is_for_somebody_to_decide(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment
) -> None:
    entry = server.living(annas.remote_id)[0]
    server.move(annas.remote_id, entry.id, NINE, NINE + HALF_HOUR)
    move_appointment(appointment_id=visit.pk, starts_at=ELEVEN, now=MONDAY_8, by="phone")
    send_all()
    undecided = SyncConflict.objects.get(resolution="")
    resolve(ConflictResolution.THEIRS)
    send_all()

    visit.refresh_from_db()
    assert undecided.kind == ConflictKind.BOTH_CHANGED
    assert visit.starts_at == NINE
    assert [event.starts_at for event in server.living(annas.remote_id)] == [NINE]


def test_choice_that_is_gone_changes_nothing(
    server: ModelServer, annas: LinkedCalendar, visit: Appointment, ben: StaffMember, haircut: Service
) -> None:
    busy(server, annas)
    AppointmentFactory(staff=ben, service=haircut, starts_at=TEN)

    with pytest.raises(BookingRefused):
        resolve(ConflictResolution.COLLEAGUE, staff_id=ben.pk, branch_id=ben.branches.get().pk, starts_at=TEN)
    assert SyncConflict.objects.filter(resolution="").count() == 1
