"""Figures read across schemas, off the request path of any company.

One statement looks into many schemas at once (``UNION ALL``), in chunks, so that thousands of companies stay
within the database's locks and its statement time-out. Contents stay sealed: nothing here is opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from booking.models import Appointment
from notifications.models import Notification
from telephony.models import Call, PhoneNumber, Statement
from tenants.connections.models import Connection
from tenants.enums import CompanyState
from tenants.inbox.models import InboundEvent
from tenants.models import Company
from tenants.outbox.models import OutboxEntry

# Later than this, an effect is not just waiting its turn.
LATE_AFTER: Final = timedelta(minutes=5)
# What is said in calls is looked at over this time.
LATELY: Final = timedelta(days=7)
# Each company in a statement costs a few dozen locks, for tables and their indexes.
CHUNK: Final = 40

_TABLES: Final = {
    "calls": Call,
    "outbox": OutboxEntry,
    "inbox": InboundEvent,
    "appointments": Appointment,
    "messages": Notification,
    "connections": Connection,
    "numbers": PhoneNumber,
}

DAYS: Final = sql.SQL(
    """
    (SELECT {company_id}::bigint, 'calls', (ringing_at AT TIME ZONE {zone})::date,
        count(*), count(*) FILTER (WHERE missed_reason <> ''),
        count(*) FILTER (WHERE outcome = 'transferred'),
        count(*) FILTER (WHERE outcome = 'failed' OR state = 'failed'), coalesce(sum(duration_ms), 0)::bigint
     FROM {calls} WHERE source = 'phone' AND ringing_at >= {since} GROUP BY 3)
    UNION ALL
    (SELECT {company_id}::bigint, 'bookings', (created_at AT TIME ZONE {zone})::date, count(*), 0, 0, 0, 0
     FROM {appointments} WHERE created_at >= {since} AND source <> 'import' GROUP BY 3)
    UNION ALL
    (SELECT {company_id}::bigint, 'messages', (coalesce(sent_at, created_at) AT TIME ZONE {zone})::date,
        count(*) FILTER (WHERE sent_at IS NOT NULL),
        count(*) FILTER (WHERE state IN ('failed', 'undelivered')), 0, 0, 0
     FROM {messages} WHERE coalesce(sent_at, created_at) >= {since} GROUP BY 3)
    """
)
STANDING: Final = sql.SQL(
    """
    (SELECT {company_id}::bigint, rang.last_at, rang.hour, rang.hour_failed,
        owed.waiting, owed.late, owed.dead, owed.oldest, came.late, came.held, came.oldest,
        (SELECT jsonb_object_agg(provider, state) FROM (
            SELECT provider, max(state) AS state FROM {connections} GROUP BY provider) AS each),
        (SELECT count(*) FROM {connections} WHERE state <> 'ok'),
        (SELECT count(*) FROM {numbers} WHERE state = 'porting'),
        said.statements, said.unproven, said.median_ms
     FROM (SELECT max(ringing_at) AS last_at,
            count(*) FILTER (WHERE source = 'phone' AND ringing_at >= {hour}) AS hour,
            count(*) FILTER (WHERE source = 'phone' AND ringing_at >= {hour}
                AND (outcome = 'failed' OR state = 'failed')) AS hour_failed FROM {calls}) AS rang,
      (SELECT count(*) FILTER (WHERE state <> 'dead') AS waiting,
            count(*) FILTER (WHERE state <> 'dead' AND due_at < {late}) AS late,
            count(*) FILTER (WHERE state = 'dead') AS dead,
            min(due_at) FILTER (WHERE state <> 'dead' AND due_at < {late}) AS oldest
        FROM {outbox} WHERE state IN ('pending', 'sending', 'dead')) AS owed,
      (SELECT count(*) FILTER (WHERE state = 'pending' AND due_at < {late}) AS late,
            count(*) FILTER (WHERE state = 'quarantined') AS held,
            min(received_at) FILTER (WHERE state = 'quarantined' OR due_at < {late}) AS oldest
        FROM {inbox} WHERE state IN ('pending', 'quarantined')) AS came,
      (SELECT coalesce(sum(statements_made), 0) AS statements, coalesce(sum(unproven), 0) AS unproven,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY spoken_to_booked_ms) AS median_ms
        FROM {calls} WHERE ringing_at >= {lately}) AS said)
    """
)


def companies_with_tables() -> list[Company]:
    """Companies whose schema is there, served or suspended, by name."""
    states = (CompanyState.READY, CompanyState.SUSPENDED)
    companies = list(
        Company.objects.filter(state__in=states, schema_name__startswith="t_").order_by("name", "pk")
    )
    complete = complete_schemas([company.schema_name for company in companies])
    return [company for company in companies if company.schema_name in complete]


def complete_schemas(names: Sequence[str]) -> set[str]:
    """Those of the schemas that have all tables read here: others are being made, migrated or removed."""
    # Statements came with the columns that are read here: without them a schema is not migrated yet.
    tables = [model._meta.db_table for model in (*_TABLES.values(), Statement)]
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


def union(
    part: sql.SQL,
    companies: Sequence[Company],
    *,
    now: datetime,
    limit: int = 0,
    since: Mapping[int, date] | None = None,
) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement for each of the companies. ``since``: their first days that are read."""
    for start in range(0, len(companies), CHUNK):
        statement = sql.SQL(" UNION ALL ").join(
            part.format(
                company_id=sql.Literal(company.pk),
                zone=sql.Literal(company.timezone),
                since=sql.Literal(_midnight(company, since[company.pk]) if since else now),
                late=sql.Literal(now - LATE_AFTER),
                hour=sql.Literal(now - timedelta(hours=1)),
                lately=sql.Literal(now - LATELY),
                limit=sql.Literal(limit),
                **_tables_of(company),
            )
            for company in companies[start : start + CHUNK]
        )
        with connection.cursor() as cursor:
            cursor.execute(statement)
            yield from cursor.fetchall()


def today_of(company: Company, now: datetime) -> date:
    """Which day it is for the people of this company."""
    return now.astimezone(ZoneInfo(company.timezone)).date()


def _tables_of(company: Company) -> dict[str, sql.Identifier]:
    return {
        name: sql.Identifier(company.schema_name, model._meta.db_table) for name, model in _TABLES.items()
    }


def _midnight(company: Company, day: date) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(company.timezone))
