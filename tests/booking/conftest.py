"""A salon with one branch, two people and a haircut, in the company that the test has entered."""

from __future__ import annotations

import pytest

from booking.models import Branch, Service, StaffMember
from tenants.models import Company
from tests.factories.booking import BranchFactory, ServiceFactory, StaffMemberFactory


@pytest.fixture
def branch(company: Company) -> Branch:
    return BranchFactory()


@pytest.fixture
def haircut(company: Company) -> Service:
    return ServiceFactory()


@pytest.fixture
def anna(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Anna", branches=(branch,), services=(haircut,))


@pytest.fixture
def ben(branch: Branch, haircut: Service) -> StaffMember:
    return StaffMemberFactory(name="Ben", branches=(branch,), services=(haircut,), position=1)
