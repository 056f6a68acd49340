"""What can be done about a contradiction, each of it possible at this moment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.enums import ConflictKind, ConflictResolution
from booking.models import Service, SyncConflict
from booking.queries.slots import search_slots
from booking.values import Slot, SlotSearch

TIMES = 3
_DAYS = timedelta(days=14)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """One way out; ``slot`` for the ways that need another time or another person."""

    resolution: ConflictResolution
    slot: Slot | None = None


def proposals_for(conflict: SyncConflict, *, now: datetime) -> list[Proposal]:
    """Ways out, the best first."""
    ways = [*_slots(conflict, now=now), *_without_time(conflict)]
    if conflict.kind == ConflictKind.CHANGE_REFUSED:
        # Nothing is easier than leaving things as they are here.
        ways.sort(key=lambda way: way.resolution != ConflictResolution.OURS)
    return ways


def _slots(conflict: SyncConflict, *, now: datetime) -> Iterator[Proposal]:
    """The same time with a colleague, then other times with the same person."""
    wish = _wish(conflict)
    if wish is None or conflict.kind in {ConflictKind.PUSH_REFUSED, ConflictKind.BOTH_CHANGED}:
        return
    service_id, start, staff_id = wish
    if start <= now:
        return
    moving = conflict.appointment_id
    exactly = (start, start + timedelta(minutes=1))
    at_the_time = SlotSearch(
        service_ids=(service_id,),
        windows=(exactly,),
        near=start,
        limit=2,
        alternatives=False,
        moving_appointment_id=moving,
    )
    for slot in search_slots(search=at_the_time, now=now).slots:
        if slot.staff_id != staff_id:
            yield Proposal(resolution=ConflictResolution.COLLEAGUE, slot=slot)
    near = SlotSearch(
        service_ids=(service_id,),
        staff_ids=frozenset({staff_id}),
        windows=((max(start - timedelta(days=1), now), start + _DAYS),),
        near=start,
        limit=TIMES,
        moving_appointment_id=moving,
    )
    for slot in search_slots(search=near, now=now).slots:
        if slot.starts_at != start:
            yield Proposal(resolution=ConflictResolution.MOVED, slot=slot)


def _without_time(conflict: SyncConflict) -> Iterator[Proposal]:
    match conflict.kind:
        case ConflictKind.OVERLAP:
            yield Proposal(resolution=ConflictResolution.ASKED)
            yield Proposal(resolution=ConflictResolution.KEPT)
        case ConflictKind.BOOKING_REFUSED:
            yield Proposal(resolution=ConflictResolution.KEPT)
        case ConflictKind.CHANGE_REFUSED | ConflictKind.BOTH_CHANGED:
            yield Proposal(resolution=ConflictResolution.OURS)
            yield Proposal(resolution=ConflictResolution.THEIRS)
        case ConflictKind.PUSH_REFUSED:
            yield Proposal(resolution=ConflictResolution.OURS)
            yield Proposal(resolution=ConflictResolution.KEPT)


def _wish(conflict: SyncConflict) -> tuple[int, datetime, int] | None:
    """Which service, when, and with whom."""
    if conflict.appointment:
        appointment = conflict.appointment
        there = conflict.event.period
        wants_theirs = conflict.kind == ConflictKind.CHANGE_REFUSED and there
        start = there.lower if wants_theirs else appointment.starts_at
        return appointment.service_id, start, appointment.staff_id
    service_id = (conflict.wanted or {}).get("service_id")
    if service_id is None or conflict.event.period is None:
        return None
    if not Service.objects.filter(pk=service_id, is_active=True).exists():
        return None
    return service_id, conflict.event.period.lower, conflict.calendar.staff_id
