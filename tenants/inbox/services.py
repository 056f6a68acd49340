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


@transaction.atomic
def accept(*, provider: str, envelopes: Iterable[Envelope], now: datetime) -> int:
    """Store the events of one delivery; returns how many are new. A redelivery is only counted."""
    once = {envelope.external_id: envelope for envelope in envelopes}
    if not once:
        return 0
    counted = insert_with(
        # In one order: deliveries of the same events at the same time wait in a row, never in a circle.
        [_unseen(provider, once[external_id], now=now) for external_id in sorted(once)],
        "ON CONFLICT (provider, external_id)"
        " DO UPDATE SET deliveries = inbox_inboundevent.deliveries + 1 RETURNING deliveries",
    )
    fresh = sum(deliveries == 1 for (deliveries,) in counted)
    if fresh:
        wake(kind="inbox", due_at=now, now=now)
    return fresh


def process_due(now: datetime) -> datetime | None:
    """Work on pending events that are due; returns when to look again.

    A subject that somebody else is working on is passed over: they go on with its next event themselves.
    """
    until = time.monotonic() + TURN_S
    passed: set[str] = set()
    while waiting := _oldest_due(except_for=passed):
        if time.monotonic() >= until:
            return waiting.due_at
        if _work_on_subject(waiting, now=now):
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


def _unseen(provider: str, envelope: Envelope, *, now: datetime) -> InboundEvent:
    return InboundEvent(
        provider=provider,
        external_id=envelope.external_id,
        kind=envelope.kind,
        subject=envelope.subject,
        payload=envelope.payload,
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


@transaction.atomic
def _work_on_subject(waiting: InboundEvent, *, now: datetime) -> bool:
    """Settle the oldest due event of the subject; false when somebody else is working on it."""
    if not _lock_subject(waiting):
        return False
    # Read under the lock: whoever held it before may have settled the event. The row itself stays unlocked: a
    # redelivery is answered at once, however long the work takes.
    own = _due().filter(provider=waiting.provider, subject=waiting.subject)
    event = own.order_by("due_at", "pk").first()
    if event:
        _settle(event, now=now)
    return True


def _settle(event: InboundEvent, *, now: datetime) -> None:
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


def _lock_subject(event: InboundEvent) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [f"/inbox/{event.provider}/{event.subject}"],
        )
        locked: bool = cursor.fetchone()[0]
    return locked


def _postpone(event: InboundEvent, reason: str, *, final: bool) -> None:
    event.attempts += 1
    event.reason = reason[:200]
    if final or event.attempts >= MAX_ATTEMPTS:
        event.state, event.settled_at = InboundEvent.State.QUARANTINED, event.received_at
        logger.error(
            "inbox.quarantined", extra={"event": event.pk, "provider": event.provider, "reason": reason}
        )
    InboundEvent.objects.filter(pk=event.pk).update(
        attempts=event.attempts,
        reason=event.reason,
        state=event.state,
        settled_at=Now() if event.state == InboundEvent.State.QUARANTINED else None,
        due_at=Now() + timedelta(seconds=2**event.attempts),
    )
