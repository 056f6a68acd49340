"""On what terms an appointment can be had, moved or cancelled: the same for phone, page and team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.enums import AppointmentStatus
from booking.models import Appointment, Branch, Service

PROMISED = (AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED)


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeTerms:
    """What a customer may still do with an appointment, and what it costs right now.

    ``changeable_until``: until then it can be moved and cancelled at all. ``free_until``: until then without
    a fee; ``None`` where there is never one. ``late_fee_cents`` is what it costs after that.
    """

    is_changeable: bool
    changeable_until: datetime
    free_until: datetime | None
    late_fee_cents: int
    cancel_fee_cents: int
    move_fee_cents: int
    currency: str


def change_terms(appointment: Appointment, *, now: datetime) -> ChangeTerms:
    """The terms at this moment. Reads service and branch of the appointment."""
    service, branch = appointment.service, appointment.branch
    notice = branch.change_notice if service.change_notice is None else service.change_notice
    late_fee = fee_for(service, branch, price_cents=appointment.price_cents)
    free_until = appointment.starts_at - free_window(service, branch) if late_fee else None
    fee = late_fee if free_until is not None and now > free_until else 0
    changeable_until = appointment.starts_at - notice
    is_ahead = appointment.status in PROMISED and now < appointment.starts_at
    return ChangeTerms(
        is_changeable=is_ahead and now <= changeable_until,
        changeable_until=changeable_until,
        free_until=free_until,
        late_fee_cents=late_fee,
        # Whoever was not promised anything yet breaks no promise.
        cancel_fee_cents=fee if appointment.status == AppointmentStatus.CONFIRMED else 0,
        move_fee_cents=(
            fee if service.fee_on_moving and appointment.status == AppointmentStatus.CONFIRMED else 0
        ),
        currency=appointment.currency,
    )


def change_terms_of_visit(parts: Sequence[Appointment], *, now: datetime) -> ChangeTerms:
    """The terms of everything that belongs together: only all of it is moved or cancelled, for all fees.

    :param parts: at least one, in the order of time.
    """
    terms = [change_terms(part, now=now) for part in parts]
    free = [each.free_until for each in terms if each.free_until is not None]
    return ChangeTerms(
        is_changeable=all(each.is_changeable for each in terms),
        changeable_until=min(each.changeable_until for each in terms),
        free_until=min(free, default=None),
        late_fee_cents=sum(each.late_fee_cents for each in terms),
        cancel_fee_cents=sum(each.cancel_fee_cents for each in terms),
        move_fee_cents=sum(each.move_fee_cents for each in terms),
        currency=terms[0].currency,
    )


def fee_for(service: Service, branch: Branch, *, price_cents: int | None) -> int:
    """What it costs not to come, in cents: of the service, else of the branch; 0: nothing.

    A share of a price that is not known cannot be asked for.
    """
    own = service if service.fee_cents is not None or service.fee_percent is not None else branch
    return _amount(fixed=own.fee_cents, percent=own.fee_percent, price_cents=price_cents) or 0


def free_window(service: Service, branch: Branch) -> timedelta:
    """How long before the visit the fee begins; without a word about it, with the visit itself."""
    own = branch.free_until if service.free_until is None else service.free_until
    return own or timedelta(0)


def deposit_for(service: Service, *, price_cents: int | None) -> int | None:
    """What has to be paid or reserved before the visit, in cents; ``None``: nothing."""
    if not service.deposit_kind:
        return None
    return (
        _amount(fixed=service.deposit_cents, percent=service.deposit_percent, price_cents=price_cents) or None
    )


def due_by(*, now: datetime, within: timedelta, starts_at: datetime) -> datetime:
    """Until when an answer or a payment is waited for: never longer than half the time that is left."""
    return min(now + within, now + (starts_at - now) / 2)


def _amount(*, fixed: int | None, percent: int | None, price_cents: int | None) -> int | None:
    if percent is not None:
        # Half a cent is rounded up, as money is.
        return None if price_cents is None else (price_cents * percent + 50) // 100
    return fixed
