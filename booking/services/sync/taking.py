"""Taking in what stands in a calendar elsewhere. The same end, whatever the order and however often."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from askproai.core.db import database_now
from askproai.core.errors import Busy
from booking.enums import CalendarDirection, EventOrigin
from booking.models import ExternalEvent, LinkedCalendar
from booking.models.periods import period
from booking.ports import Calendar, RemoteEvent
from booking.services.acts import booking_act
from booking.services.sync.adopting import adopt_booking
from booking.services.sync.blocking import block_time, unblock
from booking.services.sync.merging import merge
from booking.services.sync.states import state_here

logger = logging.getLogger(__name__)

# So many times at most an entry is followed from id to id.
_HOPS = 50
_TRIES = 3


def take_in_anew(port: Calendar, *, calendar_id: int, remote_id: str, now: datetime) -> None:
    """Ask for one entry and take in the answer; what is not there any more is gone.

    One that goes on under another id is followed step by step: whoever skips one does not know it again.

    :raises Busy: something newer overtook the answer again and again.
    """
    overtaken = 0
    for _ in range(_HOPS):
        read_at = database_now()
        remote = port.get(remote_id=remote_id) or RemoteEvent(id=remote_id, version="", is_gone=True)
        is_taken = take_in(calendar_id=calendar_id, remote=remote, read_at=read_at, now=now)
        if remote.is_gone and remote.next_id:
            remote_id = remote.next_id
        elif is_taken:
            return
        elif (overtaken := overtaken + 1) == _TRIES:
            raise Busy


@booking_act
def take_in(*, calendar_id: int, remote: RemoteEvent, read_at: datetime, now: datetime) -> bool:
    """Let one entry count. False: something newer is known of it already, so ask for it anew.

    :param read_at: by the database's clock, before the provider was asked: what was sent or read of this
        entry since then is newer than ``remote``.
    """
    calendar = LinkedCalendar.objects.select_related("connection", "staff").get(pk=calendar_id)
    event = _known(calendar, remote)
    if event is None and (remote.is_gone or calendar.direction == CalendarDirection.OUT):
        return True
    # What was seen later than now was seen by a clock that has gone back since.
    if event and event.seen_at and read_at < event.seen_at <= database_now():
        return False
    if event and remote.is_gone and remote.next_id:
        if not _is_twice(event, remote):
            return _follow(event, remote, now=now)
        remote = replace(remote, next_id="")
    event = event or ExternalEvent(calendar=calendar, origin=EventOrigin.THEIRS)
    if event.calendar_id != calendar.pk:
        _hand_over(event, calendar)
    _note(event, remote)
    if event.appointment_id:
        merge(event, remote, now=now)
    elif _is_over(remote, now=now) or (remote.booking and remote.booking.is_pending and event.pk is None):
        _let_go(event, now=now)
    elif remote.booking and calendar.is_heard and not remote.mark and not remote.booking.is_pending:
        adopt_booking(event, remote, now=now)
    else:
        block_time(event, remote, now=now)
    return True


def _known(calendar: LinkedCalendar, remote: RemoteEvent) -> ExternalEvent | None:
    """Our row of the entry, locked: by its id, by the one it had before, or by the mark that we gave it."""
    ids = [each for each in (remote.id, remote.previous_id) if each]
    mark = None if remote.is_gone else _uuid(remote.mark)
    rows = ExternalEvent.objects.filter(
        Q(remote_id__in=ids) | Q(mark=mark), calendar__connection=calendar.connection_id
    )
    # Locked by their keys and judged only then: whoever held them may have given them another id or calendar.
    found = list(
        ExternalEvent.objects.select_for_update(no_key=True)
        .filter(pk__in=list(rows.values_list("pk", flat=True)))
        .order_by("pk")
    )
    for event in found:
        if event.calendar_id == calendar.pk:
            event.calendar = calendar  # with all that is known of it already
    for each in ids:
        if by_id := next((event for event in found if event.remote_id == each), None):
            return by_id
    # A copy of our entry carries our mark too, but our entry has its own id already.
    return next(
        (event for event in found if event.mark == mark and (event.is_gone or not event.remote_id)), None
    )


def _follow(event: ExternalEvent, remote: RemoteEvent, *, now: datetime) -> bool:
    """The entry goes on under another id, which tells what became of it; false when it has to be asked for.

    News of that one may have come first, and made a row of its own: then the row with the appointment stays.
    """
    other = _row_of_next(event, remote)
    if other and not event.appointment_id:
        _note(event, remote)
        _let_go(event, now=now)
        return True
    if other:
        unblock(other, now=now)
        other.delete()
    event.remote_id = remote.next_id
    event.save(update_fields=["remote_id"])
    # Nobody brings news again that came before we knew whom they concern.
    return not event.appointment_id


def _row_of_next(event: ExternalEvent, remote: RemoteEvent) -> ExternalEvent | None:
    others = ExternalEvent.objects.filter(calendar=event.calendar_id, remote_id=remote.next_id)
    return others.exclude(pk=event.pk).select_related("calendar__staff").first()


def _is_twice(event: ExternalEvent, remote: RemoteEvent) -> bool:
    """One booking became two appointments, each by news of another id: only that of the newer one stands."""
    other = _row_of_next(event, remote)
    return bool(event.appointment_id and other and other.appointment_id)


def _hand_over(event: ExternalEvent, calendar: LinkedCalendar) -> None:
    """They gave it to somebody else there: the appointment is to follow, like any change of theirs."""
    event.calendar = calendar
    if event.appointment:
        event.agreed_ours, event.agreed_theirs = state_here(event.appointment, calendar), ""


def _note(event: ExternalEvent, remote: RemoteEvent) -> None:
    event.remote_id, event.version, event.series = remote.id, remote.version, remote.series or event.series
    event.ical_uid = remote.ical_uid or event.ical_uid
    if remote.is_gone and not event.is_gone:
        # Should it come back, it is a new entry there: ids of deleted ones are not given out again.
        event.mark = uuid4()
    # Not when it was asked for: of two who read at once, the one who began earlier may have seen more.
    event.title, event.is_gone, event.seen_at = remote.title, remote.is_gone, database_now()
    has_time = remote.starts_at and remote.ends_at and not remote.is_gone
    event.period = period(remote.starts_at, remote.ends_at) if has_time else None  # type: ignore[arg-type]


def _is_over(remote: RemoteEvent, *, now: datetime) -> bool:
    if remote.is_gone or remote.starts_at is None or remote.ends_at is None:
        return True
    return remote.ends_at <= now or remote.ends_at <= remote.starts_at


def _let_go(event: ExternalEvent, *, now: datetime) -> None:
    """Nobody's time is taken by it any more."""
    if event.pk is None:
        return
    event.save()
    unblock(event, now=now)
    if not event.conflicts.exists():
        event.delete()


def _uuid(mark: str) -> UUID | None:
    try:
        return UUID(mark)
    except ValueError:
        return None
