"""What becomes of deposit and fee when an appointment is moved, cancelled, kept or missed. It is locked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from booking.enums import AppointmentStatus, DepositKind, DepositState, FeeState
from booking.errors import FeeNotAccepted
from booking.models import Appointment
from booking.models.periods import period
from booking.queries.terms import due_by, fee_for
from booking.services.terms import await_answer, await_deposit
from booking.values import Slot

# What the functions here may change.
TERMS = ("answer_due_at", "deposit_state", "deposit_due_at", "fee_state", "fee_cents")
_CAME_OR_NOT = (AppointmentStatus.ARRIVED, AppointmentStatus.DONE, AppointmentStatus.NO_SHOW)


def accepted_fee(asked_cents: int, *, accepted_cents: int) -> int:
    """The fee, if it is what was accepted.

    :raises FeeNotAccepted: nobody pays what they were not told before.
    """
    if asked_cents and accepted_cents != asked_cents:
        raise FeeNotAccepted(fee_cents=asked_cents)
    return asked_cents


def settle_on_cancelling(appointment: Appointment, *, fee_cents: int) -> None:
    """In time everything is given back; later the deposit is kept towards the fee."""
    appointment.answer_due_at = appointment.deposit_due_at = None
    _owe(appointment, fee_cents)
    if appointment.deposit_state == DepositState.PAID and fee_cents:
        appointment.deposit_state = DepositState.KEPT
    elif appointment.deposit_state in (DepositState.PAID, DepositState.REQUIRED):
        appointment.deposit_state = DepositState.RELEASED


def settle_on_moving(
    appointment: Appointment, slot: Slot, *, now: datetime, fee_cents: int, is_by_customer: bool
) -> dict[str, Any]:
    """The fields that change with the new time: a customer's new time needs the team's consent again."""
    appointment.period = period(slot.starts_at, slot.ends_at)
    _owe(appointment, fee_cents)
    is_request = appointment.status == AppointmentStatus.PENDING
    if is_request or (is_by_customer and appointment.service.needs_approval):
        await_answer(appointment, now=now)
    if appointment.deposit_due_at is not None:
        latest = due_by(now=now, within=appointment.branch.deposit_within, starts_at=slot.starts_at)
        appointment.deposit_due_at = min(appointment.deposit_due_at, latest)
    return {name: getattr(appointment, name) for name in ("status", *TERMS)}


def settle_on_status(appointment: Appointment, *, before: AppointmentStatus, now: datetime) -> None:
    """A yes makes the deposit due; whoever came owes nothing for it, whoever did not pays the fee."""
    if appointment.status == AppointmentStatus.CONFIRMED and before == AppointmentStatus.PENDING:
        await_deposit(appointment, now=now)
    appointment.answer_due_at = None
    if appointment.status in _CAME_OR_NOT:
        appointment.deposit_due_at = None
    if before == AppointmentStatus.NO_SHOW:
        _forgive_no_show(appointment)
    if appointment.status == AppointmentStatus.NO_SHOW:
        _charge_no_show(appointment)
    reserved = (appointment.deposit_kind, appointment.deposit_state) == (
        DepositKind.CARD_HOLD,
        DepositState.PAID,
    )
    if appointment.status == AppointmentStatus.DONE and reserved:
        appointment.deposit_state = DepositState.RELEASED
    if before == AppointmentStatus.DONE and appointment.deposit_kind == DepositKind.CARD_HOLD:
        _reserve_again(appointment)


def _reserve_again(appointment: Appointment) -> None:
    """It was not done after all, so the card is still reserved."""
    if appointment.deposit_state == DepositState.RELEASED:
        appointment.deposit_state = DepositState.PAID


def _charge_no_show(appointment: Appointment) -> None:
    fee = fee_for(appointment.service, appointment.branch, price_cents=appointment.price_cents)
    _owe(appointment, fee)
    if fee and appointment.deposit_state == DepositState.PAID:
        appointment.deposit_state = DepositState.KEPT


def _forgive_no_show(appointment: Appointment) -> None:
    """They were there after all; what was waived or paid stays so."""
    fee = fee_for(appointment.service, appointment.branch, price_cents=appointment.price_cents)
    if appointment.fee_state == FeeState.OWED:
        left = max((appointment.fee_cents or 0) - fee, 0)
        appointment.fee_state, appointment.fee_cents = (FeeState.OWED, left) if left else ("", None)
    if appointment.deposit_state == DepositState.KEPT:
        appointment.deposit_state = DepositState.PAID


def _owe(appointment: Appointment, cents: int) -> None:
    """Add to what is owed already: moved late and then cancelled late costs both."""
    if cents:
        before = appointment.fee_cents or 0 if appointment.fee_state == FeeState.OWED else 0
        appointment.fee_state, appointment.fee_cents = FeeState.OWED, before + cents
