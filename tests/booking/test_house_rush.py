"""Everybody does something else at the same moment: bookings, visits, moves, series, sickness, merging."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import combinations

import pytest

from askproai.core.errors import AskProError
from booking.enums import AppointmentSource, RepeatUnit, SeriesScope
from booking.models import Appointment, Branch, Customer, Service, StaffMember
from booking.queries.series import SeriesWish, propose_series
from booking.rules.recurrence import Recurrence
from booking.services import (
    HOLD_ON_THE_PHONE,
    add_need,
    book_appointment,
    book_directly,
    book_series,
    cancel_appointment,
    change_series,
    move_appointment,
    offer_times,
)
from booking.services.customer_merging import merge_customers
from booking.services.outage_plans import report_sick
from booking.services.outages import undo_outage
from booking.values import CustomerDetails, PartWish, SlotSearch
from tenants.models import Company
from tests.booking.rush import rush
from tests.booking.slow_calendar import promises
from tests.factories.booking import (
    MONDAY_8,
    BranchFactory,
    ResourceFactory,
    ServiceFactory,
    StaffMemberFactory,
    berlin,
)

THREADS, ACTS_EACH = 3, 5


@pytest.fixture
def salon(committed_company: Company) -> Company:
    """Two people, two chairs, and two services of which each needs a chair."""
    branch = BranchFactory(max_per_day=30)
    chair, _ = ResourceFactory(branch=branch, group="Stuhl"), ResourceFactory(branch=branch, group="Stuhl")
    services = ServiceFactory(name="Haarschnitt"), ServiceFactory(name="Farbe", minutes=60)
    for service in services:
        add_need(service=service, group=chair.group)
    for name in ("Anna", "Ben"):
        StaffMemberFactory(name=name, branches=(branch,), services=services)
    return committed_company


class Somebody:
    """Does one thing after another by chance; refusals are answers, anything else is not."""

    def __init__(self, number: int) -> None:
        self.number, self.done = number, 0
        self.chance = random.Random(number)
        self.branch = Branch.objects.get()
        self.acts: list[Callable[[], object]] = [
            self.book, self.book_visit, self.move, self.cancel, self.book_rows, self.move_rows, self.be_sick,
            self.merge,
        ]  # fmt: skip

    def live(self) -> None:
        for act in self.chance.sample(self.acts, ACTS_EACH):
            try:
                act()
            except AskProError:
                continue

    def _start(self) -> datetime:
        return berlin("2026-03-31", "09:00") + self.chance.randrange(8) * timedelta(minutes=30)

    def _details(self) -> CustomerDetails:
        return CustomerDetails(name=f"Gast {self.chance.randrange(4)}", phone="+4915112345678")

    def _key(self) -> str:
        self.done += 1
        return f"{self.number}/{self.done}"

    def _appointment(self) -> Appointment:
        return self.chance.choice(list(Appointment.objects.not_cancelled()) or [Appointment(pk=0)])

    def _somebody(self) -> StaffMember:
        return self.chance.choice(list(StaffMember.objects.all()))

    def book(self) -> None:
        book_directly(
            service_id=self.chance.choice(list(Service.objects.all())).pk,
            staff_id=self._somebody().pk,
            branch_id=self.branch.pk,
            starts_at=self._start(),
            customer=self._details(),
            source=AppointmentSource.WEB,
            idempotency_key=self._key(),
            now=MONDAY_8,
        )

    def book_visit(self) -> None:
        services = self.chance.sample(list(Service.objects.all()), 2)
        search = SlotSearch(
            parts=tuple(PartWish(service_id=each.pk) for each in services), near=self._start()
        )
        offered = offer_times(
            search=search, holder=self._key(), hold_for=HOLD_ON_THE_PHONE, now=MONDAY_8
        ).offers
        for slot in offered[:1]:
            book_appointment(
                slot_id=slot.slot_id,
                customer=self._details(),
                source=AppointmentSource.PHONE,
                idempotency_key=self._key(),
                now=MONDAY_8,
            )

    def move(self) -> None:
        move_appointment(
            appointment_id=self._appointment().pk,
            starts_at=self._start(),
            staff_id=self._somebody().pk,
            by="user:1",
            now=MONDAY_8,
        )

    def cancel(self) -> None:
        one = self._appointment()
        cancel_appointment(appointment_id=one.pk, reason="", by="phone", now=MONDAY_8, whole_visit=True)

    def book_rows(self) -> None:
        start = self._start().astimezone(self.branch.zone)
        wish = SeriesWish(
            service_id=Service.objects.order_by("pk")[0].pk,
            branch_id=self.branch.pk,
            staff_id=self._somebody().pk,
            at=start.time(),
            recurrence=Recurrence(every=1, unit=RepeatUnit.WEEK, first=start.date(), count=2),
        )
        proposal = propose_series(wish=wish, now=MONDAY_8)
        if picks := proposal.picks("replace"):
            book_series(
                wish=proposal.wish,
                picks=picks,
                customer=self._details(),
                source=AppointmentSource.PORTAL,
                idempotency_key=self._key(),
                now=MONDAY_8,
            )

    def move_rows(self) -> None:
        change_series(
            appointment_id=self._appointment().pk,
            scope=SeriesScope.ALL,
            at=self._start().astimezone(self.branch.zone).time(),
            staff_id=self._somebody().pk,
            by="user:1",
            now=MONDAY_8,
        )

    def be_sick(self) -> None:
        start = self._start()
        outage = report_sick(
            staff_id=self._somebody().pk,
            starts_at=start,
            ends_at=start + timedelta(hours=2),
            user_id=1,
            now=MONDAY_8,
        )
        undo_outage(outage_id=outage.pk, now=MONDAY_8)

    def merge(self) -> None:
        kept, gone, *_ = [*Customer.objects.values_list("pk", flat=True)[:2], 0, 0]
        merge_customers(kept_id=kept, gone_id=gone, by_user_id=1, now=MONDAY_8)


def test_all_at_once_leaves_nobody_and_nothing_in_two_places(salon: Company) -> None:
    rush(salon, [partial(Somebody.live, Somebody(number)) for number in range(THREADS)])

    booked = [each for each in promises() if isinstance(each.row, Appointment)]
    for one, other in combinations(booked, 2):
        assert one.row.staff_id != other.row.staff_id or not one.person & other.person
        assert not any(steps & other.rooms.get(room, frozenset()) for room, steps in one.rooms.items())
    assert all(each.rooms for each in booked)
