"""What an alert speaks of, read when it is told: what is no longer so is not told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse

from booking.enums import AppointmentSource, AppointmentStatus
from booking.models import Appointment, AppointmentChange, Branch, SyncConflict
from notifications.alerts.kinds import AlertKind
from telephony.enums import CallSource, Outcome, TicketState
from telephony.models import Call, CallbackTicket
from tenants.connections.models import Connection
from tenants.outbox.outcomes import Retry

# The team's own acts are no news to the team.
_OWN_SOURCES: Final = frozenset({AppointmentSource.PORTAL, AppointmentSource.IMPORT})
_LOST: Final = frozenset({Outcome.HUNG_UP, Outcome.NOTHING_FREE, Outcome.FAILED})
# After a call it takes a moment until it is known what came of it.
_ASK_AGAIN: Final = timedelta(seconds=20)
_KNOWN_WITHIN: Final = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True, slots=True)
class News:
    """One thing that happened. ``name`` is shown only to who wants names."""

    kind: AlertKind
    subject_id: int
    path: str
    branch: Branch | None = None
    at: datetime | None = None
    name: str = ""
    detail: str = ""
    branch_ids: frozenset[int] = frozenset()

    @property
    def tag(self) -> str:
        """The same for the same thing: a device shows it once, however often it comes."""
        return f"{self.kind}-{self.subject_id}"


def news_of(kind: AlertKind, subject_id: int, *, now: datetime) -> News | Retry | None:
    """What there is to tell; ``None`` when nobody needs it any more, a retry when it is too early to say."""
    return _READERS[kind](subject_id, now)


def _appointment(pk: int) -> Appointment | None:
    return Appointment.objects.with_names().filter(pk=pk).first()


def _about(kind: AlertKind, subject_id: int, appointment: Appointment) -> News:
    return News(
        kind=kind,
        subject_id=subject_id,
        path=reverse("appointment", args=[appointment.pk]),
        branch=appointment.branch,
        at=appointment.starts_at,
        name=appointment.customer.name,
    )


def _booked(appointment_id: int, now: datetime) -> News | None:
    appointment = _appointment(appointment_id)
    if appointment is None or appointment.status != AppointmentStatus.CONFIRMED:
        return None
    is_own = appointment.source in _OWN_SOURCES or appointment.starts_at <= now
    return None if is_own else _about(AlertKind.BOOKED, appointment_id, appointment)


def _request(appointment_id: int, now: datetime) -> News | None:
    appointment = _appointment(appointment_id)
    is_open = appointment is not None and appointment.status == AppointmentStatus.PENDING
    if appointment is None or not is_open or appointment.starts_at <= now:
        return None
    return _about(AlertKind.REQUEST, appointment_id, appointment)


def _cancelled(change_id: int, now: datetime) -> News | None:
    change = AppointmentChange.objects.filter(pk=change_id).first()
    if change is None or change.by.startswith("user:"):
        return None
    appointment = _appointment(change.appointment_id)
    if appointment is None or appointment.status != AppointmentStatus.CANCELLED:
        return None
    return _about(AlertKind.CANCELLED, change_id, appointment)


def _callback(ticket_id: int, now: datetime) -> News | None:
    return _ticket(AlertKind.CALLBACK, ticket_id)


def _callback_due(ticket_id: int, now: datetime) -> News | Retry | None:
    due = CallbackTicket.objects.filter(pk=ticket_id).values_list("due_at", flat=True).first()
    if due is not None and due > now:
        return Retry(after=due - now, reason="put off")
    return _ticket(AlertKind.CALLBACK_DUE, ticket_id)


def _ticket(kind: AlertKind, ticket_id: int) -> News | None:
    tickets = CallbackTicket.objects.select_related("call__branch", "appointment__branch")
    ticket = tickets.filter(pk=ticket_id, state=TicketState.OPEN).first()
    if ticket is None:
        return None
    source = ticket.call or ticket.appointment
    return News(
        kind=kind,
        subject_id=ticket_id,
        path=reverse("callbacks"),
        branch=source.branch if source else None,
        at=ticket.due_at,
        name=ticket.name,
    )


def _missed(call_id: int, now: datetime) -> News | Retry | None:
    call = Call.objects.select_related("branch", "customer").filter(pk=call_id).first()
    if call is None or call.source != CallSource.PHONE:
        return None
    if not call.outcome and now - (call.ended_at or now) < _KNOWN_WITHIN:
        return Retry(after=_ASK_AGAIN, reason="outcome unknown")
    if call.outcome not in _LOST:
        return None
    return News(
        kind=AlertKind.MISSED,
        subject_id=call_id,
        path=reverse("call", args=[call_id]),
        branch=call.branch,
        at=call.ringing_at,
        name=call.customer.name if call.customer else "",
    )


def _conflict(conflict_id: int, now: datetime) -> News | None:
    conflicts = SyncConflict.objects.select_related("appointment__branch")
    conflict = conflicts.filter(pk=conflict_id, resolution="").first()
    if conflict is None:
        return None
    appointment = conflict.appointment
    return News(
        kind=AlertKind.CONFLICT,
        subject_id=conflict_id,
        path=reverse("integrations"),
        branch=appointment.branch if appointment else None,
        at=appointment.starts_at if appointment else None,
    )


def _connection(connection_id: int, now: datetime) -> News | None:
    connection = Connection.objects.filter(pk=connection_id, state=Connection.State.RECONNECT).first()
    if connection is None:
        return None
    return News(
        kind=AlertKind.CONNECTION,
        subject_id=connection_id,
        path=reverse("integrations"),
        detail=connection.provider,
    )


_READERS: Final[dict[AlertKind, Callable[[int, datetime], News | Retry | None]]] = {
    AlertKind.BOOKED: _booked,
    AlertKind.CANCELLED: _cancelled,
    AlertKind.REQUEST: _request,
    AlertKind.CALLBACK: _callback,
    AlertKind.CALLBACK_DUE: _callback_due,
    AlertKind.MISSED: _missed,
    AlertKind.CONFLICT: _conflict,
    AlertKind.CONNECTION: _connection,
}
