"""``web`` as the demo starts it, and as little HTTP as it takes to ask it what Retell asks."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import sleep

import django_ready  # noqa: F401 - sets Django up

from askproai.embedded import ROOT

KEY = "key_of_the_benchmark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """A company that is called."""

    host: str
    path: str
    number: str


class Wire:
    """As little HTTP as a benchmark needs: the client must not be what is measured."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, *, host: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer."""
        reader, writer = (
            self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", self._port)
        )
        lines = [f"POST {path} HTTP/1.1", f"Host: {host}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = (
            head.split("content-length: ", 1)[1].split("\r\n", 1)[0] if "content-length: " in head else "0"
        )
        answer = await reader.readexactly(int(length))
        self._idle.append((reader, writer))
        return int(head.split(" ", 2)[1]), answer

    def close(self) -> None:
        """Hang up all connections."""
        for _, writer in self._idle:
            writer.close()


@contextlib.contextmanager
def serving(*, workers: int, threads: int) -> Iterator[tuple[int, int]]:
    """``web`` on a free port: the port and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    granian = str(Path(sys.executable).with_name("granian"))
    command = [
        granian, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "--blocking-threads", str(threads), "--backpressure", "512", "--log-level", "warning",
        "askproai.wsgi:application",
    ]  # fmt: skip
    environment = {**os.environ, "LOG_LEVEL": "ERROR", "ASKPROAI_PUBLIC_URL": f"http://localhost:{port}"}
    web = subprocess.Popen(  # noqa: S603 - our own server
        command, cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        _wait_for(port)
        yield port, web.pid
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait(timeout=30)


def _wait_for(port: int) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        sleep(0.05)
    raise SystemExit("web did not start")
