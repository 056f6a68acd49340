"""What our changes owe to calendars elsewhere: rows, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from askproai.core.rows import insert_new
from booking.enums import AppointmentSource, AppointmentStatus, EventOrigin
from booking.models import Appointment, ExternalEvent, LinkedCalendar
from booking.services.sync.accounts import outbox_kind
from booking.services.sync.states import state_here
from tenants.outbox.services import enqueue_again


def owe_appointment(*, appointment_id: int, now: datetime, came_from_there: bool = True) -> None:
    """Have every calendar told that should have this appointment, or has had it until now.

    Called for each change of an appointment. Whoever sends finds out what is true by then.

    :param came_from_there: False: leave out what was booked in a calendar, and is not bound to its entry yet.
    """
    # Looked up, not joined: a person's appointments times a calendar's entries is a great many rows.
    owners = Appointment.objects.filter(pk=appointment_id).values("staff")
    holders = ExternalEvent.objects.filter(appointment=appointment_id).values("calendar")
    concerned = LinkedCalendar.objects.filter(Q(staff__in=owners) | Q(pk__in=holders), is_active=True)
    calendars = list(concerned.select_related("connection"))
    if not calendars:
        return
    appointment = Appointment.objects.get(pk=appointment_id)
    is_new_there = appointment.status != AppointmentStatus.CANCELLED and (
        came_from_there or appointment.source != AppointmentSource.CALENDAR
    )
    if is_new_there:
        _expect(appointment, [each for each in calendars if each.staff_id == appointment.staff_id])
    owe(ExternalEvent.objects.filter(appointment_id=appointment_id, calendar__is_active=True), now=now)


def _expect(appointment: Appointment, calendars: Iterable[LinkedCalendar]) -> None:
    """Rows of entries that are to be written there; where there is one already, it stays."""
    expected = [
        ExternalEvent(calendar=calendar, appointment=appointment, origin=EventOrigin.OURS)
        for calendar in calendars
        if calendar.sends
    ]
    insert_new(expected, known_by="mark")


def owe_calendar(calendar: LinkedCalendar, *, horizon: datetime, now: datetime) -> None:
    """Have a calendar told what it should have and has not: new links, and whatever was missed."""
    if not calendar.sends:
        return
    missing = (
        Appointment.objects.upcoming(now)
        .filter(staff=calendar.staff_id, period__startswith__lt=horizon)
        .exclude(external_events__calendar=calendar)
    )
    insert_new(
        [
            ExternalEvent(calendar=calendar, appointment_id=appointment_id, origin=EventOrigin.OURS)
            for appointment_id in missing.values_list("pk", flat=True)
        ],
        known_by="mark",
    )
    due = ExternalEvent.objects.filter(
        calendar=calendar, appointment__isnull=False, appointment__period__endswith__gt=now
    )
    owe(
        [
            event
            for event in due.select_related("appointment", "calendar__connection")
            if event.appointment and state_here(event.appointment, calendar) != event.agreed_ours
        ],
        now=now,
    )


def owe(events: Iterable[ExternalEvent], *, now: datetime) -> None:
    """Have these entries sent, each by its provider's outbox."""
    by_kind: dict[str, list[int]] = {}
    for event in _with_providers(events):
        by_kind.setdefault(outbox_kind(event.calendar.connection.provider), []).append(event.pk)
    for kind, ids in sorted(by_kind.items()):
        enqueue_again(kind=kind, subject_ids=ids, now=now)


def _with_providers(events: Iterable[ExternalEvent]) -> Iterable[ExternalEvent]:
    ids = [event.pk for event in events]
    return ExternalEvent.objects.filter(pk__in=ids).select_related("calendar__connection").order_by("pk")
