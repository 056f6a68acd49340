"""Calls that are owed to customers without their having called."""

from __future__ import annotations

from datetime import datetime

from askproai.core.events import publish
from askproai.core.rows import insert_new
from booking.models import Appointment, OutageMove
from telephony.enums import TicketResult, TicketState
from telephony.events import CallbackChanged
from telephony.models import CallbackTicket
from telephony.services.deadlines import callback_deadline


def owe_call_for_outage(*, move_id: int, now: datetime) -> None:
    """A ticket for a customer whose person is out; one is enough, however often it is asked for.

    It is due before the visit, and else as any callback is.
    """
    move = OutageMove.objects.select_related("appointment__customer", "appointment__branch", "old_staff")
    found = move.get(pk=move_id)
    appointment = found.appointment
    ticket = CallbackTicket(
        appointment=appointment,
        reason=f"{found.old_staff.name} fällt aus: neuen Termin vereinbaren ({appointment.reference})",
        name=appointment.customer.name,
        phone=appointment.customer.phone,
        created_at=now,
        due_at=min(callback_deadline(appointment.branch, now), max(now, found.starts_at)),
    )
    _owe(ticket)


def settle_call_for_outage(*, move_id: int, now: datetime) -> None:
    """Nobody has to call any more."""
    appointment_id = OutageMove.objects.values_list("appointment_id", flat=True).get(pk=move_id)
    _settle(appointment_id, now=now)


def _settle(appointment_id: int, *, now: datetime) -> None:
    still_open = CallbackTicket.objects.filter(appointment=appointment_id, state=TicketState.OPEN)
    for ticket_id in still_open.values_list("pk", flat=True):
        settled = {"state": TicketState.DONE, "done_at": now, "result": TicketResult.SETTLED}
        still_open.filter(pk=ticket_id).update(**settled)
        publish(CallbackChanged(ticket_id=ticket_id))


def owe_call_for_conflict(*, appointment_id: int, now: datetime) -> None:
    """A ticket for a customer whose appointment cannot stay as it is; due before the visit."""
    appointment = Appointment.objects.with_names().get(pk=appointment_id)
    reason = f"Überschneidung mit anderem Kalender: neue Zeit vereinbaren ({appointment.reference})"
    ticket = CallbackTicket(
        appointment=appointment,
        reason=reason,
        name=appointment.customer.name,
        phone=appointment.customer.phone,
        created_at=now,
        due_at=min(callback_deadline(appointment.branch, now), max(now, appointment.starts_at)),
    )
    _owe(ticket)


def _owe(ticket: CallbackTicket) -> None:
    if insert_new([ticket], known_by="appointment_id"):
        publish(CallbackChanged(ticket_id=ticket.pk))
