"""The recipe for a company: the template's schema as one SQL script that can be run in any empty schema.

Read from PostgreSQL's catalog while only the template is on the search path: PostgreSQL then writes every
name of the template without its schema, so the same script makes the same tables in whatever schema is on
the path when it is run. What the catalog knows and the queries do not is refused, never left out silently.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tenants.models.company import TEMPLATE_SCHEMA
from tenants.provisioning.definitions import (
    AFTER_ROWS,
    FOREIGN_KEYS,
    FUNCTIONS,
    SEQUENCE_POSITIONS,
    SEQUENCES,
    TABLE_COLUMNS,
    TABLES,
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
        tables = _tables(cursor, schema)
        statements = ["SET LOCAL check_function_bodies = off"]
        statements += [made for query in (FUNCTIONS, SEQUENCES) for made in _column(cursor, query, schema)]
        statements += [table.statement for table in tables]
        statements += _rows(cursor, schema, [table.name for table in tables])
        statements += [later for table in tables for later in table.later]
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
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{TEMPLATE_SCHEMA}.django_migrations"])
        if cursor.fetchone()[0] is None:
            raise TemplateMissing
        with search_path(cursor, TEMPLATE_SCHEMA):
            cursor.execute(
                "SELECT current_database() || md5(string_agg(concat(app, name, applied), ' ' ORDER BY id))"
                " FROM django_migrations"
            )
            state: str = cursor.fetchone()[0]
    return state


@dataclass(frozen=True, kw_only=True, slots=True)
class _Table:
    """``later``: foreign keys that could not be part of the statement, because they point in a circle."""

    name: str
    statement: str
    later: tuple[str, ...]


def _tables(cursor: CursorWrapper, schema: str) -> list[_Table]:
    """All tables, each after those that it points to: a foreign key that comes with its table is cheaper."""
    cursor.execute(TABLES, [schema])
    parts: dict[str, str] = dict(cursor.fetchall())
    cursor.execute(FOREIGN_KEYS, [schema])
    keys = cursor.fetchall()
    tables: list[_Table] = []
    made: set[str] = set()
    while waiting := [name for name in parts if name not in made]:
        free = (
            name
            for name in waiting
            if all(target in made or target == name for table, target, _ in keys if table == name)
        )
        name = next(free, waiting[0])
        made.add(name)
        tables.append(_table(name, parts[name], [key for key in keys if key[0] == name], made))
    return tables


def _table(name: str, parts: str, keys: Sequence[tuple[str, str, str]], made: Collection[str]) -> _Table:
    quoted = connection.ops.quote_name(name)
    inside = [parts, *(definition for _, target, definition in keys if target in made)]
    later = (definition for _, target, definition in keys if target not in made)
    return _Table(
        name=name,
        statement=f"CREATE TABLE {quoted} ({', '.join(inside)})",
        later=tuple(f"ALTER TABLE {quoted} ADD {definition}" for definition in later),
    )


def _rows(cursor: CursorWrapper, schema: str, order: Sequence[str]) -> list[str]:
    """What data the migrations left behind, first of all which of them have run."""
    cursor.execute(TABLE_COLUMNS, [schema])
    columns = dict(cursor.fetchall())
    statements = [made for table in order for made in _inserts(cursor, table, columns[table])]
    return statements + _column(cursor, SEQUENCE_POSITIONS, schema)


def _inserts(cursor: CursorWrapper, table: str, columns: Sequence[str]) -> list[str]:
    quote = connection.ops.quote_name
    values = " || ', ' || ".join(f"quote_nullable({quote(column)}::text)" for column in columns)
    wanted = f"SELECT '(' || {values} || ')' FROM {quote(table)} ORDER BY {quote(columns[0])}"  # noqa: S608  quoted
    cursor.execute(wanted)
    rows = [row for (row,) in cursor.fetchall()]
    if not rows:
        return []
    names = ", ".join(map(quote, columns))
    # OVERRIDING lets a column be filled that is GENERATED ALWAYS AS IDENTITY.
    into = f"INSERT INTO {quote(table)} ({names}) OVERRIDING SYSTEM VALUE"
    return [f"{into} VALUES {', '.join(rows)}"]


def _column(cursor: CursorWrapper, query: str, schema: str) -> list[str]:
    cursor.execute(query, [schema])
    return [value for (value,) in cursor.fetchall()]


def _refuse(what: Sequence[str]) -> None:
    if what:
        raise Unportable(what=list(what))
