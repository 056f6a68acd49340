"""Accepting events in one transaction and working on them afterwards, one subject at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Min, QuerySet
from django.db.models.functions import Now

from askproai.core.db import database_now
from askproai.core.errors import AskProError, Busy
from askproai.core.foreign_json import clean_json, clean_text
from askproai.core.rows import insert_with
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Envelope
from tenants.inbox.registry import processor_for
from tenants.work import wake

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
TURN_S = 20
# How long an event waits whose subject somebody else is working on, should they not get to it themselves.
MOMENT = timedelta(seconds=1)
# The lock is held until the end of the transaction, or of the statement where there is none.
_LOCK_SUBJECT = "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))"
_COUNT_ATTEMPT = f"""
UPDATE inbox_inboundevent SET attempts = attempts + 1
WHERE id = %s AND state = 'pending' AND attempts = %s AND ({_LOCK_SUBJECT})
"""  # noqa: S608  both parts are our own words


@transaction.atomic
def accept(*, provider: str, envelopes: Iterable[Envelope], now: datetime) -> int:
    """Store the events of one delivery; returns how many are new. A redelivery is only counted."""
    once = {clean_text(envelope.external_id): envelope for envelope in envelopes}
    if not once:
        return 0
    counted = insert_with(
        # In one order: deliveries of the same events at the same time wait in a row, never in a circle.
        [_unseen(provider, external_id, once[external_id], now=now) for external_id in sorted(once)],
        "ON CONFLICT (provider, external_id)"
        " DO UPDATE SET deliveries = inbox_inboundevent.deliveries + 1 RETURNING deliveries",
    )
    fresh: int = sum(deliveries == 1 for (deliveries,) in counted)
    if fresh:
        wake(kind="inbox", due_at=now, now=now)
    return fresh


def process_due(now: datetime) -> datetime | None:
    """Work on pending events that are due; returns when to look again.

    A subject that somebody else is working on is passed over: they go on with its next event themselves.
    Call it outside of a transaction: the attempt must be written down whatever becomes of the work.
    """
    until = time.monotonic() + TURN_S
    passed: set[str] = set()
    while waiting := _oldest_due(except_for=passed):
        if time.monotonic() >= until:
            return waiting.due_at
        if _count_attempt(waiting) and _work_on(waiting, now=now):
            passed.clear()
        else:
            passed.add(waiting.subject)
    return _next_due()


@transaction.atomic
def replay(*, event_id: int, now: datetime) -> None:
    """Take an event out of quarantine for another round."""
    taken = InboundEvent.objects.filter(pk=event_id, state=InboundEvent.State.QUARANTINED).update(
        state=InboundEvent.State.PENDING, attempts=0, due_at=now, settled_at=None
    )
    if taken:
        wake(kind="inbox", due_at=now, now=now)


def drop_quarantined(*, event_id: int, now: datetime) -> bool:
    """Give an event up: what it held goes, its key stays. ``False``: it is not in quarantine any more."""
    held = InboundEvent.objects.filter(pk=event_id, state=InboundEvent.State.QUARANTINED)
    return bool(held.update(state=InboundEvent.State.DONE, payload=None, settled_at=now))


def _unseen(provider: str, external_id: str, envelope: Envelope, *, now: datetime) -> InboundEvent:
    # Receivers read forms as well as JSON: whatever the form, nothing comes in here that no table can hold.
    return InboundEvent(
        provider=provider,
        external_id=external_id,
        kind=clean_text(envelope.kind),
        subject=clean_text(envelope.subject),
        payload=clean_json(envelope.payload),
        received_at=now,
        due_at=now,
    )


def _oldest_due(*, except_for: set[str]) -> InboundEvent | None:
    return _due().exclude(subject__in=except_for).defer("payload").order_by("due_at", "pk").first()


def _due() -> QuerySet[InboundEvent]:
    return InboundEvent.objects.filter(state=InboundEvent.State.PENDING, due_at__lte=Now())


def _next_due() -> datetime | None:
    """When something will be due; what is due already is in other hands, and worth a look in a moment."""
    pending = InboundEvent.objects.filter(state=InboundEvent.State.PENDING)
    due: datetime | None = pending.aggregate(at=Min("due_at"))["at"]
    return due and max(due, database_now() + MOMENT)


def _count_attempt(event: InboundEvent) -> bool:
    """Write down that the event is being tried; false when somebody else is working on its subject.

    In a step of its own: of an event that kills its worker, nothing else would remain to be counted.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ATTEMPT, [event.pk, event.attempts, _lock_name(event)])
        return bool(cursor.rowcount)


@transaction.atomic
def _work_on(waiting: InboundEvent, *, now: datetime) -> bool:
    """Settle the event; false when somebody else is working on its subject."""
    if not _lock_subject(waiting):
        return False
    # Read under the lock: whoever held it before may have settled the event. The row itself stays unlocked: a
    # redelivery is answered at once, however long the work takes.
    event = _due().filter(pk=waiting.pk).first()
    if event:
        _settle(event, now=now)
    return True


def _settle(event: InboundEvent, *, now: datetime) -> None:
    if event.attempts > MAX_ATTEMPTS:
        # No attempt lived to say how it went.
        _postpone(event, "worker_lost", final=True)
        return
    try:
        with transaction.atomic():
            processor_for(event.provider)(
                kind=event.kind,
                subject=event.subject,
                payload=event.payload,
                received_at=event.received_at,
                now=now,
            )
    except AskProError as error:
        _postpone(event, error.code, final=not isinstance(error, Busy))
    except Exception as error:
        # The edge: whatever is wrong with one event must not block the others.
        logger.exception("inbox.processing_failed", extra={"event": event.pk, "provider": event.provider})
        _postpone(event, type(error).__name__, final=False)
    else:
        InboundEvent.objects.filter(pk=event.pk).update(
            state=InboundEvent.State.DONE, payload=None, settled_at=now, reason=""
        )


def _lock_name(event: InboundEvent) -> str:
    return f"/inbox/{event.provider}/{event.subject}"


def _lock_subject(event: InboundEvent) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SUBJECT, [_lock_name(event)])
        locked: bool = cursor.fetchone()[0]
    return locked


def _postpone(event: InboundEvent, reason: str, *, final: bool) -> None:
    """Have the event tried again later, or put it in quarantine when that is over."""
    row = InboundEvent.objects.filter(pk=event.pk)
    if not final and event.attempts < MAX_ATTEMPTS:
        row.update(reason=reason[:200], due_at=Now() + timedelta(seconds=2**event.attempts))
        return
    row.update(reason=reason[:200], state=InboundEvent.State.QUARANTINED, settled_at=Now())
    logger.error("inbox.quarantined", extra={"event": event.pk, "provider": event.provider, "reason": reason})
