"""Whether a message is still true, still wanted and still allowed: asked again immediately before sending."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from booking.enums import AppointmentStatus, ChangeKind
from booking.models import Appointment, AppointmentChange
from booking.quiet_hours import quiet_left
from notifications.enums import CALLED_OFF, Purpose, Reason
from notifications.models import Notification
from notifications.services.limits import Cap, reached_cap
from notifications.services.suppressions import suppression_reason

logger = logging.getLogger(__name__)

_COMPANY_CAP_PAUSE = timedelta(minutes=30)
_STILL_TO_COME = {AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED}


def why_pointless(notification: Notification, appointment: Appointment, *, now: datetime) -> Reason | None:
    """Why nobody needs this message any more; ``None`` when somebody does."""
    cancelled = appointment.status == AppointmentStatus.CANCELLED
    if notification.purpose in CALLED_OFF:
        return None if cancelled else Reason.SUPERSEDED
    if cancelled:
        return Reason.APPOINTMENT_CANCELLED
    if appointment.starts_at <= now or appointment.status not in _STILL_TO_COME:
        return Reason.TOO_LATE
    if notification.purpose == Purpose.REQUEST and appointment.status != AppointmentStatus.PENDING:
        return Reason.SUPERSEDED
    if notification.purpose == Purpose.REMINDER and not appointment.customer.wants_reminders:
        return Reason.OPTED_OUT
    moved_since = AppointmentChange.objects.filter(
        appointment=appointment, kind=ChangeKind.RESCHEDULED, pk__gt=notification.occasion
    )
    return Reason.SUPERSEDED if moved_since.exists() else None


def why_forbidden(notification: Notification, *, index: bytes, now: datetime) -> Reason | None:
    """Why this person may not get it: they said no, nothing arrives there, or it was too much for a day."""
    if reason := suppression_reason(channel=notification.channel, index=index):
        return reason
    if reached_cap(notification, index=index, now=now) is Cap.ADDRESS:
        logger.error("notifications.address_cap", extra={"notification": notification.pk})
        return Reason.ADDRESS_CAP
    return None


def time_to_wait(
    notification: Notification, appointment: Appointment, *, index: bytes, now: datetime
) -> timedelta:
    """How long the message must wait; nothing when it may go now."""
    if notification.purpose == Purpose.REMINDER:
        early = notification.due_at - now
        if early > timedelta(0) or (early := quiet_left(now, zone=appointment.branch.zone)):
            return early
    if reached_cap(notification, index=index, now=now) is Cap.COMPANY:
        logger.error("notifications.company_cap", extra={"channel": notification.channel})
        return _COMPANY_CAP_PAUSE
    return timedelta(0)
