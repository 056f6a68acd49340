"""What happens to appointments concerns those who wait, in the same transaction."""

from __future__ import annotations

from askproai.core.events import subscribe
from booking.events import AppointmentBooked, AppointmentCancelled, AppointmentRescheduled, TimeOffRemoved
from booking.services.waitlist_changes import note_appointment, note_free_time


@subscribe(AppointmentBooked)
def on_booked(event: AppointmentBooked) -> None:
    """Whoever has what they waited for waits no longer."""
    note_appointment(appointment_id=event.appointment_id)


@subscribe(AppointmentRescheduled)
def on_rescheduled(event: AppointmentRescheduled) -> None:
    """The same, and the old time is free for others."""
    note_appointment(appointment_id=event.appointment_id)
    note_free_time()


@subscribe(AppointmentCancelled)
def on_cancelled(event: AppointmentCancelled) -> None:
    """The time is free for others."""
    note_free_time()


@subscribe(TimeOffRemoved)
def on_back_again(event: TimeOffRemoved) -> None:
    """So is all that was away."""
    note_free_time()
