"""Retell's custom-LLM socket: our own brains speak, one connection per call; a lost one comes back."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.utils import timezone

from askproai.core.errors import AskProError, Malformed, NotFound
from askproai.core.foreign_json import read_json
from telephony.dialogue.language import detect
from telephony.dialogue.wording import words_for
from telephony.errors import CallOver, CallUnknown, Superseded
from telephony.hooks import frames
from telephony.hooks.frames import Frame
from telephony.hooks.speech import Speech
from telephony.models import Call
from telephony.prompts.watch import Watch
from telephony.providers.retell.client import RetellCalls
from telephony.providers.retell.keys import PROVIDER
from telephony.providers.retell.wire import CALL_ID, CallObject, facts_of, read
from telephony.queries.lines import line_of
from telephony.services import brain
from telephony.services.calls import apply_facts
from telephony.values import Hear, Reply
from tenants.connections.models import Connection
from tenants.connections.services import connection_by_path
from tenants.context import company_of_host, company_scope
from tenants.models import Company

logger = logging.getLogger(__name__)

T = TypeVar("T")

# Threads of our own: in the one thread that all consumers share, a call that waits for a lock would keep all
# other calls waiting, and a newer request of its own too.
_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="telephony")
# Whoever waits for a language model keeps no engine waiting.
_MODEL_THREADS = ThreadPoolExecutor(max_workers=64, thread_name_prefix="telephony-model")

MAX_FRAME = 500_000
REMINDERS = 3
# The language of the filler: so much of an utterance shows it, when it shows it clearly.
_GLIMPSE = 300
_SURE = 0.8
# Whoever goes on talking never lets us answer; so long after the end of the allowed time we break in.
GRACE = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Admitted:
    """Who may speak on the line, for which call, and how patiently."""

    company: Company
    call_id: int
    provider_call_id: str
    silence_seconds: int
    seconds_left: float


class RetellSocket(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Speaks for one call. Knows nothing that is not in the call's row, so it may be lost at any time."""

    async def connect(self) -> None:
        """Let in who knows the secret path and names a call that exists; all others are refused alike."""
        self._newest = 0
        self._is_web_call = False
        self._language = "de"
        self._threads = _THREADS
        self._watch: Watch | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_order = asyncio.Lock()
        try:
            self._line = await _on_thread(self._admit, _THREADS)
        except AskProError as error:
            logger.warning("telephony.socket_refused", extra={"why": error.code})
            await self.close()
            return
        await self.accept()
        await self._send(frames.config())
        self._start(self._greet())
        self._start(self._break_in())

    async def disconnect(self, code: int) -> None:
        """The line may come back; that the call is over we hear from the webhook."""
        if self._watch is not None:
            self._watch.supersede()
        for task in list(self._tasks):
            task.cancel()

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
            await self._send(frames.ping_pong())
        elif kind == "call_details":
            await self._take_details(frame.get("call"))
        elif kind in ("response_required", "reminder_required") and isinstance(frame.get("response_id"), int):
            self._supersede(frame)

    def _supersede(self, frame: Frame) -> None:
        """Only the newest id is answered; what is being thought about an older one is not said any more."""
        if frame["response_id"] <= self._newest:
            return
        self._newest = frame["response_id"]
        if self._watch is not None:
            self._watch.supersede()
        self._watch = Watch(float(settings.OPENAI["timeout_s"]))
        self._start(self._answer(frame, self._watch))

    async def _greet(self) -> None:
        async with self._in_order:
            reply = await self._reply(lambda: brain.open_call(call_id=self._line.call_id, now=timezone.now()))
            if await self._in_company(lambda: brain.is_led_by_model(self._line.call_id)):
                self._threads = _MODEL_THREADS
        # That an AI is speaking is not to be talked over.
        await self._say(reply, response_id=0, is_protected=True)
        reminder_ms = self._line.silence_seconds * 1000 // REMINDERS
        await self._send(frames.patience(reminder_ms=reminder_ms, reminders=REMINDERS))

    async def _answer(self, frame: Frame, watch: Watch) -> None:
        response_id = frame["response_id"]
        position, text = frames.last_utterance(frame)
        self._notice_language(text)
        speech = Speech(
            partial(self._say_piece, response_id=response_id), filler=words_for(self._language).one_moment()
        )
        filler = self._start(speech.fill_the_gap())
        try:
            async with self._in_order:
                if response_id < self._newest:
                    return
                reply = await self._reply(self._thought(frame, position, text, speech.hear, watch))
        except Superseded:
            return
        finally:
            filler.cancel()
        if response_id == self._newest:
            await speech.done()
            await self._say(reply, response_id=response_id, already=speech.said)

    def _notice_language(self, text: str) -> None:
        guess = detect(text[:_GLIMPSE], current=self._language)
        if guess.confidence >= _SURE:
            self._language = guess.language

    def _thought(
        self, frame: Frame, position: int, text: str, hear: Hear, watch: Watch
    ) -> Callable[[], Reply]:
        now, call_id = timezone.now(), self._line.call_id
        if frame["interaction_type"] == "reminder_required":
            seconds = self._line.silence_seconds / REMINDERS
            return lambda: brain.stay_silent(call_id=call_id, seconds=seconds, now=now)
        return lambda: brain.say(
            call_id=call_id, utterance=text, position=position, now=now, hear=hear, watch=watch
        )

    async def _break_in(self) -> None:
        """End a call in which nobody ever lets us answer: a recording, a robot, an open line."""
        await asyncio.sleep(self._line.seconds_left + GRACE.total_seconds())
        async with self._in_order:
            reply = await self._reply(
                lambda: brain.stay_silent(call_id=self._line.call_id, seconds=0, now=timezone.now())
            )
        if reply.ends:
            await self._send(frames.interrupt(interrupt_id=1, content=reply.say, end_call=True))

    async def _take_details(self, raw: object) -> None:
        """What Retell says of the call at its start, if it is this call."""
        try:
            call = read(CallObject, raw)
        except Malformed:
            return
        if call.call_id != self._line.provider_call_id or not isinstance(raw, dict):
            return
        self._is_web_call = raw.get("call_type") == "web_call"
        facts = facts_of(call)
        await self._in_company(lambda: apply_facts(provider=PROVIDER, facts=facts, now=timezone.now()))

    async def _reply(self, think: Callable[[], Reply]) -> Reply:
        try:
            return await self._in_company(think)
        except CallOver:
            return Reply(say="", ends=True)
        except Superseded:
            raise
        except Exception:
            # The edge of the socket: a turn without an answer hangs the call.
            logger.exception("telephony.turn_failed", extra={"call": self._line.call_id})
            words = words_for(self._language)
            return Reply(say=f"{words.act_failed()} {words.offer_callback()}")

    async def _say(
        self, reply: Reply, *, response_id: int, already: str = "", is_protected: bool = False
    ) -> None:
        for act in reply.acts:
            for frame in frames.tool_call(act, tool_call_id=f"act_{secrets.token_hex(6)}"):
                await self._send(frame)
        if reply.acts and self._is_web_call:
            await self._send(frames.progress(reply.acts))
        await self._send(
            frames.response(
                response_id=response_id,
                content=reply.say.removeprefix(already).strip(),
                end_call=reply.ends,
                transfer_number=frames.transfer_number(reply.acts),
                is_protected=is_protected,
            )
        )

    async def _say_piece(self, content: str, *, response_id: int) -> None:
        """Part of a reply, unless somebody spoke meanwhile."""
        if response_id == self._newest:
            await self._send(frames.piece(response_id=response_id, content=f"{content} "))

    async def _send(self, frame: Frame) -> None:
        await self.send(text_data=json.dumps(frame, ensure_ascii=False))

    def _start(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _in_company(self, work: Callable[[], T]) -> T:
        """Run on a database thread, in the call's company; the choice of schema follows the task."""

        def run() -> T:
            with company_scope(self._line.company):
                return work()

        return await _on_thread(run, self._threads)

    def _admit(self) -> _Admitted:
        kwargs = self.scope["url_route"]["kwargs"]
        company = company_of_host(self._host())
        if company is None or not company.is_served or not re.fullmatch(CALL_ID, kwargs["call_id"]):
            raise NotFound
        with company_scope(company):
            connection = connection_by_path(provider=PROVIDER, path_secret=kwargs["path_secret"])
            call = _known_call(kwargs["call_id"], connection)
            line = line_of(branch_id=call.branch_id, version_id=call.version_id)
            ends_at = (call.started_at or timezone.now()) + timedelta(seconds=call.max_seconds)
            return _Admitted(
                company=company,
                call_id=call.pk,
                provider_call_id=kwargs["call_id"],
                silence_seconds=line.silence_seconds,
                seconds_left=max((ends_at - timezone.now()).total_seconds(), 0.0),
            )

    def _host(self) -> str:
        headers = dict(self.scope["headers"])
        host: str = headers.get(b"host", b"").decode("latin-1")
        return host.rsplit(":", 1)[0]


async def _on_thread(work: Callable[[], T], threads: ThreadPoolExecutor) -> T:
    answer: T = await database_sync_to_async(work, thread_sensitive=False, executor=threads)()
    return answer


def _known_call(provider_call_id: str, connection: Connection) -> Call:
    """Our row of the call. The socket carries no signature: Retell is asked about calls we never heard of.

    :raises CallUnknown: Retell does not know it either.
    """
    row = Call.objects.filter(provider_call_id=provider_call_id).first()
    if row is not None:
        return row
    facts = RetellCalls.of(connection).get_call(provider_call_id)
    if facts is None:
        raise CallUnknown
    return apply_facts(provider=PROVIDER, facts=facts, now=timezone.now())
