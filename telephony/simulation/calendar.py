"""The frozen copy that is rung at: a company inside a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from django.conf import settings
from django.db import transaction

from askproai.core.phones import parse_phone
from booking.enums import AppointmentSource, TimeOffKind
from booking.models import Appointment, Branch, Service, StaffMember
from booking.services import IMPORT_MAY_WAIVE, add_time_off, book_directly
from booking.values import CustomerDetails
from telephony.simulation.scenario import DEFAULT_CLOCK, Busy, Existing, Scenario
from tenants.company_file.reading import read_company_file
from tenants.company_file.services import create_company_from_file
from tenants.context import company_scope
from tenants.models import Company

ZONE = ZoneInfo("Europe/Berlin")
_CALENDARS = Path(__file__).with_name("calendars.yaml")
# Made-up pasts are large and differ with the code that makes them; what is taken stands in calendars.yaml.
_LEFT_OUT = frozenset({"history", "call_history", "users", "phone_numbers", "connections"})


@contextmanager
def never_committed() -> Iterator[None]:
    """Whatever is written inside is gone afterwards; nothing that waits for a commit ever runs."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_company(slug: str) -> Company:
    """The company of ``companies/<slug>.yaml`` as on the day of the scenarios; inside ``never_committed``."""
    sections = dict(_sections(slug))
    entry = sections["company"].model_copy(update={"slug": f"probe-{slug}"})
    now = instant(DEFAULT_CLOCK)
    company = create_company_from_file(
        sections={**sections, "company": entry}, now=now, domains=[f"probe-{slug}.localhost"]
    )
    with company_scope(company):
        for busy in _taken(slug):
            take_time(busy)
    return company


def prepare(scenario: Scenario) -> dict[str, Appointment]:
    """What the scenario finds: its appointments by the names it gives them."""
    for busy in scenario.busy:
        take_time(busy)
    return {existing.as_: _booked(existing, place) for place, existing in enumerate(scenario.given)}


def instant(wall: datetime) -> datetime:
    """A time on the wall as an instant."""
    return wall.replace(tzinfo=ZONE).astimezone(UTC)


def take_time(busy: Busy) -> None:
    """Somebody is not there."""
    add_time_off(
        starts_at=instant(busy.from_),
        ends_at=instant(busy.until),
        kind=TimeOffKind.BLOCKED,
        staff_id=StaffMember.objects.get(name=busy.staff).pk,
    )


def branch_of(scenario: Scenario) -> Branch:
    """The branch that is called: the first one unless the scenario names another."""
    branches = Branch.objects.order_by("position", "pk")
    return branches.get(slug=scenario.branch) if scenario.branch else branches[0]


def _booked(existing: Existing, place: int) -> Appointment:
    staff = StaffMember.objects.get(name=existing.staff)
    branches = staff.branches.order_by("position", "pk")
    branch = branches.get(name=existing.branch) if existing.branch else branches[0]
    return book_directly(
        service_id=Service.objects.get(name=existing.service).pk,
        staff_id=staff.pk,
        branch_id=branch.pk,
        starts_at=instant(existing.at),
        customer=CustomerDetails(
            name=existing.customer, phone=parse_phone(existing.phone) if existing.phone else None
        ),
        source=AppointmentSource.IMPORT,
        idempotency_key=f"given:{place}",
        now=instant(DEFAULT_CLOCK),
        waived=IMPORT_MAY_WAIVE,
    )


@lru_cache(maxsize=8)
def _sections(slug: str) -> Mapping[str, Any]:
    text = (settings.BASE_DIR / "companies" / f"{slug}.yaml").read_text(encoding="utf-8")
    everything = read_company_file(text)
    return {name: value for name, value in everything.items() if name not in _LEFT_OUT}


def _taken(slug: str) -> list[Busy]:
    entries = yaml.safe_load(_CALENDARS.read_text(encoding="utf-8"))
    return [Busy.model_validate(entry) for entry in entries.get(slug, ())]
