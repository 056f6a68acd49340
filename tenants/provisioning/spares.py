"""Schemas that wait for their company, so that signing up costs a renaming and not a hundred tables' making.

A spare is a schema ``spare_<number>`` whose comment is the digest of the recipe it was made by. Nothing
depends on spares: without one, or after the template has moved on, a company is built from the recipe.
"""

from __future__ import annotations

import hashlib

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tenants.provisioning.recipe import current_recipe, search_path

# Migrating the template excludes making anything from it, by this advisory lock.
TEMPLATE_LOCK = 0x7E3A17
_SPARES = """
SELECT nspname, obj_description(oid, 'pg_namespace') FROM pg_namespace
WHERE nspname ~ '^spare_[0-9]+$' ORDER BY oid
"""


def make_schema(name: str) -> None:
    """A schema of this name with everything a company has; the template stays as it is until the commit.

    :raises TemplateMissing: ``migrate_companies`` has never run.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TEMPLATE_LOCK])
        recipe = current_recipe()
        if not _take_spare(cursor, name=name, digest=_digest(recipe)):
            _build(cursor, name=name, recipe=recipe)


def stock_up(*, count: int) -> int:
    """Have so many spares of the current template and none of an older one; returns how many were made."""
    digest = _digest(current_recipe())
    with connection.cursor() as cursor:
        cursor.execute(_SPARES)
        found = cursor.fetchall()
    for name, made_by in found:
        if made_by != digest:
            _drop(name)
    missing: int = max(0, count - sum(1 for _, made_by in found if made_by == digest))
    for _ in range(missing):
        _add()
    return missing


@transaction.atomic
def _add() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TEMPLATE_LOCK])
        recipe = current_recipe()
        cursor.execute("SELECT 'spare_' || nextval(pg_get_serial_sequence('public.tenants_company', 'id'))")
        name = cursor.fetchone()[0]
        _build(cursor, name=name, recipe=recipe)
        cursor.execute(f"COMMENT ON SCHEMA {name} IS '{_digest(recipe)}'")


@transaction.atomic
def _drop(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")


def _build(cursor: CursorWrapper, *, name: str, recipe: str) -> None:
    cursor.execute(f"CREATE SCHEMA {name}")
    with search_path(cursor, name):
        cursor.execute(recipe)


def _take_spare(cursor: CursorWrapper, *, name: str, digest: str) -> bool:
    cursor.execute(_SPARES)
    for spare, made_by in cursor.fetchall():
        if made_by == digest and _is_mine(cursor, spare):
            cursor.execute(f"COMMENT ON SCHEMA {spare} IS NULL; ALTER SCHEMA {spare} RENAME TO {name}")
            return True
    return False


def _is_mine(cursor: CursorWrapper, spare: str) -> bool:
    """Two who reach for the same one: the second finds it locked, or gone once the first has committed."""
    cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [spare])
    if not cursor.fetchone()[0]:
        return False
    cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [spare])
    return bool(cursor.fetchone()[0])


def _digest(recipe: str) -> str:
    return hashlib.sha256(recipe.encode()).hexdigest()
