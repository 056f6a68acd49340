"""The whole product as ``make demo`` starts it, with servers, ports and data of its own, driven from outside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
START_WITHIN_S = 150


@dataclass(frozen=True, kw_only=True, slots=True)
class Stack:
    """A running demo."""

    data_dir: Path
    log: Path
    run: dict[str, Any]

    @property
    def salon(self) -> dict[str, Any]:
        """The hairdresser: addresses, sign-in, phone number."""
        company: dict[str, Any] = self.run["companies"][0]
        return company

    @property
    def standins(self) -> httpx.Client:
        """The providers' side: place calls, read what was sent, make them fail."""
        return httpx.Client(base_url=f"http://127.0.0.1:{self.run['ports']['standins']}", timeout=30)

    @property
    def database_url(self) -> str:
        """PostgreSQL of this run."""
        url: str = self.run["database_url"]
        return url

    def place_call(self, **order: Any) -> str:
        """Ring the salon; returns the provider's id of the call."""
        answer = self.standins.post("/_control/retell/call", json=self.run["call_order"] | order)
        answer.raise_for_status()
        call_id: str = answer.json()["call_id"]
        return call_id

    def processes(self, words: str) -> list[int]:
        """Process ids of this run whose command line holds the words."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
                environment = (folder / "environ").read_bytes()
            except OSError:
                continue
            if words in command and f"ASKPROAI_DATA_DIR={self.data_dir}".encode() in environment:
                found.append(int(folder.name))
        return found


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One demo for all tests of the session; ended by Ctrl-C, after which none of its processes may be left."""
    data_dir = ROOT / ".data" / "stack"
    shutil.rmtree(data_dir, ignore_errors=True)
    data_dir.mkdir(parents=True)
    log = data_dir / "demo.log"
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
    }
    environment |= {"ASKPROAI_DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "askproai.settings.dev"}
    with log.open("w") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "askproai.demo"], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield Stack(data_dir=data_dir, log=log, run=_wait_until_booked(demo, log, data_dir / "demo.json"))
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=30)


def _wait_until_booked(demo: subprocess.Popen[bytes], log: Path, note: Path) -> dict[str, Any]:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and demo.poll() is None:
        if "Gebucht:" in log.read_text():
            run: dict[str, Any] = json.loads(note.read_text())
            return run
        time.sleep(0.2)
    raise AssertionError(f"the demo did not reach its first booking:\n{log.read_text()[-4000:]}")
