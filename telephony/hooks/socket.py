"""Retell's custom-LLM socket: our own brain speaks, one connection per call; a lost one comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.utils import timezone

from askproai.core.errors import AskProError, Malformed, NotFound
from askproai.core.foreign_json import read_json
from telephony.dialogue import wording
from telephony.errors import CallOver, CallUnknown
from telephony.models import Call
from telephony.providers.retell.client import RetellCalls
from telephony.providers.retell.keys import PROVIDER
from telephony.providers.retell.wire import CALL_ID
from telephony.services import conversation
from telephony.services.calls import apply_facts
from telephony.values import Reply
from tenants.connections.models import Connection
from tenants.connections.services import connection_by_path
from tenants.context import company_of_host, company_scope
from tenants.models import Company

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Threads of our own: in the one thread that all consumers share, a call that waits for a lock would keep all
# other calls waiting, and a newer request of its own too.
_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="telephony")

MAX_FRAME = 500_000
REMINDER_AFTER_S = 10.0
# What Retell writes where it heard something and understood nothing.
_UNINTELLIGIBLE = re.compile(r"^\s*\((?:unintelligible|inaudible)[^)]*\)\s*$", re.IGNORECASE)


class RetellSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Speaks for one call. Knows nothing that is not in the call's row, so it may be lost at any time."""

    async def connect(self) -> None:
        """Let in who knows the secret path and names a call that exists; all others are refused alike."""
        self._newest = 0
        self._turn: asyncio.Task[None] | None = None
        self._in_order = asyncio.Lock()
        try:
            self._company, self._call_id = await _on_thread(self._admit)
        except AskProError as error:
            logger.warning("telephony.socket_refused", extra={"why": error.code})
            await self.close()
            return
        await self.accept()
        config = {"auto_reconnect": True, "call_details": False, "transcript_with_tool_calls": False}
        await self._send({"response_type": "config", "config": config})
        self._turn = asyncio.create_task(self._greet())

    async def disconnect(self, code: int) -> None:
        """The line may come back; that the call is over we hear from the webhook."""
        if self._turn is not None:
            self._turn.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame of Retell; unknown ones mean nothing to us."""
        if text_data is None:
            await self.close(code=1007)
            return
        try:
            frame = read_json(text_data.encode(), max_bytes=MAX_FRAME)
        except Malformed:
            logger.warning("telephony.socket_frame_unreadable")
            return
        if not isinstance(frame, dict):
            return
        kind = frame.get("interaction_type")
        if kind == "ping_pong":
            await self._send({"response_type": "ping_pong", "timestamp": time.time_ns() // 1_000_000})
        elif kind in ("response_required", "reminder_required") and isinstance(frame.get("response_id"), int):
            self._supersede(frame)

    def _supersede(self, frame: dict[str, Any]) -> None:
        """Only the newest id is answered; what is being thought about an older one is not said any more."""
        if frame["response_id"] <= self._newest:
            return
        self._newest = frame["response_id"]
        self._turn = asyncio.create_task(self._answer(frame))

    async def _greet(self) -> None:
        async with self._in_order:
            reply = await self._reply(
                lambda: conversation.open_call(call_id=self._call_id, now=timezone.now())
            )
        # That an AI is speaking is not to be talked over.
        await self._say(reply, response_id=0, no_interruption_allowed=True)

    async def _answer(self, frame: dict[str, Any]) -> None:
        response_id = frame["response_id"]
        async with self._in_order:
            if response_id < self._newest:
                return
            reply = await self._reply(self._thought(frame))
        if response_id == self._newest:
            await self._say(reply, response_id=response_id)

    def _thought(self, frame: dict[str, Any]) -> Callable[[], Reply]:
        now = timezone.now()
        if frame["interaction_type"] == "reminder_required":
            return lambda: conversation.stay_silent(call_id=self._call_id, seconds=REMINDER_AFTER_S, now=now)
        position, text = _last_utterance(frame)
        return lambda: conversation.say(call_id=self._call_id, utterance=text, position=position, now=now)

    async def _reply(self, think: Callable[[], Reply]) -> Reply:
        try:
            return await self._in_company(think)
        except CallOver:
            return Reply(say="", ends=True)
        except Exception:
            # The edge of the socket: a turn without an answer hangs the call.
            logger.exception("telephony.turn_failed", extra={"call": self._call_id})
            return Reply(say=f"{wording.act_failed()} {wording.offer_callback()}")

    async def _say(self, reply: Reply, *, response_id: int, **more: bool) -> None:
        for act in reply.acts:
            tool_call_id = f"act_{secrets.token_hex(6)}"
            arguments = json.dumps(act.args, ensure_ascii=False)
            await self._send(
                {
                    "response_type": "tool_call_invocation",
                    "tool_call_id": tool_call_id,
                    "name": act.name,
                    "arguments": arguments,
                }
            )
            await self._send(
                {
                    "response_type": "tool_call_result",
                    "tool_call_id": tool_call_id,
                    "content": json.dumps(act.result, ensure_ascii=False),
                    "successful": bool(act.result.get("ok")),
                }
            )
        await self._send(
            {
                "response_type": "response",
                "response_id": response_id,
                "content": reply.say,
                "content_complete": True,
                "end_call": reply.ends,
                **more,
            }
        )

    async def _send(self, frame: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(frame, ensure_ascii=False))

    async def _in_company(self, work: Callable[[], T]) -> T:
        """Run on a database thread, in the call's company; the choice of schema follows the task."""

        def run() -> T:
            with company_scope(self._company):
                return work()

        return await _on_thread(run)

    def _admit(self) -> tuple[Company, int]:
        kwargs = self.scope["url_route"]["kwargs"]
        company = company_of_host(self._host())
        if company is None or not company.is_served or not re.fullmatch(CALL_ID, kwargs["call_id"]):
            raise NotFound
        with company_scope(company):
            connection = connection_by_path(provider=PROVIDER, path_secret=kwargs["path_secret"])
            return company, _known_call(kwargs["call_id"], connection)

    def _host(self) -> str:
        headers = dict(self.scope["headers"])
        host: str = headers.get(b"host", b"").decode("latin-1")
        return host.rsplit(":", 1)[0]


async def _on_thread(work: Callable[[], T]) -> T:
    answer: T = await database_sync_to_async(work, thread_sensitive=False, executor=_THREADS)()
    return answer


def _known_call(provider_call_id: str, connection: Connection) -> int:
    """Our row of the call. The socket carries no signature: Retell is asked about calls we never heard of.

    :raises CallUnknown: Retell does not know it either.
    """
    row = Call.objects.filter(provider_call_id=provider_call_id).only("pk").first()
    if row is not None:
        return row.pk
    facts = RetellCalls.of(connection).get_call(provider_call_id)
    if facts is None:
        raise CallUnknown
    return apply_facts(provider=PROVIDER, facts=facts, now=timezone.now()).pk


def _last_utterance(frame: dict[str, Any]) -> tuple[int, str]:
    """The how-manieth utterance of the caller the last one is, and its words."""
    transcript = frame.get("transcript")
    turns = [turn for turn in transcript if isinstance(turn, dict)] if isinstance(transcript, list) else []
    said = [str(turn.get("content") or "") for turn in turns if turn.get("role") == "user"]
    text = said[-1] if said else ""
    return len(said), "" if _UNINTELLIGIBLE.match(text) else text
