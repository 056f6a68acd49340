"""Making a calendar elsewhere say what ours says: one entry of the outbox at a time."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from askproai.core.db import database_now
from askproai.core.errors import ProviderUnauthorized, ProviderUnavailable
from booking.enums import ConflictKind
from booking.models import Appointment, ExternalEvent, SyncConflict
from booking.models.periods import period
from booking.ports import Calendar, Draft, RemoteEvent, RemoteEventGone, TimeRefused, VersionOutdated
from booking.services.sync.accounts import calendar_of, needs_event_type, pace_of
from booking.services.sync.conflicts import close_conflicts, raise_conflict
from booking.services.sync.drafts import draft_of
from booking.services.sync.states import (
    GONE,
    begins_alike,
    state_here,
    state_there,
    was_attempted,
    with_attempt,
)
from booking.services.sync.taking import take_in_anew
from tenants.connections.models import Connection
from tenants.connections.pace import NotOurTurn, hold_back
from tenants.connections.services import ask_to_reconnect
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome, Postponed, Retry

logger = logging.getLogger(__name__)

# What nobody can send until somebody connects anew is looked at again then, and now and then besides.
_UNTIL_RECONNECTED = timedelta(hours=1)
_AROUND = timedelta(days=1)
_MARKED_DAYS = timedelta(days=370)


def send_entry(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle what is owed to one calendar about one appointment."""
    event = (
        ExternalEvent.objects.select_related("calendar__connection", "calendar__staff")
        .filter(pk=entry.subject_id, appointment__isnull=False)
        .first()
    )
    if event is None or not event.calendar.sends:
        return Cancelled(reason="not linked")
    connection = event.calendar.connection
    if connection.state == Connection.State.RECONNECT:
        return Postponed(after=_UNTIL_RECONNECTED, reason="reconnect")
    try:
        return _send(event, is_repeated=entry.attempts > 1 or bool(event.attempted), now=now)
    except ProviderUnauthorized:
        ask_to_reconnect(connection_id=connection.pk)
        logger.warning("booking.calendar_unauthorized", extra={"connection": connection.pk})
        return Postponed(after=_UNTIL_RECONNECTED, reason="reconnect")
    except NotOurTurn as error:
        return Postponed(after=timedelta(seconds=error.retry_after_s or 1), reason=error.code)
    except ProviderUnavailable as error:
        if error.context.get("status") != 429:
            raise
        wait = error.retry_after_s or 5
        hold_back(connection.pk, pace_of(connection), seconds=wait)
        return Postponed(after=timedelta(seconds=wait), reason="limit")


def _send(event: ExternalEvent, *, is_repeated: bool, now: datetime) -> Outcome:
    appointment = Appointment.objects.with_names().get(external_events=event)
    here = state_here(appointment, event.calendar)
    if here == event.agreed_ours and not event.attempted:
        return Done()
    if _waits_for_somebody(event):
        return Cancelled(reason="conflict")
    draft = draft_of(appointment, event)
    if here != GONE and not event.remote_id and needs_event_type(event.calendar) and not draft.event_type_id:
        return Cancelled(reason="no event type")
    port = calendar_of(event.calendar)
    event.attempted = with_attempt(event.attempted, here)
    ExternalEvent.objects.filter(pk=event.pk).update(attempted=event.attempted)
    if here == GONE:
        return _take_out(event, port, appointment, is_repeated=is_repeated, now=now)
    try:
        remote = _written(event, port, draft, is_repeated=is_repeated, now=now)
    except (VersionOutdated, RemoteEventGone) as error:
        # Somebody was there in between: what they did counts first.
        remote_id = str(error.context.get("remote_id") or event.remote_id)
        if not remote_id:
            return Retry(after=timedelta(seconds=1), reason=error.code)
        if not event.remote_id:
            # Found by our mark only; what is gone there may not carry it any more.
            ExternalEvent.objects.filter(pk=event.pk, remote_id="").update(remote_id=remote_id)
        take_in_anew(port, calendar_id=event.calendar_id, remote_id=remote_id, now=now)
        return Retry(after=timedelta(seconds=1), reason=error.code)
    except TimeRefused as error:
        return _refused(event, here, str(error.context.get("provider_code") or error.code), now=now)
    _remember(event, here=here, remote=remote, now=now)
    return Done()


def _written(
    event: ExternalEvent, port: Calendar, draft: Draft, *, is_repeated: bool, now: datetime
) -> RemoteEvent:
    # Wherever an earlier attempt may have put it: the appointment can have moved far since.
    anywhere = (min(now, draft.starts_at) - _AROUND, max(now, draft.ends_at) + _MARKED_DAYS)
    if not event.remote_id or event.is_gone:
        known = port.find(mark=draft.mark, window=anywhere) if is_repeated else None
        remote = known or port.create(draft=draft)
        if not _is_as_wanted(remote, draft) and was_attempted(state_there(remote), event.attempted):
            remote = port.change(remote_id=remote.id, version=remote.version, draft=draft)
    else:
        remote = _changed(event, port, draft, is_repeated=is_repeated)
    if not _is_as_wanted(remote, draft):
        # What they answer is what stands there, and that may be somebody's work since.
        raise VersionOutdated(remote_id=remote.id)
    return remote


def _changed(event: ExternalEvent, port: Calendar, draft: Draft, *, is_repeated: bool) -> RemoteEvent:
    if is_repeated:
        # The answer to an earlier attempt may have got lost: it stands there as it should already.
        current = port.get(remote_id=event.remote_id)
        while current and current.next_id:
            current = port.get(remote_id=current.next_id)
        if current and _is_as_wanted(current, draft):
            return current
    return port.change(remote_id=event.remote_id, version=event.version, draft=draft)


def _is_as_wanted(remote: RemoteEvent, draft: Draft) -> bool:
    return begins_alike(state_there(remote), _wanted(draft))


def _wanted(draft: Draft) -> str:
    as_event = RemoteEvent(
        id="", version="", starts_at=draft.starts_at, ends_at=draft.ends_at, is_absent=draft.is_absent
    )
    return state_there(as_event)


def _take_out(
    event: ExternalEvent, port: Calendar, appointment: Appointment, *, is_repeated: bool, now: datetime
) -> Outcome:
    """Gone from here: cancelled, or with somebody else. What never arrived may have arrived all the same."""
    remote_id = event.remote_id
    if not remote_id and is_repeated:
        window = (appointment.created_at - _AROUND, appointment.created_at + _MARKED_DAYS)
        stray = port.find(mark=str(event.mark), window=window)
        remote_id = stray.id if stray else ""
    if remote_id and not event.is_gone:
        port.delete(remote_id=remote_id, reason=appointment.cancel_reason)
    gone = RemoteEvent(id=remote_id, version="", is_gone=True)
    _remember(event, here=GONE, remote=gone, now=now)
    return Done()


@transaction.atomic
def _remember(event: ExternalEvent, *, here: str, remote: RemoteEvent, now: datetime) -> None:
    """Both sides say the same now, whatever has been read of the entry in the meantime."""
    row = ExternalEvent.objects.select_for_update(no_key=True).get(pk=event.pk)
    row.agreed_ours, row.agreed_theirs, row.attempted = here, state_there(remote), ""
    row.remote_id, row.version, row.is_gone = remote.id, remote.version, remote.is_gone
    row.ical_uid = remote.ical_uid or row.ical_uid
    if remote.starts_at and remote.ends_at:
        row.period = period(remote.starts_at, remote.ends_at)
    row.seen_at = database_now()
    if row.is_gone:
        # Should it come back, it is a new entry there: ids of deleted ones are not given out again.
        row.mark, row.period = uuid.uuid4(), None
    row.save()
    close_conflicts(Q(event=row, kind=ConflictKind.PUSH_REFUSED), now=now)


@transaction.atomic
def _refused(event: ExternalEvent, here: str, code: str, *, now: datetime) -> Outcome:
    raise_conflict(
        event,
        kind=ConflictKind.PUSH_REFUSED,
        states=f"{here} {event.agreed_theirs}",
        code=code,
        appointment_id=event.appointment_id,
        now=now,
    )
    return Cancelled(reason=code)


def _waits_for_somebody(event: ExternalEvent) -> bool:
    undecided = (ConflictKind.BOTH_CHANGED, ConflictKind.CHANGE_REFUSED)
    return SyncConflict.objects.filter(event=event, kind__in=undecided, resolution="").exists()
