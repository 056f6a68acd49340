"""Somebody who signs up, and how far they come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenants.context import forget_companies
from tenants.models import Company, Onboarding
from tests.portal.conftest import member, signed_in

PASSWORD = "Dauerwelle-1984"


@pytest.fixture(autouse=True)
def _nobody_signed_up_yet(db: None) -> Iterator[None]:
    cache.clear()
    forget_companies()
    yield
    forget_companies()


def sign_up(name: str = "Salon Anna", email: str = "anna.berger@example.org", **changes: str) -> Any:
    """Send the form on the platform's page."""
    fields = {"company_name": name, "email": email, "password": PASSWORD, "website": "", **changes}
    return Client(headers={"host": "localhost"}).post("/registrieren/", fields)


def follow(answer: Any) -> Client:
    """The browser that follows the way into the company."""
    target = urlsplit(answer["Location"])
    browser = Client(headers={"host": str(target.hostname)})
    browser.get(target.path)
    return browser


@pytest.fixture
def anna(company: Company) -> Client:
    """Anna's browser, in a company with nothing in it, at the first step."""
    Onboarding.objects.create(company=company, started_at=timezone.now())
    return signed_in(member(company, email="anna.berger@example.org"), company)


TOLD = {
    "name": "Salon Anna",
    "industry": "hairdresser",
    "country": "DE",
    "postal_code": "80469",
    "city": "München",
    "street": "Klenzestraße 23",
    "region": "",
    "staff": "Anna Berger, Mehmet und Lea",
    "opened": "",
}
