"""Deposits and fees as a state: whoever takes the money (billing, or the team by hand) tells it here."""

from __future__ import annotations

from datetime import datetime

from askproai.core.events import publish
from booking.enums import ChangeKind, DepositState, FeeState
from booking.errors import AppointmentNotChangeable
from booking.events import AppointmentTermsChanged
from booking.models import Appointment, AppointmentChange
from booking.services.acts import booking_act
from booking.services.changeable import lock_appointment

# From which states each one can be reached; what is there already stays as it is.
_DEPOSIT_BEFORE: dict[DepositState, tuple[DepositState, ...]] = {
    DepositState.PAID: (DepositState.REQUIRED,),
    DepositState.RELEASED: (DepositState.REQUIRED, DepositState.PAID, DepositState.KEPT),
    DepositState.KEPT: (DepositState.PAID,),
}
_FEE_BEFORE: dict[FeeState, tuple[FeeState, ...]] = {
    FeeState.WAIVED: (FeeState.OWED,),
    FeeState.PAID: (FeeState.OWED, FeeState.WAIVED),
    FeeState.OWED: (FeeState.WAIVED,),
}


def record_deposit_paid(*, appointment_id: int, by: str, now: datetime) -> Appointment:
    """The money is there, or the card reserved. Twice is the same as once.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: nothing is asked for any more: it lapsed or was cancelled before, so the
        money has to go back.
    """
    return settle_deposit(appointment_id=appointment_id, state=DepositState.PAID, by=by, now=now)


@booking_act
def settle_deposit(*, appointment_id: int, state: DepositState, by: str, now: datetime) -> Appointment:
    """Paid, given back (or not asked for any more), or kept.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: this state cannot follow the one it is in.
    """
    appointment = lock_appointment(appointment_id)
    if appointment.deposit_state == state:
        return appointment
    if appointment.deposit_state not in _DEPOSIT_BEFORE.get(state, ()):
        raise AppointmentNotChangeable(deposit=appointment.deposit_state, wanted=state)
    appointment.deposit_state, appointment.deposit_due_at = state, None
    return _changed(appointment, ChangeKind.DEPOSIT, f"deposit:{state.value}", by=by, now=now)


@booking_act
def settle_fee(*, appointment_id: int, state: FeeState, by: str, now: datetime) -> Appointment:
    """Waived, paid, or owed after all.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: this state cannot follow the one it is in.
    """
    appointment = lock_appointment(appointment_id)
    if appointment.fee_state == state:
        return appointment
    if appointment.fee_state not in _FEE_BEFORE.get(state, ()):
        raise AppointmentNotChangeable(fee=appointment.fee_state, wanted=state)
    appointment.fee_state = state
    return _changed(appointment, ChangeKind.FEE, f"fee:{state.value}", by=by, now=now)


def _changed(appointment: Appointment, kind: ChangeKind, what: str, *, by: str, now: datetime) -> Appointment:
    appointment.version += 1
    appointment.save(update_fields=["deposit_state", "deposit_due_at", "fee_state", "version"])
    AppointmentChange.objects.create(appointment=appointment, kind=kind, changed_at=now, by=by, reason=what)
    publish(AppointmentTermsChanged(appointment_id=appointment.pk))
    return appointment
