"""The recipe for a company: the template's schema as one SQL script that can be run in any empty schema.

Read from PostgreSQL's catalog while only the template is on the search path: PostgreSQL then writes every name of the
template without its schema, so the same script makes the same tables in whatever schema is on the path when it is run.
What the catalog knows and the queries do not is refused, never left out silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tenants.models.company import TEMPLATE_SCHEMA
from tenants.provisioning.definitions import (
    AFTER_ROWS,
    BEFORE_ROWS,
    SEQUENCE_POSITIONS,
    TABLE_COLUMNS,
    UNPORTABLE,
)
from tenants.provisioning.errors import TemplateMissing, Unportable


def current_recipe() -> str:
    """The script of the template as it is now, recorded once per process and state of its migrations.

    :raises TemplateMissing: the template has never been migrated.
    :raises Unportable: it holds something that cannot be made again elsewhere.
    """
    return _remembered(_state_of_template())


@lru_cache(maxsize=2)
def _remembered(state: str) -> str:
    return record_recipe(TEMPLATE_SCHEMA)


def record_recipe(schema: str) -> str:
    """Read the script of a schema, tables and rows, from the catalog.

    :raises Unportable: it holds something that cannot be made again elsewhere.
    """
    with transaction.atomic(), connection.cursor() as cursor, search_path(cursor, schema):
        _refuse(_column(cursor, UNPORTABLE, schema))
        statements = ["SET LOCAL check_function_bodies = off"]
        statements += [made for query in BEFORE_ROWS for made in _column(cursor, query, schema)]
        statements += _rows(cursor, schema)
        statements += [made for query in AFTER_ROWS for made in _column(cursor, query, schema)]
    _refuse([made for made in statements if schema in made])
    return ";\n".join(statements)


@contextmanager
def search_path(cursor: CursorWrapper, schema: str) -> Iterator[None]:
    """Have exactly this schema on the path of the current transaction; afterwards what was there before."""
    cursor.execute("SELECT current_setting('search_path')")
    before = cursor.fetchone()[0]
    cursor.execute("SELECT set_config('search_path', %s, true)", [schema])
    yield
    # Not in a finally: after an error the transaction is broken, and its end restores the path.
    cursor.execute("SELECT set_config('search_path', %s, true)", [before])


def _state_of_template() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{TEMPLATE_SCHEMA}.django_migrations"])
        if cursor.fetchone()[0] is None:
            raise TemplateMissing
        cursor.execute(
            "SELECT current_database() || md5(string_agg(format('%%s.%%s.%%s', app, name, applied), ' ' ORDER BY id))"
            f" FROM {TEMPLATE_SCHEMA}.django_migrations"
        )
        state: str = cursor.fetchone()[0]
    return state


def _rows(cursor: CursorWrapper, schema: str) -> list[str]:
    """What data the migrations left behind, first of all which of them have run."""
    cursor.execute(TABLE_COLUMNS, [schema])
    statements = []
    for table, columns in cursor.fetchall():
        statements += _inserts(cursor, table, columns)
    return statements + _column(cursor, SEQUENCE_POSITIONS, schema)


def _inserts(cursor: CursorWrapper, table: str, columns: Sequence[str]) -> list[str]:
    quote = connection.ops.quote_name
    values = " || ', ' || ".join(f"quote_nullable({quote(column)}::text)" for column in columns)
    cursor.execute(f"SELECT '(' || {values} || ')' FROM {quote(table)} ORDER BY {quote(columns[0])}")
    rows = [row for (row,) in cursor.fetchall()]
    if not rows:
        return []
    names = ", ".join(map(quote, columns))
    # OVERRIDING lets a column be filled that is GENERATED ALWAYS AS IDENTITY.
    return [f"INSERT INTO {quote(table)} ({names}) OVERRIDING SYSTEM VALUE VALUES {', '.join(rows)}"]


def _column(cursor: CursorWrapper, query: str, schema: str) -> list[str]:
    cursor.execute(query, [schema])
    return [value for (value,) in cursor.fetchall()]


def _refuse(what: Sequence[str]) -> None:
    if what:
        raise Unportable(what=list(what))
