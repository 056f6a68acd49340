"""Running a schema's pending migrations the ordinary way while writing down the SQL they come to."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, router
from django.db.migrations import Migration, RunPython, SeparateDatabaseAndState
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

from tenants.database import base
from tenants.provisioning.errors import DataStepInMigration, Unportable


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One migration as SQL. What is not ``atomic`` (concurrent indexes) runs outside a transaction."""

    app: str
    name: str
    atomic: bool
    statements: tuple[str, ...]


@contextmanager
def schema_scope(schema: str) -> Iterator[None]:
    """Have this schema alone on the search path: a migration must never reach a shared table by accident."""
    before = base._selected.get()  # noqa: SLF001  one room, one variable
    connection.set_schema(schema, include_public=False)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        base._selected.set(before)  # noqa: SLF001


@contextmanager
def rarely_tidied() -> Iterator[None]:
    """Each step makes hundreds of classes anew; a quarter of the time went into looking for garbage."""
    before = gc.get_threshold()
    gc.set_threshold(500_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def ensure_schema(schema: str) -> None:
    """Create the schema where it is missing."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {connection.ops.quote_name(schema)}")


def pending_in(schema: str) -> list[Migration]:
    """The migrations that have not run in a schema, in the order in which they would."""
    with schema_scope(schema):
        return _plan(MigrationExecutor(connection))


def migrate_recording(schema: str) -> tuple[Step, ...]:
    """Run what is pending in the schema; the result can be replayed where the same was pending.

    :raises DataStepInMigration: before anything is changed.
    :raises Unportable: a statement spells out the schema's name.
    """
    recorder = _Recorder()
    with schema_scope(schema), _recording_editor(recorder), rarely_tidied():
        executor = MigrationExecutor(connection, recorder.progress)
        executor.recorder.ensure_schema()
        plan = _plan(executor)
        _refuse_data_steps(plan)
        executor.migrate(executor.loader.graph.leaf_nodes(), [(migration, False) for migration in plan])
    spelled = [step.name for step in recorder.steps if any(schema in made for made in step.statements)]
    if spelled:
        raise Unportable(what=spelled)
    return tuple(recorder.steps)


def _plan(executor: MigrationExecutor) -> list[Migration]:
    return [migration for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


class _Recorder:
    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.statements: list[str] = []

    def progress(self, action: str, migration: Migration | None = None, *_: object) -> None:
        """What the executor calls before and after each migration."""
        if action == "apply_start":
            self.statements = []
        elif action == "apply_success" and migration is not None:
            made = tuple(self.statements)
            step = Step(
                app=migration.app_label, name=migration.name, atomic=migration.atomic, statements=made
            )
            self.steps.append(step)


@contextmanager
def _recording_editor(recorder: _Recorder) -> Iterator[None]:
    """Listen at the schema editor, not at the cursor: questions to the catalog are no part of a migration."""
    ordinary = connection.SchemaEditorClass

    class RecordingEditor(ordinary):  # type: ignore[misc, valid-type]
        def execute(self, sql: Any, params: Any = ()) -> None:
            composed = str(sql) if params is None else self.connection.ops.compose_sql(str(sql), params)
            recorder.statements.append(composed)
            super().execute(sql, params)

    connection.SchemaEditorClass = RecordingEditor
    try:
        yield
    finally:
        connection.SchemaEditorClass = ordinary


def _refuse_data_steps(plan: list[Migration]) -> None:
    found = [
        f"{migration.app_label}.{migration.name}"
        for migration in plan
        if router.allow_migrate(connection.alias, migration.app_label)
        and any(_moves_data(operation) for operation in migration.operations)
    ]
    if found:
        raise DataStepInMigration(migrations=found)


def _moves_data(operation: Operation) -> bool:
    if isinstance(operation, SeparateDatabaseAndState):
        return any(map(_moves_data, operation.database_operations))
    return isinstance(operation, RunPython) and operation.code is not RunPython.noop
