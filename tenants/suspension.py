"""Stopping to serve a company, and serving it again. Its data stays as it is."""

from __future__ import annotations

import logging

from django_tenants.utils import get_public_schema_name

from tenants.context import forget_companies
from tenants.enums import CompanyState
from tenants.errors import CompanyUnavailable
from tenants.models import Company
from tenants.models.company import TEMPLATE_SCHEMA

logger = logging.getLogger(__name__)


def suspend_company(*, company_id: int) -> None:
    """Answer no request and do no work for the company; other processes notice within seconds.

    :raises CompanyUnavailable: it is not being served.
    """
    _change(company_id, before=CompanyState.READY, after=CompanyState.SUSPENDED)


def resume_company(*, company_id: int) -> None:
    """Serve a suspended company again; what was due meanwhile is done then.

    :raises CompanyUnavailable: it is not suspended.
    """
    _change(company_id, before=CompanyState.SUSPENDED, after=CompanyState.READY)


def _change(company_id: int, *, before: CompanyState, after: CompanyState) -> None:
    # The platform itself and the template are rows too, and never served as companies.
    companies = Company.objects.exclude(schema_name__in=[get_public_schema_name(), TEMPLATE_SCHEMA])
    if not companies.filter(pk=company_id, state=before).update(state=after):
        raise CompanyUnavailable(company_id=company_id)
    forget_companies()
    logger.warning("company.state_changed", extra={"company": company_id, "state": after.value})
