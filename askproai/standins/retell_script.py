"""A call by script: the steps stand in for Retell's own language model, which calls our functions."""

import asyncio
import json
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from askproai.standins.ledger import Json
from askproai.standins.retell_calls import Call, spoken_seconds

ANSWER_LIMIT = 15_000
_REFERENCE = re.compile(r"\$(\w+)((?:\.\w+)*)")


class ScriptBroken(Exception):
    """A step refers to something no function has answered."""


class Step(BaseModel):
    """One step: one of ``caller``, ``agent``, ``function``, ``silence``, ``transfer``, ``hang_up``."""

    model_config = ConfigDict(extra="forbid")

    caller: str | None = None
    agent: str | None = None
    function: str | None = None
    args: Json = Field(default_factory=dict)
    times: int = Field(default=1, ge=1, le=10)
    speak: bool = True
    silence: float | None = None
    transfer: str | None = None
    hang_up: str | None = Field(default=None, pattern="^(user|agent)$")

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Step":
        things = (self.caller, self.agent, self.function, self.silence, self.transfer, self.hang_up)
        if sum(thing is not None for thing in things) != 1:
            raise ValueError("a step is one thing")
        return self


CallFunction = Callable[[str, Json], Awaitable[bytes | None]]


class ScriptedConversation:
    """Plays the steps; ``call_function`` posts to the application and returns its answer, or None."""

    def __init__(
        self,
        *,
        call: Call,
        steps: Sequence[Step],
        pace: float,
        call_function: CallFunction,
        said: Callable[[str, str, float], None],
    ) -> None:
        self._call = call
        self._steps = steps
        self._pace = pace
        self._call_function = call_function
        self._said = said
        self._results: dict[str, Any] = {}

    async def run(self) -> str:
        """Play all steps and return why the call ended.

        :raises ScriptBroken: a step refers to something no function has answered.
        """
        for step in self._steps:
            reason = await self._play(step)
            if reason is not None:
                return reason
        return "user_hangup"

    async def _play(self, step: Step) -> str | None:
        if step.caller is not None:
            await self._say("user", step.caller)
        elif step.agent is not None:
            await self._say("agent", str(self._filled(step.agent)))
        elif step.function is not None:
            await self._use(step)
        elif step.silence is not None:
            self._call.clock += step.silence
            await asyncio.sleep(step.silence * self._pace)
        elif step.transfer is not None:
            self._call.transfer_destination = step.transfer
            return "call_transfer"
        return None if step.hang_up is None else f"{step.hang_up}_hangup"

    async def _use(self, step: Step) -> None:
        name, args = str(step.function), self._filled(step.args)
        for _ in range(step.times):  # more than once: what Retell does when an answer got lost on the way
            await self._use_once(name, args, speak=step.speak)

    async def _use_once(self, name: str, args: Json, *, speak: bool) -> None:
        tool_call_id = f"tool_call_{secrets.token_hex(4)}"
        arguments = json.dumps(args, ensure_ascii=False)
        self._call.tool_called(tool_call_id=tool_call_id, name=name, arguments=arguments)
        started = asyncio.get_running_loop().time()
        answer = await self._call_function(name, args)
        self._call.answered_after(asyncio.get_running_loop().time() - started)
        content = (
            "Function call failed." if answer is None else answer.decode(errors="replace")[:ANSWER_LIMIT]
        )
        self._call.tool_answered(tool_call_id=tool_call_id, content=content, successful=answer is not None)
        self._results[name] = result = _decoded(content)
        sentence = result.get("say") if isinstance(result, dict) else None
        if speak and sentence:
            await self._say("agent", str(sentence))

    async def _say(self, role: str, text: str) -> None:
        at = self._call.clock
        self._call.say(role=role, text=text)
        self._said(role, text, at)
        await asyncio.sleep(spoken_seconds(text) * self._pace)

    def _filled(self, value: Any) -> Any:
        """Replace references such as ``$find_times.slots.0.slot_id`` by what that function answered last."""
        if isinstance(value, dict):
            return {name: self._filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if not isinstance(value, str):
            return value
        whole = _REFERENCE.fullmatch(value)
        if whole is not None:
            return self._looked_up(whole)
        return _REFERENCE.sub(lambda reference: str(self._looked_up(reference)), value)

    def _looked_up(self, reference: re.Match[str]) -> Any:
        found: Any = self._results
        for name in [reference[1], *reference[2].split(".")[1:]]:
            try:
                found = found[int(name)] if isinstance(found, list) else found[name]
            except (KeyError, IndexError, ValueError, TypeError):
                raise ScriptBroken(f"{reference[0]} is not among the answers") from None
        return found


def booking_script(*, service: str, when: str, name: str, pick: int = 0) -> list[Json]:
    """Return the steps of a usual booking: ask for times, take one, give a name, thank."""
    return [
        {"agent": "Guten Tag, Sie sprechen mit dem KI-Assistenten. Was kann ich für Sie tun?"},
        {"caller": f"Guten Tag, ich hätte gern einen Termin: {service}, {when}."},
        {"function": "find_times", "args": {"service": service, "when": when}},
        {"caller": "Ja, das passt."},
        {"agent": "Auf welchen Namen darf ich den Termin eintragen?"},
        {"caller": f"{name}."},
        {
            "function": "book",
            "args": {"slot_id": f"$find_times.slots.{pick}.slot_id", "name": name},
        },
        {"caller": "Vielen Dank, auf Wiederhören."},
        {"hang_up": "user"},
    ]


def _decoded(content: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content
