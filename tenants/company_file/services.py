"""Making the company that a file describes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tenants.company_file.own_sections import CompanyEntry
from tenants.company_file.sections import Making, known_sections
from tenants.models import Company
from tenants.provisioning.services import create_company


def create_company_from_file(
    *, sections: Mapping[str, Any], now: datetime, domains: Sequence[str] = ()
) -> Company:
    """Make the company with everything in its file, or nothing at all.

    :param domains: instead of those in the file; without either, ``<slug>.<host of the platform>``.
    :raises SlugTaken: a company of this short name exists.
    :raises DomainTaken: one of the addresses leads elsewhere.
    :raises RuleViolated: something cannot be had, such as two appointments of one person at one time.
    """
    entry: CompanyEntry = sections["company"]

    def fill(company: Company) -> None:
        making = Making(company=company, sections=sections, now=now)
        for name, section in known_sections().items():
            if name in sections:
                section.apply(sections[name], making)

    return create_company(
        name=entry.name,
        slug=entry.slug,
        industry=entry.industry,
        country=entry.country,
        timezone=entry.timezone,
        domains=domains or entry.domains or [f"{entry.slug}.{urlsplit(settings.PUBLIC_URL).hostname}"],
        now=now,
        fill=fill,
    )
