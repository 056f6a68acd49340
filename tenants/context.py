"""Which company the current code works for. The only place that switches schemas."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import cast

from django.db import connection

from askproai.core import logs
from tenants.database import base
from tenants.errors import CompanyUnavailable, NoCompany, WrongSchema
from tenants.models import Company

# How long a process may go on with what it knows of a company: the longest that a suspension takes.
_MEMORY_S = 10
_database = cast(base.DatabaseWrapper, connection)


@contextmanager
def company_scope(company: Company) -> Iterator[Company]:
    """Work inside the company's schema; whatever was chosen before is chosen again afterwards."""
    with base.selection_kept():
        _database.set_tenant(company)
        log_token = logs.company_id.set(company.pk)
        try:
            yield company
        finally:
            logs.company_id.reset(log_token)


def enter_public() -> None:
    """Work in the public schema from here on, whatever was chosen before: the beginning of a request."""
    _database.set_schema_to_public()


@contextmanager
def in_company(company_id: int) -> Iterator[Company]:
    """Enter a company by id, as background work does.

    :raises CompanyUnavailable: missing, not ready, suspended or being deleted.
    :raises WrongSchema: the connection did not follow.
    """
    company = served_company(company_id)
    with company_scope(company):
        _verify_schema(company)
        yield company


def current_company() -> Company:
    """The company of the running request, task or socket.

    :raises NoCompany: called outside of any.
    """
    tenant = _database.tenant
    if not isinstance(tenant, Company):
        raise NoCompany
    return tenant


def served_company(company_id: int) -> Company:
    """The company, when it may be worked for.

    :raises CompanyUnavailable: otherwise.
    """
    company = _company_by_id(company_id, int(time.monotonic() // _MEMORY_S))
    if not company or not company.is_served:
        raise CompanyUnavailable(company_id=company_id)
    return company


def company_of_host(host: str) -> Company | None:
    """The company that answers under this host name, served or not; ``None`` for a host nobody owns."""
    return _company_by_host(host.lower(), int(time.monotonic() // _MEMORY_S))


def forget_companies() -> None:
    """Drop what this process remembers, after a company was changed here."""
    _company_by_id.cache_clear()
    _company_by_host.cache_clear()


@lru_cache(maxsize=20_000)
def _company_by_id(company_id: int, tick: int) -> Company | None:
    found: Company | None = Company.objects.filter(pk=company_id).first()
    return found


@lru_cache(maxsize=20_000)
def _company_by_host(host: str, tick: int) -> Company | None:
    found: Company | None = Company.objects.filter(domains__domain=host).first()
    return found


def _verify_schema(company: Company) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        found = cursor.fetchone()[0]
    if found != company.schema_name:
        raise WrongSchema(expected=company.schema_name, found=found)
