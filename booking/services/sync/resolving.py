"""One decision ends a contradiction: both calendars say the same afterwards, or it is known why not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from askproai.core.db import database_now
from askproai.core.errors import NotFound
from askproai.core.events import publish
from booking.enums import AppointmentSource, ConflictKind, ConflictResolution
from booking.errors import ConflictSettled
from booking.events import CustomerToBeAsked
from booking.models import Appointment, ExternalEvent, Occupancy, StaffMember, SyncConflict
from booking.ports import RemoteBooking, RemoteEvent
from booking.services.direct_booking import IMPORT_MAY_WAIVE, TEAM_MAY_WAIVE, book_directly
from booking.services.moving import move_appointment
from booking.services.sync.adopting import bind, customer_of
from booking.services.sync.conflicts import look_for_overlaps
from booking.services.sync.merging import follow_them_as_told
from booking.services.sync.owing import owe
from booking.services.sync.states import GONE, state_there


@transaction.atomic
def resolve_conflict(
    *,
    conflict_id: int,
    resolution: ConflictResolution,
    by: str,
    now: datetime,
    staff_id: int | None = None,
    branch_id: int | None = None,
    starts_at: datetime | None = None,
) -> SyncConflict:
    """Decide. With ``MOVED`` and ``COLLEAGUE`` come the person, the branch and the time that were chosen.

    :raises NotFound: no such conflict.
    :raises ConflictSettled: somebody, or time, was faster.
    :raises BookingRefused: what was chosen is not possible any more; nothing was changed.
    """
    conflict = (
        SyncConflict.objects.select_for_update(of=("self",), no_key=True)
        .select_related("event__calendar__connection", "event__calendar__staff", "appointment", "calendar")
        .filter(pk=conflict_id)
        .first()
    )
    if conflict is None:
        raise NotFound(conflict=conflict_id)
    if conflict.resolution:
        raise ConflictSettled
    match resolution:
        case ConflictResolution.MOVED | ConflictResolution.COLLEAGUE:
            if staff_id is None or branch_id is None or starts_at is None:
                raise NotFound(conflict=conflict_id)
            _place(conflict, staff_id=staff_id, branch_id=branch_id, starts_at=starts_at, by=by, now=now)
        case ConflictResolution.THEIRS:
            follow_them_as_told(
                conflict.event, _as_it_stands(conflict.event), by=by, waived=TEAM_MAY_WAIVE, now=now
            )
        case ConflictResolution.OURS:
            _insist(conflict.event, now=now)
        case ConflictResolution.ASKED if conflict.appointment_id:
            publish(CustomerToBeAsked(appointment_id=conflict.appointment_id, at=now))
    conflict.resolution, conflict.resolved_by, conflict.resolved_at = resolution, by, now
    conflict.wanted = None
    conflict.save(update_fields=["resolution", "resolved_by", "resolved_at", "wanted"])
    return conflict


def _place(
    conflict: SyncConflict, *, staff_id: int, branch_id: int, starts_at: datetime, by: str, now: datetime
) -> None:
    event = conflict.event
    if conflict.appointment_id:
        move_appointment(
            appointment_id=conflict.appointment_id,
            starts_at=starts_at,
            staff_id=staff_id,
            now=now,
            by=by,
            waived=TEAM_MAY_WAIVE,
        )
        if conflict.kind == ConflictKind.CHANGE_REFUSED:
            _insist(event, now=now)
        return
    wanted = conflict.wanted or {}
    booking = RemoteBooking(
        event_type_id=wanted["event_type_id"],
        name=wanted["name"],
        email=wanted["email"],
        phone=wanted["phone"],
        language=wanted["language"],
    )
    Occupancy.objects.filter(external_event=event).delete()
    appointment = book_directly(
        service_id=wanted["service_id"],
        staff_id=StaffMember.objects.get(pk=staff_id).pk,
        branch_id=branch_id,
        starts_at=starts_at,
        customer=customer_of(booking),
        source=AppointmentSource.CALENDAR,
        idempotency_key=f"calendar:conflict:{conflict.pk}",
        now=now,
        by=by,
        waived=IMPORT_MAY_WAIVE,
    )
    _hand_to(event, appointment, now=now)


def _hand_to(event: ExternalEvent, appointment: Appointment, *, now: datetime) -> None:
    """The entry there belongs to the appointment, which is elsewhere: what it says there is put right."""
    bind(event, appointment, _as_it_stands(event), now=now)
    look_for_overlaps(resource_id=event.calendar.staff.resource_id, now=now)
    _insist(event, now=now)


def _insist(event: ExternalEvent, *, now: datetime) -> None:
    """What stands there has been seen, and ours is to be sent over it."""
    event.attempted = ""
    event.agreed_ours, event.agreed_theirs = "", state_there(_as_it_stands(event)) or GONE
    event.seen_at = database_now()
    event.save()
    owe([event], now=now)


def _as_it_stands(event: ExternalEvent) -> RemoteEvent:
    """The entry as it was last read."""
    return RemoteEvent(
        id=event.remote_id,
        version=event.version,
        is_gone=event.is_gone or event.period is None,
        starts_at=event.period.lower if event.period else None,
        ends_at=event.period.upper if event.period else None,
    )
