"""Messages between us and a language model; what it asks for is checked before anybody acts on it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from askproai.core.errors import Malformed
from askproai.core.foreign_json import read_json
from telephony.errors import ModelFailed
from telephony.values import JsonObject

MAX_ARGUMENTS = 8_000
MAX_RESULT = 12_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Tool:
    """Something the model may ask for."""

    name: str
    description: str
    parameters: JsonObject

    def to_json(self) -> JsonObject:
        """As chat completions want it."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolCall:
    """What the model asks for; ``arguments`` is the text it wrote."""

    call_id: str
    name: str
    arguments: str

    def args(self) -> JsonObject:
        """The arguments as an object.

        :raises ModelFailed: they are none.
        """
        try:
            read = read_json(self.arguments.encode(errors="replace") or b"{}", max_bytes=MAX_ARGUMENTS)
        except Malformed as error:
            raise ModelFailed(why="bad_arguments") from error
        if not isinstance(read, dict):
            raise ModelFailed(why="bad_arguments")
        return read

    def to_json(self) -> JsonObject:
        """As it is echoed back to the model."""
        function = {"name": self.name, "arguments": self.arguments}
        return {"id": self.call_id, "type": "function", "function": function}


@dataclass(frozen=True, kw_only=True, slots=True)
class Tokens:
    """What a request cost; ``cached`` of the input came from the provider's memory."""

    input: int = 0
    cached: int = 0
    output: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A whole answer of the model, after its text has been streamed."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()
    tokens: Tokens = field(default_factory=Tokens)


def result_message(call: ToolCall, result: JsonObject) -> JsonObject:
    """What an act answered, for the model: data, never an instruction."""
    content = json.dumps(result, ensure_ascii=False)
    if len(content) > MAX_RESULT:
        content = json.dumps({name: result[name] for name in ("ok", "code", "say")}, ensure_ascii=False)
    return {"role": "tool", "tool_call_id": call.call_id, "content": content}


def assistant_message(text: str, calls: Iterable[ToolCall] = ()) -> JsonObject:
    """What the model said and asked for, as it is reminded of it."""
    asked = [call.to_json() for call in calls]
    return {"role": "assistant", "content": text or None, **({"tool_calls": asked} if asked else {})}
