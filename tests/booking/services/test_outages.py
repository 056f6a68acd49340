"""Anna is sick: planned for everybody together, undone without a trace, or sent exactly once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db.models.functions import Now

from booking.enums import AppointmentStatus, MoveState, MoveWay, OutageState, ProposalKind, TimeOffKind
from booking.errors import BookingRefused, OutageNotPlanned, OutageUnknown
from booking.models import (
    Appointment,
    Occupancy,
    Offer,
    Outage,
    OutageMove,
    Service,
    StaffMember,
    TimeOff,
)
from booking.services import add_time_off, cancel_appointment
from booking.services.outage_answers import (
    ask_for_call,
    cancel_move,
    choose_time,
    other_times,
    serve_move,
)
from booking.services.outage_plans import plan_outages
from booking.services.outages import OUTAGE_MOVE, change_move, send_outage, start_outage, undo_outage
from telephony.models import CallbackTicket
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import drain
from tests.booking.acting import offered, run_out
from tests.booking.waiting import asked, look, waits
from tests.factories.booking import MONDAY_8, AppointmentFactory, CustomerFactory, berlin

TODAY = (MONDAY_8, berlin("2026-03-31", "00:00"))
DAY = timedelta(days=1)


def at(clock: str) -> datetime:
    return berlin("2026-03-30", clock)


@pytest.fixture
def morning(haircut: Service, anna: StaffMember) -> list[Appointment]:
    """Anna has three visits today, at 9, at 10 and at 11."""
    return [
        AppointmentFactory(
            staff=anna, service=haircut, starts_at=at(clock), customer=CustomerFactory(name=name)
        )
        for clock, name in (("09:00", "Emma Wolf"), ("10:00", "Finn Roth"), ("11:00", "Gina Lenz"))
    ]


def sick(anna: StaffMember, *, until: datetime = TODAY[1]) -> Outage:
    outage = start_outage(staff_id=anna.pk, starts_at=MONDAY_8, ends_at=until, user_id=7, now=MONDAY_8)
    plan_outages(MONDAY_8)
    outage.refresh_from_db()
    return outage


def send(outage: Outage, *, now: datetime = MONDAY_8) -> None:
    send_outage(outage_id=outage.pk, user_id=7, now=now)
    OutboxEntry.objects.filter(kind=OUTAGE_MOVE, state="pending").update(due_at=Now())
    drain(kind=OUTAGE_MOVE, now=now)


def moves(outage: Outage) -> list[OutageMove]:
    return list(OutageMove.objects.filter(outage=outage).select_related("outage", "appointment"))


def states(outage: Outage) -> list[str]:
    return [move.state for move in moves(outage)]


def calendar() -> list[tuple[object, ...]]:
    """All that the calendar holds, without primary keys."""
    rows = Occupancy.objects.values_list("resource", "kind", "blocked", "appointment", "offer", "time_off")
    visits = Appointment.objects.values_list("pk", "period", "staff", "status", "version")
    return [*rows.order_by("pk"), *visits.order_by("pk"), *TimeOff.objects.values_list("period", "staff")]


def test_the_absence_counts_at_once(haircut: Service, anna: StaffMember, morning: list[Appointment]) -> None:
    start_outage(staff_id=anna.pk, starts_at=MONDAY_8, ends_at=TODAY[1], user_id=7, now=MONDAY_8)

    assert offered(haircut, windows=(TODAY,), alternatives=False) == ()


def test_a_colleague_at_the_same_time_comes_first_and_everybody_gets_another_time(
    haircut: Service, anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    AppointmentFactory(staff=ben, service=haircut, starts_at=at("10:00"))

    outage = sick(anna)

    one, two, three = moves(outage)
    assert [each.kind for each in (one, two, three)] == ["same_time", "colleague", "same_time"]
    assert [each.way for each in (one, two, three)] == ["inform", "ask", "inform"]
    spans = [
        (option["staff_id"], option["starts_at"]) for each in (one, two, three) for option in each.options
    ]
    assert len(spans) == len(set(spans)) == Occupancy.objects.filter(kind="hold").count()
    # One of the other times is with Anna, after she is back.
    assert {option["staff_id"] for option in two.options} == {anna.pk, ben.pk}
    assert outage.planned_at == MONDAY_8


def test_without_a_colleague_anna_is_proposed_after_her_return(
    anna: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)

    assert {each.kind for each in moves(outage)} == {ProposalKind.SAME_PERSON}
    starts = [option["starts_at"] for each in moves(outage) for option in each.options]
    assert len(starts) == len(set(starts))
    assert all(datetime.fromisoformat(start) >= TODAY[1] for start in starts)


def test_who_always_comes_to_anna_is_asked_first(
    haircut: Service, anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    regular = morning[0].customer
    for week in range(1, 4):
        AppointmentFactory(
            staff=anna,
            service=haircut,
            customer=regular,
            starts_at=at("12:00") - 7 * week * DAY,
            now=MONDAY_8 - 40 * DAY,
        )

    outage = sick(anna)

    first, second, _ = moves(outage)
    assert (first.kind, first.way, first.reason) == ("same_time", "ask", "regular")
    assert (second.way, second.reason) == ("inform", "colleague_free")


def test_the_branch_may_want_everybody_asked(anna: StaffMember, ben: StaffMember, morning: object) -> None:
    anna.branches.update(outage_informs=False)

    assert {each.way for each in moves(sick(anna))} == {MoveWay.ASK}


def test_where_nothing_is_free_somebody_calls(anna: StaffMember, morning: list[Appointment]) -> None:
    add_time_off(starts_at=TODAY[1], ends_at=TODAY[1] + 60 * DAY, kind=TimeOffKind.VACATION, staff_id=anna.pk)

    outage = sick(anna)
    send(outage)

    assert {(each.kind, each.way) for each in moves(outage)} == {("none", "call")}
    assert states(outage) == ["to_call"] * 3
    tickets = CallbackTicket.objects.order_by("pk")
    assert [each.appointment_id for each in tickets] == [each.pk for each in morning]
    assert tickets[0].due_at <= morning[0].starts_at


def test_undoing_leaves_nothing_behind(
    haircut: Service, anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    before = calendar()
    outage = sick(anna)
    assert calendar() != before

    undo_outage(outage_id=outage.pk, now=MONDAY_8)
    undone = undo_outage(outage_id=outage.pk, now=MONDAY_8 + DAY)

    assert calendar() == before
    assert (undone.state, undone.undone_at) == (OutageState.UNDONE, MONDAY_8)
    with pytest.raises(OutageNotPlanned):
        send_outage(outage_id=outage.pk, user_id=7, now=MONDAY_8)
    assert sick(anna) != outage


def test_pressed_twice_is_one_outage(anna: StaffMember, morning: list[Appointment]) -> None:
    assert sick(anna) == sick(anna)
    assert TimeOff.objects.count() == 1


def test_sending_moves_and_asks_once(
    haircut: Service, anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    AppointmentFactory(staff=ben, service=haircut, starts_at=at("10:00"))
    outage = sick(anna)

    send(outage)
    send(outage)

    assert states(outage) == [MoveState.MOVED, MoveState.ASKED, MoveState.MOVED]
    for appointment in morning:
        appointment.refresh_from_db()
    assert [each.staff_id for each in morning] == [ben.pk, anna.pk, ben.pk]
    assert [each.changes.filter(kind="rescheduled").count() for each in morning] == [1, 0, 1]
    with pytest.raises(OutageNotPlanned):
        undo_outage(outage_id=outage.pk, now=MONDAY_8)


def test_a_worker_that_dies_in_the_middle_is_resumed(
    anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)
    send_outage(outage_id=outage.pk, user_id=7, now=MONDAY_8)
    first, *_ = moves(outage)
    OutboxEntry.objects.filter(kind=OUTAGE_MOVE).update(state="sending", attempts=1, leased_until=Now())
    serve_move(move_id=first.pk, now=MONDAY_8)  # done, but the worker died before it could say so

    drain(kind=OUTAGE_MOVE, now=MONDAY_8)

    assert states(outage) == [MoveState.MOVED] * 3
    assert first.appointment.changes.filter(kind="rescheduled").count() == 1
    assert set(OutboxEntry.objects.filter(kind=OUTAGE_MOVE).values_list("state", flat=True)) == {"done"}


def test_a_plan_half_made_is_finished(anna: StaffMember, morning: list[Appointment]) -> None:
    outage = start_outage(staff_id=anna.pk, starts_at=MONDAY_8, ends_at=TODAY[1], user_id=7, now=MONDAY_8)
    with pytest.raises(OutageNotPlanned):
        send_outage(outage_id=outage.pk, user_id=7, now=MONDAY_8)
    plan_outages(MONDAY_8)
    kept = moves(outage)[0].options
    OutageMove.objects.filter(pk=moves(outage)[2].pk).update(kind="", options=[])
    Outage.objects.update(planned_at=None)

    plan_outages(MONDAY_8)

    assert moves(outage)[0].options == kept
    assert all(each.kind for each in moves(outage))


def test_whoever_cancelled_or_was_moved_meanwhile_is_left_alone(
    anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)
    cancel_appointment(appointment_id=morning[0].pk, reason="", by="phone", now=MONDAY_8)

    send(outage)

    assert states(outage) == [MoveState.KEPT, MoveState.MOVED, MoveState.MOVED]


def test_the_team_may_decide_otherwise_before_it_sends(
    anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)
    one, two, three = moves(outage)
    change_move(outage_id=outage.pk, move_id=one.pk, way=MoveWay.CANCEL)
    change_move(outage_id=outage.pk, move_id=two.pk, way=MoveWay.KEEP)

    send(outage)

    morning[0].refresh_from_db()
    assert states(outage) == [MoveState.CANCELLED, MoveState.KEPT, MoveState.MOVED]
    assert morning[0].status == AppointmentStatus.CANCELLED
    with pytest.raises(OutageNotPlanned):
        change_move(outage_id=outage.pk, move_id=three.pk, way=MoveWay.CALL)
    with pytest.raises(OutageUnknown):
        change_move(outage_id=outage.pk, move_id=4711, way=MoveWay.CALL)


def test_the_customer_takes_one_of_the_held_times(anna: StaffMember, morning: list[Appointment]) -> None:
    outage = sick(anna)
    send(outage)
    move = moves(outage)[0]

    moved = choose_time(move_id=move.pk, slot_id=move.options[0]["slot_id"], now=MONDAY_8)
    again = choose_time(move_id=move.pk, slot_id=move.options[0]["slot_id"], now=MONDAY_8)

    assert moved == again == morning[0]
    assert moved.starts_at == datetime.fromisoformat(move.options[0]["starts_at"])
    assert not Offer.objects.running().of_holder(f"house:outage:{outage.pk}:{move.pk}").exists()
    with pytest.raises(BookingRefused):
        choose_time(move_id=moves(outage)[1].pk, slot_id=move.options[0]["slot_id"], now=MONDAY_8)


def test_the_customer_may_want_yet_another_time_a_call_or_nothing(
    anna: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)
    send(outage)
    one, two, three = moves(outage)

    times = other_times(move_id=one.pk, now=MONDAY_8).offers
    choose_time(move_id=one.pk, slot_id=times[-1].slot_id, now=MONDAY_8)
    ask_for_call(move_id=two.pk, now=MONDAY_8)
    cancel_move(move_id=three.pk, now=MONDAY_8)
    cancel_move(move_id=two.pk, now=MONDAY_8)

    assert states(outage) == [MoveState.MOVED, MoveState.CANCELLED, MoveState.CANCELLED]
    assert [each.state for each in CallbackTicket.objects.all()] == ["done"]


def test_whoever_does_not_answer_in_time_is_called(anna: StaffMember, morning: list[Appointment]) -> None:
    outage = sick(anna)
    send(outage)
    next_look = plan_outages(MONDAY_8 + timedelta(minutes=20))
    assert states(outage) == [MoveState.ASKED] * 3
    assert next_look == MONDAY_8 + timedelta(minutes=30)

    plan_outages(at("09:05"))

    assert states(outage) == [MoveState.TO_CALL, MoveState.TO_CALL, MoveState.ASKED]
    assert CallbackTicket.objects.count() == 2


def test_what_a_plan_holds_that_nobody_sends_is_free_again(
    haircut: Service, anna: StaffMember, ben: StaffMember, morning: list[Appointment]
) -> None:
    outage = sick(anna)
    run_out()
    AppointmentFactory(staff=ben, service=haircut, starts_at=at("09:00"))

    send(outage)

    assert states(outage)[0] == MoveState.ASKED
    assert not Occupancy.objects.filter(
        kind="hold", appointment=None, expires_at__gt=Now(), offer__period__startswith=at("09:00")
    ).exists()


def test_what_gets_free_goes_to_those_who_wait(haircut: Service, anna: StaffMember, ben: StaffMember) -> None:
    tomorrow = berlin("2026-03-31", "09:30")
    appointment = AppointmentFactory(staff=anna, service=haircut, starts_at=tomorrow)
    for clock in ("09:00", "10:00", "10:30"):
        AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", clock))
    for clock in ("09:00", "09:30", "10:00", "10:30"):
        AppointmentFactory(staff=ben, service=haircut, starts_at=berlin("2026-03-31", clock))
    waits("Hans", haircut)
    assert look() == []
    outage = start_outage(
        staff_id=ben.pk,
        starts_at=berlin("2026-03-31", "09:30"),
        ends_at=berlin("2026-03-31", "10:00"),
        user_id=7,
        now=MONDAY_8,
    )
    plan_outages(MONDAY_8)
    undo_outage(outage_id=outage.pk, now=MONDAY_8)
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    assert asked(look()) == ["Hans"]
