"""Group classes: places instead of times of one's own, through the same doors as everything else."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta
from functools import partial

import pytest
from django.db import transaction

from booking.enums import AppointmentSource, AppointmentStatus, RefusalCode, SessionState, TimeOffKind
from booking.errors import (
    AppointmentNotChangeable,
    ClassFull,
    HoldExpired,
    MorePlacesBooked,
    NoClass,
    OverbookingForbidden,
    PartySize,
    ServiceNotOffered,
    SlotTaken,
    TimeOffConflicts,
)
from booking.events import AppointmentCancelled, PlacesFreed
from booking.models import Appointment, Branch, ClassSession, Occupancy, Resource, Service, StaffMember
from booking.queries import search_slots, sessions_with_places
from booking.services import (
    add_need,
    add_time_off,
    book_directly,
    cancel_appointment,
    cancel_session,
    change_places,
    move_appointment,
    plan_classes,
    release_holds,
    renew_hold,
    replace_teacher,
    reschedule_appointment,
    set_overbooking,
)
from booking.services.classes import TOO_FEW, decide_sessions
from booking.services.places import count_places
from booking.values import CustomerDetails, SlotSearch
from tenants.context import current_company
from tests.booking.acting import book, offered, run_out
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    ClassSessionFactory,
    ClassTimeFactory,
    CourseFactory,
    ResourceFactory,
    ServiceFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    berlin,
)

TUESDAY_18 = berlin("2026-03-31", "18:00")
WEEK = timedelta(weeks=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def yoga(company: object) -> Service:
    return CourseFactory()


@pytest.fixture
def maya(branch: Branch, yoga: Service, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Maya", branches=(branch,), services=(yoga, haircut))


@pytest.fixture
def evening(yoga: Service, maya: StaffMember) -> ClassSession:
    return ClassSessionFactory(service=yoga, staff=maya)


def by_hand(session: ClassSession, name: str = "Clara Weber", people: int = 1) -> Appointment:
    return book_directly(
        service_id=session.service_id,
        staff_id=session.staff_id,
        branch_id=session.branch_id,
        starts_at=session.starts_at,
        party_size=people,
        customer=CustomerDetails(name=name, phone="+4915112345678"),
        source=AppointmentSource.PORTAL,
        idempotency_key=f"{session.pk}/{name}",
        now=MONDAY_8,
    )


def booked(session: ClassSession) -> int:
    return ClassSession.objects.get(pk=session.pk).booked


# --- searching and booking ---


def test_class_is_offered_when_its_sessions_begin(yoga: Service, maya: StaffMember) -> None:
    starts = [TUESDAY_18, TUESDAY_18 + WEEK]
    sessions = [ClassSessionFactory(service=yoga, staff=maya, starts_at=start) for start in starts]

    slots = offered(yoga)

    assert [(slot.starts_at, slot.session_id) for slot in slots] == [
        (session.starts_at, session.pk) for session in sessions
    ]
    assert [(slot.ends_at - slot.starts_at, slot.price_cents, slot.places_left) for slot in slots] == [
        (HOUR, 1500, 2)
    ] * 2


def test_place_is_held_from_the_moment_it_is_offered(yoga: Service, evening: ClassSession) -> None:
    offered(yoga, holder="call-1", party_size=2)

    others = search_slots(search=SlotSearch(service_ids=(yoga.pk,), party_size=2), now=MONDAY_8)

    assert (others.slots, dict(others.reasons)) == ((), {RefusalCode.CLASS_FULL: 1})
    assert [slot.party_size for slot in offered(yoga, holder="call-2")] == [1]
    run_out()
    assert len(offered(yoga, holder="call-3", party_size=3)) == 1


def test_held_places_are_booked_and_counted(yoga: Service, evening: ClassSession) -> None:
    [slot] = offered(yoga, party_size=2)

    appointment = book(slot)

    assert (appointment.session_id, appointment.party_size, appointment.price_cents) == (evening.pk, 2, 3000)
    assert (appointment.staff_id, appointment.period) == (evening.staff_id, evening.period)
    assert booked(evening) == 2
    assert not appointment.occupancies.exists()


def test_places_that_ran_out_and_went_to_others_are_not_booked(yoga: Service, evening: ClassSession) -> None:
    [slot] = offered(yoga, holder="call-1", party_size=2)
    run_out()
    by_hand(evening, "Emma", people=2)

    for refused in (
        partial(book, slot),
        partial(renew_hold, slot_id=slot.slot_id, hold_for=HOUR, now=MONDAY_8),
    ):
        with pytest.raises((HoldExpired, ClassFull)):
            refused()

    assert booked(evening) == 2


def test_hold_that_ran_out_is_taken_again_while_there_are_places(
    yoga: Service, evening: ClassSession
) -> None:
    [slot] = offered(yoga, party_size=2)
    run_out()

    renew_hold(slot_id=slot.slot_id, hold_for=HOUR, now=MONDAY_8)

    assert book(slot).party_size == 2


def test_full_class_says_so(yoga: Service, evening: ClassSession) -> None:
    by_hand(evening, people=3)

    found = search_slots(search=SlotSearch(service_ids=(yoga.pk,), near=TUESDAY_18), now=MONDAY_8)

    assert dict(found.reasons) == {RefusalCode.CLASS_FULL: 1}
    assert [(why.staff, why.code) for why in found.why_not] == [("Maya", RefusalCode.CLASS_FULL)]
    with pytest.raises(ClassFull):
        by_hand(evening, "Emma")


def test_no_class_begins_at_other_times(yoga: Service, maya: StaffMember, evening: ClassSession) -> None:
    wish = (TUESDAY_18 - 9 * HOUR, TUESDAY_18 - 8 * HOUR)

    found = search_slots(search=SlotSearch(service_ids=(yoga.pk,), windows=(wish,)), now=MONDAY_8)

    assert dict(found.reasons) == {RefusalCode.NO_CLASS: 1}
    assert [slot.starts_at for slot in found.slots] == [TUESDAY_18]  # the nearest, as what it is
    with pytest.raises(NoClass):
        AppointmentFactory(staff=maya, service=yoga, starts_at=TUESDAY_18 - HOUR)


def test_party_is_as_large_as_the_class_allows(yoga: Service, maya: StaffMember) -> None:
    session = ClassSessionFactory(service=yoga, staff=maya, places=10)

    with pytest.raises(PartySize):
        by_hand(session, people=5)

    assert by_hand(session, people=4).party_size == 4


def test_class_takes_its_teacher(
    haircut: Service, maya: StaffMember, evening: ClassSession, branch: Branch
) -> None:
    with pytest.raises(SlotTaken):
        book_directly(
            service_id=haircut.pk,
            staff_id=maya.pk,
            branch_id=branch.pk,
            starts_at=TUESDAY_18,
            customer=CustomerDetails(name="Emma"),
            source=AppointmentSource.PORTAL,
            idempotency_key="emma",
            now=MONDAY_8,
            waived=set(RefusalCode),
        )


def test_class_takes_the_smallest_room_that_is_large_enough(
    yoga: Service, maya: StaffMember, branch: Branch
) -> None:
    rooms = {}
    for name, people in (("Halle", 30), ("Studio", 12), ("Kabine", 2)):
        rooms[name] = ResourceFactory(branch=branch, group="Raum", name=name)
        Resource.objects.filter(pk=rooms[name].pk).update(capacity=people)
    add_need(service=yoga, group=rooms["Halle"].group)

    session = ClassSessionFactory(service=yoga, staff=maya, places=10)

    taken = set(Occupancy.objects.values_list("resource__name", "session"))
    assert taken == {("Maya", session.pk), ("Studio", session.pk)}
    with pytest.raises(PartySize):
        ClassSessionFactory(service=yoga, staff=maya, places=31, starts_at=TUESDAY_18 + HOUR)


# --- moving and cancelling ---


def test_cancelling_gives_the_places_back_once(
    yoga: Service, evening: ClassSession, events: list[object]
) -> None:
    appointment = by_hand(evening, people=2)

    for _ in range(2):
        cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)

    assert booked(evening) == 0
    assert [event for event in events if isinstance(event, PlacesFreed)] == [
        PlacesFreed(session_id=evening.pk, places=2)
    ]


def test_participant_moves_to_another_session(
    yoga: Service, maya: StaffMember, evening: ClassSession
) -> None:
    later = ClassSessionFactory(service=yoga, staff=maya, starts_at=TUESDAY_18 + WEEK)
    appointment = by_hand(evening, people=2)
    [slot] = offered(yoga, moving_appointment_id=appointment.pk, party_size=2, near=later.starts_at, limit=1)

    moved = reschedule_appointment(
        appointment_id=appointment.pk, slot_id=slot.slot_id, idempotency_key="move", now=MONDAY_8
    )

    assert (moved.session_id, moved.starts_at) == (later.pk, later.starts_at)
    assert (booked(evening), booked(later)) == (0, 2)


def test_participant_is_moved_by_hand_or_stays(
    yoga: Service, maya: StaffMember, evening: ClassSession
) -> None:
    later = ClassSessionFactory(service=yoga, staff=maya, starts_at=TUESDAY_18 + WEEK)
    appointment, other = by_hand(evening, people=2), by_hand(later, "Emma", people=2)
    move = partial(move_appointment, appointment_id=appointment.pk, now=MONDAY_8, by="user:1")

    with pytest.raises(ClassFull):
        move(starts_at=later.starts_at)
    assert (booked(evening), booked(later)) == (2, 2)

    cancel_appointment(appointment_id=other.pk, reason="", by="phone", now=MONDAY_8)
    move(starts_at=later.starts_at)
    assert (booked(evening), booked(later)) == (0, 2)


def test_session_is_called_off_with_all_who_booked(
    yoga: Service, evening: ClassSession, events: list[object]
) -> None:
    [held] = offered(yoga)
    people = [by_hand(evening, name) for name in ("Clara", "Emma")]
    appointments = Appointment.objects.filter(pk__in=[each.pk for each in people])

    for _ in range(2):
        cancel_session(session_id=evening.pk, reason="Maya ist krank", by="user:1", now=MONDAY_8)

    assert {(each.status, each.cancel_reason) for each in appointments} == {("cancelled", "Maya ist krank")}
    assert Counter(type(event).__name__ for event in events)["AppointmentCancelled"] == 2
    assert not [event for event in events if isinstance(event, PlacesFreed)]  # nobody wants to come there
    assert not Occupancy.objects.exists()
    assert offered(yoga, holder="call-2") == ()
    with pytest.raises(HoldExpired):
        book(held)


def test_session_that_has_begun_is_not_called_off(evening: ClassSession) -> None:
    with pytest.raises(AppointmentNotChangeable):
        cancel_session(session_id=evening.pk, reason="", by="user:1", now=TUESDAY_18)


@pytest.mark.parametrize(
    ("people", "state", "told"),
    [(1, SessionState.CANCELLED, 1), (2, SessionState.CERTAIN, 0)],
)
def test_session_with_too_few_people_is_called_off_by_its_deadline(
    yoga: Service, maya: StaffMember, events: list[object], people: int, state: SessionState, told: int
) -> None:
    session = ClassSessionFactory(
        service=yoga, staff=maya, min_participants=2, decided_before=timedelta(hours=24)
    )
    appointment = by_hand(session, people=people)
    deadline = TUESDAY_18 - timedelta(hours=24)

    assert decide_sessions(now=deadline - HOUR) == deadline
    assert ClassSession.objects.get().state == SessionState.PLANNED

    assert decide_sessions(now=deadline) is None
    assert ClassSession.objects.get().state == state
    assert len([event for event in events if isinstance(event, AppointmentCancelled)]) == told
    appointment.refresh_from_db()
    assert appointment.cancel_reason == (TOO_FEW if told else "")


def test_deadline_wakes_the_company(yoga: Service, maya: StaffMember) -> None:
    from tenants.models import Wakeup

    session = ClassSessionFactory(service=yoga, staff=maya, min_participants=2)

    assert Wakeup.objects.get(kind="class_decisions").due_at == session.decides_at


# --- the timetable ---


def test_timetable_becomes_sessions_once(yoga: Service, maya: StaffMember, branch: Branch) -> None:
    ClassTimeFactory(service=yoga, staff=maya, branch=branch, valid_until=date(2026, 4, 30))

    first, again = plan_classes(now=MONDAY_8), plan_classes(now=MONDAY_8)

    starts = [session.local_start for session in ClassSession.objects.order_by("period")]
    assert [f"{start:%a %d.%m. %H:%M}" for start in starts] == [
        f"Tue {day} 18:00" for day in ("31.03.", "07.04.", "14.04.", "21.04.", "28.04.")
    ]
    assert (len(first.session_ids), again.session_ids) == (5, ())


def test_timetable_leaves_out_what_cannot_be_and_says_why(
    yoga: Service, maya: StaffMember, branch: Branch
) -> None:
    ClassTimeFactory(
        service=yoga,
        staff=maya,
        branch=branch,
        weekday=0,
        starts_at=time(7),
        valid_until=date(2026, 4, 20),
    )
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 13))
    add_time_off(
        staff_id=maya.pk,
        starts_at=berlin("2026-04-20", "00:00"),
        ends_at=berlin("2026-04-21", "00:00"),
        kind=TimeOffKind.VACATION,
    )

    planned = plan_classes(now=MONDAY_8 - 2 * HOUR)

    # Before opening is fine: the timetable says so. Easter Monday, a closed day and a vacation are not.
    assert [f"{each.day:%d.%m.} {each.code}" for each in planned.not_planned] == [
        "06.04. public_holiday",
        "13.04. branch_closed",
        "20.04. staff_absent",
    ]
    assert [f"{session.local_start:%d.%m. %H:%M}" for session in ClassSession.objects.all()] == [
        "30.03. 07:00"
    ]


def test_session_that_was_called_off_is_not_planned_again(
    yoga: Service, maya: StaffMember, branch: Branch
) -> None:
    ClassTimeFactory(service=yoga, staff=maya, branch=branch)
    plan_classes(now=MONDAY_8)
    first = ClassSession.objects.earliest("period")
    cancel_session(session_id=first.pk, reason="", by="user:1", now=MONDAY_8)

    assert plan_classes(now=MONDAY_8).session_ids == ()


# --- places, overbooking, teachers ---


def test_places_are_told_with_what_is_held(yoga: Service, evening: ClassSession) -> None:
    by_hand(evening)
    offered(yoga)

    [told] = sessions_with_places(ClassSession.objects.all())

    assert (told.booked, told.held, told.free, told.session.places) == (1, 1, 1, 3)


def test_never_fewer_places_than_are_booked(evening: ClassSession) -> None:
    by_hand(evening, people=2)

    with pytest.raises(MorePlacesBooked):
        change_places(session_id=evening.pk, places=1)
    change_places(session_id=evening.pk, places=2)

    with pytest.raises(ClassFull):
        by_hand(evening, "Emma")


def test_more_places_are_told_to_those_who_wait(evening: ClassSession, events: list[object]) -> None:
    change_places(session_id=evening.pk, places=5)

    assert events == [PlacesFreed(session_id=evening.pk, places=2)]


def test_the_constraint_alone_refuses_a_place_too_many(evening: ClassSession) -> None:
    """Whatever was read before, and by whom."""
    with pytest.raises(ClassFull), transaction.atomic():
        count_places(evening.pk, 4)

    assert booked(evening) == 0


def test_overbooking_is_a_number_of_places(yoga: Service, maya: StaffMember) -> None:
    set_overbooking(service=yoga, places=1)
    session = ClassSessionFactory(service=yoga, staff=maya)

    for name in ("Anna", "Ben", "Clara", "Dora"):
        by_hand(session, name)
    with pytest.raises(ClassFull):
        by_hand(session, "Emma")


def test_overbooking_never_happens_where_people_are_treated(yoga: Service, maya: StaffMember) -> None:
    set_overbooking(service=yoga, places=1)
    session = ClassSessionFactory(service=yoga, staff=maya)
    current_company().industry = "dentist"
    try:
        with pytest.raises(OverbookingForbidden):
            set_overbooking(service=yoga, places=1)
        by_hand(session, people=3)
        with pytest.raises(ClassFull):  # not even what was allowed before it became a practice
            by_hand(session, "Emma")
    finally:
        current_company().industry = "hairdresser"


def test_somebody_else_gives_the_class(
    yoga: Service, haircut: Service, evening: ClassSession, maya: StaffMember, branch: Branch
) -> None:
    appointment = by_hand(evening)
    ida = StaffMemberFactory(name="Ida", branches=(branch,), services=(yoga, haircut))
    busy = AppointmentFactory(staff=ida, service=haircut, starts_at=TUESDAY_18 - HOUR / 2)
    busy_at_six = ServiceFactory(name="Lang", minutes=60)
    ida.skills.create(service=busy_at_six)
    cancel_appointment(appointment_id=busy.pk, reason="", by="user:1", now=MONDAY_8, is_by_team=True)

    replace_teacher(session_id=evening.pk, staff_id=ida.pk, now=MONDAY_8)

    appointment.refresh_from_db()
    assert appointment.staff == ida
    assert set(Occupancy.objects.values_list("resource", flat=True)) == {ida.resource_id}
    add_time_off(staff_id=maya.pk, starts_at=TUESDAY_18, ends_at=TUESDAY_18 + HOUR, kind=TimeOffKind.SICK)
    cancel_appointment(appointment_id=appointment.pk, reason="", by="phone", now=MONDAY_8)
    assert booked(evening) == 0


def test_nobody_gives_a_class_who_does_not_give_it_or_is_busy(
    yoga: Service, evening: ClassSession, anna: StaffMember
) -> None:
    with pytest.raises(ServiceNotOffered):
        replace_teacher(session_id=evening.pk, staff_id=anna.pk, now=MONDAY_8)
    anna.skills.create(service=yoga)
    ClassSessionFactory(service=yoga, staff=anna, starts_at=TUESDAY_18 + HOUR / 2)
    with pytest.raises(SlotTaken):
        replace_teacher(session_id=evening.pk, staff_id=anna.pk, now=MONDAY_8)


def test_teacher_who_is_away_has_no_places(yoga: Service, evening: ClassSession, maya: StaffMember) -> None:
    [slot] = offered(yoga)
    away = partial(
        add_time_off, staff_id=maya.pk, starts_at=TUESDAY_18, ends_at=TUESDAY_18 + HOUR, kind=TimeOffKind.SICK
    )
    appointment = by_hand(evening)
    with pytest.raises(TimeOffConflicts) as conflict:
        away()
    assert conflict.value.appointment_ids == (appointment.pk,)

    away(despite_appointments=True)

    found = search_slots(search=SlotSearch(service_ids=(yoga.pk,), near=TUESDAY_18), now=MONDAY_8)
    assert [why.code for why in found.why_not] == [RefusalCode.STAFF_ABSENT]
    with pytest.raises(HoldExpired):
        book(slot)


def test_hanging_up_frees_the_places(yoga: Service, evening: ClassSession) -> None:
    offered(yoga, holder="call-1", party_size=3)

    assert release_holds(holder="call-1") == 1

    assert len(offered(yoga, holder="call-2", party_size=3)) == 1


def test_no_show_keeps_the_place(evening: ClassSession) -> None:
    appointment = by_hand(evening)
    Appointment.objects.filter(pk=appointment.pk).update(status=AppointmentStatus.NO_SHOW)

    assert booked(evening) == 1
