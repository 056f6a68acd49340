"""Bringing all companies up to date: each migration runs once the ordinary way and is replayed elsewhere.

Replaying sends the recorded SQL; the ordinary way loads every migration and renders every model for each
company, which takes a hundred times longer. A recording holds for all schemas that had run exactly the same
migrations before.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from queue import Empty, SimpleQueue

from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django_tenants.utils import get_public_schema_name

from askproai.core.db import named_violations
from askproai.core.errors import AskProError, Busy
from tenants.enums import CompanyState
from tenants.models import Company
from tenants.models.company import TEMPLATE_SCHEMA
from tenants.provisioning.errors import MigrationRunning
from tenants.provisioning.recording import Step, ensure_schema, migrate_recording, schema_scope
from tenants.provisioning.spares import TEMPLATE_LOCK

logger = logging.getLogger(__name__)

_RUN_LOCK = 0x7E3A18
_LOCK_TIMEOUT = "3s"
_ATTEMPTS = 3

Applied = frozenset[tuple[str, str]]


@dataclass(kw_only=True, slots=True)
class Report:
    """How far a run got. ``failed`` says why for each company that was left as it was."""

    template: tuple[str, ...] = ()
    total: int = 0
    migrated: int = 0
    recorded_anew: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def migrate_companies(*, jobs: int, progress: Callable[[Report], None] = lambda report: None) -> Report:
    """Migrate the template, then every company; what fails in one stops no other, and can be run again.

    :raises MigrationRunning: another run is under way.
    :raises DataStepInMigration: a pending migration runs Python on data.
    """
    report = Report()
    with only_run() as holder:
        before = applied_in(TEMPLATE_SCHEMA)
        with _template_to_ourselves(holder):
            ensure_schema(TEMPLATE_SCHEMA)
            recording = migrate_recording(TEMPLATE_SCHEMA)
        report.template = tuple(f"{step.app}.{step.name}" for step in recording)
        behind = companies_behind(wanted=applied_in(TEMPLATE_SCHEMA))
        report.total = sum(map(len, behind.values()))
        for applied, companies in behind.items():
            known = recording if applied == before else None
            _migrate_alike(companies, known, jobs=jobs, report=report, progress=progress)
    return report


def companies_behind(*, wanted: Applied) -> dict[Applied, list[Company]]:
    """Companies that lack one of the wanted migrations, those in the same state together."""
    behind: dict[Applied, list[Company]] = defaultdict(list)
    states = (CompanyState.READY, CompanyState.SUSPENDED)
    companies = Company.objects.filter(state__in=states).exclude(schema_name=get_public_schema_name())
    for company in companies.order_by("pk"):
        applied = applied_in(company.schema_name)
        if not wanted <= applied:
            behind[applied].append(company)
    return behind


def applied_in(schema: str) -> Applied:
    """The migrations that a schema says it has run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"{schema}.django_migrations"])
        if cursor.fetchone()[0] is None:
            return frozenset()
        table = f"{connection.ops.quote_name(schema)}.django_migrations"
        cursor.execute(f"SELECT app, name FROM {table}")  # noqa: S608  a name that we generated
        return frozenset(cursor.fetchall())


def replay(schema: str, recording: Sequence[Step]) -> None:
    """Run recorded steps in a schema that is in the state in which they were recorded.

    :raises Busy: a table stayed locked; nothing of the current transaction was changed.
    """
    with schema_scope(schema):
        for atomic, steps in groupby(recording, key=lambda step: step.atomic):
            if atomic:
                _replay_in_transaction(list(steps))
            else:
                _replay_one_by_one(list(steps))


def _migrate_alike(
    companies: Sequence[Company],
    recording: Sequence[Step] | None,
    *,
    jobs: int,
    report: Report,
    progress: Callable[[Report], None],
) -> None:
    """Companies in one state: without a recording, the first is migrated the ordinary way to make one."""

    def note(company: Company, failure: str | None) -> None:
        if failure is None:
            report.migrated += 1
        else:
            report.failed[company.schema_name] = failure
        progress(report)

    waiting = list(companies)
    while recording is None and waiting:
        pilot = waiting.pop(0)
        report.recorded_anew.append(pilot.schema_name)
        recording, failure = _recorded_from(pilot)
        note(pilot, failure)
    if recording is not None:
        _replay_all(waiting, recording, jobs=jobs, note=note)


def _recorded_from(pilot: Company) -> tuple[Sequence[Step] | None, str | None]:
    try:
        return migrate_recording(pilot.schema_name), None
    except (DatabaseError, AskProError) as error:
        return None, _reason(error)


def _replay_all(
    companies: Sequence[Company],
    recording: Sequence[Step],
    *,
    jobs: int,
    note: Callable[[Company, str | None], None],
) -> None:
    waiting: SimpleQueue[Company] = SimpleQueue()
    for company in companies:
        waiting.put(company)

    def work() -> None:
        while True:
            try:
                company = waiting.get_nowait()
            except Empty:
                return
            note(company, _replay_or_reason(company, recording))

    def work_and_disconnect() -> None:
        # A thread has a connection of its own, which nobody else would close.
        try:
            work()
        finally:
            connection.close()

    if jobs == 1:
        work()
        return
    with ThreadPoolExecutor(jobs) as pool:
        for done in [pool.submit(work_and_disconnect) for _ in range(jobs)]:
            done.result()


def _replay_or_reason(company: Company, recording: Sequence[Step]) -> str | None:
    try:
        replay(company.schema_name, recording)
    except (DatabaseError, AskProError) as error:
        logger.warning("migrate.failed", extra={"schema": company.schema_name, "error": type(error).__name__})
        return _reason(error)
    return None


def _replay_in_transaction(steps: Sequence[Step]) -> None:
    script = "\n;\n".join(statement for step in steps for statement in [*step.statements, _record(step)])
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with transaction.atomic(), connection.cursor() as cursor, named_violations():
                cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'; SET LOCAL statement_timeout = 0")
                cursor.execute(script)
        except Busy:
            if attempt == _ATTEMPTS:
                raise
            time.sleep(attempt)
        else:
            return


def _replay_one_by_one(steps: Sequence[Step]) -> None:
    with connection.cursor() as cursor, named_violations():
        cursor.execute("SET statement_timeout = 0")
        _drop_invalid_indexes(cursor)
        for step in steps:
            for statement in [*step.statements, _record(step)]:
                cursor.execute(statement)
        cursor.execute("RESET statement_timeout")


def _drop_invalid_indexes(cursor: CursorWrapper) -> None:
    """An index whose concurrent building was broken off stays behind, unusable and in the way."""
    cursor.execute(
        "SELECT format('DROP INDEX CONCURRENTLY %I', c.relname)"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace"
    )
    for (statement,) in cursor.fetchall():
        cursor.execute(statement)


def _record(step: Step) -> str:
    """Note the migration as run. Checks that were put off happen now, as at the end of a migration."""
    compose = connection.ops.compose_sql  # type: ignore[attr-defined]  # PostgreSQL only
    values = compose("VALUES (%s, %s, now())", [step.app, step.name])
    return f"SET CONSTRAINTS ALL IMMEDIATE; INSERT INTO django_migrations (app, name, applied) {values}"


def _reason(error: Exception) -> str:
    """The first line of PostgreSQL's message; its details may quote a customer's data."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "message_primary", None) or (
        str(error) if isinstance(error, AskProError) else type(error).__name__
    )


@contextmanager
def only_run() -> Iterator[CursorWrapper]:
    """Hold the lock of the run, on a connection of its own: the others are closed between migrations.

    :raises MigrationRunning: somebody else has it.
    """
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [_RUN_LOCK])
            if not cursor.fetchone()[0]:
                raise MigrationRunning
            yield cursor
    finally:
        holder.close()


@contextmanager
def _template_to_ourselves(holder: CursorWrapper) -> Iterator[None]:
    """Nobody is born from a template that is half migrated; whoever is being born is waited for."""
    holder.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    yield
    holder.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
