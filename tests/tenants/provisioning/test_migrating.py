from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep

import pytest
from django.db import connection, migrations, transaction
from django.db.migrations.recorder import MigrationRecorder

from tenants.models import Company
from tenants.provisioning import migrating, recording
from tenants.provisioning.errors import DataStepInMigration, MigrationRunning
from tenants.provisioning.recording import Step, ensure_schema, migrate_recording

Catalog = dict[str, list[str]]


def _forget_outbox(schema: str) -> None:
    """Put a schema back to where it was before the outbox came."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {schema}.outbox_outboxentry")
        cursor.execute(f"DELETE FROM {schema}.django_migrations WHERE app = 'outbox'")


def _schemas() -> list[str]:
    return [Company.objects.get(slug=slug).schema_name for slug in ("salon", "praxis")]


@pytest.mark.usefixtures("db")
def test_recorded_steps_make_what_the_migrations_make(catalog_of: Callable[[str], Catalog]) -> None:
    ensure_schema("t_901")
    ensure_schema("t_902")
    with recording.schema_scope("t_902"):
        MigrationRecorder(connection).ensure_schema()

    migrating.replay("t_902", migrate_recording("t_901"))

    assert catalog_of("t_902") == catalog_of("t_901")
    assert migrating.applied_in("t_902") == migrating.applied_in("t_901")


@pytest.mark.usefixtures("db")
def test_template_that_moves_on_takes_all_companies_along(catalog_of: Callable[[str], Catalog]) -> None:
    for schema in ("template_company", *_schemas()):
        _forget_outbox(schema)

    report = migrating.migrate_companies(jobs=1)

    assert report.template == ("outbox.0001_initial", "outbox.0002_owed_again")
    assert (report.migrated, report.recorded_anew, report.failed) == (2, [], {})
    assert all(catalog_of(schema) == catalog_of("template_company") for schema in _schemas())
    assert migrating.companies_behind(wanted=migrating.applied_in("template_company")) == {}


@pytest.mark.usefixtures("db")
def test_companies_left_behind_by_an_earlier_run_are_recorded_from_the_first_of_them() -> None:
    salon, praxis = _schemas()
    _forget_outbox(salon)
    _forget_outbox(praxis)

    report = migrating.migrate_companies(jobs=1)

    assert (report.migrated, report.recorded_anew, report.failed) == (2, [salon], {})
    assert migrating.applied_in(praxis) == migrating.applied_in("template_company")


@pytest.mark.usefixtures("db")
def test_company_that_fails_is_told_and_stops_no_other() -> None:
    salon, praxis = _schemas()
    for schema in ("template_company", salon, praxis):
        _forget_outbox(schema)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {salon}.outbox_outboxentry (id int)")

    report = migrating.migrate_companies(jobs=1)

    assert report.failed == {salon: 'relation "outbox_outboxentry" already exists'}
    assert report.migrated == 1
    assert ("outbox", "0001_initial") not in migrating.applied_in(salon)


@pytest.mark.usefixtures("db")
def test_only_one_run_at_a_time() -> None:
    with migrating.only_run(), pytest.raises(MigrationRunning):
        migrating.migrate_companies(jobs=1)


@pytest.mark.usefixtures("committing")
def test_replay_gives_up_on_a_locked_table_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrating, "_LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrating, "_ATTEMPTS", 1)
    company = Company.objects.get(slug="salon")
    step = Step(
        app="inbox",
        name="0002_colour",
        atomic=True,
        statements=(
            "ALTER TABLE outbox_outboxentry ADD COLUMN colour text",
            "ALTER TABLE inbox_inboundevent ADD COLUMN colour text",
        ),
    )
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {company.schema_name}.inbox_inboundevent IN ACCESS SHARE MODE")
        before = migrating.applied_in(company.schema_name)
        assert migrating._replay_or_reason(company, [step]) == "busy"
    finally:
        other.close()

    assert migrating.applied_in(company.schema_name) == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_attribute WHERE attname = 'colour'")
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("committing")
def test_indexes_are_built_concurrently_and_again_after_a_broken_attempt() -> None:
    company = Company.objects.get(slug="salon")
    build = "CREATE INDEX CONCURRENTLY event_attempts ON inbox_inboundevent (attempts)"
    step = Step(app="inbox", name="0002_attempts", atomic=False, statements=(build,))
    with recording.schema_scope(company.schema_name), connection.cursor() as cursor:
        cursor.execute(build)
        cursor.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'event_attempts'::regclass")
    try:
        migrating.replay(company.schema_name, [step])

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indisvalid FROM pg_index WHERE indexrelid = %s::regclass",
                [f"{company.schema_name}.event_attempts"],
            )
            assert cursor.fetchone() == (True,)
        assert ("inbox", "0002_attempts") in migrating.applied_in(company.schema_name)
    finally:
        with recording.schema_scope(company.schema_name), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP INDEX event_attempts")
            cursor.execute("DELETE FROM django_migrations WHERE name = '0002_attempts'")


@pytest.mark.usefixtures("db")
def test_data_steps_are_refused_before_anything_changes() -> None:
    step = migrations.Migration("0002_fill", "outbox")
    step.operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(lambda apps, editor: None)]
        )
    ]

    with recording.schema_scope("template_company"), pytest.raises(DataStepInMigration) as refused:
        recording._refuse_data_steps([step])

    assert refused.value.context == {"migrations": ["outbox.0002_fill"]}


@pytest.mark.usefixtures("db")
def test_data_steps_that_do_nothing_or_belong_to_shared_tables_are_no_matter() -> None:
    idle, shared = migrations.Migration("0002_idle", "outbox"), migrations.Migration("0013_fill", "auth")
    idle.operations = [migrations.RunPython(migrations.RunPython.noop)]
    shared.operations = [migrations.RunPython(lambda apps, editor: None)]

    with recording.schema_scope("template_company"):
        recording._refuse_data_steps([idle, shared])


def sessions() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("committing")
def test_companies_are_migrated_side_by_side_on_connections_that_are_closed_afterwards() -> None:
    companies = list(Company.objects.filter(slug__in=["salon", "praxis"]))
    step = Step(
        app="inbox", name="0002_colour", atomic=True, statements=("CREATE TABLE inbox_colour (id int)",)
    )
    seen: dict[str, str | None] = {}
    before = sessions()

    def note(company: Company, failure: str | None) -> None:
        seen[company.slug] = failure

    try:
        migrating._replay_all(companies, [step], jobs=2, note=note)

        assert seen == {"salon": None, "praxis": None}
        until = monotonic() + 5
        while sessions() > before and monotonic() < until:  # PostgreSQL notices a moment later
            sleep(0.02)
        assert sessions() <= before
    finally:
        with transaction.atomic(), connection.cursor() as cursor:
            for company in companies:
                cursor.execute(f"DROP TABLE {company.schema_name}.inbox_colour")
                cursor.execute(
                    f"DELETE FROM {company.schema_name}.django_migrations WHERE name = '0002_colour'"
                )
