"""How many companies one machine, and everybody together, may make in an hour."""

from __future__ import annotations

import logging
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_WITHIN_S: Final = 3600
# Somebody who sets up a few shops, a classroom behind one address; a flood beyond that is no customer.
_TRIES: Final = 30
_COMPANIES: Final = 8
_ALTOGETHER: Final = 300


def may_try(address: str) -> bool:
    """Whether this address has not sent the form too often lately. With Valkey away nobody may."""
    return _counted(f"sign-up-tries:{address}") <= _TRIES


def may_make(address: str) -> bool:
    """Whether a company may be made for this address now."""
    mine, all_together = _counted(f"sign-ups:{address}"), _counted("sign-ups:all")
    if all_together > _ALTOGETHER:
        logger.error("signup.flood", extra={"companies": all_together})
    return mine <= _COMPANIES and all_together <= _ALTOGETHER


def _counted(key: str) -> int:
    try:
        cache.add(key, 0, timeout=_WITHIN_S)
        return int(cache.incr(key))
    except (RedisError, ValueError, OSError):
        logger.warning("signup.limits_unavailable")
        return _ALTOGETHER + 1
