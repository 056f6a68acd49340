"""A platform admin with a browser on the public host."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client

from tenants.models import User


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
