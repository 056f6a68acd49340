"""Requests, answers, deadlines, deposits and cancellations in any order: no cap is ever passed."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from booking.enums import (
    AppointmentSource,
    AppointmentStatus,
    DepositKind,
    DepositState,
    FeeState,
    RefusalCode,
)
from booking.errors import AppointmentNotChangeable, BookingRefused
from booking.models import Appointment, StaffMember
from booking.queries import search_slots
from booking.services import (
    approve_request,
    book_appointment,
    cancel_appointment,
    decline_request,
    offer_times,
    record_deposit_paid,
    release_holds,
)
from booking.services.approvals import let_lapse
from booking.values import CustomerDetails, OfferedSlot, SlotSearch
from tenants.models import Company
from tests.booking.acting import attempt, run_out
from tests.factories.booking import BERLIN, MONDAY_8, BranchFactory, ServiceFactory, StaffMemberFactory

A_DAY, PER_PERSON, AHEAD = 3, 2, 2
HOUR = timedelta(hours=1)
PEOPLE = {"Clara": "+4915112345678", "Emma": "+4915187654321", "Paul": "+4915155555555"}
CAPS = {
    RefusalCode.BRANCH_DAY_FULL,
    RefusalCode.STAFF_DAY_FULL,
    RefusalCode.TOO_MANY_APPOINTMENTS,
    RefusalCode.ALREADY_THAT_DAY,
}
GONE = {RefusalCode.HOLD_EXPIRED, RefusalCode.SLOT_TAKEN}
STANDS = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)


class LifeUnderCaps(RuleBasedStateMachine):
    offers = Bundle("offers")
    appointments = Bundle("appointments")

    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.keys, self.now = count(), MONDAY_8
        self.perm = ServiceFactory(
            needs_approval=True,
            max_per_customer_day=1,
            deposit_kind=DepositKind.DEPOSIT,
            deposit_percent=50,
            fee_percent=50,
            free_until=24 * HOUR,
        )
        branch = BranchFactory(
            max_per_day=A_DAY, max_upcoming=AHEAD, approval_within=3 * HOUR, deposit_within=3 * HOUR
        )
        for name in ("Anna", "Ben"):
            StaffMemberFactory(name=name, branches=(branch,), services=(self.perm,))
        StaffMember.objects.update(max_per_day=PER_PERSON)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.close()

    @rule(target=offers, holder=st.sampled_from(["call-1", "call-2", "web-1"]), days=st.integers(1, 2))
    def ask(self, holder: str, days: int) -> object:
        start = MONDAY_8 + timedelta(days=days)
        search = SlotSearch(
            service_ids=(self.perm.pk,), windows=((start, start + 10 * HOUR),), limit=2, alternatives=False
        )
        found = offer_times(search=search, holder=holder, hold_for=timedelta(minutes=5), now=self.now)
        assert found.offers or found.reasons
        return multiple(*found.offers)

    @rule(target=appointments, offer=offers, name=st.sampled_from(sorted(PEOPLE)))
    def book(self, offer: OfferedSlot, name: str) -> object:
        booked = attempt(
            partial(
                book_appointment,
                slot_id=offer.slot_id,
                customer=CustomerDetails(name=name, phone=PEOPLE[name]),
                source=AppointmentSource.WEB,
                idempotency_key=f"key-{next(self.keys)}",
                now=self.now,
            )
        )
        if isinstance(booked, BookingRefused):
            assert booked.code in CAPS | GONE
            return multiple()
        assert booked.status == AppointmentStatus.PENDING
        return booked.pk

    @rule(appointment=appointments, answer=st.sampled_from([approve_request, decline_request]))
    def answer(self, appointment: int, answer: object) -> None:
        assert callable(answer)
        before = Appointment.objects.get(pk=appointment).status
        done = attempt(partial(answer, appointment_id=appointment, by="user:1", now=self.now))
        if isinstance(done, BookingRefused):
            assert isinstance(done, AppointmentNotChangeable)
            assert before != AppointmentStatus.PENDING

    @rule(appointment=appointments)
    def pay(self, appointment: int) -> None:
        attempt(partial(record_deposit_paid, appointment_id=appointment, by="billing", now=self.now))

    @rule(appointment=appointments, agrees=st.booleans())
    def cancel(self, appointment: int, agrees: bool) -> None:
        accepted = 1950 if agrees else 0
        cancel = partial(cancel_appointment, appointment_id=appointment, reason="", by="web", now=self.now)
        gone = attempt(partial(cancel, accepted_fee_cents=accepted))
        if not isinstance(gone, BookingRefused) and gone.fee_state:
            assert (agrees, gone.fee_cents) == (True, 1950)

    @rule(hours=st.integers(1, 5))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + hours * HOUR, MONDAY_8 + 20 * HOUR)
        next_due = let_lapse(now=self.now)
        assert next_due is None or next_due > self.now

    @rule()
    def holds_run_out(self) -> None:
        run_out()

    @rule(holder=st.sampled_from(["call-1", "call-2", "web-1"]))
    def hang_up(self, holder: str) -> None:
        release_holds(holder=holder)

    @invariant()
    def no_cap_is_passed(self) -> None:
        standing = Appointment.objects.filter(status__in=STANDS).select_related("customer")
        days: Counter[tuple[object, ...]] = Counter()
        for each in standing:
            day = each.starts_at.astimezone(BERLIN).date()
            days[day,] += 1
            days["staff", each.staff_id, day] += 1
            days["own", each.customer_id, day] += 1
            days["ahead", each.customer_id] += 1
        for key, amount in days.items():
            most = {"staff": PER_PERSON, "own": 1, "ahead": AHEAD}.get(str(key[0]), A_DAY)
            assert amount <= most, key

    @invariant()
    def whatever_waits_has_a_deadline_and_its_time(self) -> None:
        for each in Appointment.objects.all():
            stands = each.status in STANDS
            assert (each.answer_due_at is not None) == (each.status == AppointmentStatus.PENDING)
            assert each.occupancies.exists() == stands
            if each.deposit_due_at is not None:
                assert (each.status, each.deposit_state) == (
                    AppointmentStatus.CONFIRMED,
                    DepositState.REQUIRED,
                )
            if each.deposit_state == DepositState.KEPT:
                assert each.fee_state == FeeState.OWED

    @invariant()
    def what_the_search_finds_passes_no_cap(self) -> None:
        for days in (1, 2):
            start: datetime = MONDAY_8 + timedelta(days=days)
            search = SlotSearch(
                service_ids=(self.perm.pk,),
                windows=((start, start + 10 * HOUR),),
                limit=1,
                alternatives=False,
            )
            taken = Appointment.objects.filter(
                status__in=STANDS, period__startswith__gte=start, period__startswith__lt=start + 12 * HOUR
            ).count()
            found = search_slots(search=search, now=self.now)
            assert not found.slots or taken < A_DAY
            assert found.slots or found.reasons


@pytest.mark.filterwarnings("ignore:.*differing executors")
def test_life_under_caps(company: Company) -> None:
    run_state_machine_as_test(
        LifeUnderCaps,
        settings=settings(
            max_examples=max(settings.default.max_examples // 20, 2),
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
