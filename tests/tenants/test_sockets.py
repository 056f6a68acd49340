from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection

from tenants.context import current_company
from tenants.models import Company
from tenants.sockets import CompanySocketMiddleware


async def open_socket(host: str) -> tuple[list[Company], list[dict[str, Any]]]:
    """What the application behind the middleware saw, and what was sent to the browser."""
    seen: list[Company] = []
    sent: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        assert scope["company"] == current_company()
        seen.append(current_company())

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "websocket", "headers": [(b"host", host.encode())]}
    await CompanySocketMiddleware(application)(scope, None, send)
    return seen, sent


def close_connection() -> None:
    connection.close()


async def test_socket_belongs_to_the_company_of_its_host(committed_company: Company) -> None:
    seen, sent = await open_socket("praxis.localhost:8001")
    await sync_to_async(close_connection)()

    assert [company.slug for company in seen] == ["praxis"]
    assert sent == []
    assert current_company() == committed_company


@pytest.mark.parametrize("host", ["localhost", "nobody.localhost", ""])
async def test_socket_of_no_company_is_turned_away(committed_company: Company, host: str) -> None:
    seen, sent = await open_socket(host)
    await sync_to_async(close_connection)()

    assert seen == []
    assert sent == [{"type": "websocket.close", "code": 4404}]
