"""What happens to appointments concerns those who wait and calendars elsewhere, in the same transaction."""

from __future__ import annotations

from django.utils import timezone

from askproai.core.events import subscribe
from booking.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    AppointmentRestored,
    AppointmentStatusChanged,
    TimeOffAdded,
    TimeOffRemoved,
)
from booking.queries.concerned import concerned_by
from booking.services.sync import owe_appointment
from booking.services.waitlist_changes import note_appointment, note_free_time


@subscribe(AppointmentBooked)
def on_booked(event: AppointmentBooked) -> None:
    """Whoever has what they waited for waits no longer.

    What came from a calendar elsewhere is bound to its entry there before that calendar is told.
    """
    concerned = concerned_by(event.appointment_id)
    if concerned.waits:
        note_appointment(appointment_id=event.appointment_id)
    if concerned.is_shown_elsewhere:
        owe_appointment(appointment_id=event.appointment_id, now=timezone.now(), came_from_there=False)


@subscribe(AppointmentRescheduled)
def on_rescheduled(event: AppointmentRescheduled) -> None:
    """The same, and the old time is free for others."""
    note_appointment(appointment_id=event.appointment_id)
    note_free_time()
    owe_appointment(appointment_id=event.appointment_id, now=timezone.now())


@subscribe(AppointmentCancelled)
def on_cancelled(event: AppointmentCancelled) -> None:
    """The time is free for others."""
    note_free_time()
    owe_appointment(appointment_id=event.appointment_id, now=timezone.now())


@subscribe(AppointmentRestored)
def on_restored(event: AppointmentRestored) -> None:
    """Calendars elsewhere show it again."""
    owe_appointment(appointment_id=event.appointment_id, now=timezone.now())


@subscribe(AppointmentStatusChanged)
def on_status(event: AppointmentStatusChanged) -> None:
    """Who did not come is marked there too, where that exists."""
    owe_appointment(appointment_id=event.appointment_id, now=timezone.now())


@subscribe(TimeOffAdded)
def on_away(event: TimeOffAdded) -> None:
    """Who was offered a time with somebody who is away now is offered another one."""
    note_free_time()


@subscribe(TimeOffRemoved)
def on_back_again(event: TimeOffRemoved) -> None:
    """So is all that was away."""
    note_free_time()
