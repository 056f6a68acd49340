from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tenants.models import Company

OUTBOX = ("0001_initial", "0002_owed_again")


@pytest.fixture
def behind(db: None) -> list[str]:
    """Template and companies as they were before the outbox came."""
    schemas = [
        "template_company",
        *(Company.objects.get(slug=slug).schema_name for slug in ("salon", "praxis")),
    ]
    with connection.cursor() as cursor:
        for schema in schemas:
            cursor.execute(f"DROP TABLE {schema}.outbox_outboxentry")
            cursor.execute(f"DELETE FROM {schema}.django_migrations WHERE app = 'outbox'")
    return schemas


def test_migrate_companies_shows_its_plan_and_changes_nothing(behind: list[str]) -> None:
    said = StringIO()

    call_command("migrate_companies", "--plan", stdout=said)

    assert said.getvalue().splitlines() == [
        "shared: 0 pending",
        f"template: {len(OUTBOX)} pending",
        *(f"  outbox.{name}" for name in OUTBOX),
        "companies: 2 behind",
    ]


def test_migrate_companies_brings_everybody_up_to_date(behind: list[str]) -> None:
    said = StringIO()

    call_command("migrate_companies", "--jobs", "1", stdout=said)

    assert said.getvalue() == f"template: {len(OUTBOX)} migrations, companies: 2 migrated\n"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'outbox_outboxentry'")
        assert cursor.fetchone() == (3,)


def test_migrate_companies_fails_and_names_the_company_that_was_left(behind: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {behind[1]}.outbox_outboxentry (id int)")
    complaints = StringIO()

    with pytest.raises(CommandError, match="1 companies were left as they were; run the command again"):
        call_command("migrate_companies", "--jobs", "1", stdout=StringIO(), stderr=complaints)

    assert f'{behind[1]}: relation "outbox_outboxentry" already exists' in complaints.getvalue()
