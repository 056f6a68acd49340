"""Accepting events in one transaction and working on them afterwards, one subject at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Min
from django.db.models.functions import Now

from askproai.core.errors import AskProError, Busy
from tenants.inbox.models import InboundEvent
from tenants.inbox.ports import Envelope
from tenants.inbox.registry import processor_for
from tenants.work import wake

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 5
TURN_S = 20


@transaction.atomic
def accept(*, provider: str, envelopes: Iterable[Envelope], now: datetime) -> int:
    """Store the events of one delivery; returns how many are new. A redelivery is only counted."""
    events = [
        InboundEvent(
            provider=provider,
            external_id=envelope.external_id,
            kind=envelope.kind,
            subject=envelope.subject,
            payload=envelope.payload,
            received_at=now,
            due_at=now,
        )
        for envelope in envelopes
    ]
    known = InboundEvent.objects.filter(
        provider=provider, external_id__in=[event.external_id for event in events]
    )
    before = known.count()
    InboundEvent.objects.bulk_create(events, ignore_conflicts=True)
    if before:
        known.filter(received_at__lt=now).update(deliveries=F("deliveries") + 1)
    fresh = known.count() - before
    if fresh:
        wake(kind="inbox", due_at=now, now=now)
    return fresh


def process_due(now: datetime) -> datetime | None:
    """Work on pending events that are due; returns when the next one will be."""
    until = time.monotonic() + TURN_S
    while time.monotonic() < until and _process_one(now=now):
        pass
    pending = InboundEvent.objects.filter(state=InboundEvent.State.PENDING)
    due: datetime | None = pending.aggregate(at=Min("due_at"))["at"]
    return due


@transaction.atomic
def replay(*, event_id: int, now: datetime) -> None:
    """Take an event out of quarantine for another round."""
    taken = InboundEvent.objects.filter(pk=event_id, state=InboundEvent.State.QUARANTINED).update(
        state=InboundEvent.State.PENDING, attempts=0, due_at=now, settled_at=None
    )
    if taken:
        wake(kind="inbox", due_at=now, now=now)


def _process_one(*, now: datetime) -> bool:
    """Take the oldest due event whose subject nobody else is working on; false when there is none."""
    with transaction.atomic():
        event = (
            InboundEvent.objects.select_for_update(skip_locked=True)
            .filter(state=InboundEvent.State.PENDING, due_at__lte=Now())
            .order_by("due_at", "pk")
            .first()
        )
        if event is None:
            return False
        _lock_subject(event)
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
            event.state, event.payload, event.settled_at, event.reason = (
                InboundEvent.State.DONE,
                None,
                now,
                "",
            )
            event.save(update_fields=["state", "payload", "settled_at", "reason"])
    return True


def _lock_subject(event: InboundEvent) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || %s, 0))",
            [f"/inbox/{event.provider}/{event.subject}"],
        )


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
