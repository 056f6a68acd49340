"""Calls to our own providers: time-outs, circuit breaker, one vocabulary of errors, no personal data in logs.

For addresses that users choose there is another client; this one only ever talks to the configured base URL.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

import httpx
import pybreaker

from askproai.core.errors import ProviderRejected, ProviderUnauthorized, ProviderUnavailable

logger = logging.getLogger(__name__)

_RETRYABLE = frozenset({408, 425, 429})


class _LimitReached(ProviderUnavailable):
    """These credentials have asked too often."""


# Told when a provider's breaker opens (``True``) or closes.
BreakerListener = Callable[[str, bool], None]
_breaker_listeners: list[BreakerListener] = []


def register_breaker_listener(listener: BreakerListener) -> None:
    """Have somebody told of breakers; called in ``AppConfig.ready``."""
    _breaker_listeners[:] = [*(each for each in _breaker_listeners if each != listener), listener]


class _Teller(pybreaker.CircuitBreakerListener):
    """Passes on that a breaker opened or closed; half open says nothing yet."""

    def state_change(
        self,
        cb: pybreaker.CircuitBreaker,
        old_state: pybreaker.CircuitBreakerState | None,
        new_state: pybreaker.CircuitBreakerState,
    ) -> None:
        if new_state.name == pybreaker.STATE_HALF_OPEN:
            return
        for listener in _breaker_listeners:
            listener(str(cb.name), new_state.name == pybreaker.STATE_OPEN)


@functools.cache
def _breaker_for(provider: str) -> pybreaker.CircuitBreaker:
    return pybreaker.CircuitBreaker(
        listeners=[_Teller()],
        fail_max=5,
        reset_timeout=20,
        name=provider,
        # Somebody's own limit or mistake says nothing about how the provider is doing for everybody else.
        exclude=[ProviderRejected, ProviderUnauthorized, _LimitReached],
    )


_clients: dict[tuple[str, float], httpx.Client] = {}
_clients_lock = Lock()


def _client_for(base_url: str, timeout_s: float) -> httpx.Client:
    """One connection pool per provider address and process; our credentials never follow a redirect."""
    key = (base_url, timeout_s)
    # Two threads that come first at once share one pool; a second one would never be closed.
    with _clients_lock:
        if key not in _clients:
            _clients[key] = httpx.Client(base_url=base_url, timeout=timeout_s, follow_redirects=False)
        return _clients[key]


class ProviderHttp:
    """Talks to one provider for one set of credentials.

    :raises ProviderUnavailable: time-out, connection error, 429, 5xx, or the breaker is open.
    :raises ProviderUnauthorized: 401, 403.
    :raises ProviderRejected: any other 3xx or 4xx; ``context`` has the status and the provider's error code.

    :param code_of: finds the error's code in an answer of this provider. It must never be the provider's
        message, which may quote a person.
    """

    def __init__(
        self,
        *,
        provider: str,
        base_url: str,
        timeout_s: float,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        code_of: Callable[[httpx.Response], str | None] | None = None,
    ) -> None:
        self._provider = provider
        self._code_of = code_of or _provider_code
        self._client = _client_for(base_url.rstrip("/"), timeout_s)
        self._auth = auth
        self._headers = dict(headers or {})

    def call(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request (``params``, ``json``, ``data``, ``headers`` as in httpx), answered with 2xx."""
        headers = self._headers | dict(request.pop("headers", {}))
        try:
            response: httpx.Response = _breaker_for(self._provider).call(
                self._send, method, path, headers=headers, **request
            )
        except pybreaker.CircuitBreakerError as error:
            raise ProviderUnavailable(provider=self._provider, why="breaker open") from error
        return response

    def _send(self, method: str, path: str, **request: Any) -> httpx.Response:
        auth: dict[str, Any] = {"auth": self._auth} if self._auth else {}
        try:
            response = self._client.request(method, path, **auth, **request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise ProviderUnavailable(provider=self._provider, why=type(error).__name__) from error
        except httpx.HTTPError as error:
            raise ProviderUnavailable(
                provider=self._provider, why=type(error).__name__, outcome_unknown=True
            ) from error
        logger.info(
            "provider.answered",
            extra={"provider": self._provider, "method": method, "status": response.status_code},
        )
        self._raise_for(response)
        return response

    def _raise_for(self, response: httpx.Response) -> None:
        status = response.status_code
        if status < 300:
            return
        if status in _RETRYABLE or status >= 500:
            unavailable = _LimitReached if status == 429 else ProviderUnavailable
            raise unavailable(
                provider=self._provider,
                status=status,
                outcome_unknown=status >= 500,
                retry_after_s=_wait_told_by(response),
            )
        kind = ProviderUnauthorized if status in (401, 403) else ProviderRejected
        raise kind(provider=self._provider, status=status, provider_code=self._code_of(response))


def _wait_told_by(response: httpx.Response) -> float | None:
    """Seconds until we may ask again: of several limits, those that are used up count."""
    if told := _seconds(response.headers.get("retry-after")):
        return told
    waits = [
        _seconds(value)
        for name, value in response.headers.items()
        if name.startswith("x-ratelimit-reset-")
        and response.headers.get(name.replace("-reset-", "-remaining-"), "0") == "0"
    ]
    return max((wait for wait in waits if wait is not None), default=None)


def _seconds(value: str | None) -> float | None:
    return float(value) if value and value.isdigit() else None


def _provider_code(response: httpx.Response) -> str | None:
    """The number or word by which a provider names its error; never its message, which may quote a person."""
    try:
        body = response.json()
    except ValueError:
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return str(code) if code is not None else None
