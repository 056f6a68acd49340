"""Signs of life of processes, and breakers that are open: told to Valkey, so that one page sees all machines.

Whoever tells must not wait for it, and what is lost here is told again in a moment.
"""

from __future__ import annotations

import functools
import logging
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import redis
from django.conf import settings

logger = logging.getLogger(__name__)

# How long a process that has gone is remembered, so that somebody sees that it went.
REMEMBERED_S: Final = 24 * 3600
# A breaker that nobody has tried again since then says nothing any more.
BREAKER_S: Final = 600
_WITHIN_S: Final = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Sign:
    """The latest sign of one kind of process, and how many of them gave one within ``ALIVE_S``."""

    name: str
    at: datetime
    alive: int


# Signs are given several times within this time.
ALIVE_S: Final = 90


def beat(name: str) -> None:
    """This process is alive."""
    _tell(_key("signs"), f"{name}|{socket.gethostname()}:{os.getpid()}", time.time())


def note_breaker(provider: str, is_open: bool) -> None:  # noqa: FBT001  a listener of the breaker
    """The breaker of a provider opened or closed in this process."""
    _tell(_key("breakers"), provider, time.time() if is_open else 0)


def signs() -> dict[str, Sign] | None:
    """The latest sign of each kind of process; ``None``: nobody can tell."""
    told = _told(_key("signs"))
    if told is None:
        return None
    now, by_name = time.time(), dict[str, list[float]]()
    for field, at in told.items():
        by_name.setdefault(field.partition("|")[0], []).append(at)
    return {
        name: Sign(
            name=name,
            at=datetime.fromtimestamp(max(ats), UTC),
            alive=sum(now - at < ALIVE_S for at in ats),
        )
        for name, ats in sorted(by_name.items())
    }


def open_breakers() -> dict[str, datetime] | None:
    """Providers that do not answer, and since when; ``None``: nobody can tell."""
    told = _told(_key("breakers"))
    if told is None:
        return None
    now = time.time()
    return {
        provider: datetime.fromtimestamp(at, UTC)
        for provider, at in sorted(told.items())
        if now - at < BREAKER_S
    }


def forget() -> None:
    """Nothing was ever told: for tests."""
    _broker(settings.REDIS_URL).delete(_key("signs"), _key("breakers"))


def _tell(key: str, field: str, at: float) -> None:
    try:
        _broker(settings.REDIS_URL).hset(key, field, str(at))
    except redis.RedisError:
        logger.warning("signs.not_told")


def _told(key: str) -> dict[str, float] | None:
    broker = _broker(settings.REDIS_URL)
    try:
        # redis types all answers it could give in all its modes.
        found: Any = broker.hgetall(key)
        told = {field.decode(): float(at) for field, at in found.items()}
        gone = list(_gone(told))
        if gone:
            broker.hdel(key, *gone)
    except redis.RedisError:
        return None
    return {field: at for field, at in told.items() if field not in gone}


def _gone(told: dict[str, float]) -> Iterator[str]:
    before = time.time() - REMEMBERED_S
    return (field for field, at in told.items() if at < before)


def _key(what: str) -> str:
    """Installations that share a broker stay apart."""
    return f"askproai.{settings.DATABASES['default']['NAME']}.{what}"


@functools.cache
def _broker(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=_WITHIN_S, socket_connect_timeout=_WITHIN_S)
