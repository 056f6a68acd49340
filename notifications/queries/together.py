"""Appointments of a series or a visit that one message tells of."""

from __future__ import annotations

from dataclasses import replace

from booking.enums import ChangeKind
from booking.models import Appointment, AppointmentChange
from booking.queries.visits import parts_of_visit
from notifications.enums import CALLED_OFF, Purpose
from notifications.models import Notification
from notifications.wording.facts import AppointmentFacts, facts_of
from notifications.wording.visit import visit_facts

_KINDS = {
    Purpose.REQUEST: ChangeKind.BOOKED,
    Purpose.CONFIRMATION: ChangeKind.BOOKED,
    Purpose.CHANGE: ChangeKind.RESCHEDULED,
    Purpose.CANCELLATION: ChangeKind.CANCELLED,
}


def facts_told(notification: Notification, appointment: Appointment, *, link: str = "") -> AppointmentFacts:
    """What the message may say of its appointment, and of those that it tells of as well."""
    facts = facts_of(appointment, link=link)
    if appointment.visit_id is not None:
        parts = _parts_told(notification, appointment)
        return visit_facts(facts, parts) if len(parts) > 1 else facts
    told = _told_together(notification, appointment)
    return replace(facts, together=tuple(map(facts_of, told))) if len(told) > 1 else facts


def _parts_told(notification: Notification, appointment: Appointment) -> list[Appointment]:
    """Everything that is left of the visit; of a cancellation, what was cancelled with it."""
    if notification.purpose not in CALLED_OFF:
        return parts_of_visit(appointment)
    gone = Appointment.objects.filter(visit=appointment.visit_id, cancelled_at=appointment.cancelled_at)
    return list(gone.with_names().order_by("period", "pk"))


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
