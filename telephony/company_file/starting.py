"""A company that signed up gets what its trade usually has: services, hours, people, voice, knowledge."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from booking.company_file.templates import Beginning, begun, clear_beginning
from booking.models import Appointment, Branch
from telephony.company_file.sections import ReceptionistEntry, receptionist_fields
from telephony.dialogue import greetings
from telephony.models import Call, KnowledgeSource, PhoneNumber, Receptionist
from tenants.company_file.sections import Making, known_sections
from tenants.context import current_company, forget_companies
from tenants.enums import Industry
from tenants.signup.places import TIMEZONES


def is_at_work() -> bool:
    """Whether somebody called or booked already: from then on a template would take something away."""
    return Call.objects.exists() or Appointment.objects.exists()


@transaction.atomic
def begin_company(*, name: str, industry: Industry, beginning: Beginning, now: datetime) -> None:
    """Name the company and fill it with what its trade usually has, in place of an earlier choice.

    Once somebody called or booked, only name and address are changed: the rest belongs to the owner by then.
    """
    company = current_company()
    company.name = name
    if is_at_work():
        company.save(update_fields=["name"])
        Branch.objects.filter(pk=Branch.objects.values("pk")[:1]).update(address=beginning.address)
    else:
        company.industry, company.country = industry, beginning.country
        company.timezone = TIMEZONES[beginning.country]
        company.save(update_fields=["name", "industry", "country", "timezone"])
        _fill(industry, beginning, now=now)
    forget_companies()


def _fill(industry: Industry, beginning: Beginning, *, now: datetime) -> None:
    sections = begun(industry, beginning)
    clear_beginning()
    KnowledgeSource.objects.all().delete()
    making = Making(company=current_company(), sections=sections, now=now)
    for name, section in known_sections().items():
        if name == "receptionist":
            _set_voice(sections.get(name, ReceptionistEntry()), industry=industry)
        elif name in sections:
            section.apply(sections[name], making)
    _keep_numbers()


def _set_voice(entry: ReceptionistEntry, *, industry: Industry) -> None:
    """The row may be there already, with what was said about it in a later step."""
    words = greetings.suggested(industry=industry, tone=entry.tone, formal=entry.formal)
    fields: Mapping[str, Any] = {**receptionist_fields(entry), "greeting": entry.greeting or words}
    Receptionist.objects.update_or_create(branch=None, defaults=fields)


def _keep_numbers() -> None:
    """Numbers that were chosen before the trade was changed ring at the new branch."""
    branch = Branch.objects.get()
    current_company().directory_entries.exclude(branch_id=None).update(branch_id=branch.pk)
    PhoneNumber.objects.update(branch=branch)
