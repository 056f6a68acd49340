from __future__ import annotations

import pytest

from tenants.context import company_of_host, served_company
from tenants.enums import CompanyState
from tenants.errors import CompanyUnavailable
from tenants.models import Company
from tenants.suspension import resume_company, suspend_company


def test_suspend_company_takes_effect_at_once_in_this_process(company: Company) -> None:
    assert served_company(company.pk)

    suspend_company(company_id=company.pk)

    with pytest.raises(CompanyUnavailable):
        served_company(company.pk)
    found = company_of_host("salon.localhost")
    assert found is not None
    assert not found.is_served


def test_resume_company_serves_again(company: Company) -> None:
    suspend_company(company_id=company.pk)

    resume_company(company_id=company.pk)

    assert served_company(company.pk).state == CompanyState.READY


def test_suspend_and_resume_refuse_any_other_state(company: Company) -> None:
    with pytest.raises(CompanyUnavailable):
        resume_company(company_id=company.pk)
    suspend_company(company_id=company.pk)
    with pytest.raises(CompanyUnavailable):
        suspend_company(company_id=company.pk)


def test_resume_company_never_serves_the_platforms_own_row(company: Company) -> None:
    platform = Company.objects.get(schema_name="public")

    with pytest.raises(CompanyUnavailable):
        resume_company(company_id=platform.pk)
