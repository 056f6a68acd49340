"""What is stuck in companies, row by row; contents stay sealed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import sql

from analytics.ops.figures import union
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry

# After so many nudges that led to nothing, somebody should look.
STUCK_AFTER_NUDGES: Final = 5

_TROUBLED_ENTRIES = sql.SQL(
    """
    (SELECT {company_id}::bigint, id, kind, subject_id, state, attempts, last_error, due_at FROM {outbox}
     WHERE state = 'dead' OR (state IN ('pending', 'sending') AND due_at < {late})
     ORDER BY due_at LIMIT {limit})
    """
)
_QUARANTINED_EVENTS = sql.SQL(
    """
    (SELECT {company_id}::bigint, id, provider, kind, reason, attempts, deliveries, received_at,
        coalesce(octet_length(payload), 0) FROM {inbox}
     WHERE state = 'quarantined' ORDER BY received_at LIMIT {limit})
    """
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TroubledEntry:
    """An outbox entry that failed for good or is late."""

    company: Company
    entry_id: int
    kind: str
    subject_id: int
    state: str
    attempts: int
    last_error: str
    due_at: datetime

    @property
    def is_dead(self) -> bool:
        """Only these can be given another round; late ones already have one."""
        return self.state == OutboxEntry.State.DEAD


@dataclass(frozen=True, kw_only=True, slots=True)
class QuarantinedEvent:
    """An inbound event that could not be processed; its payload is known by size only."""

    company: Company
    event_id: int
    provider: str
    kind: str
    reason: str
    attempts: int
    deliveries: int
    received_at: datetime
    sealed_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StuckWakeup:
    """Work that nobody does although it was nudged again and again."""

    company: Company
    kind: str
    due_at: datetime
    nudges: int


def troubled_entries(companies: Sequence[Company], *, now: datetime, limit: int) -> list[TroubledEntry]:
    """Dead and late outbox entries of these companies, oldest first."""
    by_id = {company.pk: company for company in companies}
    names = ("entry_id", "kind", "subject_id", "state", "attempts", "last_error", "due_at")
    found = [
        TroubledEntry(company=by_id[company_id], **dict(zip(names, rest, strict=True)))
        for company_id, *rest in union(_TROUBLED_ENTRIES, companies, now=now, limit=limit)
    ]
    return sorted(found, key=lambda entry: entry.due_at)[:limit]


def quarantined_events(companies: Sequence[Company], *, now: datetime, limit: int) -> list[QuarantinedEvent]:
    """Events in quarantine of these companies, oldest first."""
    by_id = {company.pk: company for company in companies}
    names = (
        "event_id",
        "provider",
        "kind",
        "reason",
        "attempts",
        "deliveries",
        "received_at",
        "sealed_bytes",
    )
    found = [
        QuarantinedEvent(company=by_id[company_id], **dict(zip(names, rest, strict=True)))
        for company_id, *rest in union(_QUARANTINED_EVENTS, companies, now=now, limit=limit)
    ]
    return sorted(found, key=lambda event: event.received_at)[:limit]


def stuck_wakeups(companies: Iterable[Company]) -> list[StuckWakeup]:
    """Wakeups of these companies that were nudged in vain, most nudged first; one per company and kind."""
    by_id = {company.pk: company for company in companies}
    rows = (
        Wakeup.objects.filter(nudges__gte=STUCK_AFTER_NUDGES, company_id__in=by_id)
        .order_by("company_id", "kind", "-nudges")
        .distinct("company_id", "kind")
    )
    stuck = [
        StuckWakeup(company=by_id[row.company_id], kind=row.kind, due_at=row.due_at, nudges=row.nudges)
        for row in rows
    ]
    return sorted(stuck, key=lambda wakeup: -wakeup.nudges)
