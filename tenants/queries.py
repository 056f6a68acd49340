"""Reads over the public schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from tenants.enums import CompanyState
from tenants.models import Company, Domain, Membership, User


@dataclass(frozen=True, kw_only=True, slots=True)
class CompanyAddress:
    """A company and where its portal is."""

    name: str
    url: str


def company_addresses() -> tuple[CompanyAddress, ...]:
    """Served companies with their primary addresses, by name."""
    domains = Domain.objects.filter(
        is_primary=True, tenant__state=CompanyState.READY, tenant__schema_name__startswith="t_"
    ).select_related("tenant")
    return tuple(
        CompanyAddress(name=domain.tenant.name, url=f"{address_of(domain.domain)}/")
        for domain in domains.order_by("tenant__name")
    )


def address_of(domain: str) -> str:
    """The address of a host that this installation serves, with the scheme and port of the platform's own."""
    public = urlsplit(settings.PUBLIC_URL)
    port = f":{public.port}" if public.port else ""
    return f"{public.scheme}://{domain}{port}"


def names_of_users(user_ids: Iterable[int | None]) -> dict[int, str]:
    """How people who sign in are called, by their ids; without a name by the beginning of their address."""
    wanted = {each for each in user_ids if each}
    if not wanted:
        return {}
    rows = User.objects.filter(pk__in=wanted).values_list("pk", "name", "email")
    return {pk: name or email.partition("@")[0] for pk, name, email in rows}


def names_of_members(company: Company) -> dict[int, str]:
    """Everybody who signs in to the company, by user id, in the order of their names."""
    rows = Membership.objects.filter(company=company, user__is_active=True)
    found = rows.values_list("user_id", "user__name", "user__email")
    names = {user_id: name or email.partition("@")[0] for user_id, name, email in found}
    return dict(sorted(names.items(), key=lambda each: each[1].casefold()))
