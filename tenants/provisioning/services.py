"""Companies are born and removed here, in steps of which none leaves something that cannot be cleared up.

``creating``: the row reserves slug and addresses; then schema, contents and ``ready`` come in one
transaction, so that a crash leaves the reservation and nothing else. ``deleting``: the schema shrinks table
by table and the row goes last.
:func:`resume_company_creation` clears up behind both.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django_tenants.utils import get_public_schema_name

from askproai.core.db import database_now, named_violations
from tenants.context import company_scope, forget_companies
from tenants.enums import CompanyState
from tenants.errors import CompanyUnavailable
from tenants.keys import new_wrapped_key
from tenants.models import Company, Domain, Wakeup
from tenants.models.company import TEMPLATE_SCHEMA
from tenants.provisioning.errors import AddressInvalid, DomainTaken, SlugTaken
from tenants.provisioning.spares import make_schema

logger = logging.getLogger(__name__)

# A reservation of this age whose row nobody holds belongs to a process that is gone.
ABANDONED_AFTER = timedelta(minutes=1)
_TABLES_PER_TRANSACTION = 8
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")


def create_company(
    *,
    name: str,
    slug: str,
    industry: str,
    country: str = "DE",
    timezone: str = "Europe/Berlin",
    domains: Sequence[str],
    now: datetime,
    fill: Callable[[Company], None] | None = None,
) -> Company:
    """A company that is ready to be served under its domains, the first of which is the canonical one.

    ``fill`` runs inside the company before anybody else can see it; when it raises, no company is left
    behind.

    :raises AddressInvalid: slug or domain cannot be part of an address.
    :raises SlugTaken: another company has this slug.
    :raises DomainTaken: one of the domains leads elsewhere.
    :raises TemplateMissing: ``migrate_companies`` has never run.
    """
    company = _reserve(
        name=name,
        slug=slug,
        industry=industry,
        country=country,
        timezone=timezone,
        domains=[domain.lower() for domain in domains],
        now=now,
    )
    try:
        _build(company, fill)
    except BaseException:
        Company.objects.filter(pk=company.pk).delete()
        raise
    forget_companies()
    logger.info("company.created", extra={"company": company.pk})
    return company


def resume_company_creation(*, now: datetime) -> list[int]:
    """Clear up what crashed: abandoned reservations go, begun deletions are finished. Returns the ids.

    A reservation is not finished: its creator was never told of a company, and its slug should be free again.
    """
    abandoned = Company.objects.filter(state=CompanyState.CREATING, created_at__lt=now - ABANDONED_AFTER)
    with transaction.atomic():
        # Whoever is still at work holds the row.
        ids = list(abandoned.select_for_update(skip_locked=True).values_list("pk", flat=True))
        Company.objects.filter(pk__in=ids).update(state=CompanyState.DELETING)
    gone = list(
        Company.objects.filter(state=CompanyState.DELETING).order_by("pk").values_list("pk", flat=True)
    )
    for company_id in gone:
        delete_company(company_id=company_id)
    return gone


def delete_company(*, company_id: int) -> None:
    """Remove a company with everything in it; its key goes too, so that copies of its data stay unreadable.

    Safe to repeat after a crash, and from two places at once.

    :raises CompanyUnavailable: there is no such company (any more).
    :raises Busy: somebody is still working in it; it is no longer served, and deleting can be resumed.
    """
    company = Company.objects.filter(pk=company_id).exclude(schema_name__in=_NO_COMPANIES).first()
    if company is None:
        raise CompanyUnavailable(company_id=company_id)
    Company.objects.filter(pk=company_id).update(state=CompanyState.DELETING)
    forget_companies()
    with named_violations():
        while _drop_some_tables(company.schema_name):
            pass
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA IF EXISTS {connection.ops.quote_name(company.schema_name)} CASCADE")
            Wakeup.objects.filter(company_id=company_id).delete()
            Company.objects.filter(pk=company_id).delete()
    forget_companies()
    logger.info("company.deleted", extra={"company": company_id})


def ensure_platform(*, domain: str, now: datetime | None = None) -> Company:
    """The platform's own row and address: the host whose pages belong to no company.

    :raises DomainTaken: a company answers there.
    """
    with transaction.atomic():
        platform: Company
        platform, _ = Company.objects.get_or_create(
            schema_name=get_public_schema_name(),
            defaults={
                "name": "AskProAI",
                "slug": "platform",
                # No work is ever dispatched for it: it has none of the tables that a company has.
                "state": CompanyState.SUSPENDED,
                "wrapped_key": new_wrapped_key(),
                "created_at": now or database_now(),
            },
        )
        found, _ = Domain.objects.get_or_create(
            domain=domain.lower(),
            defaults={
                "tenant": platform,
                "is_primary": not platform.domains.filter(is_primary=True).exists(),
            },
        )
    if found.tenant_id != platform.pk:
        raise DomainTaken(domain=domain)
    forget_companies()
    return platform


_NO_COMPANIES = (get_public_schema_name(), TEMPLATE_SCHEMA)


@transaction.atomic
def _reserve(*, domains: Sequence[str], slug: str, now: datetime, **fields: str) -> Company:
    if not domains or not all(map(DOMAIN.fullmatch, domains)) or not SLUG.fullmatch(slug):
        raise AddressInvalid(slug=slug, domains=list(domains))
    _commit_with_the_next()
    company_id = _next_id()
    company = Company(
        pk=company_id,
        schema_name=f"t_{company_id}",
        slug=slug,
        wrapped_key=new_wrapped_key(),
        created_at=now,
        **fields,
    )
    with named_violations(tenants_company_slug_key=SlugTaken):
        company.save(force_insert=True)
    with named_violations(tenants_domain_domain_key=DomainTaken):
        Domain.objects.bulk_create(
            Domain(tenant=company, domain=domain, is_primary=place == 0)
            for place, domain in enumerate(dict.fromkeys(domains))
        )
    return company


@transaction.atomic
def _build(company: Company, fill: Callable[[Company], None] | None) -> None:
    if (
        not Company.objects.select_for_update(no_key=True)
        .filter(pk=company.pk, state=CompanyState.CREATING)
        .exists()
    ):
        raise CompanyUnavailable(company_id=company.pk)
    make_schema(company.schema_name)
    if fill:
        with company_scope(company):
            fill(company)
    company.state = CompanyState.READY
    company.save(update_fields=["state"])


def _commit_with_the_next() -> None:
    """Not wait for the disk: a reservation that a crash of the server takes along was no use alone."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('public.tenants_company', 'id'))")
        company_id: int = cursor.fetchone()[0]
    return company_id


@transaction.atomic
def _drop_some_tables(schema: str) -> bool:
    """A schema dropped at once would need a lock for each of its tables and indexes in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(name, ', ') FROM (SELECT format('%%I.%%I', schemaname, tablename) AS name"
            " FROM pg_tables WHERE schemaname = %s LIMIT %s) AS few",
            [schema, _TABLES_PER_TRANSACTION],
        )
        names = cursor.fetchone()[0]
        if names:
            cursor.execute(f"DROP TABLE {names} CASCADE")
    return bool(names)
