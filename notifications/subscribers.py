"""What happens in booking becomes messages, in the same transaction."""

from __future__ import annotations

from askproai.core.events import subscribe
from booking.events import (
    AppointmentApproved,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    CodeWanted,
)
from notifications.services import codes, planning


@subscribe(AppointmentBooked)
def on_booked(event: AppointmentBooked) -> None:
    """Confirm, and remind when it is time."""
    planning.plan_booking_messages(appointment_id=event.appointment_id)


@subscribe(AppointmentApproved)
def on_approved(event: AppointmentApproved) -> None:
    """Confirm what was only noted down."""
    planning.plan_approval_messages(appointment_id=event.appointment_id, change_id=event.change_id)


@subscribe(AppointmentRescheduled)
def on_rescheduled(event: AppointmentRescheduled) -> None:
    """Tell the new time, and move the reminder."""
    planning.plan_change_messages(appointment_id=event.appointment_id, change_id=event.change_id)


@subscribe(AppointmentCancelled)
def on_cancelled(event: AppointmentCancelled) -> None:
    """Tell that nobody needs to come, and drop what was planned."""
    planning.plan_cancellation_messages(appointment_id=event.appointment_id, change_id=event.change_id)


@subscribe(CodeWanted)
def on_code_wanted(event: CodeWanted) -> None:
    """Send the code that proves a number."""
    codes.plan_code(request_id=event.request_id)
