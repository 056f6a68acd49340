"""Appointments of a series that one message tells of, because they were booked or changed at once."""

from __future__ import annotations

from dataclasses import replace

from booking.enums import ChangeKind
from booking.models import Appointment, AppointmentChange
from notifications.enums import Purpose
from notifications.models import Notification
from notifications.wording.facts import AppointmentFacts, facts_of

_KINDS = {
    Purpose.REQUEST: ChangeKind.BOOKED,
    Purpose.CONFIRMATION: ChangeKind.BOOKED,
    Purpose.CHANGE: ChangeKind.RESCHEDULED,
    Purpose.CANCELLATION: ChangeKind.CANCELLED,
}


def facts_told(notification: Notification, appointment: Appointment, *, link: str = "") -> AppointmentFacts:
    """What the message may say of its appointment, and of those that it tells of as well."""
    facts = facts_of(appointment, link=link)
    told = _told_together(notification, appointment)
    return replace(facts, together=tuple(map(facts_of, told))) if len(told) > 1 else facts


def _told_together(notification: Notification, appointment: Appointment) -> list[Appointment]:
    kind = _KINDS.get(Purpose(notification.purpose))
    if kind is None or appointment.series_id is None:
        return []
    if kind == ChangeKind.BOOKED and notification.occasion:
        return []  # what was requested is agreed to one by one
    change = appointment.changes.filter(kind=kind).order_by("-pk").first()
    if change is None:
        return []
    at_once = AppointmentChange.objects.filter(
        kind=kind, changed_at=change.changed_at, appointment__series=appointment.series_id
    )
    told = Appointment.objects.filter(pk__in=at_once.values("appointment")).with_names()
    return list(told.order_by("period", "pk"))
