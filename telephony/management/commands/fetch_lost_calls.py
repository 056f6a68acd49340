"""``manage.py fetch_lost_calls``: compare a company's calls with its provider's, after an outage of ours."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from telephony.providers.retell.keys import PROVIDER
from telephony.services.reconcile import fetch_lost_calls
from tenants.context import company_scope
from tenants.models import Company


class Command(BaseCommand):
    """Takes in what no webhook told us."""

    help = "Asks the provider for the calls of the last hours and takes in those that we do not know."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--company", required=True, help="slug, for example salon")
        parser.add_argument("--hours", type=float, default=24)

    def handle(self, *args: Any, **options: Any) -> None:
        company = Company.objects.filter(slug=options["company"]).first()
        if company is None or not company.is_served:
            raise CommandError(f"Kein Betrieb mit dem Kurznamen {options['company']}.")
        now = timezone.now()
        with company_scope(company):
            found = fetch_lost_calls(
                provider=PROVIDER, since=now - timedelta(hours=options["hours"]), until=now, now=now
            )
        self.stdout.write(f"{found} Anrufe nachgetragen.")
