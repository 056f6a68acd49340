"""Webhooks that could not prove where they come from: counted for a day, nothing else is kept of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import redis
from django.conf import settings
from django.core.cache import cache
from django_tenants.utils import get_public_schema_name

from tenants.context import company_scope
from tenants.models import Company

PROVIDERS: Final = ("retell", "twilio", "sendgrid", "calcom", "google_calendar", "outlook")


@dataclass(frozen=True, kw_only=True, slots=True)
class UnverifiedWebhooks:
    """How many requests a provider's door of one company turned away in the last day."""

    company: Company
    provider: str
    count: int


def unverified_webhooks(companies: Sequence[Company]) -> list[UnverifiedWebhooks] | None:
    """Counts above zero, highest first; ``None`` when the cache is away.

    The platform's own row is asked too: its host has the doors of accounts that companies share.
    """
    platform = Company.objects.filter(schema_name=get_public_schema_name())
    doors = [(company, provider) for company in [*platform, *companies] for provider in PROVIDERS]
    if not doors:
        return []
    keys = [_key(company, provider) for company, provider in doors]
    try:
        # One question for all companies: Django's cache would ask once per company.
        with redis.Redis.from_url(settings.CACHE_URL) as client:
            counts = client.mget(keys)
    except redis.RedisError:
        return None
    found = [
        UnverifiedWebhooks(company=company, provider=provider, count=int(count))
        for (company, provider), count in zip(doors, counts, strict=True)
        if count
    ]
    return sorted(found, key=lambda webhooks: -webhooks.count)


def _key(company: Company, provider: str) -> str:
    with company_scope(company):
        return str(cache.make_key(f"unverified:{provider}"))
