"""One streamed answer of a language model, within a deadline. What goes wrong has one name: ModelFailed."""

from __future__ import annotations

import functools
import logging
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pybreaker
from django.conf import settings

from telephony.errors import ModelFailed, Superseded
from telephony.prompts.messages import Answer, Tool
from telephony.prompts.watch import Watch
from telephony.providers.openai.wire import Gathering
from telephony.values import JsonObject
from tenants.connections.models import Connection

if TYPE_CHECKING:
    import openai

logger = logging.getLogger(__name__)

PROVIDER = "openai"
CONNECT_S = 1.0
# A receptionist says a few sentences; more is an accident or an attack, and costs.
MAX_OUTPUT_TOKENS = 500
# How often the wait for the next word looks whether it is still wanted.
_GLANCE_S = 0.05
# These threads only read from the model; no database is touched in them.
_READERS = ThreadPoolExecutor(max_workers=64, thread_name_prefix="model-reader")


# Only these say that the provider is down. A refusal or our own limit does not: else one caller who provokes
# refusals would take the model away from everybody.
_ITS_FAULT = frozenset({"timeout", "unreachable", "server_error", "unreadable"})


def _is_not_its_fault(error: BaseException) -> bool:
    return isinstance(error, ModelFailed) and error.why not in _ITS_FAULT


# The library takes classes and functions; its types allow one kind at a time.
_EXCUSED: list[Any] = [_is_not_its_fault, Superseded, GeneratorExit]
_BREAKER = pybreaker.CircuitBreaker(fail_max=5, reset_timeout=20, name=PROVIDER, exclude=_EXCUSED)


class LanguageModel:
    """A model at one address, for one key."""

    def __init__(self, client: openai.OpenAI, *, model: str) -> None:
        self._client = client
        self.name = model

    @classmethod
    def of(cls, connection: Connection | None) -> LanguageModel | None:
        """With the company's own key, else the platform's; ``None`` where there is no key or no model."""
        own = connection.credentials.get("api_key") if connection else None
        key, model = str(own or settings.OPENAI["api_key"]), str(settings.OPENAI["model"])
        if not key or not model:
            return None
        return cls(_client_for(str(settings.OPENAI["base_url"]), key), model=model)

    def answer(
        self, *, messages: list[JsonObject], tools: Sequence[Tool], watch: Watch
    ) -> Iterator[str | Answer]:
        """Pieces of text as they arrive, and the whole answer last.

        :raises ModelFailed: no, late, refused, cut off or unreadable.
        :raises Superseded: a newer turn began.
        """
        try:
            yield from _BREAKER.call(self._stream, messages, tools, watch)
        except pybreaker.CircuitBreakerError as error:
            raise ModelFailed(why="breaker_open") from error

    def _stream(
        self, messages: list[JsonObject], tools: Sequence[Tool], watch: Watch
    ) -> Iterator[str | Answer]:
        watch.check()
        arrived: queue.SimpleQueue[Any] = queue.SimpleQueue()
        gone = threading.Event()
        _READERS.submit(self._read, messages, tools, watch.left, arrived, gone)
        gathering = Gathering()
        try:
            while (chunk := _next(arrived, watch)) is not None:
                if text := gathering.take(chunk):
                    yield text
        finally:
            gone.set()
        yield gathering.answer(asked=messages)

    def _read(
        self,
        messages: list[JsonObject],
        tools: Sequence[Tool],
        seconds: float,
        arrived: queue.SimpleQueue[Any],
        gone: threading.Event,
    ) -> None:
        """Hand on what arrives. A thread of its own, because a read can hang longer than a turn may last."""
        try:
            with self._request(messages, tools, seconds) as chunks:
                for chunk in chunks:
                    if gone.is_set():
                        return
                    arrived.put(chunk)
            arrived.put(None)
        except Exception as error:  # noqa: BLE001  raised again where somebody waits for it
            arrived.put(_failure(error))

    def _request(self, messages: list[JsonObject], tools: Sequence[Tool], seconds: float) -> Any:
        import httpx2

        asked: dict[str, Any] = {
            "model": self.name,
            "messages": messages,
            "tools": [tool.to_json() for tool in tools],
            # One step after the other: a booking needs the answer of the search.
            "parallel_tool_calls": False,
            "max_completion_tokens": MAX_OUTPUT_TOKENS,
            # What callers say is not kept by the provider, and nothing personal goes beside the messages.
            "store": False,
            "stream": True,
            "stream_options": {"include_usage": True},
            "timeout": httpx2.Timeout(seconds, connect=min(CONNECT_S, seconds)),
        }
        return self._client.chat.completions.create(**asked)


def connected_model() -> LanguageModel | None:
    """The model for the current company, with its own key or the platform's."""
    return LanguageModel.of(Connection.objects.filter(provider=PROVIDER).first())


@functools.lru_cache(maxsize=200)
def _client_for(base_url: str, api_key: str) -> openai.OpenAI:
    import httpx2
    import openai  # costs a second of import: only where a model is used

    # Our key never follows a redirect, and a voice turn has no time for the library's own retries.
    return openai.OpenAI(
        api_key=api_key,
        base_url=base_url,
        max_retries=0,
        http_client=httpx2.Client(follow_redirects=False),
    )


def _next(arrived: queue.SimpleQueue[Any], watch: Watch) -> Any:
    """The next chunk, ``None`` at the end."""
    while True:
        watch.check()
        try:
            chunk = arrived.get(timeout=min(_GLANCE_S, max(watch.left, 0.001)))
        except queue.Empty:
            continue
        if isinstance(chunk, Exception):
            raise chunk
        return chunk


def _failure(error: Exception) -> ModelFailed:
    """The same failure in our words; never the provider's message, which may quote the caller."""
    import openai

    status = getattr(error, "status_code", None)
    logger.warning("telephony.model_failed", extra={"kind": type(error).__name__, "status": status})
    if isinstance(error, openai.APITimeoutError):
        return ModelFailed(why="timeout")
    if isinstance(error, openai.RateLimitError):
        return ModelFailed(why="rate_limited")
    if isinstance(error, openai.InternalServerError):
        return ModelFailed(why="server_error")
    if isinstance(error, openai.APIStatusError):
        return ModelFailed(why="rejected")
    if isinstance(error, openai.APIConnectionError):
        return ModelFailed(why="unreachable")
    return ModelFailed(why="unreadable")
