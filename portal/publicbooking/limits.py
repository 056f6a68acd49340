"""How fast one machine may click. The caps that hold in any case stand in the database."""

from __future__ import annotations

import logging
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

from tenants.context import current_company

logger = logging.getLogger(__name__)

_WITHIN_S: Final = 600
# More times than anybody tries out by hand in ten minutes, several people behind one address included.
_HOLDS: Final = 60


def may_hold(address: str) -> bool:
    """Whether this address has not asked for too many times lately. With Valkey away it may: caps hold on."""
    key = f"web-holds:{current_company().pk}:{address}"
    try:
        cache.add(key, 0, timeout=_WITHIN_S)
        return int(cache.incr(key)) <= _HOLDS
    except (RedisError, ValueError, OSError):
        logger.warning("publicbooking.limits_unavailable")
        return True
