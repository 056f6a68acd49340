"""Retell's REST interface: identity, agents, LLMs, phone numbers and calls, one workspace per API key."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from askproai.standins.answers import Endpoint, Refused, failing
from askproai.standins.ledger import Json, Shelf
from askproai.standins.retell_calls import AgentRef, Call
from askproai.standins.retell_filters import call_fits
from askproai.standins.retell_wire import now_ms
from askproai.standins.world import World

KEPT_CALLS = 5_000
CONCURRENCY_LIMIT = 20
LIST_LIMIT = 1000
DEFAULT_EVENTS = ("call_started", "call_ended", "call_analyzed")

ERRORS = {
    401: "Invalid API Key",
    404: "The requested resource was not found.",
    429: "Account rate limited, please throttle your requests.",
    500: "An unexpected server error occurred.",
}


def error_answer(status: int, *, message: str = "") -> Response:
    """Return an error in Retell's shape."""
    body = {"status": "error", "message": message or ERRORS[status]}
    return JSONResponse(body, status_code=status)


@dataclass(kw_only=True, slots=True)
class Workspace:
    """What belongs to one API key. Agents are kept with all their versions, the newest last."""

    api_key: str
    agents: dict[str, list[Json]] = field(default_factory=dict)
    llms: dict[str, Json] = field(default_factory=dict)
    numbers: dict[str, Json] = field(default_factory=dict)
    idempotent: dict[str, str] = field(default_factory=dict)

    def agent_for(self, number: Json) -> AgentRef | None:
        """Return the agent bound to calls coming in on this number."""
        bound = number.get("inbound_agents") or []
        return self.agent_ref(bound[0]["agent_id"], bound[0].get("agent_version")) if bound else None

    def agent_ref(self, agent_id: str, version: int | str | None = None) -> AgentRef | None:
        """Return the agent in a version given as number, ``latest`` or ``latest_published``."""
        agent = self.agent_version(agent_id, version)
        if agent is None:
            return None
        return AgentRef(agent_id=agent_id, version=agent["version"], name=agent.get("agent_name"))

    def agent_version(self, agent_id: str, version: int | str | None = None) -> Json | None:
        """Return the stored agent of that version, the newest by default."""
        versions = self.agents.get(agent_id, [])
        if version == "latest_published":
            versions = [agent for agent in versions if agent["is_published"]]
        elif version not in {None, "latest"}:
            versions = [agent for agent in versions if str(agent["version"]) == str(version)]
        return versions[-1] if versions else None


class Retell:
    """One Retell with its workspaces and calls. ``stop_call`` and ``ring`` are set by who plays calls."""

    def __init__(self, world: World) -> None:
        self.calls: Shelf[Call] = Shelf(limit=KEPT_CALLS)
        self.workspaces: dict[str, Workspace] = {}
        self.stop_call: Callable[[Call], None] = lambda call: call.end(reason="manual_stopped")
        # Where nobody is at home, a call that was ordered waits for the control interface to play it.
        self.ring: Callable[[Call], None] = lambda _: None
        self._world = world

    def routes(self) -> list[Route]:
        """Return the endpoints below the base URL."""
        table: list[tuple[str, str, Endpoint]] = [
            ("GET", "/get-api-key-info", self._identity),
            ("GET", "/get-concurrency", self._concurrency),
            ("POST", "/create-agent", self._create_agent),
            ("GET", "/get-agent/{agent_id}", self._read_agent),
            ("POST", "/v2/list-agents", self._list_agents),
            ("GET", "/list-agent-versions/{agent_id}", self._list_agent_versions),
            ("PATCH", "/update-agent/{agent_id}", self._update_agent),
            ("POST", "/create-agent-version/{agent_id}", self._create_agent_version),
            ("POST", "/publish-agent-version/{agent_id}", self._publish_agent),
            ("DELETE", "/delete-agent/{agent_id}", self._delete_agent),
            ("DELETE", "/delete-agent-version/{agent_id}", self._delete_agent_version),
            ("POST", "/create-retell-llm", self._create_llm),
            ("GET", "/get-retell-llm/{llm_id}", self._read_llm),
            ("GET", "/v2/list-retell-llms", self._list_llms),
            ("PATCH", "/update-retell-llm/{llm_id}", self._update_llm),
            ("DELETE", "/delete-retell-llm/{llm_id}", self._delete_llm),
            ("POST", "/import-phone-number", self._import_number),
            ("GET", "/get-phone-number/{number}", self._read_number),
            ("GET", "/v2/list-phone-numbers", self._list_numbers),
            ("PATCH", "/update-phone-number/{number}", self._update_number),
            ("DELETE", "/delete-phone-number/{number}", self._delete_number),
            ("POST", "/v2/create-phone-call", self._create_phone_call),
            ("POST", "/v2/register-phone-call", self._register_phone_call),
            ("POST", "/v3/create-web-call", self._create_web_call),
            ("GET", "/v2/get-call/{call_id}", self._read_call),
            ("DELETE", "/v2/delete-call/{call_id}", self._delete_call),
            ("POST", "/v2/stop-call/{call_id}", self._stop_call),
            ("POST", "/v3/list-calls", self._list_calls),
        ]
        return [Route(path, self._guarded(endpoint), methods=[method]) for method, path, endpoint in table]

    def reset(self) -> None:
        """Forget the calls; agents, LLMs and numbers are configuration and stay."""
        self.calls.clear()

    def workspace(self, api_key: str) -> Workspace:
        """Return the workspace of a key; a new key gets an empty one."""
        self._world.accounts.retell.add(api_key)
        return self.workspaces.setdefault(api_key, Workspace(api_key=api_key))

    def owner_of(self, number: str) -> Workspace | None:
        """Return the workspace that imported this phone number."""
        return next((space for space in self.workspaces.values() if number in space.numbers), None)

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def authenticated(request: Request) -> Response:
            kind, _, key = request.headers.get("authorization", "").partition(" ")
            if kind.lower() != "bearer" or key not in self._world.accounts.retell:
                raise Refused(error_answer(401))
            request.state.workspace = self.workspace(key)
            return await endpoint(request)

        return failing(authenticated, provider="retell", world=self._world, error_answer=error_answer)

    async def _identity(self, request: Request) -> Response:
        name = f"Arbeitsbereich {_space(request).api_key[-4:]}"
        org_id = f"org_{_space(request).api_key}"
        return JSONResponse({"org_id": org_id, "org_name": name, "api_key_name": "Standard"})

    async def _concurrency(self, request: Request) -> Response:
        running = sum(call.status == "ongoing" for call in self._own_calls(request))
        return JSONResponse(
            {
                "current_concurrency": running,
                "concurrency_limit": CONCURRENCY_LIMIT,
                "base_concurrency": CONCURRENCY_LIMIT,
                "purchased_concurrency": 0,
                "concurrency_purchase_limit": 100,
                "remaining_purchase_limit": 100,
                "reserved_inbound_concurrency": 0,
                "concurrency_burst_enabled": False,
                "concurrency_burst_limit": 0,
            }
        )

    async def _create_agent(self, request: Request) -> Response:
        body = await _body(request, required=("response_engine", "voice_id"))
        _check_engine(request, body)
        agent_id = f"agent_{secrets.token_hex(13)}"
        agent = _stamped({**body, "agent_id": agent_id, "version": 0, "is_published": False})
        _space(request).agents[agent_id] = [agent]
        self._record("agent.created", agent_id=agent_id, name=agent.get("agent_name"))
        return JSONResponse(agent, status_code=HTTPStatus.CREATED)

    async def _read_agent(self, request: Request) -> Response:
        return JSONResponse(_agent(request, version=request.query_params.get("version")))

    async def _list_agents(self, request: Request) -> Response:
        items = [
            {
                "agent_id": agent_id,
                "agent_name": versions[-1].get("agent_name") or "",
                "channel": "voice",
                "is_suspended": False,
                "tags": {},
                "user_modified_timestamp": versions[-1]["last_modification_timestamp"],
            }
            for agent_id, versions in _space(request).agents.items()
        ]
        return _page(request, items)

    async def _list_agent_versions(self, request: Request) -> Response:
        _agent(request)
        names = ("version", "is_published", "last_modification_timestamp", "base_version", "version_title")
        versions = _space(request).agents[request.path_params["agent_id"]]
        return _page(request, [{name: agent[name] for name in names if name in agent} for agent in versions])

    async def _update_agent(self, request: Request) -> Response:
        agent = _agent(request, version=request.query_params.get("version"))
        if agent["is_published"]:
            raise Refused(error_answer(400, message="Cannot update a published agent version."))
        body = await _body(request)
        _check_engine(request, body)
        return JSONResponse(_changed(agent, body))

    async def _create_agent_version(self, request: Request) -> Response:
        body = await _body(request, required=("base_version",))
        base = _agent(request, version=body["base_version"])
        versions = _space(request).agents[base["agent_id"]]
        number = versions[-1]["version"] + 1
        draft = {**base, "version": number, "base_version": base["version"], "is_published": False}
        versions.append(_stamped(draft))
        return JSONResponse(versions[-1], status_code=HTTPStatus.CREATED)

    async def _publish_agent(self, request: Request) -> Response:
        body = await _body(request, required=("version",))
        agent = _agent(request, version=body["version"])
        _changed(agent, {**body, "is_published": True})
        # The LLM that a published agent speaks with is frozen with it.
        llm = _space(request).llms.get(agent["response_engine"].get("llm_id", ""))
        if llm is not None:
            _changed(llm, {"is_published": True})
        self._record("agent.published", agent_id=agent["agent_id"], version=body["version"])
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _delete_agent(self, request: Request) -> Response:
        del _space(request).agents[_agent(request)["agent_id"]]
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _delete_agent_version(self, request: Request) -> Response:
        agent = _agent(request, version=request.query_params.get("version"))
        if agent["is_published"]:
            raise Refused(error_answer(400, message="Cannot delete a published agent version."))
        _space(request).agents[agent["agent_id"]].remove(agent)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _create_llm(self, request: Request) -> Response:
        llm_id = f"llm_{secrets.token_hex(13)}"
        llm = _stamped({**await _body(request), "llm_id": llm_id, "version": 0, "is_published": False})
        _space(request).llms[llm_id] = llm
        self._record("llm.created", llm_id=llm_id)
        return JSONResponse(llm, status_code=HTTPStatus.CREATED)

    async def _read_llm(self, request: Request) -> Response:
        return JSONResponse(_found(_space(request).llms, request.path_params["llm_id"]))

    async def _list_llms(self, request: Request) -> Response:
        return _page(request, list(_space(request).llms.values()))

    async def _update_llm(self, request: Request) -> Response:
        llm = _found(_space(request).llms, request.path_params["llm_id"])
        if llm["is_published"]:
            raise Refused(error_answer(400, message="Cannot update a published LLM version."))
        return JSONResponse(_changed(llm, await _body(request)))

    async def _delete_llm(self, request: Request) -> Response:
        del _space(request).llms[_found(_space(request).llms, request.path_params["llm_id"])["llm_id"]]
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _import_number(self, request: Request) -> Response:
        body = await _body(request, required=("phone_number", "termination_uri"))
        if self.owner_of(body["phone_number"]) is not None:
            raise Refused(error_answer(400, message="Phone number already exists."))
        _check_agents(request, body)
        trunk = {"termination_uri": body.pop("termination_uri"), "transport": body.pop("transport", "TCP")}
        body.pop("sip_trunk_auth_password", None)
        if username := body.pop("sip_trunk_auth_username", None):
            trunk["auth_username"] = username
        body.pop("ignore_e164_validation", None)
        number = _stamped({**body, "phone_number_type": "custom", "sip_outbound_trunk_config": trunk})
        _space(request).numbers[number["phone_number"]] = number
        self._record("number.imported", number=number["phone_number"])
        return JSONResponse(number, status_code=HTTPStatus.CREATED)

    async def _read_number(self, request: Request) -> Response:
        return JSONResponse(_number(request))

    async def _list_numbers(self, request: Request) -> Response:
        return _page(request, list(_space(request).numbers.values()))

    async def _update_number(self, request: Request) -> Response:
        number, body = _number(request), await _body(request)
        _check_agents(request, body)
        trunk = number["sip_outbound_trunk_config"]
        trunk.update({name: body.pop(name) for name in ("termination_uri", "auth_username") if name in body})
        body.pop("auth_password", None)
        self._record("number.bound", number=number["phone_number"])
        return JSONResponse(_changed(number, body))

    async def _delete_number(self, request: Request) -> Response:
        del _space(request).numbers[_number(request)["phone_number"]]
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _create_phone_call(self, request: Request) -> Response:
        body = await _body(request, required=("from_number", "to_number"))
        space = _space(request)
        known = self.calls.get(space.idempotent.get(body.get("idempotency_key", ""), ""))
        if known is not None:
            return JSONResponse(known.full_json(), status_code=HTTPStatus.CREATED)
        number = _found(space.numbers, body["from_number"])
        bound = body.get("override_agent_id") or next(
            (agent["agent_id"] for agent in number.get("outbound_agents") or []), None
        )
        call = self._register(request, body, agent_id=bound, direction="outbound")
        if body.get("idempotency_key"):
            space.idempotent[body["idempotency_key"]] = call.call_id
        self.ring(call)
        return JSONResponse(call.full_json(), status_code=HTTPStatus.CREATED)

    async def _register_phone_call(self, request: Request) -> Response:
        """A call that somebody will put through by SIP, under the id that is answered here."""
        body = await _body(request, required=("agent_id",))
        call = self._register(
            request, body, agent_id=body["agent_id"], direction=body.get("direction") or "inbound"
        )
        return JSONResponse(call.full_json(), status_code=HTTPStatus.CREATED)

    async def _create_web_call(self, request: Request) -> Response:
        body = await _body(request, required=("agent_id",))
        call = self._register(request, body, agent_id=body["agent_id"], direction="inbound")
        call.call_type = "web_call"
        answer = {
            "call_id": call.call_id,
            "access_token": call.access_token,
            "expires_at": now_ms() + 30_000,
            "ice_servers": [{"urls": "stun:stun.example.invalid:3478"}],
            "transport": "gateway",
        }
        return JSONResponse(answer, status_code=HTTPStatus.CREATED)

    def _register(self, request: Request, body: Json, *, agent_id: str | None, direction: str) -> Call:
        version = body.get("override_agent_version", body.get("agent_version"))
        agent = None if agent_id is None else _space(request).agent_ref(agent_id, version)
        if agent is None:
            raise Refused(error_answer(404, message=f"Agent {agent_id} not found."))
        call = Call(
            api_key=_space(request).api_key,
            agent=agent,
            from_number=body.get("from_number", ""),
            to_number=body.get("to_number", ""),
            direction=direction,
            metadata=body.get("metadata"),
            dynamic_variables=body.get("retell_llm_dynamic_variables"),
        )
        self._record("call.registered", call_id=call.call_id, to_number=call.to_number)
        return self.calls.put(call.call_id, call)

    async def _read_call(self, request: Request) -> Response:
        return JSONResponse(self._own_call(request).full_json())

    async def _delete_call(self, request: Request) -> Response:
        self.calls.drop(self._own_call(request).call_id)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _stop_call(self, request: Request) -> Response:
        self.stop_call(self._own_call(request))
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _list_calls(self, request: Request) -> Response:
        body = await _body(request)
        calls = [call.summary_json() for call in self._own_calls(request)]
        try:
            calls = [call for call in calls if call_fits(call, body.get("filter_criteria") or {})]
        except (ValueError, TypeError, KeyError) as error:
            raise Refused(error_answer(400, message=f"Invalid filter_criteria: {error}")) from error
        calls.sort(
            key=lambda call: call.get("start_timestamp", 0), reverse=body.get("sort_order") != "ascending"
        )
        start = int(body.get("pagination_key") or 0) + int(body.get("skip") or 0)
        size = min(int(body.get("limit") or 50), LIST_LIMIT)
        more = start + size < len(calls)
        answer: Json = {"items": calls[start : start + size], "has_more": more}
        if more:
            answer["pagination_key"] = str(start + size)
        if body.get("include_total"):
            answer["total"] = len(calls)
        return JSONResponse(answer)

    def _own_calls(self, request: Request) -> list[Call]:
        return [call for call in self.calls if call.api_key == _space(request).api_key]

    def _own_call(self, request: Request) -> Call:
        call = self.calls.get(request.path_params["call_id"])
        if call is None or call.api_key != _space(request).api_key:
            raise Refused(error_answer(404))
        return call

    def _record(self, kind: str, **fields: object) -> None:
        self._world.ledger.record(provider="retell", kind=kind, **fields)


def _space(request: Request) -> Workspace:
    space: Workspace = request.state.workspace
    return space


async def _body(request: Request, *, required: tuple[str, ...] = ()) -> Json:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(error_answer(400, message="Invalid JSON body."))
    missing = [name for name in required if body.get(name) is None]
    if missing:
        message = f"Invalid request format: must have required property '{missing[0]}'"
        raise Refused(error_answer(400, message=message))
    # Variables that are no strings break the prompt of a call, so Retell refuses them.
    variables = body.get("retell_llm_dynamic_variables") or {}
    if not all(isinstance(value, str) for value in variables.values()):
        raise Refused(error_answer(400, message="retell_llm_dynamic_variables must be strings"))
    return body


def _stamped(resource: Json) -> Json:
    """Return the resource with the time of change; what is null is left out, as Retell does."""
    kept = {name: value for name, value in resource.items() if value is not None}
    return {**kept, "last_modification_timestamp": now_ms()}


def _changed(resource: Json, changes: Json) -> Json:
    """Change a stored resource in place; null takes a setting back."""
    merged = _stamped({**resource, **changes})
    resource.clear()
    resource.update(merged)
    return resource


def _page(request: Request, items: list[Json]) -> Response:
    """One page of a list, the newest first unless asked otherwise."""
    query = request.query_params
    ordered = items if query.get("sort_order") == "ascending" else items[::-1]
    start, size = int(query.get("pagination_key") or 0), int(query.get("limit") or LIST_LIMIT)
    more = start + size < len(ordered)
    answer: Json = {"items": ordered[start : start + size], "has_more": more}
    if more:
        answer["pagination_key"] = str(start + size)
    return JSONResponse(answer)


def _found(shelf: dict[str, Json], key: str) -> Json:
    if key not in shelf:
        raise Refused(error_answer(404))
    return shelf[key]


def _agent(request: Request, *, version: Any = None) -> Json:
    agent = _space(request).agent_version(request.path_params["agent_id"], version)
    if agent is None:
        raise Refused(error_answer(404))
    return agent


def _number(request: Request) -> Json:
    return _found(_space(request).numbers, unquote(request.path_params["number"]))


def _check_engine(request: Request, body: Json) -> None:
    engine = body.get("response_engine") or {}
    if engine.get("type") == "retell-llm" and engine.get("llm_id") not in _space(request).llms:
        raise Refused(error_answer(404, message=f"LLM {engine.get('llm_id')} not found."))


def _check_agents(request: Request, body: Json) -> None:
    for kind in ("inbound_agents", "outbound_agents"):
        bound = body.get(kind) or []
        if bound and abs(sum(agent.get("weight", 0) for agent in bound) - 1) > 1e-6:
            raise Refused(error_answer(400, message=f"{kind}: weights must sum to 1"))
        for agent in bound:
            if agent.get("agent_id") not in _space(request).agents:
                raise Refused(error_answer(404, message=f"Agent {agent.get('agent_id')} not found."))
