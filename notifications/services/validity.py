"""Whether a message is still true, still wanted and still allowed: asked again immediately before sending."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models.functions import Now

from booking.enums import AppointmentStatus, ChangeKind, InvitationState, MoveState, WaitlistState
from booking.models import AppointmentChange, WaitlistEntry, WaitlistInvitation
from booking.quiet_hours import quiet_left
from notifications.enums import CALLED_OFF, REMINDERS, Purpose, Reason
from notifications.models import Notification
from notifications.services.limits import Cap, reached_cap
from notifications.services.subjects import Subject
from notifications.services.suppressions import suppression_reason

logger = logging.getLogger(__name__)

_COMPANY_CAP_PAUSE = timedelta(minutes=30)
_STILL_TO_COME = {AppointmentStatus.PENDING, AppointmentStatus.CONFIRMED}
_OF_OPEN_OFFERS = {Purpose.WAIT_OFFER, Purpose.WAIT_WHICH}
_NEVER_AT_NIGHT = {
    Purpose.WAIT_OFFER,
    Purpose.WAIT_TAKEN,
    Purpose.WAIT_OVER,
    Purpose.OUTAGE_ASK,
    Purpose.OUTAGE_MOVED,
}
# Whose visit begins so soon after the night that somebody is sick is told at once, whatever the hour.
_SOON = timedelta(hours=4)
_ABOUT_MOVES = {Purpose.OUTAGE_ASK: {MoveState.ASKED}, Purpose.OUTAGE_MOVED: {MoveState.MOVED}}


def why_pointless(notification: Notification, subject: Subject, *, now: datetime) -> Reason | None:
    """Why nobody needs this message any more; ``None`` when somebody does."""
    if subject.entry is not None:
        return _why_pointless_waiting(notification, subject, subject.entry)
    appointment = subject.appointment
    assert appointment is not None  # noqa: S101  a message is about the one or the other: notification_about_one_thing
    cancelled = appointment.status == AppointmentStatus.CANCELLED
    if notification.purpose in CALLED_OFF:
        return None if cancelled else Reason.SUPERSEDED
    if cancelled:
        return Reason.APPOINTMENT_CANCELLED
    if appointment.starts_at <= now or appointment.status not in _STILL_TO_COME:
        return Reason.TOO_LATE
    if notification.purpose == Purpose.REQUEST and appointment.status != AppointmentStatus.PENDING:
        return Reason.SUPERSEDED
    if notification.purpose in REMINDERS and not appointment.customer.wants_reminders:
        return Reason.OPTED_OUT
    if subject.move is not None:
        return (
            None if subject.move.state in _ABOUT_MOVES[Purpose(notification.purpose)] else Reason.SUPERSEDED
        )
    moved_since = AppointmentChange.objects.filter(
        appointment=appointment, kind=ChangeKind.RESCHEDULED, pk__gt=notification.occasion
    )
    return Reason.SUPERSEDED if moved_since.exists() else None


def _why_pointless_waiting(
    notification: Notification, subject: Subject, entry: WaitlistEntry
) -> Reason | None:
    invitation = subject.invitation
    if notification.purpose in _OF_OPEN_OFFERS:
        still_held = invitation is not None and is_still_held(invitation)
        return None if still_held else Reason.SUPERSEDED
    if notification.purpose == Purpose.WAIT_OVER:
        return None
    return None if entry.state == WaitlistState.WAITING else Reason.SUPERSEDED


def is_still_held(invitation: WaitlistInvitation) -> bool:
    """Whether the time can still be had, by the database's clock."""
    still_open = WaitlistInvitation.objects.filter(state=InvitationState.OPEN, expires_at__gt=Now())
    return still_open.filter(pk=invitation.pk).exists()


def why_forbidden(notification: Notification, *, index: bytes, now: datetime) -> Reason | None:
    """Why this person may not get it: they said no, nothing arrives there, or it was too much for a day."""
    if reason := suppression_reason(channel=notification.channel, index=index):
        return reason
    if reached_cap(notification, index=index, now=now) is Cap.ADDRESS:
        logger.error("notifications.address_cap", extra={"notification": notification.pk})
        return Reason.ADDRESS_CAP
    return None


def time_to_wait(notification: Notification, subject: Subject, *, index: bytes, now: datetime) -> timedelta:
    """How long the message must wait; nothing when it may go now."""
    quiet = quiet_left(now, zone=subject.branch.zone)
    if notification.purpose in REMINDERS:
        early = notification.due_at - now
        if early > timedelta(0) or (early := quiet):
            return early
    if notification.purpose in _NEVER_AT_NIGHT and quiet and not _is_near(subject, now + quiet):
        return quiet
    if reached_cap(notification, index=index, now=now) is Cap.COMPANY:
        logger.error("notifications.company_cap", extra={"channel": notification.channel})
        return _COMPANY_CAP_PAUSE
    return timedelta(0)


def _is_near(subject: Subject, morning: datetime) -> bool:
    is_outage = subject.move is not None
    return is_outage and subject.starts_at is not None and subject.starts_at < morning + _SOON
