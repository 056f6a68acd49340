"""``manage.py prepare_demo``: database, platform and demo companies; safe to run again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tenants.connections.services import company_url, hooks_url
from tenants.context import company_scope
from tenants.enums import DirectoryKind
from tenants.models import Company, DirectoryEntry, User
from tenants.provisioning.services import ensure_platform

FILES = ("salon", "praxis", "werkstatt")
ADMIN = {"email": "admin@askproai.example", "password": "plattform-demo-2026"}


class Command(BaseCommand):
    """Prints its progress and, as the last line, one JSON object with addresses and sign-ins."""

    help = "Makes the database and the demo companies where they do not exist yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, help="A shorter made-up past than the files'.")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write("Datenbank wird vorbereitet …")
        call_command("migrate_companies", verbosity=0)
        ensure_platform(domain="localhost", now=timezone.now())
        if not User.objects.filter(email=ADMIN["email"]).exists():
            User.objects.create_superuser(ADMIN["email"], ADMIN["password"], name="Plattform")
        files = [settings.BASE_DIR / "companies" / f"{name}.yaml" for name in FILES]
        companies = [self._company(file, months=options["months"]) for file in files]
        self.stdout.write(json.dumps({"companies": companies, "admin": ADMIN}, ensure_ascii=False))

    def _company(self, file: Path, *, months: int | None) -> dict[str, str]:
        described = yaml.safe_load(file.read_text())
        slug = described["company"]["slug"]
        if not Company.objects.filter(slug=slug).exists():
            self.stdout.write(f"{described['company']['name']} wird angelegt …")
            call_command("create_company", str(file), months=months, verbosity=0)
        company = Company.objects.get(slug=slug)
        number = (
            DirectoryEntry.objects.filter(company=company, kind=DirectoryKind.PHONE_NUMBER)
            .order_by("pk")
            .first()
        )
        with company_scope(company):
            return {
                "name": company.name,
                "slug": slug,
                "url": f"{company_url()}/",
                "email": described["users"][0]["email"],
                "password": described["users"][0]["password"],
                "phone_number": number.key if number else "",
                "retell_hooks_url": hooks_url("retell"),
            }
