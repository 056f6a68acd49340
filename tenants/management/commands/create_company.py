"""``manage.py create_company FILE``: a company out of one YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from askproai.core.errors import RuleViolated
from tenants.company_file.errors import CompanyFileInvalid
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.provisioning.errors import DomainTaken, SlugTaken, TemplateMissing
from tenants.provisioning.services import resume_company_creation


class Command(BaseCommand):
    """Makes everything in the file or nothing; companies/README.md describes each key."""

    help = "Creates the company that a YAML file describes."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="See companies/README.md.")
        parser.add_argument(
            "--domain", action="append", default=[], help="Instead of the file's; may be repeated."
        )
        parser.add_argument("--months", type=int, help="A shorter made-up past than the file's.")
        parser.add_argument("--check", action="store_true", help="Only say what is wrong with the file.")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        now = timezone.now()
        try:
            sections = read_company_file(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: {error}") from error
        except CompanyFileInvalid as error:
            raise CommandError("\n".join(f"{file}, {problem}" for problem in error.problems)) from error
        if options["check"]:
            self.stdout.write(f"{file}: nothing to put right")
            return
        if options["months"]:
            sections = _with_shorter_past(sections, months=options["months"])
        slug = sections["company"].slug
        resume_company_creation(now=now)
        try:
            company = create_company_from_file(sections=sections, domains=options["domain"], now=now)
        except SlugTaken as error:
            raise CommandError(
                f"A company with the slug {slug} exists already; nothing was changed."
            ) from error
        except DomainTaken as error:
            raise CommandError("One of the domains leads to another company; nothing was changed.") from error
        except TemplateMissing as error:
            raise CommandError("Run manage.py migrate_companies first.") from error
        except RuleViolated as error:
            raise CommandError(f"{file} cannot be put into practice: {error}; nothing was kept.") from error
        if options["verbosity"]:
            self.stdout.write(f"{company.name} is ready ({company.schema_name}).")


def _with_shorter_past(sections: Mapping[str, Any], *, months: int) -> Mapping[str, Any]:
    past = {name: sections[name] for name in ("history", "call_history") if name in sections}
    return {
        **sections,
        **{name: made_up.model_copy(update={"months": months}) for name, made_up in past.items()},
    }
