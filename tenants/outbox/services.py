"""Writing effects down, and having them happen exactly once as far as the outside allows."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, models, transaction
from django.db.models import F, Min
from django.db.models.functions import Coalesce, Now

from askproai.core.errors import AskProError, Busy, ProviderUnavailable
from askproai.core.rows import insert_with
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome, Postponed, Retry
from tenants.work import Kind, insert_and_wake, register_kind, wake

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=45)
BATCH = 10
# One nudge works this long at most, then the next goes on: a busy company does not keep a worker to itself.
TURN_S = 20
MAX_ATTEMPTS = 10

Handler = Callable[[OutboxEntry, datetime], Outcome]
_handlers: dict[str, Handler] = {}


def register_handler(*, kind: str, queue: str, handler: Handler) -> None:
    """Say who settles entries of this kind, on which queue. The handler gets the entry and ``now``.

    Before an entry reaches its handler the row says ``sending`` with a lease, committed. ``entry.attempts``
    above 1 means that an earlier attempt may have reached the provider: ask there first.
    """
    _handlers[kind] = handler
    register_kind(Kind(name=kind, queue=queue, run=lambda now: drain(kind=kind, now=now)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """An effect that is to be owed."""

    kind: str
    subject_id: int
    due_at: datetime


def enqueue(*, kind: str, subject_id: int, due_at: datetime, now: datetime) -> None:
    """Owe an effect to the outside, as part of the caller's transaction; one entry per kind and subject."""
    enqueue_all([Owed(kind=kind, subject_id=subject_id, due_at=due_at)], now=now)


def enqueue_all(effects: Collection[Owed], *, now: datetime) -> None:
    """The same for several effects: one statement, however many there are, in the path of every booking."""
    entries = [
        OutboxEntry(kind=each.kind, subject_id=each.subject_id, due_at=each.due_at, created_at=now)
        for each in effects
    ]
    if entries:
        insert_and_wake(entries, "ON CONFLICT DO NOTHING", now=now)


def enqueue_again(*, kind: str, subject_ids: Collection[int], now: datetime) -> None:
    """Owe effects that may have been owed before: whoever settles an entry sends what is true by then.

    What waits already is not owed twice; what is on its way is owed once more after that.
    """
    if not subject_ids:
        return
    entries = [
        OutboxEntry(kind=kind, subject_id=each, due_at=now, created_at=now)
        for each in sorted(set(subject_ids))
    ]
    insert_with(
        entries,
        """ON CONFLICT (kind, subject_id) DO UPDATE SET
            is_owed_again = outbox_outboxentry.state = 'sending',
            state = CASE outbox_outboxentry.state WHEN 'sending' THEN 'sending' ELSE 'pending' END,
            attempts = CASE WHEN outbox_outboxentry.state IN ('sending', 'pending')
                THEN outbox_outboxentry.attempts ELSE (outbox_outboxentry.state = 'dead')::int END,
            due_at = least(excluded.due_at, CASE WHEN outbox_outboxentry.state = 'pending'
                THEN outbox_outboxentry.due_at END),
            settled_at = NULL
        RETURNING id""",
    )
    wake(kind=kind, due_at=now, now=now)


@transaction.atomic
def retry_dead(*, entry_id: int, now: datetime) -> None:
    """Give a failed entry another round; anything that did not fail stays as it is."""
    entry = OutboxEntry.objects.select_for_update().filter(pk=entry_id, state=OutboxEntry.State.DEAD).first()
    if entry is None:
        return
    # attempts stays above 0: an earlier attempt may have arrived, the handler asks the provider first.
    OutboxEntry.objects.filter(pk=entry_id).update(
        state=OutboxEntry.State.PENDING, attempts=1, due_at=now, settled_at=None
    )
    wake(kind=entry.kind, due_at=now, now=now)


def drop_dead(*, entry_id: int, now: datetime) -> bool:
    """Owe a failed effect no longer; ``False``: it did not fail, or somebody was quicker."""
    dead = OutboxEntry.objects.filter(pk=entry_id, state=OutboxEntry.State.DEAD)
    return bool(dead.update(state=OutboxEntry.State.CANCELLED, settled_at=now))


def drain(*, kind: str, now: datetime) -> datetime | None:
    """Settle the entries of this kind that are due; returns when the next one will be."""
    until = time.monotonic() + TURN_S
    while time.monotonic() < until:
        entries = _claim(kind=kind)
        if not entries:
            break
        for entry in entries:
            _settle(entry, now=now)
    return _next_due(kind=kind)


def _claim(*, kind: str) -> list[OutboxEntry]:
    """Lease due entries by the database's clock; entries whose lease ran out are due again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE outbox_outboxentry
            SET state = 'sending', leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id IN (
                SELECT id FROM outbox_outboxentry
                WHERE kind = %s AND (
                    (state = 'pending' AND due_at <= clock_timestamp())
                    OR (state = 'sending' AND leased_until <= clock_timestamp()))
                ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [LEASE.total_seconds(), kind, BATCH],
        )
        ids = [row[0] for row in cursor.fetchall()]
        return list(OutboxEntry.objects.filter(pk__in=ids).order_by("due_at", "pk"))


def _settle(entry: OutboxEntry, *, now: datetime) -> None:
    if _begin(entry):
        _record(entry, _attempt(entry, now=now))


def _begin(entry: OutboxEntry) -> bool:
    """Count an attempt and lease the entry for it; false when the lease is gone or another worker began.

    Those before it in the batch may have used its lease up: a slow provider must not let a second worker
    begin what the first is about to do. Nor is it counted before: when one in a batch kills the worker, the
    others were not tried.
    """
    held = _held_by(entry).filter(leased_until__gt=Now())
    if not held.update(attempts=entry.attempts + 1, leased_until=Now() + LEASE):
        return False
    entry.attempts += 1
    return True


def _attempt(entry: OutboxEntry, *, now: datetime) -> Outcome:
    if entry.attempts > MAX_ATTEMPTS:
        return Dead(reason="worker lost")  # no attempt before lived to say how it went
    try:
        return _handlers[entry.kind](entry, now)
    except ProviderUnavailable as error:
        wait = timedelta(seconds=error.retry_after_s) if error.retry_after_s else _backoff(entry.attempts)
        return Retry(after=wait, reason=error.code)
    except Busy as error:
        return Retry(after=_backoff(entry.attempts), reason=error.code)
    except AskProError as error:
        return Dead(reason=str(error))
    except Exception as error:
        # The edge of the task: an entry that trips over a defect must not keep those behind it waiting.
        logger.exception("outbox.handler_failed", extra={"kind": entry.kind, "entry": entry.pk})
        return Retry(after=_backoff(entry.attempts), reason=type(error).__name__)


def _record(entry: OutboxEntry, outcome: Outcome) -> None:
    # Only the attempt that still holds the entry may write the result.
    mine = _held_by(entry)
    if isinstance(outcome, Done | Cancelled) and mine.filter(is_owed_again=True).update(
        state=OutboxEntry.State.PENDING, is_owed_again=False, attempts=0, due_at=Now(), last_error=""
    ):
        return
    mine = mine.filter(is_owed_again=False) if isinstance(outcome, Done | Cancelled) else mine
    match outcome:
        case Done():
            mine.update(state=OutboxEntry.State.DONE, settled_at=Now(), last_error="")
        case Cancelled(reason=reason):
            mine.update(state=OutboxEntry.State.CANCELLED, settled_at=Now(), last_error=reason[:200])
        case Postponed(after=after, reason=reason):
            mine.update(
                state=OutboxEntry.State.PENDING,
                due_at=Now() + after,
                attempts=entry.attempts - 1,
                last_error=reason[:200],
            )
        case Retry(after=after, reason=reason) if entry.attempts < MAX_ATTEMPTS:
            mine.update(state=OutboxEntry.State.PENDING, due_at=Now() + after, last_error=reason[:200])
        case Retry(reason=reason) | Dead(reason=reason):
            mine.update(state=OutboxEntry.State.DEAD, settled_at=Now(), last_error=reason[:200])
            logger.error("outbox.dead", extra={"kind": entry.kind, "entry": entry.pk})


def _held_by(entry: OutboxEntry) -> models.QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(pk=entry.pk, state=OutboxEntry.State.SENDING, attempts=entry.attempts)


def _backoff(attempts: int) -> timedelta:
    """2, 4, 8 … seconds up to an hour, spread so that what failed together does not come back together."""
    return timedelta(seconds=min(2.0**attempts, 3600) * random.uniform(0.8, 1.2))  # noqa: S311  no secret


def _next_due(*, kind: str) -> datetime | None:
    open_entries = OutboxEntry.objects.filter(
        kind=kind, state__in=[OutboxEntry.State.PENDING, OutboxEntry.State.SENDING]
    )
    pending = open_entries.filter(state=OutboxEntry.State.PENDING).aggregate(at=Min("due_at"))["at"]
    leased = open_entries.exclude(state=OutboxEntry.State.PENDING).aggregate(
        at=Min(Coalesce(F("leased_until"), Now()))
    )["at"]
    return min((at for at in (pending, leased) if at is not None), default=None)
