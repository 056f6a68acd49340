"""``make bench-calls``: how many calls at once one machine answers with a p99 below 100 ms.

Each call is what Retell sends in two minutes: the inbound request, ``call_started``, four functions
(price, times, hold, booking), ``call_ended``, ``call_analyzed``; all signed, to one granian, PostgreSQL and
Valkey beside it. A request counts from when it should have been sent. With ``--compress`` calls are shorter
and come in as often: the load is the same and the wait for it shorter. Prints figures per step and, as the
last line, one JSON object.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import secrets
import signal
import socket
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from time import monotonic, process_time, sleep
from typing import Any

import django_ready  # noqa: F401 - sets Django up
from django.core.management import call_command
from django.utils import timezone

from askproai.embedded import ROOT, data_dir
from askproai.standins import retell_wire
from booking.enums import Weekday
from booking.models import Branch, Service, WorkingHours
from booking.services import add_staff_member
from tenants.connections.services import connect
from tenants.context import company_scope
from tenants.provisioning.services import create_company, delete_company

CALL_S = 120.0
LIMIT_MS = 100.0
KEY = "key_of_the_benchmark"
# When in a call each request is sent.
MOMENTS = {
    "inbound": 0.0,
    "started": 3.0,
    "quote_price": 15.0,
    "find_times": 30.0,
    "hold": 50.0,
    "book": 75.0,
    "ended": 110.0,
    "analyzed": 118.0,
}
SERVICES = {"Haarschnitt": 30, "Waschen, Schneiden, Föhnen": 45, "Bart": 15}
WISHES = (
    "so bald wie möglich",
    "nächste Woche vormittags",
    "am Freitag",
    "übermorgen nachmittag",
    "am Samstag",
    "Montag um 10",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shop:
    """A company that is called."""

    host: str
    path: str
    number: str


@dataclass(kw_only=True, slots=True)
class Measured:
    """What came back."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: int = 0
    in_warm_up: int = 0
    booked: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(map(len, self.milliseconds.values()))

    def p(self, share: float, name: str | None = None) -> float:
        """A percentile of one endpoint, or of all requests."""
        values = (
            self.milliseconds[name] if name else [ms for each in self.milliseconds.values() for ms in each]
        )
        return (
            round(statistics.quantiles(values, n=1000)[round(share * 1000) - 1], 1)
            if len(values) > 1
            else 0.0
        )


def say(text: str) -> None:
    """One line of progress."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


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


class Caller:
    """One call. ``begins`` is on the loop's clock, ``second`` is how long a second of it takes."""

    def __init__(self, *, wire: Wire, shop: Shop, begins: float, second: float, measured: Measured) -> None:
        self._wire, self._shop, self._measured = wire, shop, measured
        self._begins, self._second = begins, second
        self._call = retell_wire.call_payload(
            call_id=f"call_{secrets.token_hex(16)}",
            from_number=f"+491511{random.randint(1_000_000, 9_999_999)}",
            to_number=shop.number,
            agent_id="agent_bench",
        )

    async def run(self) -> None:
        """Everything that happens in a call."""
        await self._send("inbound", "inbound", self._inbound())
        await self._event("started", "call_started")
        await self._function("quote_price", service=random.choice(list(SERVICES)))
        found = await self._function(
            "find_times", service=random.choice(list(SERVICES)), when=random.choice(WISHES)
        )
        slots = found.get("slots") or (await self._function("find_times", service="Haarschnitt")).get("slots")
        if slots:
            await self._function("hold", slot_id=slots[0]["slot_id"])
            name = f"Familie {secrets.token_hex(4)}"
            booked = await self._function("book", slot_id=slots[0]["slot_id"], name=name)
            self._measured.booked += booked.get("code") == "booked"
        over = {"call_status": "ended", "duration_ms": 110_000, "disconnection_reason": "user_hangup"}
        await self._event("ended", "call_ended", **over)
        await self._event("analyzed", "call_analyzed", **over, call_analysis={"user_sentiment": "Positive"})

    def _inbound(self) -> dict[str, Any]:
        known = {name: self._call[name] for name in ("from_number", "to_number", "call_id")}
        return retell_wire.inbound_payload(**known)

    async def _event(self, name: str, event: str, **more: object) -> None:
        await self._send(name, "events", retell_wire.event_payload(event=event, call={**self._call, **more}))

    async def _function(self, act: str, **args: object) -> dict[str, Any]:
        body = await self._send(
            act, "functions", retell_wire.function_payload(name=act, args=args, call=self._call)
        )
        answer: dict[str, Any] = json.loads(body) if body else {}
        if not answer.get("ok"):
            self._measured.refused[f"{act}: {answer.get('code', 'no answer')}"] += 1
        return answer

    async def _send(self, name: str, channel: str, payload: dict[str, Any]) -> bytes:
        due = self._begins + (MOMENTS[name] + random.uniform(0, 2)) * self._second
        loop = asyncio.get_running_loop()
        # A request counts from when it was due, unless the call itself is behind: then from when it follows.
        began = max(due, loop.time())
        await asyncio.sleep(began - loop.time())
        request = retell_wire.signed(payload, api_key=KEY)
        try:
            status, body = await self._wire.post(
                host=self._shop.host,
                path=f"{self._shop.path}/{channel}/",
                body=request.body,
                headers=request.headers,
            )
        except (OSError, asyncio.IncompleteReadError):
            status, body = 0, b""
        self._measured.milliseconds[name].append((loop.time() - began) * 1000)
        if status not in (200, 204):
            self._measured.failures += 1
            return b""
        return body


async def load(
    *, port: int, shops: Sequence[Shop], calls: int, compress: float, measure_s: float
) -> Measured:
    """As many calls at once, for a while: those that begin in the warm-up are not counted."""
    wire, warm = Wire(port), Measured()
    measured = Measured()
    loop = asyncio.get_running_loop()
    length = CALL_S / compress
    pause = length / (calls / compress)  # the rate at which this many calls of two minutes come in
    begins = loop.time() + 0.5
    tasks = []
    for number in range(round((length + measure_s) / pause)):
        at = begins + number * pause
        counted = measured if at >= begins + length * 0.5 else warm
        caller = Caller(
            wire=wire, shop=shops[number % len(shops)], begins=at, second=1 / compress, measured=counted
        )
        tasks.append(asyncio.create_task(caller.run()))
    await asyncio.gather(*tasks)
    wire.close()
    measured.in_warm_up = warm.requests
    return measured


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Spent:
    """Processor seconds so far."""

    web: float
    postgres: float
    client: float
    machine: float

    @classmethod
    def now(cls, *, web: int) -> Spent:
        """Of the server's process group, of our PostgreSQL with its children, of this process, and of all."""
        postmaster = int((data_dir() / "postgres" / "postmaster.pid").read_text().split()[0])
        spent = {"web": 0, "postgres": 0}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                fields = (folder / "stat").read_text().rsplit(") ", 1)[1].split()
            except OSError:
                continue
            if int(fields[2]) == web:
                spent["web"] += int(fields[11]) + int(fields[12])
            elif postmaster in (int(folder.name), int(fields[1])):
                spent["postgres"] += int(fields[11]) + int(fields[12])
        user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split(maxsplit=4)[1:4])
        tick = os.sysconf("SC_CLK_TCK")
        return cls(
            web=spent["web"] / tick,
            postgres=spent["postgres"] / tick,
            client=process_time(),
            machine=(user + nice + system) / tick,
        )

    def percent_since(self, before: Spent, seconds: float) -> dict[str, int]:
        """Shares of one processor; ``others`` is whatever else ran on this machine."""
        used = {name: getattr(self, name) - getattr(before, name) for name in self.__slots__}
        machine = used.pop("machine")
        used["others"] = max(machine - sum(used.values()), 0.0)
        return {name: round(each / seconds * 100) for name, each in used.items()}


def measure(
    calls: int, *, port: int, web: int, shops: Sequence[Shop], options: argparse.Namespace
) -> dict[str, Any]:
    """One step: load, figures, and whose processor time it took."""
    before, began = Spent.now(web=web), monotonic()
    measured = asyncio.run(
        load(port=port, shops=shops, calls=calls, compress=options.compress, measure_s=options.seconds)
    )
    seconds, after = monotonic() - began, Spent.now(web=web)
    answered = measured.requests + measured.in_warm_up
    return {
        "calls": calls,
        "requests_per_s": round(calls * len(MOMENTS) / CALL_S),
        "requests": measured.requests,
        "failures": measured.failures,
        "booked": measured.booked,
        "p50_ms": measured.p(0.5),
        "p99_ms": measured.p(0.99),
        "endpoints": {name: [measured.p(0.5, name), measured.p(0.99, name)] for name in MOMENTS},
        "refused": dict(measured.refused),
        "cpu_percent": after.percent_since(before, seconds),
        "cpu_ms_per_request": {
            name: round((getattr(after, name) - getattr(before, name)) / answered * 1000, 1)
            for name in ("web", "postgres")
        },
    }


def show(step: dict[str, Any]) -> None:
    """A step for people."""
    say(
        f"{step['calls']:>6} calls at once, {step['requests_per_s']:>4} requests/s:"
        f" p50 {step['p50_ms']:>6} ms, p99 {step['p99_ms']:>7} ms,"
        f" {step['booked']} booked, {step['failures']} failed"
    )
    for name, (half, most) in step["endpoints"].items():
        say(f"         {name:<12} p50 {half:>7} ms   p99 {most:>8} ms")
    used = ", ".join(f"{name} {percent} %" for name, percent in step["cpu_percent"].items())
    each = ", ".join(f"{name} {ms} ms" for name, ms in step["cpu_ms_per_request"].items())
    say(f"         processor of {(os.cpu_count() or 1) * 100} %: {used}; for one request: {each}")
    for reason, times in step["refused"].items():
        say(f"         refused {times} times: {reason}")


def main() -> None:
    """Grow the load until an answer in a hundred takes longer than 100 ms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", default="250,500,1000,1500,2000,3000,4000,6000,8000,10000")
    parser.add_argument("--compress", type=float, default=10, help="how many times shorter a call is")
    parser.add_argument("--seconds", type=float, default=20, help="how long each step measures")
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--people", type=int, default=20, help="per company")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    steps = []
    with contextlib.ExitStack() as stack:
        call_command("migrate_companies", verbosity=0)
        say(f"{options.companies} companies with {options.people} people each are made …")
        shops = [stack.enter_context(_shop(number, options.people)) for number in range(options.companies)]
        port, web = stack.enter_context(serving(workers=options.workers, threads=options.threads))
        asyncio.run(
            load(port=port, shops=shops, calls=100, compress=20, measure_s=4)
        )  # caches, prepared code
        for calls in map(int, options.steps.split(",")):
            steps.append(measure(calls, port=port, web=web, shops=shops, options=options))
            show(steps[-1])
            if steps[-1]["p99_ms"] >= LIMIT_MS or steps[-1]["failures"]:
                break
    _conclude(steps)


@contextlib.contextmanager
def _shop(number: int, people: int) -> Iterator[Shop]:
    """A salon that Retell can reach, gone afterwards."""
    slug, now = f"bench-{os.getpid()}-{number}", timezone.now()
    company = create_company(
        name=f"Salon {number}", slug=slug, industry="hairdresser", domains=[f"{slug}.localhost"], now=now
    )
    try:
        with company_scope(company):
            _furnish(people)
            secret = connect(provider="retell", credentials={"api_key": KEY}, now=now).path_secret
        yield Shop(
            host=f"{slug}.localhost", path=f"/hooks/retell/{secret}", number=f"+4930{1_000_000 + number}"
        )
    finally:
        delete_company(company_id=company.pk)


def _furnish(people: int) -> None:
    """Open from 9 to 18 on six days; everybody does everything."""
    branch = Branch.objects.create(name="Mitte", slug="mitte", subdivision="BE")
    for weekday in tuple(Weekday)[:6]:
        WorkingHours.objects.create(branch=branch, weekday=weekday, opens_at=time(9), closes_at=time(18))
    services = [
        Service.objects.create(name=name, duration=timedelta(minutes=minutes), price_cents=minutes * 100)
        for name, minutes in SERVICES.items()
    ]
    for number in range(people):
        add_staff_member(
            name=f"Person {number + 1}",
            branch_ids=[branch.pk],
            service_ids=[service.pk for service in services],
        )


def _conclude(steps: list[dict[str, Any]]) -> None:
    good = [step for step in steps if step["p99_ms"] < LIMIT_MS and not step["failures"]]
    best = good[-1] if good else {"calls": 0, "requests_per_s": 0}
    say(f"p99 below {LIMIT_MS:.0f} ms up to {best['calls']} calls at once. {_limit(steps[-1])}")
    figures = {
        "steps": [
            {name: step[name] for name in ("calls", "requests_per_s", "p50_ms", "p99_ms")} for step in steps
        ],
        "calls_at_p99_100ms": best["calls"],
        "requests_per_s": best["requests_per_s"],
        "cpu_ms_per_request": steps[-1]["cpu_ms_per_request"],
    }
    sys.stdout.write(json.dumps(figures) + "\n")


def _limit(step: dict[str, Any]) -> str:
    """What the last step ran into."""
    whole = (os.cpu_count() or 1) * 100
    used = step["cpu_percent"]
    busy = sum(used.values())
    each = step["cpu_ms_per_request"]
    if used["others"] > 0.25 * whole:
        why = f"other programs took {used['others']} of {whole} %: measure again when ours are alone"
    elif busy < 0.8 * whole:
        why = f"the processors are not full ({busy} of {whole} %): waiting for locks or for the disk limits"
    else:
        first, second = sorted(each, key=lambda name: each[name], reverse=True)
        why = (
            f"the processors are full ({busy} of {whole} %; {used['others']} % for other programs,"
            f" {used['client']} % for the callers), and {first} limits with {each[first]} ms for a request;"
            f" {second} takes {each[second]} ms"
        )
    return (
        f"At {step['calls']}, {why}."
        " The worker, which takes over events and sends messages afterwards, does not run here."
    )


if __name__ == "__main__":
    main()
