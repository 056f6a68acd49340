"""Starting, watching and stopping the processes of one machine, with one log line per event."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

_COLOURS = {"web": "36", "live": "35", "worker": "33", "pulse": "32", "standins": "34"}
_RESTART_AFTER_S = 1.0
_STOP_WITHIN_S = 8.0


def say(text: str, *, colour: str = "1") -> None:
    """One line for the person at the terminal."""
    sys.stdout.write(f"\x1b[{colour}m{text}\x1b[0m\n" if sys.stdout.isatty() else f"{text}\n")
    sys.stdout.flush()


def reserve_port(wanted: int) -> socket.socket:
    """Listen on the wanted port, or on the next free one, and say so.

    Close the socket when the real server starts; until then nobody else who starts gets the port.
    """
    for port in [*range(wanted, wanted + 100, 10), 0]:
        reserved = socket.socket()
        try:
            # As servers do: a port that only waits for its last connections to time out is free.
            reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            reserved.bind(("127.0.0.1", port))
            reserved.listen()
        except OSError:
            reserved.close()
            continue
        chosen: int = reserved.getsockname()[1]
        if chosen != wanted:
            say(f"Port {wanted} ist belegt, genommen wird {chosen}.", colour="33")
        return reserved
    raise OSError("no free port")


async def answers(port: int, *, within_s: float) -> bool:
    """Whether somebody listens on the port before the time is up."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return True
        await asyncio.sleep(0.05)
    return False


async def output_of(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    """The lines of a process that was started with a pipe for its output, until it ends."""
    if process.stdout is None:
        raise ValueError("started without a pipe for its output")
    async for line in process.stdout:
        yield line.decode(errors="replace")


@dataclass
class Supervisor:
    """Runs commands until :meth:`stop`; one that dies is started again after a second."""

    environment: Mapping[str, str]
    quiet: bool = False
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)
    _running: dict[str, asyncio.subprocess.Process] = field(default_factory=dict)
    _stopping: bool = False

    def start(self, name: str, command: Sequence[str]) -> None:
        """Run the command under this name, in a process group of its own."""
        self._tasks.append(asyncio.create_task(self._keep_running(name, command)))

    async def stop(self) -> None:
        """End every process: politely first, then surely. Leaves none behind."""
        self._stopping = True
        for process in self._running.values():
            _signal_group(process, signal.SIGTERM)
        if self._running:
            waits = [asyncio.create_task(process.wait()) for process in self._running.values()]
            await asyncio.wait(waits, timeout=_STOP_WITHIN_S)
        for process in self._running.values():
            _signal_group(process, signal.SIGKILL)
        # Each task ends when the output of its process does; only then are the pipes closed.
        unfinished: set[asyncio.Task[None]] = set()
        if self._tasks:
            _, unfinished = await asyncio.wait(self._tasks, timeout=_STOP_WITHIN_S)
        for task in unfinished:
            task.cancel()

    async def _keep_running(self, name: str, command: Sequence[str]) -> None:
        while not self._stopping:
            process = await asyncio.create_subprocess_exec(
                *command,
                env=dict(self.environment),
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
            )
            self._running[name] = process
            await self._echo(name, process)
            code = await process.wait()
            if not self._stopping:
                say(f"{name} endete mit {code} und wird neu gestartet.", colour="31")
                await asyncio.sleep(_RESTART_AFTER_S)

    async def _echo(self, name: str, process: asyncio.subprocess.Process) -> None:
        async for line in output_of(process):
            if not self.quiet:
                say(f"{name:<9}│ {line.rstrip()}", colour=_COLOURS.get(name, "0"))


def _signal_group(process: asyncio.subprocess.Process, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)
