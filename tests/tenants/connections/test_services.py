from __future__ import annotations

from datetime import UTC, datetime

import pytest

from askproai.core.errors import NotFound
from tenants.connections.models import Connection
from tenants.connections.services import company_url, connect, connection_by_path, hooks_url
from tenants.context import company_scope
from tenants.models import Company, Domain

NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


def test_connect_adds_to_what_is_known_and_keeps_the_path(company: Company) -> None:
    first = connect(provider="twilio", credentials={"account_sid": "AC1", "auth_token": "alt"}, now=NOON)
    Connection.objects.update(state=Connection.State.RECONNECT)

    second = connect(provider="twilio", credentials={"auth_token": "neu"}, now=NOON)

    assert second.credentials == {"account_sid": "AC1", "auth_token": "neu"}
    assert second.state == Connection.State.OK
    assert second.path_secret == first.path_secret
    assert Connection.objects.count() == 1


def test_path_secret_is_long_and_different_each_time(company: Company) -> None:
    secrets = {
        connect(provider=provider, credentials={}, now=NOON).path_secret for provider in ("a", "b", "c")
    }

    assert len(secrets) == 3
    # 24 bytes: more than the 128 bits that nobody guesses.
    assert all(len(secret) >= 32 for secret in secrets)


def test_connection_by_path_knows_its_own_path_only(company: Company, other_company: Company) -> None:
    made = connect(provider="twilio", credentials={}, now=NOON)

    assert connection_by_path(provider="twilio", path_secret=made.path_secret) == made
    for provider, secret in [("retell", made.path_secret), ("twilio", "x"), ("twilio", "")]:
        with pytest.raises(NotFound):
            connection_by_path(provider=provider, path_secret=secret)
    with company_scope(other_company), pytest.raises(NotFound):
        connection_by_path(provider="twilio", path_secret=made.path_secret)


def test_hooks_url_is_on_the_companys_canonical_domain(company: Company) -> None:
    Domain.objects.create(domain="termine.haarmonie.example", tenant=company, is_primary=False)

    assert company_url() == "http://salon.localhost:8000"
    secret = connect(provider="retell", credentials={}, now=NOON).path_secret
    assert hooks_url("retell") == f"http://salon.localhost:8000/hooks/retell/{secret}"
