"""The same callers over the wire: the Retell stand-in rings, signs, calls functions or uses the socket.

The application runs in this process and on one database thread, in a transaction that is never committed;
between it and the stand-in there is real HTTP in bytes and a real WebSocket.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Final, Self, TypeVar
from unittest import mock

import httpx
import uvicorn
from channels.routing import URLRouter
from django.core.wsgi import get_wsgi_application
from django.db import connections, transaction
from django.utils import timezone

from askproai.core.phones import parse_phone
from askproai.standins import retell_calls, retell_wire
from askproai.standins.delivery import Courier
from askproai.standins.player import CallOrder, CallPlayer
from askproai.standins.retell import Retell
from askproai.standins.retell_calls import Call as WireCall
from askproai.standins.retell_model import Mind
from askproai.standins.world import Accounts, World
from booking.models import Branch
from telephony.dialogue.vocabulary import Vocabulary
from telephony.evaluation.calls_people import EngineMind, OnTheLine, talk_of
from telephony.hooks import socket as hooks_socket
from telephony.models import Call
from telephony.queries.lines import line_of
from telephony.routing import websocket_urlpatterns
from telephony.services.vocabulary import vocabulary_for
from telephony.simulation.calendar import branch_of, instant, make_company, never_committed, prepare
from telephony.simulation.caller import caller_of
from telephony.simulation.moves import Caller
from telephony.simulation.playing import Led, Played
from telephony.simulation.rows import Existing, appointments_now, changes_since
from telephony.simulation.scenario import Scenario
from telephony.simulation.suite import Result, graded
from tenants.connections.services import connect, hooks_url
from tenants.context import company_scope, forget_companies
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry

_KEY: Final = "key_of_the_simulation"
_HIDDEN: Final = "anonymous"
T = TypeVar("T")


def run_through(scenarios: Sequence[Scenario], *, kind: str, seed: int | None = None) -> Iterator[Result]:
    """Play scenarios through ``functions`` or ``socket``."""
    by_company = sorted(scenarios, key=lambda scenario: scenario.company)
    for slug, of_company in groupby(by_company, key=lambda scenario: scenario.company):
        with _Exchange(slug, kind=kind, seed=seed) as exchange:
            for scenario in of_company:
                yield exchange.play(scenario)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """What a scenario finds, read on the database thread."""

    names: dict[str, int]
    before: Existing
    branch: Branch
    vocabulary: Vocabulary
    number: str
    hooks: str


class _Exchange:
    """A company with its web and live servers in this process, and a stand-in that rings there."""

    def __init__(self, slug: str, *, kind: str, seed: int | None) -> None:
        self._slug, self._kind, self._seed = slug, kind, seed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="simulation")
        self._runner = asyncio.Runner()
        self._stack = contextlib.ExitStack()
        self._rows = contextlib.ExitStack()
        self._clock = datetime.now(UTC)
        self._call: WireCall | None = None

    def __enter__(self) -> Self:
        self._on_thread(self._open)
        self._stack.enter_context(mock.patch.object(hooks_socket, "_THREADS", self._thread))
        # Both sides of the wire read the clock of the scenario.
        self._stack.enter_context(mock.patch.object(timezone, "now", self._now))
        for module in (retell_wire, retell_calls):
            self._stack.enter_context(mock.patch.object(module, "now_ms", self._now_ms))
        self._port = self._runner.run(self._serve()) if self._kind == "socket" else 0
        return self

    def __exit__(self, *error: object) -> None:
        if self._kind == "socket":
            self._runner.run(self._stop())
        self._runner.close()
        self._stack.close()
        self._on_thread(self._close)
        self._thread.shutdown()
        forget_companies()

    def play(self, scenario: Scenario) -> Result:
        """One call from its first ring to its last webhook, graded; nothing of it stays."""
        self._clock, self._call = instant(scenario.clock), None
        prepared = self._on_thread(lambda: self._begin(scenario))
        wall = self._clock.astimezone(prepared.branch.zone).replace(tzinfo=None)
        caller = caller_of(scenario, now=wall, seed=self._seed)
        call = self._runner.run(self._ring(scenario, caller, prepared))
        return self._on_thread(lambda: self._end(scenario, call, prepared, wall))

    # --- on the database thread ---

    def _on_thread(self, work: Callable[[], T]) -> T:
        return self._thread.submit(work).result()

    def _open(self) -> None:
        # Servers give connections back between requests; here that would end the transaction.
        kept = mock.patch.object(connections["default"], "close_if_unusable_or_obsolete")
        self._rows.enter_context(kept)
        self._rows.enter_context(never_committed())
        company = make_company(self._slug)
        self._rows.enter_context(company_scope(company))
        connect(provider="retell", credentials={"api_key": _KEY}, now=timezone.now())
        for place, branch in enumerate(Branch.objects.order_by("position", "pk")):
            DirectoryEntry.objects.create(
                kind=DirectoryKind.PHONE_NUMBER, key=_number(place), company=company, branch_id=branch.pk
            )

    def _close(self) -> None:
        self._rows.close()
        connections["default"].close()

    def _begin(self, scenario: Scenario) -> _Prepared:
        self._savepoint = transaction.savepoint()
        names = {name: appointment.pk for name, appointment in prepare(scenario).items()}
        branch = branch_of(scenario)
        place = list(Branch.objects.order_by("position", "pk").values_list("pk", flat=True)).index(branch.pk)
        return _Prepared(
            names=names,
            before=appointments_now(),
            branch=branch,
            vocabulary=_read_beforehand(vocabulary_for(line_of(branch_id=branch.pk))),
            number=_number(place),
            hooks=hooks_url("retell"),
        )

    def _end(self, scenario: Scenario, call: WireCall, prepared: _Prepared, wall: datetime) -> Result:
        row = Call.objects.get(provider_call_id=call.call_id)
        led = Led(talk=talk_of(call), call=row, transferred=call.disconnection_reason == "call_transfer")
        result = graded(
            Played(
                scenario=scenario,
                talk=led.talk,
                changes=changes_since(prepared.before, call=row, zone=prepared.branch.zone),
                names=prepared.names,
                now=wall,
                vocabulary=prepared.vocabulary,
                transferred=led.transferred,
            )
        )
        transaction.savepoint_rollback(self._savepoint)
        return result

    # --- on the wire ---

    async def _ring(self, scenario: Scenario, caller: Caller, prepared: _Prepared) -> WireCall:
        world = World(
            accounts=Accounts(retell={_KEY}), app_url=prepared.hooks, step_seconds=0.0, retry_seconds=0.01
        )
        world.courier = Courier(
            ledger=world.ledger,
            failures=world.failures,
            retry_seconds=0.01,
            transport=_InThisProcess(self._thread),
        )
        retell = Retell(world)
        secret = prepared.hooks.rsplit("/", 1)[1]
        socket_url = f"ws://probe-{self._slug}.localhost:{self._port}/ws/retell/{secret}"
        order = CallOrder(
            from_number=parse_phone(scenario.number) if scenario.number else _HIDDEN,
            to_number=prepared.number,
            api_key=_KEY,
            company_hooks_url=prepared.hooks,
            llm_socket_url=socket_url if self._kind == "socket" else None,
        )
        mind: Mind | None = None
        if self._kind == "functions":
            mind = EngineMind(
                vocabulary=prepared.vocabulary,
                number=scenario.number,
                zone=prepared.branch.zone,
                clock=self._now,
            )
        call = CallPlayer(world=world, retell=retell).start(order, caller=OnTheLine(caller), mind=mind)
        self._call = call
        while not call.is_over:  # noqa: ASYNC110  the stand-in tells nobody else
            await asyncio.sleep(0.001)
        await world.courier.close()
        return call

    async def _serve(self) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            URLRouter(websocket_urlpatterns), ws="websockets-sansio", lifespan="off", log_level="error"
        )
        self._server = uvicorn.Server(config)
        self._serving = asyncio.get_running_loop().create_task(self._server.serve(sockets=[listener]))
        while not self._server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.005)
        port: int = listener.getsockname()[1]
        return port

    async def _stop(self) -> None:
        self._server.should_exit = True
        await self._serving

    def _now(self) -> datetime:
        spoken = self._call.clock if self._call else 0.0
        return self._clock + timedelta(seconds=spoken)

    def _now_ms(self) -> int:
        return round(self._now().timestamp() * 1000)


class _InThisProcess(httpx.AsyncBaseTransport):
    """Hands requests to the application as a web server would, on the database thread."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._transport = httpx.WSGITransport(app=get_wsgi_application())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        content = await request.aread()
        plain = httpx.Request(request.method, request.url, headers=request.headers, content=content)

        def answer() -> httpx.Response:
            response = self._transport.handle_request(plain)
            return httpx.Response(response.status_code, headers=response.headers, content=response.read())

        # A request chooses its own company and leaves no choice behind.
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._thread, context.run, answer)


def _read_beforehand(vocabulary: Vocabulary) -> Vocabulary:
    """Whoever speaks over there is led by an event loop, where no row can be read any more."""
    if vocabulary.sources is not None:
        vocabulary.sources.covers("Gibt es Parkplätze?")
    return vocabulary


def _number(place: int) -> str:
    """Numbers of the copies; those of the companies' files belong to the companies themselves."""
    return f"+49305550{place:03}0"
