"""Looking what happened elsewhere: when somebody said so, regularly, and now and then at all of it."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection as database
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from askproai.core.db import database_now
from askproai.core.errors import AskProError, Busy, ProviderUnauthorized, ProviderUnavailable
from booking.enums import ConflictKind
from booking.models import Branch, ExternalEvent, LinkedCalendar, SyncConflict
from booking.ports import Calendar, RemoteEvent
from booking.services.sync.accounts import calendar_of, pace_of
from booking.services.sync.owing import owe, owe_calendar
from booking.services.sync.taking import take_in, take_in_anew
from booking.services.sync.watching import keep_watch
from tenants.connections.models import Connection
from tenants.connections.pace import NotOurTurn, hold_back
from tenants.connections.services import ask_to_reconnect
from tenants.work import wake

logger = logging.getLogger(__name__)

KIND = "calendars"
TURN_S = 20
LEASE = timedelta(minutes=3)
# Where changes are told to us, looking is only for what got lost on the way.
EVERY, EVERY_WITHOUT_WATCH = timedelta(minutes=30), timedelta(minutes=5)
COMPARE_EVERY = timedelta(hours=6)
# Somebody held what the news concern.
SOON = timedelta(seconds=2)
UNTIL_RECONNECTED = timedelta(hours=1)
PAST = timedelta(days=1)


def sync_due(now: datetime) -> datetime | None:
    """Look at every calendar that is due; returns when the next one will be.

    Call it outside of a transaction: the provider is asked in between.
    """
    until = time.monotonic() + TURN_S
    while time.monotonic() < until and (calendar := _claim()):
        look_at(calendar, now=now)
    free_at = Greatest("due_at", Coalesce("leased_until", "due_at"))
    due: datetime | None = LinkedCalendar.objects.filter(is_active=True).aggregate(at=Min(free_at))["at"]
    return due


def hear(*, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime) -> None:
    """Something happened there, says the provider: look soon. What it was is read from the calendar."""
    told = LinkedCalendar.objects.filter(is_active=True)
    if "calendar_id" in payload:
        told = told.filter(pk=payload["calendar_id"])
    else:
        told = told.filter(connection=payload["connection_id"])
    if kind == "calendar.watch_lost":
        told.update(watch=None, watch_until=None)
    elif kind == "calendar.watch_renew":
        told.update(watch_until=now)
    is_missing = kind in {"calendar.missed", "calendar.watch_lost"}
    make_due(told.values_list("pk", flat=True), now=now, in_full=is_missing)


def make_due(calendar_ids: Iterable[int], *, now: datetime, in_full: bool = False) -> None:
    """Have these calendars looked at now; ``in_full``: compare everything in them."""
    changes: dict[str, datetime] = {"due_at": now, **({"compare_at": now} if in_full else {})}
    if LinkedCalendar.objects.filter(pk__in=list(calendar_ids)).update(**changes):
        wake(kind=KIND, due_at=now, now=now)


def look_at(calendar: LinkedCalendar, *, now: datetime) -> None:
    """Read what changed in one calendar, let it count, and say when to look again."""
    connection = calendar.connection
    if connection.state == Connection.State.RECONNECT:
        _put_off(calendar, UNTIL_RECONNECTED, "reconnect")
        return
    try:
        _read(calendar, calendar_of(calendar), now=now)
    except ProviderUnauthorized:
        ask_to_reconnect(connection_id=connection.pk)
        logger.warning("booking.calendar_unauthorized", extra={"connection": connection.pk})
        _put_off(calendar, UNTIL_RECONNECTED, "reconnect")
    except NotOurTurn as error:
        _put_off(calendar, timedelta(seconds=error.retry_after_s or 1), "")
    except ProviderUnavailable as error:
        if error.context.get("status") == 429:
            hold_back(connection.pk, pace_of(connection), seconds=error.retry_after_s or 5)
        wait = timedelta(seconds=error.retry_after_s or min(2.0 ** (calendar.failures + 1), 1800))
        _put_off(calendar, _spread(wait), error.code, is_failure=True)
    except Busy:
        _put_off(calendar, SOON, "")
    except AskProError as error:
        logger.warning("booking.calendar_unreadable", extra={"calendar": calendar.pk, "error": error.code})
        _put_off(calendar, UNTIL_RECONNECTED, error.code, is_failure=True)


def window_of(now: datetime) -> tuple[datetime, datetime]:
    """The time that both sides keep the same: as far ahead as anything can be booked."""
    farthest = Branch.objects.aggregate(days=Max("horizon_days"))["days"] or 90
    return now - PAST, now + timedelta(days=farthest + 7)


def _read(calendar: LinkedCalendar, port: Calendar, *, now: datetime) -> None:
    window = window_of(now)
    is_compared = not calendar.cursor or calendar.compare_at <= now
    watched = keep_watch(calendar, port, now=now)  # before reading: what comes in between is told
    read_at = database_now()
    changes = port.changes(cursor="" if is_compared else calendar.cursor, window=window)
    is_whole = _take_all(calendar, port, changes.events, read_at=read_at, now=now)
    # What they refused may be possible by now.
    owe(ExternalEvent.objects.filter(calendar=calendar, conflicts__in=_refused_there(calendar)), now=now)
    if changes.is_complete:
        _miss(calendar, port, changes.events, window=window, read_at=read_at, now=now)
        owe_calendar(calendar, horizon=window[1], now=now)
    done: dict[str, Any] = {"cursor": changes.cursor} if is_whole else {}
    every = SOON if not is_whole else EVERY if watched else EVERY_WITHOUT_WATCH
    LinkedCalendar.objects.filter(pk=calendar.pk).update(
        synced_at=now, failures=0, last_error="", leased_until=None, **done
    )
    # Somebody may have called for it meanwhile: only what we saw due ourselves is put off.
    if changes.is_complete and is_whole:
        LinkedCalendar.objects.filter(pk=calendar.pk, compare_at=calendar.compare_at).update(
            compare_at=now + _spread(COMPARE_EVERY)
        )
    LinkedCalendar.objects.filter(pk=calendar.pk, due_at=calendar.due_at).update(
        due_at=database_now() + _spread(every)
    )


def _take_all(
    calendar: LinkedCalendar,
    port: Calendar,
    events: Iterable[RemoteEvent],
    *,
    read_at: datetime,
    now: datetime,
) -> bool:
    """Let each entry count, those that go first; false when some have to be read again."""
    is_whole = True
    for remote in sorted(events, key=lambda each: not each.is_gone):
        try:
            if not take_in(calendar_id=calendar.pk, remote=remote, read_at=read_at, now=now):
                take_in_anew(port, calendar_id=calendar.pk, remote_id=remote.id, now=now)
        except Busy:
            is_whole = False
    for series in {remote.series for remote in events if remote.series}:
        named = [remote.id for remote in events if remote.series == series]
        rest = ExternalEvent.objects.filter(calendar=calendar, series=series, is_gone=False)
        for remote_id in rest.exclude(remote_id__in=named).values_list("remote_id", flat=True):
            gone = RemoteEvent(id=remote_id, version="", is_gone=True)
            take_in(calendar_id=calendar.pk, remote=gone, read_at=read_at, now=now)
    return is_whole


def _miss(
    calendar: LinkedCalendar,
    port: Calendar,
    events: Iterable[RemoteEvent],
    *,
    window: tuple[datetime, datetime],
    read_at: datetime,
    now: datetime,
) -> None:
    """What we know of and was not in the whole answer: ask for each before believing that it is gone."""
    known = ExternalEvent.objects.filter(calendar=calendar, is_gone=False, period__overlap=window)
    missing = known.exclude(remote_id="").exclude(remote_id__in=[remote.id for remote in events])
    for remote_id in missing.filter(Q(seen_at=None) | Q(seen_at__lt=read_at)).values_list(
        "remote_id", flat=True
    ):
        take_in_anew(port, calendar_id=calendar.pk, remote_id=remote_id, now=now)


def _refused_there(calendar: LinkedCalendar) -> QuerySet[SyncConflict]:
    return SyncConflict.objects.filter(calendar=calendar, kind=ConflictKind.PUSH_REFUSED, resolution="")


def _claim() -> LinkedCalendar | None:
    """Lease the calendar that has been due for longest, by the database's clock."""
    with database.cursor() as cursor:
        cursor.execute(
            """
            UPDATE booking_linkedcalendar
            SET leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id = (
                SELECT id FROM booking_linkedcalendar
                WHERE is_active AND due_at <= clock_timestamp()
                    AND (leased_until IS NULL OR leased_until <= clock_timestamp())
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [LEASE.total_seconds()],
        )
        row = cursor.fetchone()
    return LinkedCalendar.objects.select_related("connection", "staff").get(pk=row[0]) if row else None


def _put_off(calendar: LinkedCalendar, wait: timedelta, error: str, *, is_failure: bool = False) -> None:
    LinkedCalendar.objects.filter(pk=calendar.pk).update(
        due_at=database_now() + wait,
        leased_until=None,
        last_error=error,
        failures=calendar.failures + is_failure,
    )


def _spread(wait: timedelta) -> timedelta:
    """So that calendars linked at once are not looked at at once for ever."""
    return wait * random.uniform(0.8, 1.2)  # noqa: S311  no secret
