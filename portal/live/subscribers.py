"""From events of the rooms to news for open pages, told after commit."""

from __future__ import annotations

from django.db import transaction

from askproai.core.events import subscribe
from booking.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentRescheduled,
    AppointmentRestored,
    AppointmentStatusChanged,
    AppointmentTermsChanged,
    TimeOffAdded,
    TimeOffRemoved,
)
from notifications.events import NotificationStatusChanged
from portal.live.bell import News, What, ring
from telephony.events import (
    CallActDone,
    CallAnalysed,
    CallbackChanged,
    CallbackRequested,
    CallDeskChanged,
    CallEnded,
    CallStarted,
    CallTurnAdded,
    MessageLeft,
)
from tenants.context import current_company


def tell(what: What, subject_id: int) -> None:
    """Ring once the act is certain; nothing that goes wrong then reaches the act."""
    company = current_company()
    transaction.on_commit(lambda: ring(company, News(what, subject_id)), robust=True)


@subscribe(CallStarted)
def show_call(event: CallStarted) -> None:
    """A card for the new call."""
    tell(What.CALL_STARTED, event.call_id)


@subscribe(CallTurnAdded)
def show_turn(event: CallTurnAdded) -> None:
    """One more bubble in the call's card."""
    tell(What.TURN_ADDED, event.turn_id)


@subscribe(CallActDone)
def show_act(event: CallActDone) -> None:
    """What was done stands between the bubbles."""
    tell(What.ACT_DONE, event.act_id)


@subscribe(CallEnded)
def take_call_away(event: CallEnded) -> None:
    """The card goes, lists and figures follow."""
    tell(What.CALL_ENDED, event.call_id)


def refresh_calls(event: CallAnalysed | CallbackRequested | MessageLeft | CallDeskChanged) -> None:
    """Lists of calls, and the call's own page."""
    tell(What.CALL_CHANGED, event.call_id)


def refresh_appointments(
    event: AppointmentBooked
    | AppointmentRescheduled
    | AppointmentCancelled
    | AppointmentRestored
    | AppointmentStatusChanged
    | AppointmentTermsChanged,
) -> None:
    """Calendars and today's list."""
    tell(What.APPOINTMENTS_CHANGED, event.appointment_id)


def refresh_absences(event: TimeOffAdded | TimeOffRemoved) -> None:
    """Who is away stands in the same calendars."""
    tell(What.APPOINTMENTS_CHANGED, event.time_off_id)


@subscribe(NotificationStatusChanged)
def refresh_messages(event: NotificationStatusChanged) -> None:
    """How far an SMS or e-mail got, on the pages of its appointment and call."""
    tell(What.MESSAGE_CHANGED, event.appointment_id)


def refresh_callbacks(event: CallbackChanged | CallbackRequested) -> None:
    """The queue of callbacks, and the figure in the menu."""
    tell(What.CALLBACK_CHANGED, event.ticket_id)


subscribe(CallbackChanged)(refresh_callbacks)
subscribe(CallbackRequested)(refresh_callbacks)
subscribe(CallAnalysed)(refresh_calls)
subscribe(CallDeskChanged)(refresh_calls)
subscribe(CallbackRequested)(refresh_calls)
subscribe(MessageLeft)(refresh_calls)
subscribe(AppointmentBooked)(refresh_appointments)
subscribe(AppointmentRescheduled)(refresh_appointments)
subscribe(AppointmentCancelled)(refresh_appointments)
subscribe(AppointmentRestored)(refresh_appointments)
subscribe(TimeOffAdded)(refresh_absences)
subscribe(TimeOffRemoved)(refresh_absences)
subscribe(AppointmentStatusChanged)(refresh_appointments)
subscribe(AppointmentTermsChanged)(refresh_appointments)
