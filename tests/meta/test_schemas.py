"""A company's schema can be dumped, moved and restored alone: nothing points out of it, nothing points in."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Field, Model

from tenants.models import Company

ROOT = Path(__file__).resolve().parents[2]


def labels(names: list[str]) -> set[str]:
    return {config.label for config in apps.get_app_configs() if config.name in names}


COMPANY_LABELS = labels(settings.TENANT_APPS)
RELATIONS = [
    (model, field)
    for model in apps.get_models(include_auto_created=True)
    for field in model._meta.get_fields()
    if isinstance(field, Field) and field.is_relation and field.related_model
]


def test_no_app_lives_in_both_schemas() -> None:
    assert set(settings.TENANT_APPS).isdisjoint(settings.SHARED_APPS)


@pytest.mark.parametrize(("model", "field"), RELATIONS, ids=lambda part: str(getattr(part, "_meta", part)))
def test_relation_stays_in_its_schema(model: type[Model], field: Field) -> None:  # type: ignore[type-arg]
    target = field.related_model
    assert not isinstance(target, str)
    assert target is not None
    assert (model._meta.app_label in COMPANY_LABELS) == (target._meta.app_label in COMPANY_LABELS)


def test_database_has_no_foreign_key_across_schemas(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.conname, source.relnamespace::regnamespace::text, target.relnamespace::regnamespace::text
            FROM pg_constraint c
            JOIN pg_class source ON source.oid = c.conrelid JOIN pg_class target ON target.oid = c.confrelid
            WHERE c.contype = 'f' AND source.relnamespace <> target.relnamespace
            """
        )
        assert cursor.fetchall() == []


def test_company_schema_has_few_enough_tables(db: None) -> None:
    schema = Company.objects.get(slug="salon").schema_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = %s", [schema])
        assert 10 < cursor.fetchone()[0] <= 66


def test_no_migration_is_missing(db: None) -> None:
    output = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=output)
    except SystemExit:
        pytest.fail(output.getvalue())


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("[a-z]*/**/migrations/0*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_migration_needs_no_extension(path: Path) -> None:
    if "node_modules" in path.parts:
        return
    text = path.read_text()

    assert not re.search(r"CREATE EXTENSION|\w+Extension\(", text, re.IGNORECASE)
    assert not re.match(r"\d{4}_(auto|alter|remove|add)_", path.name), "named for what it does"
