"""The whole product as ``make demo`` starts it, with servers and data of its own, driven from outside."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString

import httpx
import psycopg

ROOT = Path(__file__).resolve().parents[1]
# The product as people run it: what was committed outlives a crash, unlike in the tests' own databases.
DURABLE = {"ASKPROAI_EMBEDDED_DURABLE": "1"}
START_WITHIN_S = 180


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

    def read(self, path: str, **query: Any) -> Any:
        """Ask the stand-ins' control interface."""
        answer = httpx.get(f"{self._control}{path}", params=query, timeout=40)
        answer.raise_for_status()
        return answer.json()

    def order(self, path: str, **body: Any) -> Any:
        """Tell the stand-ins' control interface to do something."""
        answer = httpx.post(f"{self._control}{path}", json=body, timeout=40)
        answer.raise_for_status()
        return answer.json()

    @property
    def _control(self) -> str:
        return f"http://127.0.0.1:{self.run['ports']['standins']}/_control"

    @property
    def database_url(self) -> str:
        """PostgreSQL of this run."""
        url: str = self.run["database_url"]
        return url

    def place_call(self, **order: Any) -> str:
        """Ring the salon; returns the provider's id of the call."""
        call_id: str = self.order("/retell/call", **(self.run["call_order"] | order))["call_id"]
        return call_id

    def fail(self, provider: str, mode: str, **order: Any) -> None:
        """Have a provider go wrong; modes are those of the stand-ins."""
        self.order("/failures", provider=provider, mode=mode, **order)

    def open_messages(self) -> int:
        """How many messages of the salon are still owed to somebody now."""
        return self.count(
            "SELECT count(*) FROM outbox_outboxentry WHERE kind IN ('sms', 'email')"
            " AND (state = 'sending' OR (state = 'pending' AND due_at < now() + interval '10 minutes'))"
        )

    def count(self, statement: LiteralString, parameters: Sequence[object] = ()) -> int:
        """How many rows the salon has of what the statement counts."""
        with psycopg.connect(self.database_url) as database:
            database.execute(
                "SELECT set_config('search_path', schema_name, true) FROM tenants_company"
                " WHERE slug = 'salon'"
            )
            [[found]] = database.execute(statement, parameters)
        return int(found)

    def restart_postgres(self) -> None:
        """Stop PostgreSQL without warning, as a crash would, and start it again."""
        pgdata = self.data_dir / "postgres"
        pid = int((pgdata / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        while Path(f"/proc/{pid}").exists():
            time.sleep(0.05)
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import askproai.embedded as e; e.start_postgres(e.data_dir())",
            ],
            cwd=ROOT,
            env={**os.environ, **DURABLE, "ASKPROAI_DATA_DIR": str(self.data_dir)},
            check=True,
        )

    def processes(self, words: str) -> list[int]:
        """Process ids of this run whose command line holds the words."""
        return processes_of(self.data_dir, words)


def processes_of(data_dir: Path, words: str = "") -> list[int]:
    """Process ids of the run with this data folder whose command line holds the words."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if words in command and f"ASKPROAI_DATA_DIR={data_dir}".encode() in environment:
            found.append(int(folder.name))
    return found


def left_behind(data_dir: Path, *, within_s: float = 5.0) -> list[int]:
    """Processes of an ended run that are still there after a moment for the servers to close their files."""
    until = time.monotonic() + within_s
    while (found := processes_of(data_dir)) and time.monotonic() < until:
        time.sleep(0.1)
    return found


@contextmanager
def running_stack(name: str, *, months: int | None = None) -> Iterator[Stack]:
    """A fresh demo in ``.data/<name>``, after its first booked call; ended by Ctrl-C.

    :param months: of made-up past, where less than what the demo brings will do.
    """
    data_dir = ROOT / ".data" / name
    shutil.rmtree(data_dir, ignore_errors=True)
    data_dir.mkdir(parents=True)
    log = data_dir / "demo.log"
    with log.open("w") as output:
        demo = start_demo(data_dir, output=output, months=months)
    try:
        yield Stack(data_dir=data_dir, log=log, run=_wait_until_booked(demo, log, data_dir / "demo.json"))
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=60)


def start_demo(
    data_dir: Path, *, output: Any = subprocess.DEVNULL, months: int | None = None
) -> subprocess.Popen[bytes]:
    """Start the demo on this data folder, whatever the environment says about other servers."""
    ours = {"DATABASE_URL", "REDIS_URL", "CACHE_URL", "DJANGO_SETTINGS_MODULE", "PYTEST_XDIST_WORKER"}
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    environment |= {"ASKPROAI_DATA_DIR": str(data_dir), "PYTHONUNBUFFERED": "1", **DURABLE}
    return subprocess.Popen(  # noqa: S603  our own program, and a number
        [sys.executable, "-m", "askproai.demo", *([] if months is None else ["--months", str(months)])],
        cwd=ROOT,
        env=environment,
        stdout=output,
        stderr=output,
        start_new_session=True,
    )


def _wait_until_booked(demo: subprocess.Popen[bytes], log: Path, note: Path) -> dict[str, Any]:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and demo.poll() is None:
        if "Gebucht:" in log.read_text():
            run: dict[str, Any] = json.loads(note.read_text())
            return run
        time.sleep(0.2)
    raise AssertionError(f"the demo did not reach its first booking:\n{log.read_text()[-4000:]}")
