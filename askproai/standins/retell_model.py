"""Retell's own language model on the line: it listens, calls our functions over HTTP, and speaks.

What it thinks comes from outside: any mind that turns what it hears and learns into words and function calls.
"""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from askproai.standins.caller import Caller
from askproai.standins.ledger import Json
from askproai.standins.retell_calls import Call, spoken_seconds

ANSWER_LIMIT = 15_000
REMINDER_SECONDS = 10.0
MOST_TURNS = 80
MOST_FUNCTIONS = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Thought:
    """What the model does next: call a function, or say something and perhaps hang up."""

    say: str = ""
    function: str | None = None
    args: Json | None = None
    hangs_up: bool = False


class Mind(Protocol):
    """A language model, or whatever plays one."""

    def begin(self) -> Thought:
        """The first words."""

    def hear(self, text: str | None) -> Thought:
        """What follows from what the caller said; ``None``: nothing for a while."""

    def learn(self, function: str, answer: Any) -> Thought:
        """What follows from a function's answer."""


class ModelConversation:
    """Lets a mind and a caller talk until somebody hangs up."""

    def __init__(
        self,
        *,
        call: Call,
        mind: Mind,
        caller: Caller,
        pace: float,
        call_function: Callable[[str, Json], Awaitable[bytes | None]],
        said: Callable[[str, str, float], None],
    ) -> None:
        self._call = call
        self._mind = mind
        self._caller = caller
        self._pace = pace
        self._call_function = call_function
        self._said = said

    async def run(self) -> str:
        """Talk and return Retell's disconnection reason."""
        thought = await self._worked_out(self._mind.begin())
        silences = 0
        for _ in range(MOST_TURNS):
            if thought.hangs_up:
                return "call_transfer" if self._call.transfer_destination else "agent_hangup"
            move = self._caller.hear(thought.say)
            if move.text is not None:
                silences = 0
                await self._speak("user", move.text)
            if move.hangs_up:
                return "user_hangup"
            if move.text is None:
                silences += 1
                self._call.clock += REMINDER_SECONDS
                if silences > 2:
                    return "inactivity"
            thought = await self._worked_out(self._mind.hear(move.text))
        return "max_duration_reached"

    async def _worked_out(self, thought: Thought) -> Thought:
        """Call functions until there is something to say, and say it."""
        for _ in range(MOST_FUNCTIONS):
            if thought.function is None:
                break
            answer = await self._use(thought.function, thought.args or {})
            thought = self._mind.learn(thought.function, answer)
        if thought.say:
            await self._speak("agent", thought.say)
        return thought

    async def _use(self, name: str, args: Json) -> Any:
        tool_call_id = f"tool_call_{secrets.token_hex(4)}"
        arguments = json.dumps(args, ensure_ascii=False)
        self._call.tool_called(tool_call_id=tool_call_id, name=name, arguments=arguments)
        started = asyncio.get_running_loop().time()
        body = await self._call_function(name, args)
        self._call.answered_after(asyncio.get_running_loop().time() - started)
        content = "Function call failed." if body is None else body.decode(errors="replace")[:ANSWER_LIMIT]
        self._call.tool_answered(tool_call_id=tool_call_id, content=content, successful=body is not None)
        answer = _decoded(content)
        if name == "transfer" and isinstance(answer, dict) and answer.get("ok"):
            self._call.transfer_destination = (answer.get("transfer") or {}).get("number")
        return answer

    async def _speak(self, role: str, text: str) -> None:
        at = self._call.clock
        self._call.say(role=role, text=text)
        self._said(role, text, at)
        await asyncio.sleep(spoken_seconds(text) * self._pace)


def _decoded(content: str) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content
