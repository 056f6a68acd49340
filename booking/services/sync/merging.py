"""An appointment and its entry elsewhere: whichever changed, the other follows, if the rules allow."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from booking.enums import AppointmentStatus, ConflictKind, RefusalCode
from booking.errors import AppointmentNotChangeable, BookingRefused
from booking.models import Appointment, ExternalEvent
from booking.ports import RemoteEvent
from booking.services.changeable import lock_appointment
from booking.services.changes import cancel_appointment, mark_appointment
from booking.services.moving import move_appointment
from booking.services.sync.conflicts import close_conflicts, raise_conflict
from booking.services.sync.owing import owe
from booking.services.sync.states import GONE, Step, next_step, state_here, state_there

BY = "calendar"
# Whoever moves an appointment in their own calendar knows that it is soon; opening hours still count.
MOVER_MAY_WAIVE = frozenset(
    {RefusalCode.TOO_SHORT_NOTICE, RefusalCode.BEYOND_HORIZON, RefusalCode.NOT_ON_GRID}
)
LENGTH_CHANGED = "length_changed"


def merge(event: ExternalEvent, remote: RemoteEvent, *, now: datetime) -> None:
    """Bring both to the same. The event's row must be locked and carry what was just read.

    A change there that our rules forbid, or one on both sides, becomes a conflict: nothing is overwritten.
    """
    if event.appointment_id is None:
        return
    appointment = lock_appointment(event.appointment_id)
    here, there = state_here(appointment, event.calendar), state_there(remote)
    step = next_step(
        here=here,
        there=there,
        agreed_here=event.agreed_ours,
        agreed_there=event.agreed_theirs,
        attempted=event.attempted,
    )
    if step == Step.PULL and not event.calendar.is_heard:
        # Our appointments go there and nothing comes back: ours is put right again.
        event.agreed_ours, step = "", Step.PUSH
    if step in {Step.PULL, Step.DECIDE} and appointment.ends_at <= now and not remote.is_absent:
        step = Step.AGREE  # what is over is not changed any more
    match step:
        case Step.NOTHING:
            _undo_warnings(event, now=now)
        case Step.AGREE:
            _agree(event, here=here, there=there, now=now)
        case Step.PUSH:
            event.agreed_theirs = there
            event.save()
            owe([event], now=now)
            return
        case Step.PULL:
            _follow_them(event, appointment, remote, now=now)
        case Step.DECIDE:
            _raise(event, appointment, ConflictKind.BOTH_CHANGED, here=here, there=there, now=now)
    event.save()


def follow_them_as_told(
    event: ExternalEvent, remote: RemoteEvent, *, by: str, waived: frozenset[RefusalCode], now: datetime
) -> None:
    """Somebody decided that their side is right; takes responsibility for what may be waived.

    :raises BookingRefused: it cannot be done all the same.
    """
    if event.appointment_id is None:
        return
    appointment = lock_appointment(event.appointment_id)
    _change(event, appointment, remote, by=by, waived=waived, now=now)
    _agree_with(event, remote, now=now)
    event.save()


def _follow_them(
    event: ExternalEvent, appointment: Appointment, remote: RemoteEvent, *, now: datetime
) -> None:
    here, there = state_here(appointment, event.calendar), state_there(remote)
    if _length_changed(event, there):
        code = LENGTH_CHANGED
    else:
        try:
            _change(event, appointment, remote, by=BY, waived=MOVER_MAY_WAIVE, now=now)
        except BookingRefused as refusal:
            code = str(refusal.code)
        else:
            _agree_with(event, remote, now=now)
            return
    _raise(event, appointment, ConflictKind.CHANGE_REFUSED, here=here, there=there, code=code, now=now)


def _change(
    event: ExternalEvent,
    appointment: Appointment,
    remote: RemoteEvent,
    *,
    by: str,
    waived: frozenset[RefusalCode],
    now: datetime,
) -> None:
    if state_there(remote) == GONE:
        if appointment.status != AppointmentStatus.CANCELLED:
            reason = "im verbundenen Kalender gelöscht"
            cancel_appointment(appointment_id=appointment.pk, reason=reason, by=by, now=now, is_by_team=True)
        return
    if appointment.status == AppointmentStatus.CANCELLED or remote.starts_at is None:
        raise AppointmentNotChangeable(status=appointment.status)
    if remote.starts_at != appointment.starts_at or appointment.staff_id != event.calendar.staff_id:
        move_appointment(
            appointment_id=appointment.pk,
            starts_at=remote.starts_at,
            staff_id=event.calendar.staff_id,
            now=now,
            by=by,
            waived=waived,
        )
    if remote.is_absent and appointment.status != AppointmentStatus.NO_SHOW:
        mark_appointment(appointment_id=appointment.pk, status=AppointmentStatus.NO_SHOW, by=by, now=now)
    elif not remote.is_absent and appointment.status == AppointmentStatus.NO_SHOW:
        mark_appointment(appointment_id=appointment.pk, status=AppointmentStatus.CONFIRMED, by=by, now=now)


def _agree_with(event: ExternalEvent, remote: RemoteEvent, *, now: datetime) -> None:
    appointment = Appointment.objects.get(external_events=event)
    here = state_here(appointment, event.calendar)
    _agree(event, here=here, there=state_there(remote), now=now)


def _agree(event: ExternalEvent, *, here: str, there: str, now: datetime) -> None:
    event.agreed_ours, event.agreed_theirs, event.attempted = here, there, ""
    _undo_warnings(event, now=now)


def _undo_warnings(event: ExternalEvent, *, now: datetime) -> None:
    of_event = Q(event=event, kind__in=[ConflictKind.BOTH_CHANGED, ConflictKind.CHANGE_REFUSED])
    close_conflicts(of_event, now=now)


def _raise(
    event: ExternalEvent,
    appointment: Appointment,
    kind: ConflictKind,
    *,
    here: str,
    there: str,
    now: datetime,
    code: str = "",
) -> None:
    raise_conflict(
        event,
        kind=kind,
        states=f"{here} {there}",
        code=code,
        appointment_id=appointment.pk,
        now=now,
    )


def _length_changed(event: ExternalEvent, there: str) -> bool:
    """Only somebody here can say what a longer visit means: its length comes from the service."""
    before, after = event.agreed_theirs.split("/"), there.split("/")
    if GONE in (event.agreed_theirs, there) or len(before) < 2:
        return False
    return _length(before) != _length(after)


def _length(times: list[str]) -> float:
    start, end = (datetime.fromisoformat(each) for each in times[:2])
    return (end - start).total_seconds()
