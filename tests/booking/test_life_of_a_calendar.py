"""Offers, holds, expiries, bookings, moves and cancellations in any order: the promises hold all the time."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count, pairwise

import pytest
from django.db import transaction
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

from booking.enums import AppointmentSource, OccupancyKind, OfferState, PhaseKind, RefusalCode, TimeOffKind
from booking.errors import BookingRefused, HoldExpired, SlotTaken, TimeOffConflicts
from booking.models import Appointment, Offer, Resource, Service, StaffMember, StaffSkill
from booking.queries import search_slots
from booking.services import (
    TEAM_MAY_WAIVE,
    add_need,
    add_time_off,
    book_appointment,
    book_directly,
    cancel_appointment,
    move_appointment,
    offer_times,
    release_holds,
    renew_hold,
    reschedule_appointment,
    set_phases,
)
from booking.values import CustomerDetails, OfferedSlot, SlotSearch
from tenants.models import Company
from tests.booking.acting import attempt
from tests.factories.booking import (
    MONDAY_8,
    BranchFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
)

TUESDAY_9 = datetime(2026, 3, 31, 7, tzinfo=UTC)
HOLDERS = ["call-1", "call-2", "web-1"]
quarters = st.integers(0, 12).map(lambda quarter: TUESDAY_9 + timedelta(minutes=15 * quarter))
people = st.sampled_from(["Anna", "Ben"])
holders = st.sampled_from(HOLDERS)


@dataclass
class Held:
    """What the test knows of an offer: its own view, apart from the database's."""

    slot: OfferedSlot
    holder: str
    moving: int | None
    state: str = "held"


class LifeOfACalendar(RuleBasedStateMachine):
    offers = Bundle("offers")
    appointments = Bundle("appointments")

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.keys = count()
        self.held: list[Held] = []
        haircut = ServiceFactory(minutes=30, buffer_after=timedelta(minutes=15))
        branch = BranchFactory()
        for position, name in enumerate(("Anna", "Ben")):
            StaffMemberFactory(name=name, branches=(branch,), services=(haircut,), position=position)
        self.service, self.branch = haircut, branch
        self.furnish()

    def furnish(self) -> None:
        """Nothing but people."""

    def takes(self, appointment: Appointment) -> set[tuple[int, int, int]]:
        """What an appointment occupies: the resource, from and until in minutes after its start."""
        return {(appointment.staff.resource_id, 0, 45)}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.close()

    # --- what people do ---

    @rule(target=offers, holder=holders, near=quarters, limit=st.integers(1, 3))
    def ask_for_times(self, holder: str, near: datetime, limit: int) -> object:
        return self._ask(holder, near, limit, moving=None)

    @rule(target=offers, holder=holders, near=quarters, appointment=appointments)
    def ask_for_times_to_move(self, holder: str, near: datetime, appointment: int) -> object:
        return self._ask(holder, near, 2, moving=appointment)

    def _ask(self, holder: str, near: datetime, limit: int, moving: int | None) -> object:
        window = (TUESDAY_9, TUESDAY_9 + timedelta(hours=4))
        search = SlotSearch(
            service_ids=(self.service.pk,),
            windows=(window,),
            near=near,
            limit=limit,
            moving_appointment_id=moving,
        )
        answer = offer_times(search=search, holder=holder, hold_for=timedelta(minutes=5), now=MONDAY_8)
        for older in self.held:
            if older.holder == holder and older.state in {"held", "expired"}:
                older.state = "released"
        fresh = [Held(slot, holder, moving) for slot in answer.offers]
        self.held += fresh
        return multiple(*fresh)

    @rule(target=appointments, offer=offers)
    def book(self, offer: Held) -> object:
        if offer.moving is not None:
            return multiple()
        booked = attempt(
            partial(
                book_appointment,
                slot_id=offer.slot.slot_id,
                customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
                source=AppointmentSource.PHONE,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )
        if isinstance(booked, BookingRefused):
            # A time that is held can be booked; any other refusal would be a broken promise.
            expected = {"booked": SlotTaken, "released": HoldExpired, "expired": HoldExpired}.get(offer.state)
            assert type(booked) is expected, offer
            return multiple()
        assert offer.state == "held"
        offer.state = "booked"
        assert (booked.starts_at, booked.staff_id) == (offer.slot.starts_at, offer.slot.staff_id)
        return booked.pk

    @rule(offer=offers, appointment=appointments)
    def reschedule(self, offer: Held, appointment: int) -> None:
        moved = attempt(
            partial(
                reschedule_appointment,
                appointment_id=appointment,
                slot_id=offer.slot.slot_id,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
            )
        )
        if isinstance(moved, BookingRefused):
            cancelled = Appointment.objects.get(pk=appointment).status == "cancelled"
            foreign = offer.moving not in {None, appointment}
            # A time found beside the appointment's own is free only as long as that stays where it was.
            assert offer.state != "held" or cancelled or foreign or offer.moving == appointment, moved.code
            return
        assert offer.state == "held"
        offer.state = "booked"
        assert moved.starts_at == offer.slot.starts_at

    @rule(target=appointments, name=people, start=quarters)
    def book_by_hand(self, name: str, start: datetime) -> object:
        booked = attempt(
            partial(
                book_directly,
                service_id=self.service.pk,
                staff_id=StaffMember.objects.get(name=name).pk,
                branch_id=self.branch.pk,
                starts_at=start,
                customer=CustomerDetails(name="Emma Weber", phone="+4915187654321"),
                source=AppointmentSource.PORTAL,
                idempotency_key=f"key-{next(self.keys)}",
                now=MONDAY_8,
                waived=TEAM_MAY_WAIVE,
            )
        )
        if isinstance(booked, BookingRefused):
            taken = {RefusalCode.SLOT_TAKEN, RefusalCode.STAFF_ABSENT, RefusalCode.RESOURCE_TAKEN}
            assert booked.code in taken
            return multiple()
        return booked.pk

    @rule(appointment=appointments, name=people, start=quarters)
    def move_by_hand(self, appointment: int, name: str, start: datetime) -> None:
        before = Appointment.objects.get(pk=appointment)
        moved = attempt(
            partial(
                move_appointment,
                appointment_id=appointment,
                starts_at=start,
                staff_id=StaffMember.objects.get(name=name).pk,
                now=MONDAY_8,
                by="user:1",
            )
        )
        if isinstance(moved, BookingRefused):
            assert RefusalCode(moved.code)
            assert Appointment.objects.get(pk=appointment).period == before.period

    @rule(appointment=consumes(appointments))
    def cancel(self, appointment: int) -> None:
        for _ in range(2):
            cancelled = cancel_appointment(appointment_id=appointment, reason="", by="phone", now=MONDAY_8)
        assert not cancelled.occupancies.exists()

    @rule(offer=offers)
    def renew(self, offer: Held) -> None:
        ends = attempt(
            partial(renew_hold, slot_id=offer.slot.slot_id, hold_for=timedelta(minutes=5), now=MONDAY_8)
        )
        if isinstance(ends, BookingRefused):
            assert offer.state != "held" or offer.moving, ends.code
            return
        assert offer.state in {"held", "expired"}
        offer.state = "held"

    @rule(holder=holders)
    def hang_up(self, holder: str) -> None:
        release_holds(holder=holder)
        for offer in self.held:
            if offer.holder == holder and offer.state in {"held", "expired"}:
                offer.state = "released"

    @rule(offer=offers)
    def let_expire(self, offer: Held) -> None:
        if offer.state == "held":
            row = Offer.objects.get(
                state=OfferState.HELD, period__startswith=offer.slot.starts_at, holder=offer.holder
            )
            Offer.objects.filter(pk=row.pk).update(expires_at=Now() - timedelta(seconds=1))
            row.occupancies.update(expires_at=Now() - timedelta(seconds=1))
            offer.state = "expired"

    @rule(name=people, start=quarters)
    def go_away(self, name: str, start: datetime) -> None:
        staff = StaffMember.objects.get(name=name)
        until = start + timedelta(minutes=30)
        away = attempt(
            partial(add_time_off, staff_id=staff.pk, starts_at=start, ends_at=until, kind=TimeOffKind.BLOCKED)
        )
        if isinstance(away, BookingRefused):
            assert isinstance(away, TimeOffConflicts)
            assert away.appointment_ids
            return
        for offer in self.held:
            in_the_way = any(
                resource_id == staff.resource_id and first < until and start < last
                for resource_id, first, last in offer.slot.takes
            )
            if offer.state in {"held", "expired"} and offer.slot.staff_id == staff.pk and in_the_way:
                offer.state = "released" if offer.state == "held" else self._state_of(offer)

    def _state_of(self, offer: Held) -> str:
        """An expired hold may or may not have been cleared away before."""
        row = Offer.objects.filter(holder=offer.holder, period__startswith=offer.slot.starts_at).latest("pk")
        return "released" if row.state == OfferState.RELEASED else offer.state

    # --- what must always be true ---

    @invariant()
    def nobody_and_nothing_is_in_two_places(self) -> None:
        for resource in Resource.objects.all():
            spans = sorted(
                (row.blocked.lower, row.blocked.upper)
                for row in resource.occupancies.exclude(kind=OccupancyKind.ABSENCE)
            )
            assert all(before[1] <= after[0] for before, after in pairwise(spans))

    @invariant()
    def each_promise_is_kept_in_full(self) -> None:
        for appointment in Appointment.objects.all():
            rows = {
                (
                    row.resource_id,
                    (row.blocked.lower - appointment.starts_at) // timedelta(minutes=1),
                    (row.blocked.upper - appointment.starts_at) // timedelta(minutes=1),
                )
                for row in appointment.occupancies.all()
            }
            assert rows == (set() if appointment.status == "cancelled" else self.takes(appointment))

    @invariant()
    def what_is_free_can_be_booked(self) -> None:
        """One free time, tried for real and undone; and it lies in nobody's way."""
        wish = SlotSearch(
            service_ids=(self.service.pk,), windows=((TUESDAY_9, TUESDAY_9 + timedelta(hours=4)),), limit=1
        )
        for slot in search_slots(search=wish, now=MONDAY_8).slots:
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


class LifeWithOneChair(LifeOfACalendar):
    """Colour takes effect while the person is free, but the one chair is not."""

    def furnish(self) -> None:
        work, waiting = (PhaseKind.WORK, timedelta(minutes=10)), (PhaseKind.PROCESSING, timedelta(minutes=20))
        set_phases(service=self.service, phases=(work, waiting, work))
        self.chair = ResourceFactory(branch=self.branch, group="Stuhl")
        add_need(service=self.service, group=self.chair.group)

    def takes(self, appointment: Appointment) -> set[tuple[int, int, int]]:
        person = appointment.staff.resource_id
        return {(person, 0, 10), (person, 30, 55), (self.chair.pk, 0, 55)}


@pytest.mark.filterwarnings("ignore:.*differing executors")
@pytest.mark.parametrize("life", [LifeOfACalendar, LifeWithOneChair])
def test_life_of_a_calendar(company: Company, life: type[LifeOfACalendar]) -> None:
    assert (Service.objects.count(), StaffSkill.objects.count()) == (0, 0)

    run_state_machine_as_test(
        life,
        settings=settings(
            max_examples=max(settings.default.max_examples // 15, 2),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
