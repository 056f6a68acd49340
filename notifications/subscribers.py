"""What happens in booking becomes messages, in the same transaction."""

from __future__ import annotations

from askproai.core.events import subscribe
from booking.events import (
    AppointmentApproved,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    AppointmentRestored,
    CodeWanted,
    OutageMoveSent,
    SeriesBooked,
    SeriesCancelled,
    SeriesMoved,
    WaitlistChanged,
    WaitlistTimeLost,
    WaitlistTimeOffered,
)
from booking.models import AppointmentChange
from notifications.services import codes, outage_messages, planning, share_mails, waitlist_messages
from telephony.events import CallShared


@subscribe(AppointmentBooked)
def on_booked(event: AppointmentBooked) -> None:
    """Confirm, and remind when it is time."""
    planning.plan_booking_messages(
        appointment_id=event.appointment_id, is_told=_is_told_alone(event), told_after=event.told_after
    )


@subscribe(AppointmentApproved)
def on_approved(event: AppointmentApproved) -> None:
    """Confirm what was only noted down."""
    planning.plan_approval_messages(
        appointment_id=event.appointment_id, change_id=event.change_id, is_told=not event.with_visit
    )


@subscribe(AppointmentRescheduled)
def on_rescheduled(event: AppointmentRescheduled) -> None:
    """Tell the new time, and move the reminder."""
    planning.plan_change_messages(
        appointment_id=event.appointment_id,
        change_id=event.change_id,
        is_told=_is_told_alone(event) and not event.is_silent,
        told_after=event.told_after,
    )


@subscribe(AppointmentCancelled)
def on_cancelled(event: AppointmentCancelled) -> None:
    """Tell that nobody needs to come, and drop what was planned."""
    planning.plan_cancellation_messages(
        appointment_id=event.appointment_id,
        change_id=event.change_id,
        is_told=_is_told_alone(event) and not event.is_silent,
        told_after=event.told_after,
    )


@subscribe(AppointmentRestored)
def on_restored(event: AppointmentRestored) -> None:
    """It stands again: say so to whoever heard otherwise, and remind as before."""
    planning.plan_restored_messages(
        appointment_id=event.appointment_id, change_id=event.change_id, is_told=not event.is_silent
    )


@subscribe(CodeWanted)
def on_code_wanted(event: CodeWanted) -> None:
    """Send the code that proves a number."""
    codes.plan_code(request_id=event.request_id)


@subscribe(SeriesBooked)
def on_series_booked(event: SeriesBooked) -> None:
    """One confirmation, which lists all days."""
    planning.plan_booking_messages(appointment_id=event.appointment_ids[0])


@subscribe(SeriesMoved)
def on_series_moved(event: SeriesMoved) -> None:
    """One message with all new times."""
    first = event.appointment_ids[0]
    planning.plan_change_messages(appointment_id=first, change_id=_last_change(first))


@subscribe(SeriesCancelled)
def on_series_cancelled(event: SeriesCancelled) -> None:
    """One message for all of them."""
    first = event.appointment_ids[0]
    planning.plan_cancellation_messages(appointment_id=first, change_id=_last_change(first))


@subscribe(WaitlistChanged)
def on_waitlist_changed(event: WaitlistChanged) -> None:
    """Welcome to the list, or the end of the waiting."""
    waitlist_messages.tell_about_waiting(entry_id=event.entry_id)


@subscribe(WaitlistTimeOffered)
def on_time_offered(event: WaitlistTimeOffered) -> None:
    """A time is held for them: the first yes has it."""
    waitlist_messages.tell_about_offer(invitation_id=event.invitation_id)


@subscribe(WaitlistTimeLost)
def on_time_lost(event: WaitlistTimeLost) -> None:
    """Somebody else was faster."""
    waitlist_messages.tell_that_it_is_taken(invitation_id=event.invitation_id)


@subscribe(OutageMoveSent)
def on_outage_move_sent(event: OutageMoveSent) -> None:
    """Somebody is sick, and this customer is told or asked."""
    outage_messages.tell_about_outage(move_id=event.move_id)


@subscribe(CallShared)
def on_call_shared(event: CallShared) -> None:
    """A colleague is asked to look at a call."""
    share_mails.owe_share_mail(call_id=event.call_id, now=event.at)


def _is_told_alone(event: AppointmentBooked | AppointmentRescheduled | AppointmentCancelled) -> bool:
    """Of a series one message of its own tells, of a visit that of its first part."""
    return not (event.with_series or event.with_visit)


def _last_change(appointment_id: int) -> int:
    return AppointmentChange.objects.filter(appointment=appointment_id).latest("pk").pk
