"""Connecting a company to a provider and finding the connection a webhook belongs to."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from askproai.core.errors import NotFound
from askproai.core.events import publish
from tenants.connections.events import ConnectionBroken
from tenants.connections.models import Connection
from tenants.context import current_company
from tenants.models import Domain
from tenants.queries import address_of

_MEMORY_S = 10


@transaction.atomic
def ask_to_reconnect(*, connection_id: int) -> None:
    """The provider refused the credentials: whoever leads the business has to connect anew. Told once."""
    working = Connection.objects.filter(pk=connection_id).exclude(state=Connection.State.RECONNECT)
    if working.update(state=Connection.State.RECONNECT):
        publish(ConnectionBroken(connection_id=connection_id))


@transaction.atomic
def connect(*, provider: str, credentials: Mapping[str, str], now: datetime, account: str = "") -> Connection:
    """Store the credentials for an account at a provider; the secret path is made once and stays."""
    existing = Connection.objects.select_for_update().filter(provider=provider, account=account).first()
    if existing and not credentials:
        return existing
    if existing:
        existing.credentials = {**existing.credentials, **credentials}
        existing.state = Connection.State.OK
        existing.save(update_fields=["credentials", "state"])
        return existing
    path_secret = secrets.token_urlsafe(24)
    return Connection.objects.create(
        provider=provider,
        account=account,
        credentials=dict(credentials),
        path_secret=path_secret,
        path_digest=_digest(path_secret),
        created_at=now,
    )


def connection_by_path(*, provider: str, path_secret: str) -> Connection:
    """The current company's connection whose secret path a webhook was sent to.

    :raises NotFound: unknown path, or the path of another company or provider.
    """
    tick = int(time.monotonic() // _MEMORY_S)
    found = _remembered(current_company().pk, provider, _digest(path_secret), tick)
    if found is None:
        raise NotFound(provider=provider)
    return found


@lru_cache(maxsize=20_000)
def _remembered(company_id: int, provider: str, digest: bytes, tick: int) -> Connection | None:
    return Connection.objects.filter(provider=provider, path_digest=digest).first()


def hooks_url(provider: str, *, connection: Connection | None = None) -> str:
    """Address of the current company's webhooks for a provider, without trailing slash; made on first use."""
    secret = (connection or connect(provider=provider, credentials={}, now=timezone.now())).path_secret
    return f"{company_url()}/hooks/{provider}/{secret}"


def company_url() -> str:
    """The current company's address, from its primary domain: never from a request's Host header."""
    return address_of(_primary_domain(current_company().pk, int(time.monotonic() // _MEMORY_S)))


@lru_cache(maxsize=20_000)
def _primary_domain(company_id: int, tick: int) -> str:
    domain: str = Domain.objects.get(tenant_id=company_id, is_primary=True).domain
    return domain


def _digest(path_secret: str) -> bytes:
    return hashlib.sha256(path_secret.encode()).digest()
