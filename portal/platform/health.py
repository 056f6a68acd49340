"""How all companies are doing: figures read across schemas, off the request path of any company.

One statement looks into many schemas at once (``UNION ALL``), in chunks, so that thousands of companies stay
within the database's locks and its statement time-out. Contents stay sealed: nothing here is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from telephony.models import Call, Statement
from tenants.enums import CompanyState
from tenants.inbox.models import InboundEvent
from tenants.models import Company, Wakeup
from tenants.outbox.models import OutboxEntry

# Later than this, an effect is not just waiting its turn.
LATE_AFTER: Final = timedelta(minutes=5)
# After so many nudges that led to nothing, somebody should look.
STUCK_AFTER_NUDGES: Final = 5
# What is said in calls is looked at over this time.
LATELY: Final = timedelta(days=7)
CHUNK: Final = 100

_CALLS, _OUTBOX, _INBOX, _STATEMENTS = (
    model._meta.db_table for model in (Call, OutboxEntry, InboundEvent, Statement)
)

_FIGURES = sql.SQL(
    """
    (SELECT {company_id}::bigint,
        (SELECT count(*) FROM {calls} WHERE ringing_at >= {today} AND source = 'phone'),
        (SELECT max(ringing_at) FROM {calls}),
        owed.waiting, owed.late, owed.dead,
        (SELECT count(*) FROM {inbox} WHERE state = 'quarantined'),
        said.unproven, said.statements, said.median_ms
     FROM (SELECT count(*) FILTER (WHERE state <> 'dead') AS waiting,
            count(*) FILTER (WHERE state <> 'dead' AND due_at < {late}) AS late,
            count(*) FILTER (WHERE state = 'dead') AS dead
        FROM {outbox} WHERE state IN ('pending', 'sending', 'dead')) AS owed,
      (SELECT coalesce(sum(unproven), 0) AS unproven, coalesce(sum(statements_made), 0) AS statements,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY spoken_to_booked_ms) AS median_ms
        FROM {calls} WHERE ringing_at >= {lately}) AS said)
    """
)
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


class Level(StrEnum):
    """What the badge beside a company says."""

    FINE = "fine"
    ATTENTION = "attention"
    TROUBLE = "trouble"


@dataclass(frozen=True, kw_only=True, slots=True)
class Health:
    """One company's figures of now."""

    calls_today: int = 0
    last_call_at: datetime | None = None
    open_entries: int = 0
    late_entries: int = 0
    dead_entries: int = 0
    quarantined: int = 0
    stuck_wakeups: int = 0
    # Of the last seven days: what was said in calls, how much of it nothing proves, and the median of the
    # spoken time from the greeting to the booking.
    statements: int = 0
    unproven: int = 0
    spoken_median_ms: float | None = None

    @property
    def troubled_entries(self) -> int:
        """What :func:`troubled_entries` has rows of."""
        return self.dead_entries + self.late_entries

    @property
    def level(self) -> Level:
        """Trouble needs a person; attention may pass by itself."""
        if self.dead_entries or self.quarantined:
            return Level.TROUBLE
        return Level.ATTENTION if self.late_entries or self.stuck_wakeups else Level.FINE


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


def companies_with_tables() -> list[Company]:
    """Companies whose schema is there, served or suspended, by name."""
    states = (CompanyState.READY, CompanyState.SUSPENDED)
    companies = list(
        Company.objects.filter(state__in=states, schema_name__startswith="t_").order_by("name", "pk")
    )
    complete = _complete_schemas([company.schema_name for company in companies])
    return [company for company in companies if company.schema_name in complete]


def health_of(companies: Sequence[Company], *, now: datetime) -> dict[int, Health]:
    """Figures by company id; a company whose tables are not there has none."""
    complete = _complete_schemas([company.schema_name for company in companies])
    present = [company for company in companies if company.schema_name in complete]
    stuck = {wakeup.company.pk: wakeup.nudges for wakeup in stuck_wakeups(present)}
    return {
        company_id: Health(
            calls_today=calls,
            last_call_at=last,
            open_entries=waiting,
            late_entries=late,
            dead_entries=dead,
            quarantined=held,
            stuck_wakeups=int(company_id in stuck),
            statements=statements,
            unproven=unproven,
            spoken_median_ms=median_ms,
        )
        for company_id, calls, last, waiting, late, dead, held, unproven, statements, median_ms in _union(
            _FIGURES, present, now=now
        )
    }


def troubled_entries(companies: Sequence[Company], *, now: datetime, limit: int) -> list[TroubledEntry]:
    """Dead and late outbox entries of these companies, oldest first."""
    by_id = {company.pk: company for company in companies}
    names = ("entry_id", "kind", "subject_id", "state", "attempts", "last_error", "due_at")
    found = [
        TroubledEntry(company=by_id[company_id], **dict(zip(names, rest, strict=True)))
        for company_id, *rest in _union(_TROUBLED_ENTRIES, companies, now=now, limit=limit)
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
        for company_id, *rest in _union(_QUARANTINED_EVENTS, companies, now=now, limit=limit)
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


def _union(
    part: sql.SQL, companies: Sequence[Company], *, now: datetime, limit: int = 0
) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(companies), CHUNK):
        statement = sql.SQL(" UNION ALL ").join(
            part.format(
                company_id=sql.Literal(company.pk),
                calls=sql.Identifier(company.schema_name, _CALLS),
                outbox=sql.Identifier(company.schema_name, _OUTBOX),
                inbox=sql.Identifier(company.schema_name, _INBOX),
                today=sql.Literal(_midnight(company, now)),
                late=sql.Literal(now - LATE_AFTER),
                lately=sql.Literal(now - LATELY),
                limit=sql.Literal(limit),
            )
            for company in companies[start : start + CHUNK]
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
            yield from cursor.fetchall()


def _midnight(company: Company, now: datetime) -> datetime:
    """When today began for the people of this company."""
    return now.astimezone(ZoneInfo(company.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _complete_schemas(names: Sequence[str]) -> set[str]:
    """Those of the schemas that have all tables read here: others are being made, migrated or removed."""
    # Statements came with the columns that are read here: without them a schema is not migrated yet.
    tables = [_CALLS, _OUTBOX, _INBOX, _STATEMENTS]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT n.nspname FROM pg_namespace n JOIN pg_class c ON c.relnamespace = n.oid
            WHERE n.nspname = ANY(%s) AND c.relname = ANY(%s) AND c.relkind = 'r'
            GROUP BY n.nspname HAVING count(*) = %s
            """,
            [list(names), tables, len(tables)],
        )
        return {row[0] for row in cursor.fetchall()}
