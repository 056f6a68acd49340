"""WebSockets belong to the company of their host, like requests do."""

from __future__ import annotations

from typing import Any

from channels.db import database_sync_to_async
from django_tenants.utils import get_public_schema_name

from tenants.context import company_of_host, company_scope


class CompanySocketMiddleware:
    """Puts ``scope["company"]``, enters its schema for the life of the socket; turns other hosts away."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        company = await database_sync_to_async(company_of_host)(_host_of(scope))
        if company is None or not company.is_served or company.schema_name == get_public_schema_name():
            # Closing before accepting is answered with 403 by the server.
            await send({"type": "websocket.close", "code": 4404})
            return
        with company_scope(company):
            await self._app({**scope, "company": company}, receive, send)


def _host_of(scope: dict[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name == b"host":
            return str(value.decode("latin-1")).rsplit(":", 1)[0]
    return ""
