"""What a company says about itself: name, trade, country and clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from django.db import transaction

from askproai.core.errors import RuleViolated
from tenants.context import forget_companies
from tenants.enums import Industry
from tenants.models import Company


class ProfileChanged(RuleViolated):
    """Somebody else has saved it since it was read."""

    code = "profile_changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Profile:
    """As the owner edits it: also the colour, for whoever saves an old page must not take it back."""

    name: str
    industry: Industry
    country: str
    timezone: str
    # ``#rrggbb``, or empty.
    accent: str

    @property
    def stamp(self) -> str:
        """Another one as soon as anything differs."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:24]


def profile_of(company: Company) -> Profile:
    """What is stored."""
    return Profile(
        name=company.name,
        industry=Industry(company.industry),
        country=company.country,
        timezone=company.timezone,
        accent=company.accent,
    )


@transaction.atomic
def save_profile(*, company_id: int, profile: Profile, expected: str | None = None) -> Company:
    """From now on the company is called and treated like that. Its branches keep their own clocks.

    :param expected: stamp of what the editor had read.
    :raises ProfileChanged: somebody else has changed it since.
    """
    company: Company = Company.objects.select_for_update(no_key=True).get(pk=company_id)
    if expected is not None and expected != profile_of(company).stamp:
        raise ProfileChanged
    company.name, company.industry = profile.name, profile.industry
    company.country, company.timezone = profile.country, profile.timezone
    company.accent = profile.accent
    company.save(update_fields=["name", "industry", "country", "timezone", "accent"])
    transaction.on_commit(forget_companies)
    return company
