"""What PostgreSQL itself keeps for us on each connection and in each table."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection

from tenants.models import Company


@pytest.mark.parametrize(
    ("name", "most_ms"),
    [
        ("statement_timeout", 30_000),
        ("lock_timeout", 5_000),
        ("idle_in_transaction_session_timeout", 30_000),
    ],
)
def test_no_connection_may_wait_for_ever(company: Company, name: str, most_ms: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setting::int FROM pg_settings WHERE name = %s", [name])
        limit = cursor.fetchone()[0]

    assert 0 < limit <= most_ms


def test_connecting_gives_up_and_a_connection_is_looked_at_before_it_is_used() -> None:
    database = settings.DATABASES["default"]

    assert 0 < database["OPTIONS"]["connect_timeout"] <= 10
    assert database["CONN_HEALTH_CHECKS"] is True


def test_every_generated_key_is_a_bigint(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT table_schema || '.' || table_name FROM information_schema.columns
            WHERE table_schema = ANY(%s) AND is_identity = 'YES' AND data_type <> 'bigint'
                AND table_name NOT LIKE 'auth\\_%%' AND table_name NOT LIKE 'django\\_%%'
                AND table_name NOT LIKE 'axes\\_%%'
            """,
            [[company.schema_name, "public"]],
        )
        assert cursor.fetchall() == []
