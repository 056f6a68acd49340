"""Requests that wait for the team's answer, and what happens when nobody answers or pays in time."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.db.models.functions import Least

from booking.enums import AppointmentStatus, ChangeKind
from booking.errors import AppointmentNotChangeable
from booking.models import Appointment
from booking.services.acts import booking_act
from booking.services.changeable import lock_appointment, lock_visit_of
from booking.services.changes import call_off, mark_appointment

BY_SYSTEM = "system"
# One run of the due work; what is left is due at once again.
AT_ONCE = 200


@booking_act
def approve_request(*, appointment_id: int, by: str, now: datetime) -> Appointment:
    """Say yes: the appointment is confirmed, and a deposit becomes due. Twice is the same as once.

    What belongs to the same visit and waits too is confirmed with it.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: it lapsed or was cancelled meanwhile.
    """
    waiting = _waiting(appointment_id)
    for each in waiting[1:]:
        mark_appointment(
            appointment_id=each.pk, status=AppointmentStatus.CONFIRMED, by=by, now=now, with_visit=True
        )
    # The first part speaks for all, so it comes when the others are done.
    first = waiting[0].pk if waiting else appointment_id
    return mark_appointment(appointment_id=first, status=AppointmentStatus.CONFIRMED, by=by, now=now)


@booking_act
def decline_request(*, appointment_id: int, by: str, now: datetime, reason: str = "") -> Appointment:
    """Say no: the time is free again and the customer is told. Twice is the same as once.

    What belongs to the same visit and waits too is declined with it.

    :raises AppointmentUnknown: no such appointment.
    :raises AppointmentNotChangeable: it is no open request.
    """
    appointment = lock_appointment(appointment_id)
    if appointment.status == AppointmentStatus.CANCELLED:
        return appointment
    if appointment.status != AppointmentStatus.PENDING:
        raise AppointmentNotChangeable(status=appointment.status)
    first, *others = _waiting(appointment_id)
    for each in others:
        call_off(each, reason=reason, by=by, now=now, kind=ChangeKind.DECLINED, with_visit=True)
    return call_off(first, reason=reason, by=by, now=now, kind=ChangeKind.DECLINED)


def _waiting(appointment_id: int) -> list[Appointment]:
    """What waits for an answer of this visit, earliest first; locked."""
    parts = lock_visit_of(appointment_id)
    waiting = (each for each in parts if each.status == AppointmentStatus.PENDING)
    return sorted(waiting, key=lambda each: (each.starts_at, each.pk))


def let_lapse(*, now: datetime) -> datetime | None:
    """Free what was not answered or not paid in time; returns when the next one is due."""
    overdue = Appointment.objects.filter(Q(answer_due_at__lte=now) | Q(deposit_due_at__lte=now))
    for appointment_id in overdue.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
        _lapse(appointment_id=appointment_id, now=now)
    # LEAST leaves out what is not set.
    waiting = Appointment.objects.filter(Q(answer_due_at__isnull=False) | Q(deposit_due_at__isnull=False))
    due = waiting.annotate(due_at=Least("answer_due_at", "deposit_due_at")).order_by("due_at")
    next_due: datetime | None = due.values_list("due_at", flat=True).first()
    return next_due


@booking_act
def _lapse(*, appointment_id: int, now: datetime) -> None:
    """Looked at once more under the lock: the answer or the money may have come meanwhile."""
    appointment = lock_appointment(appointment_id)
    for due_at, reason in (
        (appointment.answer_due_at, "unanswered"),
        (appointment.deposit_due_at, "unpaid"),
    ):
        if due_at is not None and due_at <= now:
            call_off(appointment, reason=reason, by=BY_SYSTEM, now=now, kind=ChangeKind.LAPSED)
            return
