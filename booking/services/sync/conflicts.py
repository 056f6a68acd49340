"""Contradictions between calendars: found, kept in sight until somebody decides, closed when they vanish."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from askproai.core.events import publish
from booking.enums import ConflictKind, ConflictResolution
from booking.events import ConflictFound
from booking.models import ExternalEvent, SyncConflict

_OVERLAPS_SQL = """
SELECT DISTINCT theirs.external_event_id, ours.appointment_id, appointment.period::text || ' '
    || event.period::text
FROM booking_occupancy theirs
JOIN booking_occupancy ours ON ours.resource_id = theirs.resource_id AND ours.blocked && theirs.blocked
JOIN booking_appointment appointment ON appointment.id = ours.appointment_id
JOIN booking_externalevent event ON event.id = theirs.external_event_id
WHERE theirs.kind = 'external' AND ours.kind = 'appointment' AND theirs.resource_id = %(resource_id)s
    AND upper(theirs.blocked) > %(now)s AND upper(ours.blocked) > %(now)s
    AND appointment.status IN ('pending', 'confirmed')
    AND NOT EXISTS (
        SELECT FROM booking_syncconflict known
        WHERE known.event_id = event.id AND known.kind = 'booking' AND known.resolution = '')
ORDER BY 1, 2
"""


def raise_conflict(
    event: ExternalEvent,
    *,
    kind: ConflictKind,
    states: str,
    now: datetime,
    code: str = "",
    appointment_id: int | None = None,
    wanted: dict[str, Any] | None = None,
) -> None:
    """Put a contradiction before somebody's eyes; one that was decided stays decided.

    Other open ones of the same sort about the same entry speak of states that have passed.
    """
    if kind != ConflictKind.OVERLAP:
        close_conflicts(Q(event=event, kind=kind) & ~Q(states=states), now=now)
    same = SyncConflict.objects.filter(event=event, kind=kind, states=states)
    known = same.filter(appointment=appointment_id) if appointment_id else same.filter(appointment=None)
    vanished = known.filter(resolution=ConflictResolution.VANISHED)
    if vanished.update(resolution="", resolved_at=None, resolved_by="", code=code, found_at=now):
        return
    if not known.exists():
        found = SyncConflict.objects.create(
            calendar_id=event.calendar_id,
            event=event,
            appointment_id=appointment_id,
            kind=kind,
            states=states,
            code=code,
            wanted=wanted,
            found_at=now,
        )
        publish(ConflictFound(conflict_id=found.pk))


def close_conflicts(which: Q, *, now: datetime) -> None:
    """What no longer contradicts needs nobody's decision."""
    SyncConflict.objects.filter(which, resolution="").update(
        resolution=ConflictResolution.VANISHED, resolved_at=now
    )


def look_for_overlaps(*, resource_id: int, now: datetime) -> None:
    """Compare a person's appointments with what takes their time elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS_SQL, {"resource_id": resource_id, "now": now})
        found = cursor.fetchall()
    events = ExternalEvent.objects.in_bulk([event_id for event_id, _, _ in found])
    still = Q(pk__in=[])
    for event_id, appointment_id, states in found:
        raise_conflict(
            events[event_id],
            kind=ConflictKind.OVERLAP,
            states=states,
            appointment_id=appointment_id,
            now=now,
        )
        still |= Q(event_id=event_id, appointment_id=appointment_id, states=states)
    of_person = Q(kind=ConflictKind.OVERLAP, calendar__staff__resource_id=resource_id)
    close_conflicts(of_person & ~still, now=now)
