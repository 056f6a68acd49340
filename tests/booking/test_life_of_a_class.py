"""Places of classes offered, booked, moved, given back and called off in any order: the count is right."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from booking.enums import AppointmentSource, OfferState, RefusalCode, SessionState
from booking.errors import AppointmentNotChangeable, BookingRefused, MorePlacesBooked
from booking.models import Appointment, ClassSession, Occupancy, Offer
from booking.queries import search_slots, sessions_with_places
from booking.services import (
    book_appointment,
    book_directly,
    cancel_appointment,
    cancel_session,
    change_places,
    move_appointment,
    offer_times,
    release_holds,
    renew_hold,
    replace_teacher,
    set_overbooking,
)
from booking.values import CustomerDetails, OfferedSlot, SlotSearch
from tenants.models import Company
from tests.booking.acting import attempt
from tests.factories.booking import (
    MONDAY_8,
    BranchFactory,
    ClassSessionFactory,
    CourseFactory,
    StaffMemberFactory,
)

STARTS = [MONDAY_8 + timedelta(days=1, hours=9 + 2 * number) for number in range(3)]
holders = st.sampled_from(["call-1", "call-2", "web-1"])
parties = st.integers(1, 3)
sessions = st.integers(0, len(STARTS) - 1)
FULL = {RefusalCode.CLASS_FULL, RefusalCode.NO_CLASS}
GONE = {RefusalCode.HOLD_EXPIRED, RefusalCode.SLOT_TAKEN}


class LifeOfAClass(RuleBasedStateMachine):
    offers = Bundle("offers")
    appointments = Bundle("appointments")

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.keys = count()
        self.yoga = CourseFactory()
        set_overbooking(service=self.yoga, places=1)
        branch = BranchFactory()
        self.team = [
            StaffMemberFactory(name=name, branches=(branch,), services=(self.yoga,))
            for name in ("Maya", "Ida")
        ]
        self.sessions = [
            ClassSessionFactory(service=self.yoga, staff=self.team[number % 2], starts_at=start, places=3)
            for number, start in enumerate(STARTS)
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.close()

    def session(self, number: int) -> ClassSession:
        return ClassSession.objects.get(pk=self.sessions[number].pk)

    # --- what people do ---

    @rule(target=offers, holder=holders, number=sessions, people=parties)
    def ask(self, holder: str, number: int, people: int) -> object:
        search = SlotSearch(service_ids=(self.yoga.pk,), near=STARTS[number], limit=2, party_size=people)
        answer = offer_times(search=search, holder=holder, hold_for=timedelta(minutes=5), now=MONDAY_8)
        assert answer.offers or set(answer.reasons) <= FULL
        return multiple(*answer.offers)

    @rule(target=appointments, slot=offers)
    def book(self, slot: OfferedSlot) -> object:
        is_held = Offer.objects.running().filter(holder__gt="", session=slot.session_id).exists()
        booked = attempt(
            partial(
                book_appointment,
                slot_id=slot.slot_id,
                customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
                source=AppointmentSource.PHONE,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )
        if isinstance(booked, BookingRefused):
            assert booked.code in GONE | FULL  # places may be made fewer while they are held
            return multiple()
        assert is_held
        assert (booked.session_id, booked.party_size) == (slot.session_id, slot.party_size)
        return booked.pk

    @rule(target=appointments, number=sessions, people=parties)
    def book_by_hand(self, number: int, people: int) -> object:
        session = self.session(number)
        free = {each.session.pk: each.free for each in sessions_with_places(ClassSession.objects.all())}
        booked = attempt(
            partial(
                book_directly,
                service_id=self.yoga.pk,
                staff_id=session.staff_id,
                branch_id=session.branch_id,
                starts_at=session.starts_at,
                party_size=people,
                customer=CustomerDetails(name="Emma Weber", phone="+4915187654321"),
                source=AppointmentSource.PORTAL,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )
        if isinstance(booked, BookingRefused):
            assert booked.code in FULL
            assert free.get(session.pk, 0) < people
            return multiple()
        assert free[session.pk] >= people
        return booked.pk

    @rule(appointment=appointments, number=sessions)
    def move(self, appointment: int, number: int) -> None:
        session, before = self.session(number), Appointment.objects.get(pk=appointment)
        moved = attempt(
            partial(
                move_appointment,
                appointment_id=appointment,
                starts_at=session.starts_at,
                staff_id=session.staff_id,
                now=MONDAY_8,
                by="user:1",
            )
        )
        if isinstance(moved, BookingRefused):
            assert moved.code in FULL or isinstance(moved, AppointmentNotChangeable)
            assert Appointment.objects.get(pk=appointment).session_id == before.session_id

    @rule(appointment=consumes(appointments))
    def cancel(self, appointment: int) -> None:
        for _ in range(2):
            cancel_appointment(appointment_id=appointment, reason="", by="phone", now=MONDAY_8)

    @rule(slot=offers)
    def renew(self, slot: OfferedSlot) -> None:
        renewed = attempt(
            partial(renew_hold, slot_id=slot.slot_id, hold_for=timedelta(minutes=5), now=MONDAY_8)
        )
        assert not isinstance(renewed, BookingRefused) or renewed.code in FULL | GONE

    @rule(holder=holders)
    def hang_up(self, holder: str) -> None:
        release_holds(holder=holder)

    @rule(holder=holders)
    def let_expire(self, holder: str) -> None:
        Offer.objects.filter(holder=holder, state=OfferState.HELD).update(
            expires_at=Now() - timedelta(seconds=1)
        )

    @rule(number=sessions)
    def call_off(self, number: int) -> None:
        for _ in range(2):
            cancel_session(session_id=self.sessions[number].pk, reason="", by="user:1", now=MONDAY_8)
        assert self.session(number).booked == 0

    @rule(number=sessions, places=st.integers(1, 5))
    def change_the_places(self, number: int, places: int) -> None:
        booked = self.session(number).booked
        try:
            change_places(session_id=self.sessions[number].pk, places=places)
        except MorePlacesBooked:
            assert places < booked

    @rule(number=sessions, who=st.integers(0, 1))
    def change_the_teacher(self, number: int, who: int) -> None:
        changed = attempt(
            partial(
                replace_teacher,
                session_id=self.sessions[number].pk,
                staff_id=self.team[who].pk,
                now=MONDAY_8,
            )
        )
        if isinstance(changed, BookingRefused):
            assert isinstance(changed, AppointmentNotChangeable)  # called off before

    # --- what must always be true ---

    @invariant()
    def places_are_counted_right(self) -> None:
        for session in ClassSession.objects.all():
            coming = session.appointments.exclude(status="cancelled")
            people = coming.aggregate(people=Sum("party_size"))["people"] or 0
            held = session.offers.running().aggregate(people=Sum("party_size"))["people"] or 0
            assert session.booked == people
            assert people <= session.places + session.overbooking
            # Fewer places may be decided over what is held, never over what is booked.
            assert session.state != SessionState.CANCELLED or (people, held) == (0, 0)
            assert {each.staff_id for each in coming} <= {session.staff_id}

    @invariant()
    def each_session_takes_its_teacher_alone(self) -> None:
        taken = set(Occupancy.objects.values_list("session", "resource"))
        assert taken == {
            (session.pk, session.staff.resource_id)
            for session in ClassSession.objects.taking_place().select_related("staff")
        }

    @invariant()
    def what_is_free_can_be_booked(self) -> None:
        search = SlotSearch(service_ids=(self.yoga.pk,), limit=1)
        for slot in search_slots(search=search, now=MONDAY_8).slots:
            with transaction.atomic():
                book_directly(
                    service_id=slot.service_id,
                    staff_id=slot.staff_id,
                    branch_id=slot.branch_id,
                    starts_at=slot.starts_at,
                    customer=CustomerDetails(name="Paul", phone="+4915111111111"),
                    source=AppointmentSource.WEB,
                    idempotency_key="try",
                    now=MONDAY_8,
                )
                transaction.set_rollback(True)


@pytest.mark.filterwarnings("ignore:.*differing executors")
def test_life_of_a_class(company: Company) -> None:
    run_state_machine_as_test(
        LifeOfAClass,
        settings=settings(
            max_examples=max(settings.default.max_examples // 20, 2),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
