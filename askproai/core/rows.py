"""Reading and writing rows where a caller waits.

Django writes the SQL of a queryset anew each time, which takes ten times as long as PostgreSQL takes to
answer a small one. Here it is written once in the life of the process; rows, fields and their encryption stay
Django's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, cached_property
from typing import Any, Generic, TypeVar, cast

from django.db import connection, connections, models
from django.db.models.query import get_related_populators
from django.db.transaction import TransactionManagementError

M = TypeVar("M", bound=models.Model)


class Prepared(Generic[M]):
    """A queryset with open places, whose SQL is the same whatever stands in them.

    ``write`` makes the queryset from one argument for each place, in the order in which they stand in the
    SQL. A queryset with a lock is refused outside of transactions, as Django does.
    """

    def __init__(self, write: Callable[..., models.QuerySet[M]]) -> None:
        self._write = write
        self._reading: _Reading[M] | None = None

    def all(self, *arguments: object) -> list[M]:
        """The rows for these arguments."""
        reading = self._reading
        if reading is None:
            if len(set(arguments)) < len(arguments):
                return list(self._write(*arguments))  # which of them stands where cannot be seen
            reading = self._reading = _Reading(self._write(*arguments), arguments)
        return list(reading.rows(arguments))

    def first(self, *arguments: object) -> M | None:
        """The first of them. The queryset should be limited to it itself."""
        return next(iter(self.all(*arguments)), None)


class _Reading(Generic[M]):
    """SQL that was written, and how its rows become objects."""

    def __init__(self, queryset: models.QuerySet[M], arguments: Sequence[object]) -> None:
        compiler: Any = queryset.query.get_compiler(queryset.db)
        self._sql, parameters = compiler.as_sql()
        # Django sorts the conditions of one filter() by name.
        if [getattr(each, "obj", each) for each in parameters] != [*arguments]:
            raise ValueError(f"the arguments come in another order here: {self._sql}")
        self._locks = queryset.query.select_for_update
        self._compiler, info = compiler, compiler.klass_info
        self._model: type[M] = info["model"]
        self._columns = slice(info["select_fields"][0], info["select_fields"][-1] + 1)
        self._names = [each[0].target.attname for each in compiler.select[self._columns]]
        self._annotated = compiler.annotation_col_map
        # The stubs know a later Django's signature.
        self._related = get_related_populators(info, compiler.select, queryset.db)  # type: ignore[call-arg]

    @cached_property
    def _converters(self) -> dict[int, Any]:
        return cast(
            "dict[int, Any]", self._compiler.get_converters([each[0] for each in self._compiler.select])
        )

    def rows(self, arguments: Sequence[Any]) -> Iterator[M]:
        if self._locks and not connection.in_atomic_block:
            raise TransactionManagementError("a lock outside of a transaction locks nothing")
        with connection.cursor() as cursor:
            cursor.execute(self._sql, arguments)
            found = cursor.fetchall()
        for values in self._compiler.apply_converters(found, self._converters):
            row = self._model.from_db(connection.alias, self._names, values[self._columns])
            for related in self._related:
                related.populate(values, row)
            for name, place in self._annotated.items():
                setattr(row, name, values[place])
            yield row


def insert(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model in one statement; afterwards they have their primary keys."""
    if not rows:
        return
    for row, (key,) in zip(rows, insert_with(rows, f"RETURNING {_key(rows[0])}"), strict=True):
        _is_stored(row, key)


def insert_new(rows: Sequence[M], *, known_by: str) -> list[M]:
    """The same for rows that may be there already: returns those that were not, and leaves the others alone.

    Without savepoint and without a look before: a transaction that is inserting the same row is waited for.

    :param known_by: a field by which each of the rows can be told from the others.
    """
    if not rows:
        return []
    keys = dict(insert_with(rows, f"ON CONFLICT DO NOTHING RETURNING {known_by}, {_key(rows[0])}"))
    inserted = [row for row in rows if getattr(row, known_by) in keys]
    for row in inserted:
        _is_stored(row, keys[getattr(row, known_by)])
    return inserted


def insert_and_update(row: models.Model, changed: models.Model, *names: str) -> None:
    """Insert a row and write these fields of another one that is stored, in one statement."""
    change, changes = _change(type(changed), names)
    sql, fields = _insertion(type(row))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH changed AS ({change}) {sql} {fields.places} RETURNING {_key(row)}",
            [*changes.of(changed), changed.pk, *fields.of(row)],
        )
        _is_stored(row, cursor.fetchone()[0])


def insert_with(
    rows: Sequence[models.Model], tail: str, *, then: str = "", arguments: Sequence[Any] = ()
) -> list[Any]:
    """Insert one or more rows of a model; ``tail`` says in SQL what about conflicts, and what to return.

    :param then: another statement in SQL that goes with it, and returns something instead; it finds what the
        tail returns in ``inserted``. ``arguments`` are for its places.
    """
    sql, fields = _insertion(type(rows[0]))
    places = ", ".join([fields.places] * len(rows))
    insertion = f"{sql} {places} {tail}"
    whole = f"WITH inserted AS ({insertion}) {then}" if then else insertion
    with connection.cursor() as cursor:
        cursor.execute(whole, [*(value for row in rows for value in fields.of(row)), *arguments])
        returned: list[Any] = cursor.fetchall()
    return returned


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a stored row."""
    sql, fields = _change(type(row), names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*fields.of(row), row.pk])


class _Fields:
    """Fields of a model as they go into SQL."""

    def __init__(self, model: type[models.Model], fields: Sequence[models.Field[Any, Any]]) -> None:
        self._fields = fields
        quote = connection.ops.quote_name
        self.key = quote(cast("str", model._meta.pk.column))
        self.columns = [quote(cast("str", field.column)) for field in fields]
        self.place = [_place(field) for field in fields]
        self.places = f"({', '.join(self.place)})"

    def of(self, row: models.Model) -> list[Any]:
        # Not the name that looks the connection up anew: fields ask it several times each.
        here = connections[connection.alias]
        return [field.get_db_prep_save(getattr(row, field.attname), here) for field in self._fields]


@cache
def _insertion(model: type[models.Model]) -> tuple[str, _Fields]:
    fields = _Fields(model, [field for field in model._meta.local_concrete_fields if not field.primary_key])
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(fields.columns)}) VALUES", fields


@cache
def _change(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, _Fields]:
    fields = _Fields(model, [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in names])
    table = connection.ops.quote_name(model._meta.db_table)
    pairs = ", ".join(
        f"{column} = {place}" for column, place in zip(fields.columns, fields.place, strict=True)
    )
    return f"UPDATE {table} SET {pairs} WHERE {fields.key} = %s", fields  # noqa: S608  names of our own models


def _key(row: models.Model) -> str:
    return cast("str", row._meta.pk.column)


def _place(field: models.Field[Any, Any]) -> str:
    """Arrays and ranges name their type; what stands in the place does not matter for that."""
    typed = getattr(field, "get_placeholder", None)
    return str(typed(None, None, connection)) if typed else "%s"


def _is_stored(row: models.Model, key: Any) -> None:
    row.pk = key
    state = row._state  # noqa: SLF001  Django documents it for those who load rows themselves
    state.adding, state.db = False, connection.alias
