"""Half-open spans of instants as PostgreSQL has them."""

from __future__ import annotations

from datetime import datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange


def period(start: datetime, end: datetime) -> DateTimeTZRange:
    """[start, end)."""
    return DateTimeTZRange(start, end)
