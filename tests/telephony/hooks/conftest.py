"""Retell on the line: signed requests to the salon's own addresses."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from askproai.standins import retell_wire
from tenants.connections.services import connect
from tests.telephony.conftest import Salon

KEY = "key_of_the_salon"
Post = Callable[..., HttpResponse]


@pytest.fixture
def path_secret(salon: Salon) -> str:
    """The secret part of the salon's addresses; its own key signs."""
    return str(connect(provider="retell", credentials={"api_key": KEY}, now=timezone.now()).path_secret)


@pytest.fixture
def post(client: Client, path_secret: str) -> Post:
    """Post a signed payload to one of the salon's addresses."""

    def send(
        channel: str,
        payload: dict[str, Any],
        *,
        key: str = KEY,
        secret: str = path_secret,
        host: str = "salon.localhost",
        at_ms: int | None = None,
    ) -> HttpResponse:
        request = retell_wire.signed(payload, api_key=key, at_ms=at_ms)
        # A request chooses its own company; in a context of its own the test stays where it is.
        return copy_context().run(
            client.post,
            f"/hooks/retell/{secret}/{channel}/",
            data=request.body,
            content_type="application/json",
            headers={"X-Retell-Signature": request.headers["X-Retell-Signature"], "Host": host},
        )

    return send
