"""Deposits as a state, and what it costs to cancel late: said before, never charged unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from booking.enums import AppointmentStatus, ChangeKind, DepositKind, DepositState, FeeState
from booking.errors import AppointmentNotChangeable, FeeNotAccepted
from booking.models import Appointment, Branch, Service, StaffMember
from booking.queries import change_terms
from booking.services import (
    approve_request,
    cancel_appointment,
    mark_appointment,
    record_deposit_paid,
    reschedule_appointment,
    settle_deposit,
    settle_fee,
)
from booking.services.approvals import let_lapse
from tests.booking.acting import book, offered
from tests.factories.booking import MONDAY_8, AppointmentFactory

pytestmark = pytest.mark.usefixtures("anna")

HOUR = timedelta(hours=1)
DAY = 24 * HOUR
NEXT_MONDAY = MONDAY_8 + 7 * DAY


def set_rules(service: Service, **rules: object) -> None:
    Service.objects.filter(pk=service.pk).update(**rules)


def booked(service: Service) -> Appointment:
    """For 39 euros, in a week."""
    window = (NEXT_MONDAY, NEXT_MONDAY + DAY)
    return book(offered(service, limit=1, windows=(window,))[0])


@pytest.mark.parametrize(
    ("rules", "asked"),
    [
        ({}, None),
        ({"deposit_kind": DepositKind.DEPOSIT, "deposit_cents": 2000}, 2000),
        ({"deposit_kind": DepositKind.CARD_HOLD, "deposit_percent": 50}, 1950),
        ({"deposit_kind": DepositKind.DEPOSIT, "deposit_percent": 33}, 1287),
    ],
)
def test_a_deposit_is_asked_for_when_it_is_booked(
    haircut: Service, rules: dict[str, object], asked: int | None
) -> None:
    set_rules(haircut, **rules)

    visit = booked(haircut)

    assert visit.deposit_cents == asked
    assert visit.deposit_state == (DepositState.REQUIRED if asked else "")
    assert (visit.deposit_due_at is None) == (asked is None)


def test_the_team_asks_itself_for_no_deposit(anna: StaffMember, haircut: Service) -> None:
    set_rules(haircut, deposit_kind=DepositKind.DEPOSIT, deposit_cents=2000)

    assert AppointmentFactory(staff=anna, service=haircut).deposit_state == ""


@pytest.fixture
def secured(haircut: Service) -> Appointment:
    set_rules(haircut, deposit_kind=DepositKind.DEPOSIT, deposit_cents=2000, fee_percent=50, free_until=DAY)
    return booked(haircut)


def test_a_deposit_is_paid_once(secured: Appointment) -> None:
    for _ in range(2):
        paid = record_deposit_paid(appointment_id=secured.pk, by="user:1", now=MONDAY_8)

    assert (paid.deposit_state, paid.deposit_due_at) == (DepositState.PAID, None)
    assert paid.changes.filter(kind=ChangeKind.DEPOSIT).count() == 1
    assert let_lapse(now=MONDAY_8 + 3 * DAY) is None


def test_what_is_not_paid_in_time_is_given_back(secured: Appointment) -> None:
    let_lapse(now=MONDAY_8 + DAY + HOUR)

    secured.refresh_from_db()
    assert (secured.status, secured.deposit_state) == (AppointmentStatus.CANCELLED, DepositState.RELEASED)
    assert secured.changes.latest("pk").kind == ChangeKind.LAPSED
    with pytest.raises(AppointmentNotChangeable):
        record_deposit_paid(appointment_id=secured.pk, by="billing", now=MONDAY_8 + 2 * DAY)


def test_money_is_due_only_after_the_yes(haircut: Service) -> None:
    set_rules(haircut, needs_approval=True, deposit_kind=DepositKind.DEPOSIT, deposit_cents=2000)
    visit = booked(haircut)
    assert visit.deposit_due_at is None

    visit = approve_request(appointment_id=visit.pk, by="user:1", now=MONDAY_8 + HOUR)

    assert visit.deposit_due_at == MONDAY_8 + HOUR + DAY


@pytest.mark.parametrize(("hours", "state"), [(25, DepositState.RELEASED), (23, DepositState.KEPT)])
def test_a_paid_deposit_is_kept_only_when_it_is_late(
    secured: Appointment, hours: int, state: DepositState
) -> None:
    record_deposit_paid(appointment_id=secured.pk, by="user:1", now=MONDAY_8)

    cancelled = cancel_late(secured, hours=hours, accepted=1950)

    assert cancelled.deposit_state == state


def cancel_late(
    visit: Appointment, *, hours: int, accepted: int = 0, is_by_team: bool = False
) -> Appointment:
    return cancel_appointment(
        appointment_id=visit.pk,
        reason="",
        by="phone",
        now=visit.starts_at - hours * HOUR,
        accepted_fee_cents=accepted,
        is_by_team=is_by_team,
    )


@pytest.mark.parametrize("accepted", [0, 1000])
def test_nobody_pays_a_fee_they_were_not_told(secured: Appointment, accepted: int) -> None:
    with pytest.raises(FeeNotAccepted) as refusal:
        cancel_late(secured, hours=23, accepted=accepted)

    assert refusal.value.fee_cents == 1950
    secured.refresh_from_db()
    assert secured.status == AppointmentStatus.CONFIRMED


def test_an_accepted_fee_is_owed_and_may_be_waived(secured: Appointment) -> None:
    cancelled = cancel_late(secured, hours=23, accepted=1950)
    assert (cancelled.fee_state, cancelled.fee_cents) == (FeeState.OWED, 1950)

    waived = settle_fee(appointment_id=secured.pk, state=FeeState.WAIVED, by="user:1", now=MONDAY_8)

    assert waived.fee_state == FeeState.WAIVED
    assert waived.changes.latest("pk").kind == ChangeKind.FEE


def test_the_team_cancels_for_nothing(secured: Appointment) -> None:
    assert cancel_late(secured, hours=1, is_by_team=True).fee_state == ""


@pytest.mark.parametrize(
    ("of_branch", "of_service", "fee"),
    [
        ({}, {}, 0),
        ({"fee_cents": 1500, "free_until": DAY}, {}, 1500),
        ({"fee_cents": 1500, "free_until": DAY}, {"fee_percent": 100}, 3900),
        ({"fee_cents": 1500, "free_until": DAY}, {"fee_cents": 0}, 0),
        ({"fee_cents": 1500, "free_until": DAY}, {"free_until": HOUR}, 0),
        ({"fee_cents": 1500}, {}, 0),
    ],
)
def test_the_service_says_more_than_the_branch(
    haircut: Service, of_branch: dict[str, object], of_service: dict[str, object], fee: int
) -> None:
    Branch.objects.update(**of_branch)
    set_rules(haircut, **of_service)
    visit = booked(haircut)

    terms = change_terms(visit, now=visit.starts_at - 2 * HOUR)

    visit.refresh_from_db()
    assert change_terms(visit, now=visit.starts_at - 2 * HOUR).cancel_fee_cents == fee
    assert terms.move_fee_cents == 0


def test_terms_name_the_hour_until_which_it_is_free(secured: Appointment) -> None:
    terms = change_terms(secured, now=MONDAY_8)

    assert terms.is_changeable
    assert terms.free_until == secured.starts_at - DAY
    assert (terms.cancel_fee_cents, terms.late_fee_cents) == (0, 1950)


def test_moving_late_may_cost_too(haircut: Service, secured: Appointment) -> None:
    set_rules(haircut, fee_on_moving=True)
    late = secured.starts_at - 23 * HOUR
    (slot,) = offered(haircut, limit=1, moving_appointment_id=secured.pk, now=late)
    move = {"appointment_id": secured.pk, "slot_id": slot.slot_id, "now": late}

    with pytest.raises(FeeNotAccepted):
        reschedule_appointment(**move, idempotency_key="1")  # type: ignore[arg-type]
    moved = reschedule_appointment(**move, idempotency_key="2", accepted_fee_cents=1950)  # type: ignore[arg-type]

    assert (moved.fee_state, moved.fee_cents) == (FeeState.OWED, 1950)


def test_who_does_not_come_owes_the_fee_unless_it_was_a_mistake(secured: Appointment) -> None:
    record_deposit_paid(appointment_id=secured.pk, by="user:1", now=MONDAY_8)
    after = secured.starts_at + HOUR

    missed = mark_appointment(
        appointment_id=secured.pk, status=AppointmentStatus.NO_SHOW, by="user:1", now=after
    )
    assert (missed.fee_cents, missed.deposit_state) == (1950, DepositState.KEPT)

    there = mark_appointment(
        appointment_id=secured.pk, status=AppointmentStatus.ARRIVED, by="user:1", now=after
    )
    assert (there.fee_state, there.fee_cents, there.deposit_state) == ("", None, DepositState.PAID)


def test_a_card_is_released_after_the_visit(haircut: Service) -> None:
    set_rules(haircut, deposit_kind=DepositKind.CARD_HOLD, deposit_cents=5000)
    visit = booked(haircut)
    record_deposit_paid(appointment_id=visit.pk, by="billing", now=MONDAY_8)

    done = mark_appointment(
        appointment_id=visit.pk, status=AppointmentStatus.DONE, by="user:1", now=visit.starts_at
    )

    assert done.deposit_state == DepositState.RELEASED


def test_a_deposit_that_is_waived_is_not_waited_for(secured: Appointment) -> None:
    settle_deposit(appointment_id=secured.pk, state=DepositState.RELEASED, by="user:1", now=MONDAY_8)

    let_lapse(now=MONDAY_8 + 3 * DAY)

    secured.refresh_from_db()
    assert secured.status == AppointmentStatus.CONFIRMED
