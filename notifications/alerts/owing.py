"""What happens in the business is owed to the team's devices, in the transaction in which it happens."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils import timezone

from askproai.core.events import subscribe
from askproai.core.rows import Prepared
from booking.events import AppointmentBooked, AppointmentCancelled, ConflictFound, SeriesBooked
from notifications.alerts.kinds import AlertKind
from notifications.alerts.telling import kind_of
from notifications.models import PushSubscription
from telephony.events import CallbackRequested, CallEnded
from telephony.models import CallbackTicket
from tenants.connections.events import ConnectionBroken
from tenants.outbox.services import Owed, enqueue_again, enqueue_all

# What came of a call is known a moment after it ended.
_AFTER_A_CALL: Final = timedelta(seconds=10)
_DEVICES: Final[Prepared[PushSubscription]] = Prepared(lambda: PushSubscription.objects.only("pk")[:1])


@subscribe(AppointmentBooked)
def on_booked(event: AppointmentBooked) -> None:
    """Of several that belong together one alert tells."""
    if not (event.with_series or event.with_visit):
        _owe(event.appointment_id, AlertKind.BOOKED, AlertKind.REQUEST)


@subscribe(SeriesBooked)
def on_series_booked(event: SeriesBooked) -> None:
    """The first of them."""
    _owe(event.appointment_ids[0], AlertKind.BOOKED, AlertKind.REQUEST)


@subscribe(AppointmentCancelled)
def on_cancelled(event: AppointmentCancelled) -> None:
    """Somebody does not come."""
    if not (event.with_series or event.with_visit):
        _owe(event.change_id, AlertKind.CANCELLED)


@subscribe(CallbackRequested)
def on_callback(event: CallbackRequested) -> None:
    """At once, and when it is due and still open."""
    if not _somebody_listens():
        return
    now = timezone.now()
    due_at = CallbackTicket.objects.values_list("due_at", flat=True).get(pk=event.ticket_id)
    enqueue_all(
        [
            Owed(kind=kind_of(AlertKind.CALLBACK), subject_id=event.ticket_id, due_at=now),
            Owed(kind=kind_of(AlertKind.CALLBACK_DUE), subject_id=event.ticket_id, due_at=due_at),
        ],
        now=now,
    )


@subscribe(CallEnded)
def on_call_ended(event: CallEnded) -> None:
    """A call of which nothing came."""
    _owe(event.call_id, AlertKind.MISSED, after=_AFTER_A_CALL)


@subscribe(ConflictFound)
def on_conflict(event: ConflictFound) -> None:
    """Two calendars contradict each other."""
    _owe(event.conflict_id, AlertKind.CONFLICT)


@subscribe(ConnectionBroken)
def on_connection_broken(event: ConnectionBroken) -> None:
    """It may break again after it was mended."""
    if not _somebody_listens():
        return
    kind = kind_of(AlertKind.CONNECTION)
    enqueue_again(kind=kind, subject_ids=[event.connection_id], now=timezone.now())


def _somebody_listens() -> bool:
    """Most companies have no device: one look spares their bookings three writes."""
    return _DEVICES.first() is not None


def _owe(subject_id: int, *kinds: AlertKind, after: timedelta = timedelta(0)) -> None:
    if not _somebody_listens():
        return
    now = timezone.now()
    owed = [Owed(kind=kind_of(kind), subject_id=subject_id, due_at=now + after) for kind in kinds]
    enqueue_all(owed, now=now)
