"""A platform admin with a browser on the public host."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from portal.platform.unverified import PROVIDERS
from tenants.context import company_scope
from tenants.models import Company, User


@pytest.fixture(autouse=True)
def _nothing_refused_yet(db: None) -> None:
    """The cache outlives tests: whatever others had refused at these doors is forgotten."""
    for company in Company.objects.all():
        with company_scope(company):
            cache.delete_many([f"unverified:{provider}" for provider in PROVIDERS])


@pytest.fixture
def platform_admin(db: None) -> User:
    connection.set_schema_to_public()
    return User.objects.create_superuser("petra@askproai.example", "ein langes Passwort")


@pytest.fixture
def browser(platform_admin: User) -> Client:
    """Signed in on the public host; forms need their CSRF token as in a real browser."""
    client = Client(headers={"host": "localhost"}, enforce_csrf_checks=True)
    client.force_login(platform_admin)
    return client
