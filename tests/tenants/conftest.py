"""What tests of the room share: a process that remembers no company, nudges that are seen and not sent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tenants.context import forget_companies
from tenants.tasks import do_work


@pytest.fixture(autouse=True)
def _remember_no_company() -> Iterator[None]:
    """A test that suspends a company is rolled back; what the process remembers of it must go too."""
    forget_companies()
    yield
    forget_companies()


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """(company id, kind) of each nudge, in order; no broker is asked."""
    seen: list[tuple[int, str]] = []

    def note(**ids: Any) -> None:
        seen.append((ids["company_id"], ids["kind"]))

    monkeypatch.setattr(do_work, "delay", note)
    return seen


@pytest.fixture
def committing(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real commits; companies that the test left behind are removed."""
    from tenants.models import Company
    from tenants.provisioning.services import delete_company

    with django_db_blocker.unblock():
        before = set(Company.objects.values_list("pk", flat=True))
        try:
            yield
        finally:
            for company_id in set(Company.objects.values_list("pk", flat=True)) - before:
                delete_company(company_id=company_id)
            connection.close()
