from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection

from tenants.models import Company
from tenants.provisioning.services import create_company
from tenants.provisioning.spares import stock_up

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)
Catalog = dict[str, list[str]]


def _create(slug: str) -> Company:
    return create_company(name=slug, slug=slug, industry="other", domains=[f"{slug}.localhost"], now=NOW)


def _spares() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'spare%' ORDER BY oid")
        return [name for (name,) in cursor.fetchall()]


def _schema_id(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", [name])
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("db")
def test_company_takes_a_spare_and_is_what_the_template_is(catalog_of: Callable[[str], Catalog]) -> None:
    assert stock_up(count=1) == 1
    spare = _schema_id(_spares()[0])

    company = _create("anna")

    assert _schema_id(company.schema_name) == spare
    assert _spares() == []
    assert catalog_of(company.schema_name) == catalog_of("template_company")


@pytest.mark.usefixtures("db")
def test_stock_up_makes_only_what_is_missing() -> None:
    assert stock_up(count=2) == 2
    assert stock_up(count=3) == 1
    assert len(_spares()) == 3


@pytest.mark.usefixtures("db")
def test_spare_of_an_older_template_is_not_taken_and_goes() -> None:
    stock_up(count=1)
    old = _spares()[0]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE template_company.novelty (id int)")
        cursor.execute(
            "INSERT INTO template_company.django_migrations (app, name, applied)"
            " VALUES ('inbox', '0002', now())"
        )

    company = _create("anna")

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{company.schema_name}.novelty"])
        assert cursor.fetchone() == (True,)
    assert _spares() == [old]
    stock_up(count=0)
    assert _spares() == []


@pytest.mark.usefixtures("committing")
def test_two_who_reach_for_the_last_spare_both_get_a_company() -> None:
    stock_up(count=1)
    together = threading.Barrier(2)

    def create(slug: str) -> None:
        try:
            together.wait(timeout=10)
            _create(slug)
        finally:
            connection.close()

    threads = [threading.Thread(target=create, args=[slug]) for slug in ("anna", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert all(company.is_served for company in Company.objects.filter(slug__in=["anna", "ben"]))
    assert Company.objects.filter(slug__in=["anna", "ben"]).count() == 2
    assert _spares() == []
