"""A conversation as a model sees it: what was said, what tools were used, what they answered."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from askproai.standins.ledger import Json

Messages = list[Json]


@dataclass(frozen=True, kw_only=True, slots=True)
class Used:
    """A tool that was used, and its answer."""

    name: str
    args: Json
    result: Json

    @property
    def is_ok(self) -> bool:
        """Whether it did what it was asked for."""
        return bool(self.result.get("ok"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What a model does next: say something, use tools, or both."""

    text: str = ""
    calls: tuple[tuple[str, Json], ...] = ()


@dataclass(slots=True)
class Talk:
    """The messages of a request, read once."""

    messages: Messages
    used: list[Used] = field(default_factory=list)

    def __post_init__(self) -> None:
        asked: dict[str, tuple[str, Json]] = {}
        for message in self.messages:
            for call in message.get("tool_calls") or ():
                asked[call["id"]] = (call["function"]["name"], object_of(call["function"]["arguments"]))
            if message["role"] == "tool":
                name, args = asked.get(message["tool_call_id"], ("", {}))
                self.used.append(Used(name=name, args=args, result=object_of(message["content"])))

    @property
    def users(self) -> list[str]:
        """What the caller said, oldest first; data that was handed over in a message of its own is none."""
        said = [text_of(message) for message in self.messages if message["role"] == "user"]
        return [text for text in said if not text.startswith("<")]

    @property
    def last_user(self) -> str:
        """The newest utterance."""
        return self.users[-1] if self.users else ""

    @property
    def last_said(self) -> str:
        """What the model said last."""
        said = [text_of(message) for message in self.messages if message["role"] == "assistant"]
        return next((text for text in reversed(said) if text), "")

    @property
    def is_after_tool(self) -> bool:
        """Whether a tool has just answered."""
        return bool(self.messages[-1]["role"] == "tool")

    def last(self, *names: str) -> Used | None:
        """The newest use of one of these tools."""
        return next((each for each in reversed(self.used) if each.name in names), None)

    @property
    def offered(self) -> list[Json]:
        """Times that were offered and not taken yet."""
        newest = self.last("find_times", "book", "reschedule")
        if newest is None or (newest.name != "find_times" and newest.is_ok):
            return []
        return list(newest.result.get("slots") or newest.result.get("alternatives") or ())

    @property
    def name(self) -> str:
        """The caller's name, once it was said."""
        asked = False
        for message in self.messages:
            text = text_of(message)
            if message["role"] == "assistant":
                asked = asked if not text else "Namen" in text
            elif message["role"] == "user":
                if found := re.search(
                    r"(?:mein name ist|ich heiße|ich bin|auf den namen) ([\w' -]+)", text, re.IGNORECASE
                ):
                    return found[1].strip()
                if asked:
                    return text.strip(" .!")
        return ""


def text_of(message: Json) -> str:
    """The words of a message."""
    content = message.get("content")
    return content if isinstance(content, str) else ""


def object_of(text: Any) -> Json:
    """The JSON object in the text; an empty one where there is none."""
    try:
        read = json.loads(text)
    except (ValueError, TypeError):
        return {}
    return read if isinstance(read, dict) else {}
