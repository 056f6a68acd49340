"""Retell's interface, as far as we ask it anything about calls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings

from askproai.core.errors import ProviderRejected
from askproai.core.foreign_json import read_json
from askproai.core.http import ProviderHttp
from telephony.ports import OutgoingCall
from telephony.providers.retell.keys import PROVIDER, platform_key
from telephony.providers.retell.trunk import trunk
from telephony.providers.retell.wire import CallObject, facts_of, read
from telephony.values import CallFacts
from tenants.connections.models import Connection

PAGE = 500


class RetellCalls:
    """The calls of one workspace.

    Its methods raise what :class:`~askproai.core.http.ProviderHttp` raises.
    """

    def __init__(self, http: ProviderHttp) -> None:
        self._http = http

    @classmethod
    def of(cls, connection: Connection | None) -> RetellCalls:
        """With the company's own key, else the platform's."""
        own = connection.credentials.get("api_key") if connection else None
        key = own or platform_key()
        return cls(
            ProviderHttp(
                provider=PROVIDER,
                base_url=str(settings.RETELL["base_url"]),
                timeout_s=float(str(settings.RETELL["timeout_s"])),
                headers={"Authorization": f"Bearer {key}"},
            )
        )

    def get_call(self, provider_call_id: str) -> CallFacts | None:
        """What Retell knows of the call by now; ``None``: it knows no such call."""
        try:
            response = self._http.call("GET", f"/v2/get-call/{quote(provider_call_id, safe='')}")
        except ProviderRejected as error:
            if error.context.get("status") == 404:
                return None
            raise
        return facts_of(read(CallObject, read_json(response.content)))

    def list_call_ids(self, *, since: datetime, until: datetime) -> Iterator[str]:
        """Ids of all calls that started in [since, until), oldest first, page by page."""
        page: dict[str, Any] = {}
        span = [int(since.timestamp() * 1000), int(until.timestamp() * 1000)]
        criteria = {"start_timestamp": {"type": "range", "op": "bt", "value": span}}
        while True:
            query = {"filter_criteria": criteria, "sort_order": "ascending", "limit": PAGE, **page}
            answer = json.loads(self._http.call("POST", "/v3/list-calls", json=query).content)
            yield from (str(item["call_id"]) for item in answer.get("items", ()))
            if not answer.get("has_more") or not answer.get("pagination_key"):
                return
            page = {"pagination_key": answer["pagination_key"]}

    def place_call(self, order: OutgoingCall) -> str:
        """Let the number ring. Retell itself makes one call of an order that arrives twice."""
        body: dict[str, Any] = {
            "from_number": order.from_number,
            "to_number": order.to_number,
            "override_agent_id": order.agent_id,
            "metadata": dict(order.metadata),
            "retell_llm_dynamic_variables": dict(order.variables),
            "idempotency_key": order.key,
        }
        if order.agent_version is not None:
            body["override_agent_version"] = order.agent_version
        answer = self._http.call("POST", "/v2/create-phone-call", json=body)
        return read(CallObject, read_json(answer.content)).call_id

    def expect_call(self, order: OutgoingCall) -> str:
        """Register a call that arrives by SIP, under the id as its user name."""
        body: dict[str, Any] = {
            "agent_id": order.agent_id,
            "to_number": order.to_number,
            "direction": "inbound",
            "metadata": dict(order.metadata),
            "retell_llm_dynamic_variables": dict(order.variables),
        }
        if order.from_number:
            body["from_number"] = order.from_number
        if order.agent_version is not None:
            body["agent_version"] = order.agent_version
        answer = self._http.call("POST", "/v2/register-phone-call", json=body)
        return read(CallObject, read_json(answer.content)).call_id

    def lend_number(self, number: str) -> bool:
        """Bring our number there, bound to nobody: whoever publishes binds it."""
        path = quote(number, safe="")
        try:
            self._http.call("GET", f"/get-phone-number/{path}")
        except ProviderRejected as error:
            if error.context.get("status") != 404:
                raise
            if not settings.RETELL["termination_uri"]:
                return False
            self._http.call("POST", "/import-phone-number", json={**trunk(), "phone_number": number})
        return True


def connected_dialler() -> RetellCalls | None:
    """Who dials for the current company; ``None`` where neither it nor the platform has a key."""
    connection = Connection.objects.filter(provider=PROVIDER).first()
    own = connection.credentials.get("api_key") if connection else None
    return RetellCalls.of(connection) if own or platform_key() else None


def connected_calls() -> RetellCalls:
    """The calls of the current company's own workspace, or of the platform's where it has none."""
    return RetellCalls.of(Connection.objects.filter(provider=PROVIDER).first())
