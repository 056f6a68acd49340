from __future__ import annotations

import time
from collections.abc import Iterator

import pybreaker
import pytest
import redis
import time_machine

from askproai.core import http, signs


@pytest.fixture(autouse=True)
def _nothing_told() -> Iterator[None]:
    signs.forget()
    yield
    signs.forget()


def test_latest_sign_of_each_kind_of_process() -> None:
    signs.beat("pulse")
    signs.beat("worker.calls")

    told = signs.signs()

    assert told is not None
    assert list(told) == ["pulse", "worker.calls"]
    assert told["pulse"].alive == 1
    assert abs(told["pulse"].at.timestamp() - time.time()) < 60


def test_processes_that_are_gone_are_seen_for_a_day() -> None:
    now = time.time()
    with time_machine.travel(now - 3600, tick=False):
        signs.beat("live")
    told = signs.signs()
    assert told is not None
    assert told["live"].alive == 0

    with time_machine.travel(now + 24 * 3600, tick=False):
        assert signs.signs() == {}


def test_breaker_that_opens_and_closes_is_told() -> None:
    breaker = http._breaker_for("a-provider")
    try:
        for _ in range(5):
            _fail(breaker)
        assert set(signs.open_breakers() or {}) == {"a-provider"}

        breaker.close()
        assert signs.open_breakers() == {}
    finally:
        http._breaker_for.cache_clear()


def test_without_valkey_nobody_can_tell_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(url: str) -> redis.Redis:
        return redis.Redis.from_url("unix:///nowhere.sock")

    with monkeypatch.context() as patch:
        patch.setattr(signs, "_broker", gone)
        signs.beat("pulse")

        assert signs.signs() is None
        assert signs.open_breakers() is None


def _fail(breaker: pybreaker.CircuitBreaker) -> None:
    try:
        breaker.call(_broken)
    except (ConnectionError, pybreaker.CircuitBreakerError):
        return


def _broken() -> None:
    raise ConnectionError
