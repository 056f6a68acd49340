"""The courier: brings webhooks to the application, with retries, duplicates and disorder as in real life."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from askproai.standins.failures import WEBHOOK_MODES, Failures, Mode
from askproai.standins.ledger import Ledger

# How long a webhook that is to arrive late waits for another one to overtake it.
OVERTAKING_SECONDS = 5.0


class LocalhostTransport(httpx.AsyncHTTPTransport):
    """Reaches names like ``salon.localhost`` on this machine: not every resolver follows RFC 6761."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; the Host header keeps the name."""
        if request.url.host.endswith(".localhost"):
            request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


@dataclass(frozen=True, kw_only=True, slots=True)
class Parcel:
    """One webhook. ``headers`` is asked anew for each attempt, because some providers sign the time."""

    provider: str
    kind: str
    url: str
    body: bytes
    headers: Callable[[], Mapping[str, str]]
    retries: int = 3
    retry_refused: bool = True
    timeout_seconds: float = 10.0


class Courier:
    """Delivers parcels; ``retry_seconds`` is the first pause, doubled with each attempt.

    ``transport`` takes them elsewhere than over the network, for example to an application in this process.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        failures: Failures,
        retry_seconds: float,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._transport = transport or LocalhostTransport()
        self.retry_seconds = retry_seconds
        self._ledger = ledger
        self._failures = failures
        self._tasks: set[asyncio.Task[Any]] = set()
        self._late: dict[str, asyncio.Event] = {}
        self._client: httpx.AsyncClient | None = None

    def start(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run the work in the background until it is done or the courier is closed."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def deliver(self, parcel: Parcel) -> httpx.Response | None:
        """Deliver with retries and return the accepted answer, or None when nobody accepted it."""
        for attempt in range(parcel.retries + 1):
            if attempt:
                await asyncio.sleep(self.retry_seconds * 2 ** (attempt - 1))
            answer = await self._try(parcel, attempt=attempt)
            if answer is not None and answer.is_success:
                return answer
            if answer is not None and not parcel.retry_refused:
                return None
        return None

    async def fetch(self, url: str, *, timeout_seconds: float = 10.0) -> httpx.Response | None:
        """Get something from the application once; None when it cannot be reached."""
        try:
            return await self._http().get(url, timeout=timeout_seconds)
        except (httpx.HTTPError, httpx.InvalidURL):
            return None

    async def send(self, parcel: Parcel) -> None:
        """Deliver an event, unless a failure on request loses, doubles or delays it."""
        text = parcel.url + "\n" + parcel.body.decode(errors="replace")
        failure = self._failures.take(provider=parcel.provider, modes=WEBHOOK_MODES, text=text)
        overtaken = self._late.get(parcel.provider)
        if failure is not None and failure.mode == Mode.NO_WEBHOOKS:
            self._record(parcel, attempt=0, outcome="lost", status=None)
            return
        if failure is not None and failure.mode == Mode.OUT_OF_ORDER:
            await self._let_one_overtake(parcel.provider)
        await self.deliver(parcel)
        if failure is not None and failure.mode == Mode.DUPLICATE:
            await self.deliver(parcel)
        if overtaken is not None:
            overtaken.set()

    async def close(self) -> None:
        """Stop what is under way and give the connections back."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()

    async def _let_one_overtake(self, provider: str) -> None:
        overtaken = self._late.setdefault(provider, asyncio.Event())
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(overtaken.wait(), OVERTAKING_SECONDS)
        self._late.pop(provider, None)

    async def _try(self, parcel: Parcel, *, attempt: int) -> httpx.Response | None:
        headers = {"User-Agent": "askproai-standins", **parcel.headers()}
        try:
            answer = await self._http().post(
                parcel.url, content=parcel.body, headers=headers, timeout=parcel.timeout_seconds
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._record(parcel, attempt=attempt, outcome=type(error).__name__, status=None)
            return None
        outcome = "accepted" if answer.is_success else "refused"
        self._record(parcel, attempt=attempt, outcome=outcome, status=answer.status_code)
        return answer

    def _record(self, parcel: Parcel, *, attempt: int, outcome: str, status: int | None) -> None:
        self._ledger.record(
            provider=parcel.provider,
            kind="webhook",
            event=parcel.kind,
            url=parcel.url,
            attempt=attempt + 1,
            outcome=outcome,
            status=status,
        )

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            # trust_env=False: a proxy of the machine must not see what goes to this machine.
            self._client = httpx.AsyncClient(transport=self._transport, trust_env=False)
        return self._client
