"""How often one machine may make us write mails."""

from __future__ import annotations

import logging
from typing import Final

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

_WITHIN_S: Final = 3600
_TIMES: Final = 10


def may_ask(request: HttpRequest, what: str) -> bool:
    """Whether this address asked for it less than ten times in the hour; nobody may where nobody counts."""
    key = f"asks:{what}:{get_client_ip_address(request)}"
    try:
        cache.add(key, 0, timeout=_WITHIN_S)
        return int(cache.incr(key)) <= _TIMES
    except (RedisError, ValueError, OSError):
        logger.warning("account.limits_unavailable")
        return False
