"""A company of its own for one benchmark: made, filled, measured, removed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import django_ready  # noqa: F401 - sets Django up
from django.core.management import call_command

from booking.enums import Weekday
from booking.models import Branch, Service, StaffMember, WorkingHours
from booking.services import add_staff_member
from tenants.context import company_scope
from tenants.provisioning.services import create_company, delete_company

if TYPE_CHECKING:
    from tenants.models import Company

# A Monday in winter: a month without a change of the clock, so that every run counts the same times.
NOW = datetime(2027, 1, 11, 7, tzinfo=UTC)
SERVICES = {"Haarschnitt": 30, "Waschen, Schneiden, Föhnen": 45, "Farbe": 60, "Bart": 15}


@contextmanager
def salon(*, people: int) -> Iterator[Company]:
    """A salon that is open from 9 to 18 on six days, entered; gone afterwards."""
    call_command("migrate_companies", verbosity=0)
    slug = f"bench-{os.getpid()}"
    company = create_company(
        name="Salon im Dauerlauf", slug=slug, industry="hairdresser", domains=[f"{slug}.localhost"], now=NOW
    )
    try:
        with company_scope(company):
            _open(people)
            yield company
    finally:
        delete_company(company_id=company.pk)


def _open(people: int) -> None:
    branch = Branch.objects.create(
        name="Mitte", slug="mitte", subdivision="BE", min_notice=timedelta(hours=1)
    )
    WorkingHours.objects.bulk_create(
        WorkingHours(branch=branch, weekday=weekday, opens_at=time(9), closes_at=time(18))
        for weekday in tuple(Weekday)[:6]
    )
    services = [
        Service.objects.create(
            name=name,
            duration=timedelta(minutes=minutes),
            buffer_after=timedelta(minutes=5),
            price_cents=minutes * 100,
        )
        for name, minutes in SERVICES.items()
    ]
    for number in range(people):
        add_staff_member(
            name=f"Person {number + 1}",
            branch_ids=[branch.pk],
            service_ids=[service.pk for service in services],
            position=number,
        )


def staff() -> list[StaffMember]:
    """Everybody who can be booked, in order."""
    return list(StaffMember.objects.all())


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(rows: Mapping[str, object]) -> None:
    """Figures for people."""
    width = max(map(len, rows))
    for name, value in rows.items():
        say(f"  {name:<{width}}  {value}")
