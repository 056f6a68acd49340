"""The call player: rings, connects, lets two sides talk, hangs up, and tells all of it as Retell does."""

import asyncio
import json
import time
from dataclasses import dataclass

import httpx
from pydantic import BaseModel, ConfigDict, Field, model_validator

from askproai.standins.caller import Caller, FixedCaller, Goal, GoalCaller, Line
from askproai.standins.delivery import Parcel
from askproai.standins.ledger import Json
from askproai.standins.retell import DEFAULT_EVENTS, Retell, Workspace
from askproai.standins.retell_calls import AgentRef, Call, spoken_seconds
from askproai.standins.retell_model import Mind, ModelConversation
from askproai.standins.retell_script import ScriptBroken, ScriptedConversation, Step
from askproai.standins.retell_socket import Socket, SocketConversation
from askproai.standins.retell_wire import (
    encoded,
    event_payload,
    function_payload,
    inbound_payload,
    signed_headers,
)
from askproai.standins.world import World

ANALYSIS_SECONDS = 2.0
SHORTEST_ANALYSIS_SECONDS = 0.3
FUNCTION_SECONDS = 120.0
DEFAULT_AGENT = "agent_standin"


class CallOrder(BaseModel):
    """A call somebody wants to be played.

    Addresses left out come from the imported number and its agent. ``caller`` is a goal, or a list of
    sentences; with ``script`` the steps are played instead and functions are called over HTTP. ``call_id``
    names a call registered through the API, so that somebody picks it up (or not: ``unanswered``).
    """

    model_config = ConfigDict(extra="forbid")

    from_number: str = "+4915112345678"
    to_number: str = "+493012345678"
    agent_id: str | None = DEFAULT_AGENT
    api_key: str | None = None
    company_hooks_url: str | None = None
    llm_socket_url: str | None = None
    script: list[Step] | None = None
    caller: Goal | list[Line | str | None] | None = None
    pace: float = Field(default=0.0, ge=0, le=5)
    call_id: str | None = None
    unanswered: str | None = Field(default=None, pattern="^dial_(no_answer|busy|failed)$")

    @model_validator(mode="after")
    def _has_one_conversation(self) -> "CallOrder":
        if self.script is not None and self.caller is not None:
            raise ValueError("a call has a script or a caller")
        return self


@dataclass(frozen=True, kw_only=True, slots=True)
class Addresses:
    """Where the application listens during one call."""

    inbound: str | None = None
    events: str | None = None
    functions: str | None = None
    socket: str | None = None
    tools: dict[str, str]
    subscribed: tuple[str, ...] = DEFAULT_EVENTS


@dataclass(frozen=True, kw_only=True, slots=True)
class People:
    """Who talks in one call; without a mind the application leads, over its socket, or a script is played."""

    caller: Caller
    mind: Mind | None = None


class CallPlayer:
    """Plays calls in the background; each is found in ``retell.calls`` from the first ring on."""

    def __init__(self, *, world: World, retell: Retell) -> None:
        self._world = world
        self._retell = retell
        self._running: dict[str, asyncio.Task[None]] = {}
        self._stopped: set[str] = set()
        retell.stop_call = self.stop

    def start(self, order: CallOrder, *, caller: Caller | None = None, mind: Mind | None = None) -> Call:
        """Let the phone ring and return the call at once.

        :param caller: somebody else than the order describes.
        :param mind: leads the conversation and calls the functions, as Retell's own model does.
        :raises LookupError: the order names a call nobody registered.
        """
        call = self._registered(order) if order.call_id else self._incoming(order)
        people = People(caller=caller or _caller(order), mind=mind)
        task = self._world.courier.start(self._play(call, order, people))
        self._running[call.call_id] = task
        task.add_done_callback(lambda _: self._forget(call))
        return call

    def speaks_over_socket(self, call: Call) -> bool:
        """Tell whether the application leads this call itself, as its agent is set up."""
        agent = self._retell.workspace(call.api_key).agent_version(call.agent.agent_id, call.agent.version)
        return ((agent or {}).get("response_engine") or {}).get("type") == "custom-llm"

    def stop(self, call: Call) -> None:
        """End the call from outside, as the stop-call endpoint does."""
        task = self._running.get(call.call_id)
        if task is not None and call.disconnection_reason is None:
            self._stopped.add(call.call_id)
            task.cancel()
        elif call.disconnection_reason is None:
            call.end(reason="manual_stopped")

    def _forget(self, call: Call) -> None:
        self._running.pop(call.call_id, None)
        self._stopped.discard(call.call_id)

    def _registered(self, order: CallOrder) -> Call:
        call = self._retell.calls.get(order.call_id or "")
        if call is None or call.status != "registered":
            raise LookupError(order.call_id)
        return call

    def _incoming(self, order: CallOrder) -> Call:
        owner = self._retell.owner_of(order.to_number)
        key = order.api_key or (owner.api_key if owner else min(self._world.accounts.retell))
        space = self._retell.workspace(key)
        bound = space.agent_for(space.numbers[order.to_number]) if order.to_number in space.numbers else None
        if bound is None and order.agent_id is not None:
            bound = space.agent_ref(order.agent_id) or AgentRef(agent_id=order.agent_id)
        call = Call(
            api_key=key,
            agent=bound or AgentRef(agent_id=""),
            from_number=order.from_number,
            to_number=order.to_number,
        )
        return self._retell.calls.put(call.call_id, call)

    async def _play(self, call: Call, order: CallOrder, people: People) -> None:
        space = self._retell.workspace(call.api_key)
        if order.unanswered is not None:
            await self._finish(call, _addresses(call, order, space), reason=order.unanswered)
            self._close(call)
            return
        if order.call_id is None and not await self._ring(call, order, space):
            return
        addresses = _addresses(call, order, space)
        call.connect()
        self._record("call.started", call)
        started = self._world.courier.start(self._tell(call, addresses, "call_started", call.base_json()))
        try:
            reason = await self._converse(call, order, addresses, people)
        except asyncio.CancelledError:
            if call.call_id not in self._stopped:
                raise
            reason = "manual_stopped"
        except ScriptBroken as broken:
            call.problem, reason = str(broken), "error_unknown"
        # The start may still be on its way after refusals; the end waits for it a moment, not longer.
        await asyncio.wait({started}, timeout=1.0)
        await self._finish(call, addresses, reason=reason, pace=order.pace)
        await started
        self._close(call)

    async def _ring(self, call: Call, order: CallOrder, space: Workspace) -> bool:
        """Ask the application how to answer; tell whether somebody picks up."""
        self._record("call.ringing", call)
        url = _addresses(call, order, space).inbound
        answer = None if url is None else await self._ask_inbound(call, url)
        wishes = _inbound_wishes(answer)
        if wishes.get("reject"):
            self._turn_away(call, "rejected")
            return False
        call.dynamic_variables = wishes.get("dynamic_variables") or None
        call.metadata = wishes.get("metadata")
        override = wishes.get("override_agent_id")
        if override:
            version = wishes.get("override_agent_version")
            call.agent = space.agent_ref(override, version) or AgentRef(
                agent_id=override, version=version or 0
            )
        if not call.agent.agent_id:
            self._turn_away(call, "no_agent")
            return False
        return True

    async def _ask_inbound(self, call: Call, url: str) -> httpx.Response | None:
        bound = call.agent.agent_id or None
        payload = inbound_payload(
            from_number=call.from_number,
            to_number=call.to_number,
            call_id=call.call_id,
            agent_id=bound,
            agent_version=call.agent.version,
        )
        return await self._world.courier.deliver(self._parcel(call, "call_inbound", url, payload))

    def _turn_away(self, call: Call, why: str) -> None:
        call.status = "not_connected"
        self._record("call.turned_away", call, why=why)
        self._close(call)

    def _close(self, call: Call) -> None:
        """Note that nothing more will come of this call, and tell those who wait for it."""
        call.is_over = True
        self._record("call.over", call, status=call.status)

    async def _converse(self, call: Call, order: CallOrder, addresses: Addresses, people: People) -> str:
        def said(role: str, text: str, at: float) -> None:
            seconds = spoken_seconds(text)
            self._record("call.turn", call, role=role, text=text, at_seconds=round(at, 2), seconds=seconds)

        def used(name: str, arguments: str, answer: str) -> None:
            self._record_function(call, name=name, args=arguments, answer=answer, milliseconds=None)

        async def call_function(name: str, args: Json) -> bytes | None:
            return await self._call_function(call, addresses, name, args)

        if people.mind is not None:
            return await ModelConversation(
                call=call, mind=people.mind, caller=people.caller, pace=order.pace,
                call_function=call_function, said=said,
            ).run()  # fmt: skip
        if order.script is None and addresses.socket is not None:
            socket = Socket(
                url=addresses.socket, call=call, pause_seconds=self._world.courier.retry_seconds * 3
            )
            return await SocketConversation(
                call=call, socket=socket, caller=people.caller, pace=order.pace, said=said, used=used
            ).run()

        steps = order.script if order.script is not None else [Step(hang_up="user")]
        return await ScriptedConversation(
            call=call, steps=steps, pace=order.pace, call_function=call_function, said=said
        ).run()

    async def _call_function(self, call: Call, addresses: Addresses, name: str, args: Json) -> bytes | None:
        url = addresses.tools.get(name) or addresses.functions
        if url is None:
            return None
        payload = function_payload(name=name, args=args, call=call.live_json())
        parcel = self._parcel(call, f"function {name}", url, payload, timeout_seconds=FUNCTION_SECONDS)
        started = time.perf_counter()
        answer = await self._world.courier.deliver(parcel)
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        content = None if answer is None else answer.text
        arguments = json.dumps(args, ensure_ascii=False)
        self._record_function(call, name=name, args=arguments, answer=content, milliseconds=milliseconds)
        return None if answer is None else answer.content

    def _record_function(self, call: Call, **fields: object) -> None:
        """Note what a function answered and at which second of the call, for whoever follows along."""
        self._record("call.function", call, at_seconds=round(call.clock, 2), **fields)

    async def _finish(self, call: Call, addresses: Addresses, *, reason: str, pace: float = 0.0) -> None:
        call.end(reason=reason)
        self._record(
            "call.ended", call, reason=reason, problem=call.problem, spoken_seconds=round(call.clock, 1)
        )
        ended = self._world.courier.start(self._tell(call, addresses, "call_ended", call.full_json()))
        # The analysis comes a moment later and does not wait for the other event to be accepted.
        await asyncio.wait({ended}, timeout=SHORTEST_ANALYSIS_SECONDS)
        await asyncio.sleep(ANALYSIS_SECONDS * min(pace, 1.0))
        call.analysis = _analysis(call, self._retell.workspace(call.api_key))
        self._record("call.analyzed", call, summary=call.analysis["call_summary"])
        await self._tell(call, addresses, "call_analyzed", call.full_json())
        await ended

    async def _tell(self, call: Call, addresses: Addresses, event: str, payload: Json) -> None:
        if addresses.events is not None and event in addresses.subscribed:
            body = event_payload(event=event, call=payload)
            await self._world.courier.send(self._parcel(call, event, addresses.events, body))

    def _parcel(
        self, call: Call, kind: str, url: str, payload: Json, *, timeout_seconds: float = 10.0
    ) -> Parcel:
        body = encoded(payload)
        return Parcel(
            provider="retell",
            kind=kind,
            url=self._world.absolute(url),
            body=body,
            headers=lambda: signed_headers(api_key=call.api_key, body=body),
            timeout_seconds=timeout_seconds,
        )

    def _record(self, kind: str, call: Call, **fields: object) -> None:
        shown = {"call_id": call.call_id, "from_number": call.from_number, "to_number": call.to_number}
        self._world.ledger.record(provider="retell", kind=kind, **{**shown, **fields})


def _caller(order: CallOrder) -> Caller:
    if isinstance(order.caller, list):
        return FixedCaller(order.caller)
    return GoalCaller(order.caller or Goal())


def _addresses(call: Call, order: CallOrder, space: Workspace) -> Addresses:
    """Return where the application listens: the order first, then number and agent as provisioned."""
    number = space.numbers.get(call.from_number if call.direction == "outbound" else call.to_number, {})
    agent = space.agent_version(call.agent.agent_id, call.agent.version) or {}
    engine = agent.get("response_engine") or {}
    llm = space.llms.get(engine.get("llm_id", ""), {})
    tools = {
        tool["name"]: tool["url"] for tool in llm.get("general_tools") or [] if tool.get("type") == "custom"
    }
    hooks = None if order.company_hooks_url is None else order.company_hooks_url.rstrip("/")
    return Addresses(
        inbound=f"{hooks}/inbound/" if hooks else number.get("inbound_webhook_url"),
        events=f"{hooks}/events/" if hooks else agent.get("webhook_url"),
        functions=f"{hooks}/functions/" if hooks else None,
        socket=order.llm_socket_url or engine.get("llm_websocket_url"),
        tools={} if hooks else tools,
        subscribed=tuple(agent.get("webhook_events") or DEFAULT_EVENTS),
    )


def _inbound_wishes(answer: httpx.Response | None) -> Json:
    if answer is None:
        return {}
    try:
        wishes = json.loads(answer.content).get("call_inbound")
    except (ValueError, AttributeError):
        return {}
    return wishes if isinstance(wishes, dict) else {}


def _analysis(call: Call, space: Workspace) -> Json:
    booked = any(result.get("ok") for result in call.tool_results("book"))
    thanked = any("dank" in turn["content"].lower() for turn in call.utterances() if turn["role"] == "user")
    summary = "Der Anrufer hat einen Termin gebucht." if booked else "Es wurde kein Termin gebucht."
    analysis: Json = {
        "call_summary": summary if call.started_at_ms else "Es kam kein Gespräch zustande.",
        "in_voicemail": False,
        "user_sentiment": "Positive" if thanked else "Neutral",
        "call_successful": booked,
    }
    agent = space.agent_version(call.agent.agent_id, call.agent.version) or {}
    wanted = [item for item in agent.get("post_call_analysis_data") or [] if item.get("type") == "boolean"]
    if wanted:
        analysis["custom_analysis_data"] = {item["name"]: booked for item in wanted}
    return analysis
