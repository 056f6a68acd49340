"""What a language model knows of its call between two turns: kept with the call, forgotten when it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from django.conf import settings

from telephony.models import Call, ModelUse
from telephony.prompts.messages import Tokens, ToolCall, assistant_message, result_message
from telephony.values import JsonObject, Reply

MOST_MESSAGES = 60
_MILLION = 1_000_000
_MICRO_USD_PER_CENT = 10_000


@dataclass(slots=True, kw_only=True)
class Memory:
    """The engine's state as it was when the model began, and everything that was said and done since."""

    engine: JsonObject
    messages: list[JsonObject] = field(default_factory=list)
    silences: int = 0
    turn: int = 0
    mark: str = ""
    reply: str = ""

    @classmethod
    def of(cls, call: Call) -> Self:
        """What the call's row holds."""
        raw = call.dialogue_state or {}
        kept = raw.get("model") or {}
        return cls(
            engine=raw.get("engine") or {},
            messages=list(kept.get("messages") or ()),
            silences=int(kept.get("silences") or 0),
            turn=int(kept.get("turn") or 0),
            mark=str(raw.get("mark") or ""),
            reply=str(raw.get("reply") or ""),
        )

    def to_json(self) -> JsonObject:
        """As it is kept; the engine finds its own part where it always is."""
        model = {"messages": _latest(self.messages), "silences": self.silences, "turn": self.turn}
        return {"engine": self.engine, "mark": self.mark, "reply": self.reply, "model": model}

    @property
    def heard(self) -> list[str]:
        """What the caller said so far."""
        return [str(message["content"]) for message in self.messages if message["role"] == "user"]

    def add_exchange(self, text: str, reply: Reply) -> None:
        """Take in a turn that the engine led: the model goes on from there."""
        self.messages.append({"role": "user", "content": text})
        for number, act in enumerate(reply.acts):
            call = ToolCall(call_id=f"own_{self.turn}_{number}", name=act.name, arguments="{}")
            self.messages += [
                assistant_message("", [call]),
                result_message(call, result_for_model(act.result)),
            ]
        self.messages.append(assistant_message(reply.say))


def result_for_model(result: JsonObject) -> JsonObject:
    """What the model may know of an act's answer: to whom a call is put through is not its business."""
    return {name: value for name, value in result.items() if name != "transfer"}


def add_cost(use: ModelUse, tokens: Tokens) -> None:
    """Count one request; read is charged like written, by the million."""
    cents = tokens.input * settings.OPENAI["input_cents"] + tokens.output * settings.OPENAI["output_cents"]
    use.requests += 1
    use.input_tokens += tokens.input
    use.cached_tokens += tokens.cached
    use.output_tokens += tokens.output
    use.cost_micro_usd += round(cents * _MICRO_USD_PER_CENT / _MILLION)


def _latest(messages: list[JsonObject]) -> list[JsonObject]:
    """The newest messages, beginning with something the caller said: answers of tools need their question."""
    kept = messages[-MOST_MESSAGES:]
    first = next((at for at, message in enumerate(kept) if message["role"] == "user"), len(kept))
    return kept[first:]
