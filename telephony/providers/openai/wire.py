"""An answer as it arrives in pieces, put together and checked before anybody acts on it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from telephony.errors import ModelFailed
from telephony.prompts.messages import MAX_ARGUMENTS, Answer, Tokens, ToolCall
from telephony.values import JsonObject

_TOOL_NAME = re.compile(r"[a-z_]{1,40}")


@dataclass(slots=True)
class Gathering:
    """An answer that is still arriving."""

    text: list[str] = field(default_factory=list)
    calls: dict[int, dict[str, str]] = field(default_factory=dict)
    finish: str = ""
    tokens: Tokens | None = None

    def take(self, chunk: Any) -> str:
        """Take in one chunk and return the text in it.

        :raises ModelFailed: the model refuses to answer.
        """
        if chunk.usage is not None:
            self.tokens = _tokens(chunk.usage)
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        if getattr(choice.delta, "refusal", None):
            raise ModelFailed(why="refused")
        self.finish = choice.finish_reason or self.finish
        for part in choice.delta.tool_calls or ():
            self._add(part)
        text: str = choice.delta.content or ""
        self.text.append(text)
        return text

    def answer(self, *, asked: Iterable[JsonObject]) -> Answer:
        """The whole of it.

        :raises ModelFailed: cut off, filtered, or nothing at all.
        """
        if self.finish not in ("stop", "tool_calls"):
            raise ModelFailed(why={"content_filter": "filtered"}.get(self.finish, "cut_off"))
        text = "".join(self.text)
        calls = tuple(
            ToolCall(call_id=call["id"] or f"call_{index}", name=call["name"], arguments=call["arguments"])
            for index, call in sorted(self.calls.items())
        )
        if not text.strip() and not calls:
            raise ModelFailed(why="empty")
        if any(not _TOOL_NAME.fullmatch(call.name) for call in calls):
            raise ModelFailed(why="unknown_tool")
        return Answer(text=text, calls=calls, tokens=self.tokens or _estimated(asked, text))

    def _add(self, part: Any) -> None:
        call = self.calls.setdefault(part.index, {"id": "", "name": "", "arguments": ""})
        call["id"] = part.id or call["id"]
        if part.function is not None:
            call["name"] += part.function.name or ""
            call["arguments"] += part.function.arguments or ""
        if len(call["arguments"]) > MAX_ARGUMENTS:
            raise ModelFailed(why="bad_arguments")


def _tokens(usage: Any) -> Tokens:
    details = getattr(usage, "prompt_tokens_details", None)
    return Tokens(
        input=usage.prompt_tokens or 0,
        cached=getattr(details, "cached_tokens", None) or 0,
        output=usage.completion_tokens or 0,
    )


def _estimated(asked: Iterable[JsonObject], text: str) -> Tokens:
    """Servers that count nothing must not talk for nothing: about three letters a token in German."""
    letters = sum(len(json.dumps(message, ensure_ascii=False)) for message in asked)
    return Tokens(input=letters // 3, output=len(text) // 3 + 1)
