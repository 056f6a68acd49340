"""Servers out of wheels: started by two at once, killed, stuck, and with data of another version."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from askproai import embedded

ROOT = Path(__file__).resolve().parents[2]
# Asks for the addresses as settings do, then uses what is there: a row more, a key counted up.
VISITOR = """
import os, sys
from askproai import embedded
embedded.PATIENCE_S = 1.0
embedded.provide_urls()
import psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
    database.execute("SELECT pg_advisory_lock(1)")
    database.execute("CREATE TABLE IF NOT EXISTS visit (at timestamptz DEFAULT now())")
    database.execute("INSERT INTO visit DEFAULT VALUES")
    rows = database.execute("SELECT count(*) FROM visit").fetchone()[0]
with redis.Redis.from_url(os.environ["REDIS_URL"]) as valkey:
    print("came as", rows, valkey.incr("visits"), flush=True)
sys.stdin.readline()
"""


class Visitors:
    """Processes that use the servers of one folder until they are sent home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._running: list[subprocess.Popen[str]] = []

    def send(self, count: int = 1) -> list[str]:
        """Send so many at once; returns what each says on arrival."""
        ours = ("DATABASE_URL", "REDIS_URL", "CACHE_URL")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        environment |= {"ASKPROAI_DATA_DIR": str(self.folder), "ASKPROAI_EMBEDDED_DURABLE": "1"}
        sent = [
            subprocess.Popen(  # noqa: S603  this very Python
                [sys.executable, "-c", VISITOR],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]
        self._running += sent
        return [visitor.stdout.readline().strip() for visitor in sent if visitor.stdout]

    def kill_one(self) -> None:
        """One of them dies without saying good-bye."""
        killed = self._running.pop()
        killed.kill()
        killed.communicate(timeout=60)

    def go_home(self) -> None:
        for visitor in self._running:
            visitor.communicate("\n", timeout=60)
        self._running.clear()

    def servers(self) -> dict[str, list[int]]:
        return {
            "postgres": embedded._servers("postgres", str(self.folder / "postgres")),
            "valkey": embedded._servers(
                "valkey-server", f"unixsocket:{self.folder / 'valkey' / 'valkey.sock'}"
            ),
        }


@pytest.fixture(scope="module")
def visitors() -> Iterator[Visitors]:
    with tempfile.TemporaryDirectory(prefix="askpro-") as folder:  # short: sockets lie in it
        visitors = Visitors(Path(folder).resolve())
        yield visitors
        visitors.go_home()


def stop(pids: list[int]) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)


def test_server_that_is_on_its_way_is_waited_for(tmp_path: Path) -> None:
    note = tmp_path / "postmaster.pid"
    arrival = threading.Timer(0.2, note.write_text, ["17\n\n\n\n\n\n\nready   \n"])
    arrival.start()

    embedded._await_ready(note)

    assert note.read_text().endswith("ready   \n")
    arrival.join()


@pytest.mark.slow
def test_servers_serve_two_that_start_at_once_and_go_with_the_last(visitors: Visitors) -> None:
    assert sorted(visitors.send(2)) in (
        ["came as 1 1", "came as 2 2"],
        ["came as 1 2", "came as 2 1"],
    )

    assert [len(pids) for pids in visitors.servers().values()] == [1, 1]
    visitors.go_home()

    assert visitors.servers() == {"postgres": [], "valkey": []}


@pytest.mark.failures
def test_servers_go_with_the_last_also_when_another_user_was_killed(visitors: Visitors) -> None:
    visitors.send(2)
    visitors.kill_one()

    visitors.go_home()

    assert visitors.servers() == {"postgres": [], "valkey": []}


@pytest.mark.failures
@pytest.mark.parametrize("end", [embedded._kill, stop], ids=["killed", "stuck"])
def test_servers_that_are_dead_or_stuck_are_started_anew(
    visitors: Visitors, end: Callable[[list[int]], None]
) -> None:
    (before,) = visitors.send()
    rows, counted = (int(word) for word in before.split()[2:])
    first = visitors.servers()
    end(first["postgres"] + first["valkey"])

    (after,) = visitors.send()

    assert after == f"came as {rows + 1} {counted + 1}"
    assert not set(visitors.servers()["valkey"]) & set(first["valkey"])
    assert not set(visitors.servers()["postgres"]) & set(first["postgres"])
    visitors.go_home()


@pytest.mark.failures
def test_process_id_that_belongs_to_somebody_else_by_now_hinders_nobody(visitors: Visitors) -> None:
    visitors.send()
    note = visitors.folder / "postgres" / "postmaster.pid"
    lines = note.read_text().splitlines()
    embedded._kill(visitors.servers()["postgres"])
    # What a restart of the machine leaves behind.
    note.write_text("\n".join([str(os.getpid()), *lines[1:], ""]))

    (after,) = visitors.send()

    assert after.startswith("came as")
    visitors.go_home()


def test_data_of_another_version_is_refused_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")

    with pytest.raises(embedded.EmbeddedStartFailed) as refused:
        embedded.start_postgres(tmp_path)

    assert "written by PostgreSQL 16" in str(refused.value)
    assert "DATABASE_URL" in str(refused.value)
