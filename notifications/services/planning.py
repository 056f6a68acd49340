"""Writing down which messages an appointment gives rise to. Part of the booking's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from askproai.core.events import publish
from booking.enums import AppointmentSource
from booking.models import Appointment, AppointmentChange, Customer
from notifications.enums import Channel, NotificationState, Purpose, Reason
from notifications.events import NotificationStatusChanged
from notifications.models import Notification
from notifications.reach import takes_mail, takes_sms
from notifications.services.quiet_hours import reminder_due
from tenants.outbox.services import enqueue


@transaction.atomic
def plan_booking_messages(*, appointment_id: int) -> None:
    """Confirm by every way the customer can be reached, and remind a day before. Twice changes nothing.

    An imported appointment was confirmed elsewhere long ago, so it is only reminded of.
    """
    appointment = _appointment(appointment_id)
    now = appointment.created_at
    if appointment.starts_at <= now:
        return
    if appointment.source != AppointmentSource.IMPORT:
        _plan(appointment, purpose=Purpose.CONFIRMATION, occasion=0, now=now)
    _plan_reminder(appointment, occasion=0, now=now)


@transaction.atomic
def plan_change_messages(*, appointment_id: int, change_id: int) -> None:
    """Tell the new time instead of whatever has not been told yet, and remind of the new time."""
    appointment = _appointment(appointment_id)
    now = AppointmentChange.objects.get(pk=change_id).changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.SUPERSEDED)
    if appointment.starts_at <= now:
        return
    _plan(appointment, purpose=Purpose.CHANGE, occasion=change_id, now=now)
    _plan_reminder(appointment, occasion=change_id, now=now)


@transaction.atomic
def plan_cancellation_messages(*, appointment_id: int, change_id: int) -> None:
    """Tell that the appointment is off, and nothing else of it any more."""
    appointment = _appointment(appointment_id)
    now = AppointmentChange.objects.get(pk=change_id).changed_at
    _drop_queued(appointment_id, before=change_id, reason=Reason.APPOINTMENT_CANCELLED)
    if appointment.starts_at > now:
        _plan(appointment, purpose=Purpose.CANCELLATION, occasion=change_id, now=now)


def address_of(customer: Customer, channel: str) -> str:
    """Where this customer gets messages of this channel; empty when nowhere."""
    if channel == Channel.SMS:
        return customer.phone if customer.phone and takes_sms(customer.phone) else ""
    return customer.email if customer.email and takes_mail(customer.email) else ""


def _appointment(appointment_id: int) -> Appointment:
    return Appointment.objects.select_related("customer", "branch").get(pk=appointment_id)


def _reachable_by(customer: Customer) -> list[Channel]:
    return [channel for channel in Channel if address_of(customer, channel)]


def _plan(appointment: Appointment, *, purpose: Purpose, occasion: int, now: datetime) -> None:
    for channel in _reachable_by(appointment.customer):
        _write(appointment, purpose=purpose, channel=channel, occasion=occasion, due_at=now, now=now)


def _plan_reminder(appointment: Appointment, *, occasion: int, now: datetime) -> None:
    due_at = reminder_due(starts_at=appointment.starts_at, zone=appointment.branch.zone, now=now)
    if due_at is None:
        return
    # One reminder is a service, two are a nuisance: by SMS, else by mail.
    for channel in _reachable_by(appointment.customer)[:1]:
        _write(
            appointment, purpose=Purpose.REMINDER, channel=channel, occasion=occasion, due_at=due_at, now=now
        )


def _write(
    appointment: Appointment,
    *,
    purpose: Purpose,
    channel: Channel,
    occasion: int,
    due_at: datetime,
    now: datetime,
) -> None:
    notification, created = Notification.objects.get_or_create(
        appointment=appointment,
        purpose=purpose,
        channel=channel,
        occasion=occasion,
        defaults={"due_at": due_at, "created_at": now},
    )
    if created:
        enqueue(kind=channel, subject_id=notification.pk, due_at=due_at, now=now)


def _drop_queued(appointment_id: int, *, before: int, reason: Reason) -> None:
    queued = Notification.objects.select_for_update().filter(
        appointment_id=appointment_id, occasion__lt=before, state=NotificationState.QUEUED
    )
    dropped = list(queued.values_list("pk", flat=True))
    Notification.objects.filter(pk__in=dropped).update(state=NotificationState.CANCELLED, reason=reason)
    _tell(appointment_id, dropped)


def _tell(appointment_id: int, dropped: Iterable[int]) -> None:
    for notification_id in dropped:
        publish(
            NotificationStatusChanged(
                notification_id=notification_id,
                appointment_id=appointment_id,
                state=NotificationState.CANCELLED,
            )
        )
