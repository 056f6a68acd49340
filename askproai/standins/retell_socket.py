"""Retell's side of the custom-LLM socket: keep-alive, turns with growing ids, reconnects, silence."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from askproai.standins.caller import Caller, Move
from askproai.standins.ledger import Json
from askproai.standins.retell_calls import Call, spoken_seconds
from askproai.standins.retell_wire import now_ms

CONNECT_ATTEMPTS = 3
CONNECT_SECONDS = 7.0
CONNECT_PAUSE_SECONDS = 3.0
PING_SECONDS = 2.0
SILENT_SOCKET_SECONDS = 5.0
RECONNECTS_AFTER_SILENCE = 2
RECONNECTS_AFTER_LOSS = 4
PATIENCE_SECONDS = 12.0
REMINDER_SECONDS = 10.0
MOST_TURNS = 80

Frame = Json | int  # a decoded frame, or the close code of a lost connection


@dataclass(kw_only=True, slots=True)
class Reply:
    """What the agent said in one turn, and what is to happen when it was spoken."""

    text: str = ""
    ends_call: bool = False
    transfer_number: str | None = None
    hung: bool = False


class SocketLost(Exception):
    """The call cannot go on; ``reason`` is Retell's disconnection reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Socket:
    """A connection that comes back after a loss and hands on what arrives, one frame at a time."""

    def __init__(self, *, url: str, call: Call, pause_seconds: float = CONNECT_PAUSE_SECONDS) -> None:
        self.config: Json = {}
        self._url = f"{url.replace('http', 'ws', 1) if url.startswith('http') else url}/{call.call_id}"
        self._call = call
        self._pause_seconds = pause_seconds
        self._frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._connection: ClientConnection | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._last_frame = 0.0
        self._went_silent = False
        self._losses = 0

    async def open(self) -> None:
        """Connect within three attempts.

        :raises SocketLost: nobody answered.
        """
        for attempt in range(CONNECT_ATTEMPTS):
            if attempt:
                await asyncio.sleep(self._pause_seconds)
            try:
                self._connection = await asyncio.wait_for(self._connect(), CONNECT_SECONDS)
            except (OSError, TimeoutError, InvalidHandshake, InvalidURI):
                continue
            self._went_silent = False
            self._last_frame = asyncio.get_running_loop().time()
            self._tasks = [
                asyncio.create_task(self._read(self._connection)),
                asyncio.create_task(self._keep_alive(self._connection)),
            ]
            return
        raise SocketLost("error_llm_websocket_open")

    async def close(self) -> None:
        """Close the connection normally."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._connection is not None:
            await self._connection.close()

    async def send(self, frame: Json) -> None:
        """Send one frame; on a connection just lost it is dropped, the loss is reported by ``next``."""
        if self._connection is not None:
            with contextlib.suppress(ConnectionClosed):
                await self._connection.send(json.dumps(frame, ensure_ascii=False))

    async def next(self, *, seconds: float) -> Json:
        """Return the next frame that is neither configuration nor keep-alive.

        :raises TimeoutError: none came in time.
        :raises ConnectionResetError: the connection was lost and is there again.
        :raises SocketLost: the connection ended for good.
        """
        async with asyncio.timeout(seconds):
            frame = await self._frames.get()
        if not isinstance(frame, int):
            return frame
        await self._reconnect(close_code=frame)
        raise ConnectionResetError

    async def _reconnect(self, *, close_code: int) -> None:
        if close_code == 1000:
            raise SocketLost("agent_hangup")
        self._losses += 1
        allowed = RECONNECTS_AFTER_SILENCE if self._went_silent else RECONNECTS_AFTER_LOSS
        if self._losses > allowed:
            raise SocketLost("error_llm_websocket_lost_connection")
        await self.close()
        await self.open()

    async def _connect(self) -> ClientConnection:
        host = urlsplit(self._url).hostname or ""
        # Names like salon.localhost are this machine, whatever the resolver says.
        target: Json = {"host": "127.0.0.1"} if host.endswith(".localhost") else {}
        return await connect(
            self._url, open_timeout=None, ping_interval=None, proxy=None, max_size=2**20, **target
        )

    async def _read(self, connection: ClientConnection) -> None:
        try:
            async for message in connection:
                self._last_frame = asyncio.get_running_loop().time()
                if isinstance(message, bytes):
                    await connection.close(code=1007)
                    break
                await self._take(message)
        except ConnectionClosed:
            pass  # told by the close code below
        self._frames.put_nowait(connection.close_code or 1006)

    async def _take(self, message: str) -> None:
        try:
            frame = json.loads(message)
        except ValueError:
            return
        kind = frame.get("response_type") if isinstance(frame, dict) else None
        if kind == "config":
            self.config = frame.get("config") or {}
            if self.config.get("call_details"):
                await self.send({"interaction_type": "call_details", "call": self._call.base_json()})
        elif kind not in {None, "ping_pong"}:
            self._frames.put_nowait(frame)

    async def _keep_alive(self, connection: ClientConnection) -> None:
        while True:
            await asyncio.sleep(PING_SECONDS)
            if not self.config.get("auto_reconnect"):
                continue
            silent_for = asyncio.get_running_loop().time() - self._last_frame
            if silent_for > SILENT_SOCKET_SECONDS:
                self._went_silent = True
                await connection.close(code=1011)
                return
            await self.send({"interaction_type": "ping_pong", "timestamp": now_ms()})


class SocketConversation:
    """A caller talks with the brain behind the socket."""

    def __init__(
        self,
        *,
        call: Call,
        socket: Socket,
        caller: Caller,
        pace: float,
        said: Callable[[str, str, float], None],
        used: Callable[[str, str, str], None],
    ) -> None:
        self._call = call
        self._used = used
        self._socket = socket
        self._caller = caller
        self._pace = pace
        self._said = said
        self._response_id = 0
        self._silences = 0

    async def run(self) -> str:
        """Talk until somebody hangs up and return Retell's disconnection reason."""
        try:
            await self._socket.open()
            return await self._talk()
        except SocketLost as lost:
            return lost.reason
        finally:
            await self._socket.close()

    async def _talk(self) -> str:
        reply = await self._hear()
        for _ in range(MOST_TURNS):
            if reply.ends_call:
                return "agent_hangup"
            if reply.transfer_number:
                self._call.transfer_destination = reply.transfer_number
                return "call_transfer"
            move = self._caller.hear(reply.text)
            reason = await self._make(move)
            if reason is not None:
                return reason
            reply = await self._hear(cut=self._caller.interrupts_next())
        return "max_duration_reached"

    async def _make(self, move: Move) -> str | None:
        """Let the caller speak, be silent or hang up."""
        if move.text is None and move.hangs_up:
            return "user_hangup"
        if move.text is None:
            return await self._stay_silent()
        self._silences = 0
        await self._speak("user", move.text)
        if move.hangs_up:
            await self._update("user_turn")
            return "user_hangup"
        await self._ask("response_required")
        return None

    async def _stay_silent(self) -> str | None:
        self._silences += 1
        self._call.clock += REMINDER_SECONDS
        if self._silences > 2:
            return "inactivity"
        await asyncio.sleep(REMINDER_SECONDS * self._pace)
        await self._ask("reminder_required")
        return None

    async def _ask(self, kind: str) -> None:
        self._response_id += 1
        frame = {"interaction_type": kind, "response_id": self._response_id}
        await self._socket.send({**frame, **self._state()})

    async def _update(self, turn: str) -> None:
        await self._socket.send({"interaction_type": "update_only", "turntaking": turn, **self._state()})

    def _state(self) -> Json:
        state: Json = {"transcript": self._call.utterances()}
        if self._socket.config.get("transcript_with_tool_calls"):
            state["transcript_with_tool_calls"] = list(self._call.entries)
        return state

    async def _hear(self, *, cut: bool = False) -> Reply:
        """Collect the answer to the newest id, speak it, return it; ``cut``: the caller breaks in at once."""
        started = asyncio.get_running_loop().time()
        reply = await self._collect(cut=cut, since=started)
        self._call.answered_after(asyncio.get_running_loop().time() - started)
        if reply.text:
            await self._speak("agent", reply.text)
        await self._update("user_turn")
        return reply

    async def _collect(self, *, cut: bool, since: float) -> Reply:
        reply, has_begun = Reply(), False
        while True:
            try:
                frame = await self._socket.next(seconds=PATIENCE_SECONDS)
            except TimeoutError:
                return Reply(text=reply.text, hung=True)
            except ConnectionResetError:
                reply = Reply()
                if self._response_id:
                    await self._ask("response_required")  # after a reconnect the state is sent again
                continue
            is_complete = self._note(frame, reply)
            if reply.text and not has_begun:
                has_begun = True
                self._call.began_to_answer_after(asyncio.get_running_loop().time() - since)
            if is_complete or (cut and reply.text):
                return reply

    def _note(self, frame: Json, reply: Reply) -> bool:
        """Take one frame into account and tell whether the turn is complete."""
        kind = frame.get("response_type")
        if kind == "tool_call_invocation":
            self._call.tool_called(
                tool_call_id=str(frame.get("tool_call_id")),
                name=str(frame.get("name")),
                arguments=str(frame.get("arguments")),
            )
        elif kind == "tool_call_result":
            self._take_result(frame)
        elif kind == "agent_interrupt" or frame.get("response_id") == self._response_id:
            return kind in {"response", "agent_interrupt"} and _spoken(frame, reply)
        return False  # an answer to an older id is dropped without a word

    def _take_result(self, frame: Json) -> None:
        tool_call_id, content = str(frame.get("tool_call_id")), str(frame.get("content"))
        successful = bool(frame.get("successful", True))
        self._call.tool_answered(tool_call_id=tool_call_id, content=content, successful=successful)
        for entry in self._call.entries:
            if entry["role"] == "tool_call_invocation" and entry["tool_call_id"] == tool_call_id:
                self._used(entry["name"], entry["arguments"], content)

    async def _speak(self, role: str, text: str) -> None:
        at = self._call.clock
        self._call.say(role=role, text=text)
        self._said(role, text, at)
        await asyncio.sleep(spoken_seconds(text) * self._pace)


def _spoken(frame: Json, reply: Reply) -> bool:
    reply.text += str(frame.get("content") or "")
    reply.ends_call = reply.ends_call or bool(frame.get("end_call"))
    reply.transfer_number = frame.get("transfer_number") or reply.transfer_number
    return bool(frame.get("content_complete"))
