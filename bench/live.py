"""``make bench-live``: 200 sockets on one company, all words of running calls at each of them, a restart.

A process of its own speaks: it writes turns of several running calls as the product does. The sockets behave
as pages do: they name the last news they know when they come back. From the moment at which a turn begins to
be written to the moment at which its frame is there is what is measured, and beside each turn a bare publish
of the broker to one listener, under the same load. In the middle of a second part ``live`` is killed and
started anew while the talking goes on: every turn has to be at every socket in the end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import redis
import redis.asyncio
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.utils import timezone
from salon import salon, say, table
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from askproai.processes import answers, reserve_port
from portal.access import SESSION_COMPANY
from portal.live.bell import last_place
from telephony.enums import CallSource, Speaker
from telephony.services.calls import lock_call
from telephony.services.consents import record_consent
from telephony.services.testcall import start_test_call
from telephony.services.transcripts import add_turn
from tenants.access.sessions import open_session
from tenants.context import company_scope
from tenants.enums import Role
from tenants.models import Company, Membership, User

GOAL_MS = 300
CALLS = 5
DOWN_S = 3.0
# The first turns find a process that has never rendered one.
WARM_UP = 5
_BEGINS = '{"place": "'
_TURN = re.compile(r"live-turn-(\d+)")
_SENTENCES = (
    "Guten Tag, ich hätte gern einen Termin zum Färben.",
    "Gern. Wann würde es Ihnen denn passen?",
    "Am liebsten nächsten Donnerstag nach 17 Uhr, bei Anna, wenn das geht.",
    "Donnerstag um 17 Uhr 30 bei Anna ist frei. Soll ich das so eintragen?",
)


@dataclass(slots=True)
class Line:
    """One open page."""

    place: str
    heard: dict[int, int] = field(default_factory=dict)  # turn → nanoseconds
    places: set[str] = field(default_factory=set)
    again: int = 0
    connects: int = 0


@dataclass(kw_only=True, slots=True)
class Talk:
    """What the speaking process has written, and when it began to."""

    began: dict[int, int] = field(default_factory=dict)
    bare_ms: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print; the last line is one JSON object. Ends with an error when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--turns", type=int, default=120, help="in each of the two parts")
    parser.add_argument("--per-second", type=float, default=4.0)
    parser.add_argument("--speak", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.speak:
        speak(options.speak, turns=options.turns, per_second=options.per_second)
        return
    with salon(people=2) as company:
        cookie = _session_of_a_member(company)
        places = [last_place(company)] * options.sockets
        figures = asyncio.run(measure(company, cookie, places, options))
        connection.close()
    say("")
    table(figures)
    say(json.dumps({"bench": "live", **figures}))
    if figures["lost"] or figures["p95_ms"] > GOAL_MS:
        sys.exit(1)


async def measure(
    company: Company, cookie: str, places: Sequence[str], options: argparse.Namespace
) -> dict[str, float]:
    """Both parts: quiet days, and a restart."""
    taken = reserve_port(8051)
    port = taken.getsockname()[1]
    taken.close()
    url = f"ws://{company.slug}.localhost:{port}/ws/live/"
    lines, talk = [Line(place) for place in places], Talk()
    live = _start_live(port)
    try:
        await answers(port, within_s=60)
        tasks = [asyncio.create_task(_stay(line, url, port, cookie)) for line in lines]
        tasks.append(asyncio.create_task(_listen_bare(company, talk)))
        await _until(lambda: all(line.connects for line in lines), within_s=60)
        if not all(line.connects for line in lines):
            raise AssertionError("not all sockets were let in")
        say(f"{len(lines)} sockets; talking …")
        spent = _cpu_ms(live.pid)
        first = await _speak_aside(company, talk, options)
        await _until(lambda: not _missing(lines, first), within_s=60)
        spent = _cpu_ms(live.pid) - spent
        measured = first[WARM_UP:]
        delays = [(line.heard[turn] - talk.began[turn]) / 1e6 for turn in measured for line in lines]
        bare = talk.bare_ms[WARM_UP:]
        say("killing live while the talking goes on …")
        speaking = asyncio.create_task(_speak_aside(company, talk, options))
        await asyncio.sleep(options.turns / options.per_second / 3)
        live.kill()
        live.wait()
        killed_at = time.monotonic()
        await asyncio.sleep(DOWN_S)
        live = _start_live(port)
        await _until(lambda: all(line.connects > 1 for line in lines), within_s=90)
        back_after = time.monotonic() - killed_at
        second = await speaking
        await _until(lambda: not _missing(lines, second), within_s=30)
        for task in tasks:
            task.cancel()
        return {
            "sockets": len(lines),
            "turns": len(first) + len(second),
            "frames": len(delays),
            "p50_ms": _percentile(delays, 50),
            "p95_ms": _percentile(delays, 95),
            "p99_ms": _percentile(delays, 99),
            "bare_publish_p95_ms": _percentile(bare, 95),
            "times_bare": round(_percentile(delays, 95) / max(_percentile(bare, 95), 0.001), 1),
            "live_cpu_ms_a_turn": round(spent / len(first), 1),
            "live_was_away_s": DOWN_S,
            "all_back_after_s": round(back_after, 1),
            "lost": _missing(lines, [*first, *second]),
            "sent_twice": sum(line.again for line in lines),
        }
    finally:
        live.kill()
        live.wait()


async def _stay(line: Line, url: str, port: int, cookie: str) -> None:
    """Be connected, as ``static/js/live.js`` is."""
    wait = 0.5
    origin = url.replace("ws://", "http://", 1).partition("/ws/")[0]
    while True:
        with contextlib.suppress(OSError, WebSocketException, InvalidHandshake, TimeoutError):
            async with connect(
                f"{url}?nach={line.place}",
                host="127.0.0.1",
                port=port,
                origin=origin,
                additional_headers={"Cookie": cookie},
                open_timeout=8,
                max_size=None,
            ) as socket:
                line.connects, wait = line.connects + 1, 0.5
                async for frame in socket:
                    _take(line, str(frame), time.monotonic_ns())
        await asyncio.sleep(wait * (0.75 + random.random() / 2))
        wait = min(wait * 2, 15)


def _take(line: Line, frame: str, at: int) -> None:
    for turn in _TURN.findall(frame):
        line.heard.setdefault(int(turn), at)
    if frame.startswith(_BEGINS):
        line.place = frame[len(_BEGINS) : frame.index('"', len(_BEGINS))]
        line.again += line.place in line.places
        line.places.add(line.place)


async def _listen_bare(company: Company, talk: Talk) -> None:
    broker = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    async with broker.pubsub(ignore_subscribe_messages=True) as line:
        await line.subscribe(_bare_channel(company.slug))
        async for message in line.listen():
            talk.bare_ms.append((time.monotonic_ns() - int(message["data"])) / 1e6)


async def _speak_aside(company: Company, talk: Talk, options: argparse.Namespace) -> list[int]:
    """Have the other process speak; returns the turns in order."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--speak", company.slug,
        "--turns", str(options.turns), "--per-second", str(options.per_second),
        stdout=asyncio.subprocess.PIPE, env=os.environ,
    )  # fmt: skip
    turns = []
    if process.stdout is None:
        raise AssertionError("nobody speaks")
    async for text in process.stdout:
        turn, began = map(int, text.split())
        talk.began[turn] = began
        turns.append(turn)
    await process.wait()
    return turns


def speak(slug: str, *, turns: int, per_second: float) -> None:
    """The other process: several calls, one turn after the other."""
    company = Company.objects.get(slug=slug)
    broker = redis.Redis.from_url(settings.REDIS_URL)
    with company_scope(company):
        calls = [_call() for _ in range(CALLS)]
        begun = time.monotonic()
        for number in range(turns):
            time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            broker.publish(_bare_channel(slug), time.monotonic_ns())
            began = time.monotonic_ns()
            turn = _say(calls[number % CALLS], _SENTENCES[(number // CALLS) % len(_SENTENCES)], number)
            say(f"{turn} {began}")


@transaction.atomic
def _say(call_id: int, text: str, number: int) -> int:
    call = lock_call(call_id)
    speaker = Speaker.CALLER if number // CALLS % 2 == 0 else Speaker.RECEPTIONIST
    add_turn(call=call, speaker=speaker, text=text, offset_ms=1000 * number)
    call.save(update_fields=["turns", "trace"])
    return int(call.transcript.latest("position").pk)


def _call() -> int:
    now = timezone.now()
    call = start_test_call(branch_id=None, from_number="+4917299259", source=CallSource.PHONE, now=now)
    record_consent(call=call, granted=True, wording_version="1", now=now)
    return int(call.pk)


def _session_of_a_member(company: Company) -> str:
    user = User.objects.create_user(f"bench-{os.getpid()}@example.org")
    Membership.objects.create(user=user, company=company, role=Role.OWNER)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SESSION_COMPANY] = company.pk
    session.set_expiry(timedelta(hours=1))
    session.create()
    open_session(
        user=user,
        company=company,
        session_key=str(session.session_key),
        address="127.0.0.1",
        device="bench",
        now=timezone.now(),
    )
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _start_live(port: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  our own
        [
            sys.executable, "-m", "uvicorn", "askproai.asgi:application", "--host", "127.0.0.1",
            "--port", str(port), "--lifespan", "off", "--log-level", "warning",
            "--ws-per-message-deflate", "false",
        ]
    )  # fmt: skip


def _cpu_ms(pid: int) -> float:
    """What a process has computed so far: says more than the clock on a machine that others use too."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def _bare_channel(slug: str) -> str:
    return f"askproai.bench.{slug}"


def _missing(lines: Sequence[Line], turns: Sequence[int]) -> int:
    return sum(turn not in line.heard for turn in turns for line in lines)


async def _until(holds: Callable[[], bool], *, within_s: float) -> None:
    until = time.monotonic() + within_s
    while not holds() and time.monotonic() < until:  # noqa: ASYNC110  what is waited for is counted, not told
        await asyncio.sleep(0.1)


def _percentile(values: Sequence[float], percent: int) -> float:
    return round(statistics.quantiles(values, n=100, method="inclusive")[percent - 1], 1)


if __name__ == "__main__":
    main()
