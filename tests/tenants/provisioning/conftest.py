"""Looking at schemas as PostgreSQL knows them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tenants.provisioning.recipe import search_path

# Everything that PostgreSQL keeps about the things in a schema, with the condition by which it belongs to
# one.
_CATALOGS = {
    "pg_class": "relnamespace = %(schema)s",
    "pg_type": "typnamespace = %(schema)s",
    "pg_proc": "pronamespace = %(schema)s",
    "pg_constraint": "connamespace = %(schema)s",
    "pg_collation": "collnamespace = %(schema)s",
    "pg_operator": "oprnamespace = %(schema)s",
    "pg_statistic_ext": "stxnamespace = %(schema)s",
    "pg_ts_config": "cfgnamespace = %(schema)s",
    # Columns of an index keep the names that the table's columns had when it was made.
    "pg_attribute": (
        "NOT attisdropped"
        " AND attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s AND relkind = 'r')"
    ),
    "pg_attrdef": "adrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_index": "indexrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_sequence": "seqrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_trigger": "tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_rewrite": "ev_class IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_policy": "polrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
    "pg_inherits": "inhrelid IN (SELECT oid FROM pg_class WHERE relnamespace = %(schema)s)",
}
# Where a row lies, how full it is, and when it was written: nothing about what it is.
_ACCIDENTAL = {
    "oid", "relfilenode", "reltoastrelid", "relpages", "reltuples", "relallvisible", "relallfrozen",
    "relfrozenxid", "relminmxid", "attcacheoff", "indcheckxmin", "attmissingval", "atthasmissing", "attnum",
    "adnum", "conkey", "confkey", "indkey", "relnatts", "relhasrules",
}  # fmt: skip
# Trees of nodes are full of numbers; PostgreSQL writes them out for us. Dropped columns leave gaps in the
# numbers of columns, which is why these are compared by what they are called.
_SPELLED = {
    "pg_constraint": "pg_get_constraintdef(oid)",
    "pg_index": "replace(pg_get_indexdef(indexrelid), current_schema() || '.', '')",
    "pg_trigger": "replace(pg_get_triggerdef(oid), current_schema() || '.', '')",
    "pg_attrdef": "pg_get_expr(adbin, adrelid)",
    "pg_proc": "replace(pg_get_functiondef(oid), current_schema() || '.', '')",
    "pg_rewrite": "pg_get_ruledef(oid)",
}
_TREES = {"conbin", "indexprs", "indpred", "tgqual", "adbin", "ev_qual", "ev_action", "prosqlbody", "tgattr"}
# Objects of the schema, so that a number that means one of them can be replaced by its name.
_NAMES = """
SELECT oid::bigint, 'schema' FROM pg_namespace WHERE oid = %(schema)s UNION ALL SELECT oid::bigint,
'relation ' || relname FROM pg_class WHERE relnamespace = %(schema)s UNION ALL SELECT oid::bigint, 'type '
|| typname FROM pg_type WHERE typnamespace = %(schema)s UNION ALL SELECT oid::bigint, 'function ' || proname
FROM pg_proc WHERE pronamespace = %(schema)s UNION ALL SELECT oid::bigint, 'constraint ' || conname FROM
pg_constraint WHERE connamespace = %(schema)s UNION ALL SELECT t.oid::bigint, 'trigger ' || CASE WHEN
tgisinternal THEN tgfoid::regproc::text ELSE tgname END
    FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE c.relnamespace = %(schema)s
"""

Catalog = dict[str, list[str]]


@pytest.fixture
def catalog_of() -> Callable[[str], Catalog]:
    """All that the catalog says about a schema, without numbers that differ by chance, sorted."""
    return _catalog


def _catalog(schema: str) -> Catalog:
    with connection.cursor() as cursor, search_path(cursor, schema):
        cursor.execute("SELECT %s::regnamespace::oid::bigint", [schema])
        known = {"schema": cursor.fetchone()[0]}
        cursor.execute(_NAMES, known)
        names = dict(cursor.fetchall())
        found = {}
        for catalog, condition in _CATALOGS.items():
            spelled = _SPELLED.get(catalog, "NULL")
            cursor.execute(f"SELECT to_jsonb({catalog}), {spelled} FROM {catalog} WHERE {condition}", known)
            rows = [
                (json.loads(row) if isinstance(row, str) else row, text) for row, text in cursor.fetchall()
            ]
            found[catalog] = sorted(_plain(row, text, names) for row, text in rows)
        cursor.execute(
            "SELECT pg_describe_object(classoid, objoid, objsubid), description FROM pg_description"
            " WHERE objoid::bigint = ANY(%s)",
            [list(names)],
        )
        found["comments"] = sorted(f"{what}: {text}" for what, text in cursor.fetchall())
        return found


def _plain(row: dict[str, Any], text: str | None, names: dict[int, str]) -> str:
    kept = {
        key: _named(value, names)
        for key, value in row.items()
        if key not in _ACCIDENTAL and key not in _TREES
    }
    if str(kept.get("tgname", "")).startswith("RI_ConstraintTrigger"):
        kept["tgname"], text = "foreign key", None
    if text:
        # Read back, an expression may be written with other casts and brackets: the same after the second
        # time.
        text = re.sub(r"::(character varying|[a-z]+)(\[\])?|[()]", "", text)
    return json.dumps({**kept, "spelled": text}, sort_keys=True, default=str)


def _named(value: Any, names: dict[int, str]) -> Any:
    if isinstance(value, list):
        return [_named(part, names) for part in value]
    if isinstance(value, str) and value.isdecimal() and int(value) > 10_000:
        return names.get(int(value), value)
    return value
