"""Telling ``live`` that something happened: ids only, so that a call does not pay for pages that may be open.

What a message stands for is read and rendered by :mod:`portal.live.pieces`, once, and only where somebody
watches.
"""

from __future__ import annotations

import functools
import json
import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import redis
from django.conf import settings

from tenants.models import Company

logger = logging.getLogger(__name__)

# The line is a comfort: who books must not wait for a broker that does not answer.
RING_WITHIN_S: Final = 0.5


class What(StrEnum):
    """What happened."""

    CALL_STARTED = "call-started"
    CALL_ENDED = "call-ended"
    CALL_CHANGED = "call-changed"
    TURN_ADDED = "turn-added"
    ACT_DONE = "act-done"
    APPOINTMENTS_CHANGED = "appointments-changed"
    MESSAGE_CHANGED = "message-changed"


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to one row: a call, a turn, an act, an appointment."""

    what: What
    subject_id: int


def channel_of(company: Company) -> str:
    """Where a company's news are told; installations that share a broker stay apart, and so do companies."""
    return f"askproai.{settings.DATABASES['default']['NAME']}.live.{company.schema_name}"


def ring(company: Company, news: News) -> None:
    """Tell whoever watches. What gets lost is made good when pages reconnect."""
    try:
        _broker(settings.REDIS_URL).publish(channel_of(company), json.dumps([news.what, news.subject_id]))
    except redis.RedisError:
        # The act that is being reported has already happened.
        logger.warning("portal.live_not_told")


@functools.cache
def _broker(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=RING_WITHIN_S, socket_connect_timeout=RING_WITHIN_S)
