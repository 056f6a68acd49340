"""Joins, cancellations, yeses, late yeses, expiries and nights in any order: one winner, nobody dropped."""

from __future__ import annotations

from contextlib import ExitStack, suppress
from datetime import timedelta
from itertools import count, pairwise

import pytest
from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from booking.enums import AppointmentSource, InvitationState, OccupancyKind, WaitlistState
from booking.errors import BookingRefused, WaitlistTimeGone
from booking.models import Appointment, Occupancy, Offer, Resource, WaitlistEntry, WaitlistInvitation
from booking.services import book_directly, cancel_appointment
from booking.services.waitlist import leave_waitlist
from booking.services.waitlist_answers import accept_invitation, decline_invitation
from booking.services.waitlist_rounds import offer_to_waiting
from booking.values import CustomerDetails
from tenants.models import Company
from tests.booking.waiting import full_morning, waits
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

NINE = berlin("2026-03-31", "09:00")
any_one = st.integers(0, 50)


class LifeOfAWaitlist(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.undo = ExitStack()
        self.undo.enter_context(transaction.atomic())
        self.numbers = count()
        self.now = MONDAY_8
        self.haircut = ServiceFactory(minutes=30)
        self.branch = BranchFactory()
        self.anna = StaffMemberFactory(name="Anna", branches=(self.branch,), services=(self.haircut,))
        full_morning(self.anna, self.haircut)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.close()

    @rule(party=st.booleans())
    def join(self, party: bool) -> None:
        waits(f"Gast {next(self.numbers)}", self.haircut, minute=next(self.numbers))

    @rule()
    def join_with_a_later_appointment(self) -> None:
        customer = CustomerFactory(name=f"Gast {next(self.numbers)}")
        wanted = NINE + timedelta(days=1, minutes=30 * (next(self.numbers) % 16))
        try:
            later = AppointmentFactory(
                staff=self.anna, service=self.haircut, customer=customer, starts_at=wanted
            )
        except BookingRefused:
            return
        waits("", self.haircut, customer=customer, replaces_id=later.pk, minute=next(self.numbers))

    @rule(which=any_one)
    def leave(self, which: int) -> None:
        if entries := list(WaitlistEntry.objects.waiting()):
            leave_waitlist(entry_id=entries[which % len(entries)].pk, now=self.now)

    @rule(which=any_one)
    def cancel(self, which: int) -> None:
        planned = Appointment.objects.upcoming(self.now).order_by("period")
        if appointments := list(planned):
            cancel_appointment(
                appointment_id=appointments[which % len(appointments)].pk,
                reason="",
                by="phone",
                now=self.now,
                is_by_team=True,
            )

    @rule(quarter=st.integers(0, 7))
    def somebody_else_books(self, quarter: int) -> None:
        with suppress(BookingRefused):
            book_directly(
                service_id=self.haircut.pk,
                staff_id=self.anna.pk,
                branch_id=self.branch.pk,
                starts_at=NINE + timedelta(minutes=15 * quarter),
                customer=CustomerDetails(name="Paula Fremd", phone="+4915111111111"),
                source=AppointmentSource.WEB,
                idempotency_key=f"key-{next(self.numbers)}",
                now=self.now,
            )

    @rule()
    def look_who_waits(self) -> None:
        made = set(WaitlistInvitation.objects.values_list("pk", flat=True))
        offer_to_waiting(self.now)
        clock = self.now.astimezone(self.branch.zone).hour
        if clock < 8 or clock >= 21:
            assert set(WaitlistInvitation.objects.values_list("pk", flat=True)) == made

    @rule(hours=st.integers(1, 9))
    def time_goes_by(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), NINE - timedelta(hours=2))

    @rule()
    def holds_run_out(self) -> None:
        past = Now() - timedelta(seconds=1)
        Offer.objects.update(expires_at=past)
        Occupancy.objects.filter(kind=OccupancyKind.HOLD).update(expires_at=past)
        WaitlistInvitation.objects.filter(state=InvitationState.OPEN).update(expires_at=past)

    @rule(which=any_one)
    def say_yes(self, which: int) -> None:
        """To any offer ever made: open, late, declined, lost or taken."""
        invitations = list(WaitlistInvitation.objects.order_by("pk"))
        if not invitations:
            return
        invitation = invitations[which % len(invitations)]
        was_open = invitation.state == InvitationState.OPEN
        in_time = WaitlistInvitation.objects.filter(pk=invitation.pk, expires_at__gt=Now()).exists()
        try:
            accepted = accept_invitation(invitation_id=invitation.pk, via=AppointmentSource.WEB, now=self.now)
        except WaitlistTimeGone:
            # What is held for somebody cannot be gone.
            assert not (was_open and in_time)
            return
        assert accepted.appointment.customer_id == invitation.entry.customer_id
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.ACCEPTED
        assert WaitlistEntry.objects.get(pk=invitation.entry_id).state == WaitlistState.BOOKED

    @rule(which=any_one)
    def say_no(self, which: int) -> None:
        if invitations := list(WaitlistInvitation.objects.order_by("pk")):
            decline_invitation(invitation_id=invitations[which % len(invitations)].pk, now=self.now)

    # --- what must always be true ---

    @invariant()
    def no_round_has_two_winners(self) -> None:
        rounds = WaitlistInvitation.objects.values("round").annotate(
            winners=Count("pk", filter=Q(state=InvitationState.ACCEPTED))
        )
        assert all(each["winners"] <= 1 for each in rounds)

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        for resource in Resource.objects.all():
            spans = sorted(
                (row.blocked.lower, row.blocked.upper)
                for row in resource.occupancies.exclude(kind=OccupancyKind.ABSENCE)
            )
            assert all(before[1] <= after[0] for before, after in pairwise(spans))

    @invariant()
    def nobody_is_dropped(self) -> None:
        """Whoever waits no longer has an appointment, or went themselves."""
        booked = WaitlistEntry.objects.filter(state=WaitlistState.BOOKED)
        assert not booked.filter(appointment=None).exists()
        assert not WaitlistEntry.objects.filter(state=WaitlistState.EXPIRED).exists()
        for entry in booked.select_related("appointment"):
            assert entry.appointment is not None
            assert entry.appointment.customer_id == entry.customer_id

    @invariant()
    def everybody_is_asked_about_one_time_at_once(self) -> None:
        still_open = WaitlistInvitation.objects.filter(state=InvitationState.OPEN)
        assert len(set(still_open.values_list("entry", flat=True))) == still_open.count()
        assert not still_open.exclude(entry__state=WaitlistState.WAITING).exists()


@pytest.mark.filterwarnings("ignore:.*differing executors")
def test_life_of_a_waitlist(company: Company) -> None:
    run_state_machine_as_test(
        LifeOfAWaitlist,
        settings=settings(
            max_examples=settings.default.max_examples // 10,
            stateful_step_count=30,
            suppress_health_check=list(HealthCheck),
        ),
    )
