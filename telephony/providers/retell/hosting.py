"""Setting receptionists up at Retell: LLM, agent, versions, numbers. Looks first, makes what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.conf import settings
from pydantic import Field

from askproai.core.errors import Malformed, ProviderRejected, ProviderUnavailable
from askproai.core.foreign_json import read_json
from askproai.core.http import ProviderHttp
from telephony.enums import BrainKind
from telephony.hosting import Difference, HostedVersion, HostingPlan, Share
from telephony.providers.retell import blueprint
from telephony.providers.retell.keys import PROVIDER, platform_key
from telephony.providers.retell.trunk import trunk
from telephony.providers.retell.wire import Lenient, read
from tenants.connections.models import Connection

PAGE = 50
# A workspace with more is not ours alone; what we look for was made a moment ago and stands first.
MOST_PAGES = 50


class _Llm(Lenient):
    llm_id: str
    version: int = 0


class _Agent(Lenient):
    agent_id: str
    version: int = 0
    is_published: bool = False


class _Version(Lenient):
    version: int
    is_published: bool = False
    version_title: str | None = None


class _Versions(Lenient):
    items: list[_Version] = Field(default_factory=list)


class RetellHosting:
    """One workspace, as :class:`~telephony.hosting.HostsReceptionists`."""

    def __init__(self, http: ProviderHttp) -> None:
        self._http = http

    def put_brain(self, plan: HostingPlan, known: HostedVersion) -> HostedVersion:
        if plan.brain != BrainKind.PROVIDER or known.brain_id:
            return known
        wanted, marker = blueprint.llm_body(plan), blueprint.version_marker(plan)
        found = next((each for each in self._llms() if _marker_of(each) == marker), None)
        raw = found or self._ask("POST", "/create-retell-llm", json=wanted)
        llm = read(_Llm, raw)
        seals = {**known.seals, "brain": blueprint.seals_of(raw, wanted)}
        return replace(known, brain_id=llm.llm_id, brain_version=llm.version, seals=seals)

    def put_agent(self, plan: HostingPlan, known: HostedVersion, *, agent_id: str) -> HostedVersion:
        if agent_id and self._find("/get-agent/", agent_id) is not None:
            return replace(known, agent_id=agent_id)
        mine = f"[{plan.marker}]"
        found = next((each for each in self._agents() if each.get("agent_name", "").endswith(mine)), None)
        raw = found or self._ask("POST", "/create-agent", json=blueprint.agent_body(plan, known))
        return replace(known, agent_id=read(_Agent, raw).agent_id)

    def put_version(self, plan: HostingPlan, known: HostedVersion) -> HostedVersion:
        versions = self._versions(known.agent_id)
        draft = next((each for each in versions if each.version_title == plan.title), None)
        if draft is None:
            draft = next((each for each in versions if not each.is_published), None) or self._new_draft(
                known.agent_id, base=max(each.version for each in versions)
            )
        path, wanted = f"/{quote(known.agent_id, safe='')}", blueprint.agent_body(plan, known)
        if draft.is_published:
            raw = self._ask("GET", f"/get-agent{path}", params={"version": draft.version})
        else:
            raw = self._ask("PATCH", f"/update-agent{path}", params={"version": draft.version}, json=wanted)
            order = {"version": draft.version, "version_title": plan.title}
            self._http.call("POST", f"/publish-agent-version{path}", json=order)
        seals = {**known.seals, "agent": blueprint.seals_of(raw, wanted)}
        return replace(known, agent_version=draft.version, seals=seals)

    def bind(self, number: str, *, shares: tuple[Share, ...], inbound_url: str) -> bool:
        wanted = blueprint.number_body(shares, inbound_url=inbound_url)
        there = self._find("/get-phone-number/", number)
        if there is None:
            if not settings.RETELL["termination_uri"]:
                return False
            self._ask("POST", "/import-phone-number", json={**wanted, **trunk(), "phone_number": number})
        elif not _is_bound(there, wanted):
            self._ask("PATCH", f"/update-phone-number/{quote(number, safe='')}", json=wanted)
        return True

    def differences(self, known: HostedVersion) -> tuple[Difference, ...]:
        found: list[Difference] = []
        if known.brain_id:
            llm = self._find("/get-retell-llm/", known.brain_id, version=known.brain_version)
            found += _changed("brain", llm, known.seals.get("brain", {}))
        if known.agent_id:
            agent = self._find("/get-agent/", known.agent_id, version=known.agent_version)
            found += _changed("agent", agent, known.seals.get("agent", {}))
        return tuple(found)

    def number_differences(
        self, number: str, *, shares: tuple[Share, ...], inbound_url: str
    ) -> tuple[Difference, ...]:
        there = self._find("/get-phone-number/", number)
        if there is None:
            return (Difference("number", "missing", number),)
        wanted = blueprint.number_body(shares, inbound_url=inbound_url)
        names = [name for name in wanted if not _is_bound(there, {name: wanted[name]})]
        return tuple(Difference("number", name, number) for name in names)

    def remove_strays(self, *, marker: str, agent_id: str, brain_ids: frozenset[str]) -> int:
        agents = [
            each["agent_id"]
            for each in self._agents()
            if each.get("agent_name", "").endswith(f"[{marker}]") and each.get("agent_id") != agent_id
        ]
        llms = [
            each["llm_id"]
            for each in self._llms()
            if _marker_of(each).startswith(f"{marker}-v") and each.get("llm_id") not in brain_ids
        ]
        for stray in agents:
            self._http.call("DELETE", f"/delete-agent/{quote(stray, safe='')}")
        for stray in llms:
            self._http.call("DELETE", f"/delete-retell-llm/{quote(stray, safe='')}")
        return len(agents) + len(llms)

    def _new_draft(self, agent_id: str, *, base: int) -> _Version:
        path = f"/create-agent-version/{quote(agent_id, safe='')}"
        return read(_Version, self._ask("POST", path, json={"base_version": base}))

    def _versions(self, agent_id: str) -> list[_Version]:
        listed = self._ask("GET", f"/list-agent-versions/{quote(agent_id, safe='')}", params={"limit": PAGE})
        return read(_Versions, listed).items

    def _agents(self) -> Iterator[dict[str, Any]]:
        return self._pages("POST", "/v2/list-agents", json={})

    def _llms(self) -> Iterator[dict[str, Any]]:
        return self._pages("GET", "/v2/list-retell-llms")

    def _pages(self, method: str, path: str, **request: Any) -> Iterator[dict[str, Any]]:
        params: dict[str, Any] = {"limit": PAGE, "sort_order": "descending"}
        for _ in range(MOST_PAGES):
            answer = self._ask(method, path, params=params, **request)
            items = answer.get("items")
            yield from (each for each in items or () if isinstance(each, dict))
            if not answer.get("has_more") or not answer.get("pagination_key"):
                return
            params = {**params, "pagination_key": answer["pagination_key"]}

    def _find(self, path: str, key: str, *, version: int | None = None) -> dict[str, Any] | None:
        params = {} if version is None else {"version": version}
        try:
            return self._ask("GET", path + quote(key, safe=""), params=params)
        except ProviderRejected as error:
            if error.context.get("status") == 404:
                return None
            raise

    def _ask(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        response = self._http.call(method, path, **request)
        try:
            answer = read_json(response.content)
        except Malformed as error:
            # It was done, and what exactly we do not know: the next attempt looks before it makes anything.
            raise ProviderUnavailable(provider=PROVIDER, why="unreadable", outcome_unknown=True) from error
        if not isinstance(answer, dict):
            raise ProviderRejected(provider=PROVIDER, why="unreadable")
        return answer


def connected_hosting() -> RetellHosting | None:
    """The current company's workspace, or the platform's; ``None`` where neither has a key."""
    connection = Connection.objects.filter(provider=PROVIDER).first()
    key = (connection.credentials.get("api_key") if connection else None) or platform_key()
    if not key:
        return None
    return RetellHosting(
        ProviderHttp(
            provider=PROVIDER,
            base_url=str(settings.RETELL["base_url"]),
            timeout_s=float(settings.RETELL["timeout_s"]),
            headers={"Authorization": f"Bearer {key}"},
        )
    )


def _marker_of(llm: Mapping[str, Any]) -> str:
    variables = llm.get("default_dynamic_variables")
    marker = variables.get(blueprint.MARKER_KEY) if isinstance(variables, dict) else None
    return marker if isinstance(marker, str) else ""


def _changed(where: str, there: Mapping[str, Any] | None, seals: Mapping[str, str]) -> list[Difference]:
    if there is None:
        return [Difference(where, "missing")]
    now = blueprint.seals_of(there, seals)
    return [Difference(where, name) for name, seal in seals.items() if now[name] != seal]


def _is_bound(there: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the number says the same. Retell writes version numbers as text now and then."""

    def same(name: str) -> bool:
        if name != "inbound_agents":
            return bool(there.get(name) == wanted[name])
        return _agents_of(there.get(name) or []) == _agents_of(wanted[name])

    return all(same(name) for name in wanted)


def _agents_of(bound: list[Mapping[str, Any]]) -> set[tuple[Any, str, float]]:
    return {
        (each.get("agent_id"), str(each.get("agent_version")), round(float(each.get("weight") or 0), 4))
        for each in bound
    }
