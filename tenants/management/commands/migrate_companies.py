"""``manage.py migrate_companies``: shared tables, the template, then every company."""

from __future__ import annotations

import os
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations import Migration
from django_tenants.utils import get_public_schema_name

from tenants.models.company import TEMPLATE_SCHEMA
from tenants.provisioning import migrating
from tenants.provisioning.errors import DataStepInMigration, MigrationRunning, Unportable
from tenants.provisioning.recording import ensure_schema, pending_in, rarely_tidied
from tenants.provisioning.spares import stock_up

_BAR = 30


class Command(BaseCommand):
    """Safe to run again after a crash: it goes on with what is still behind."""

    help = "Migrates the shared tables, the template of companies, and every company in parallel."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--jobs", type=int, default=min(8, 2 * (os.cpu_count() or 1)), help="Companies at a time."
        )
        parser.add_argument("--spares", type=int, default=0, help="Schemas to keep ready for new companies.")
        parser.add_argument("--plan", action="store_true", help="Show what is pending and change nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["plan"]:
            self._show_plan()
            return
        with rarely_tidied():
            self._migrate(options)

    def _migrate(self, options: dict[str, Any]) -> None:
        verbosity = options["verbosity"]
        call_command("migrate_schemas", shared=True, interactive=False, verbosity=max(0, verbosity - 1))
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
        try:
            report = migrating.migrate_companies(
                jobs=max(1, options["jobs"]),
                progress=self._draw if verbosity and self.stderr.isatty() else _silent,
            )
        except MigrationRunning as error:
            raise CommandError("Another migrate_companies is running.") from error
        except DataStepInMigration as error:
            raise CommandError(
                f"{error.context['migrations']} move data with RunPython. A company migration runs once per"
                " company and may stop halfway; write a resumable task instead (RunPython.noop is fine)."
            ) from error
        except Unportable as error:
            raise CommandError(f"Cannot be replayed in other schemas: {error.context['what']}") from error
        stock_up(count=options["spares"])
        if verbosity:
            self._tell(report)
        if report.failed:
            raise CommandError(
                f"{len(report.failed)} companies were left as they were; run the command again."
            )

    def _show_plan(self) -> None:
        ensure_schema(TEMPLATE_SCHEMA)
        self._list("shared", pending_in(get_public_schema_name()))
        pending = pending_in(TEMPLATE_SCHEMA)
        self._list("template", pending)
        wanted = migrating.applied_in(TEMPLATE_SCHEMA) | {(each.app_label, each.name) for each in pending}
        behind = migrating.companies_behind(wanted=wanted)
        self.stdout.write(f"companies: {sum(map(len, behind.values()))} behind")

    def _list(self, title: str, pending: list[Migration]) -> None:
        self.stdout.write(f"{title}: {len(pending)} pending")
        for migration in pending:
            self.stdout.write(f"  {migration.app_label}.{migration.name}")

    def _draw(self, report: migrating.Report) -> None:
        done = report.migrated + len(report.failed)
        filled = _BAR * done // report.total
        end = "\n" if done == report.total else ""
        self.stderr.write(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{report.total}", ending=end)

    def _tell(self, report: migrating.Report) -> None:
        self.stdout.write(
            f"template: {len(report.template)} migrations, companies: {report.migrated} migrated"
        )
        for schema in report.recorded_anew:
            self.stderr.write(
                self.style.WARNING(f"{schema} was in another state than the template: migrated on its own")
            )
        for schema, reason in report.failed.items():
            self.stderr.write(self.style.ERROR(f"{schema}: {reason}"))


def _silent(report: migrating.Report) -> None:
    """Where nobody watches, the summary is enough."""
