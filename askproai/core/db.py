"""PostgreSQL as the keeper of promises: constraint names as errors, lock time-outs, equality as a range."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db import IntegrityError, OperationalError, connection
from django.db.models import F, Func, Value

from askproai.core.errors import AskProError, Busy

# deadlock_detected, lock_not_available, serialization_failure: contention, never a defect of the request.
CONTENTION = frozenset({"40P01", "55P03", "40001"})


class OneValueRange(Func):
    """``int8range(field, field, '[]')``: equality that a gist constraint can index without btree_gist."""

    function = "int8range"
    output_field = BigIntegerRangeField()

    def __init__(self, field: str, **extra: Any) -> None:
        self._field_name = field
        super().__init__(F(field), F(field), Value("[]"), **extra)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return "askproai.core.db.OneValueRange", [self._field_name], {}


@contextmanager
def named_violations(**by_constraint: type[AskProError]) -> Iterator[None]:
    """Turn the violation of a named constraint into its error, contention into :class:`Busy`.

    Use around one statement inside ``transaction.atomic()``; the transaction is broken afterwards.
    """
    try:
        yield
    except IntegrityError as error:
        violated = _diagnosed(error, "constraint_name")
        if violated in by_constraint:
            raise by_constraint[violated] from error
        raise
    except OperationalError as error:
        if _diagnosed(error, "sqlstate") in CONTENTION:
            raise Busy from error
        raise


def _diagnosed(error: Exception, name: str) -> str | None:
    """A field of PostgreSQL's own diagnosis of the error that Django wrapped."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, name, None)


def limit_lock_wait(milliseconds: int) -> None:
    """Give up waiting for locks after this time, for the rest of the current transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{milliseconds}ms"])


def database_now() -> datetime:
    """The database's clock: what decides about holds, leases and due times on many machines."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        instant: datetime = cursor.fetchone()[0]
    return instant
