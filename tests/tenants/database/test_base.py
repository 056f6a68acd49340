from __future__ import annotations

import pytest
from django.db import connection
from django_tenants.postgresql_backend import base

from tenants.models import Company


@pytest.mark.usefixtures("company")
def test_a_connection_that_says_nothing_is_usable_without_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", lambda self: pytest.fail("asked"))

    assert connection.is_usable()


def test_a_connection_whose_server_has_ended_is_not_usable(committed_company: Company) -> None:
    other = connection.copy()
    other.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [other.connection.info.backend_pid])

    assert not other.is_usable()

    other.close()
    assert not other.is_usable()
