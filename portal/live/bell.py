"""Telling ``live`` that something happened: ids only, so that a call does not pay for pages that may be open.

What a message stands for is read and rendered by :mod:`portal.live.pieces`, once, and only where somebody
watches. Each news gets a place in the company's log, which keeps the last ones for a while: a page names the
last place it knows and gets what came after it, so that nothing is lost while ``live`` or a network is away.
"""

from __future__ import annotations

import functools
import json
import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import redis
from django.conf import settings

from tenants.models import Company

logger = logging.getLogger(__name__)

# The line is a comfort: who books must not wait for a broker that does not answer.
RING_WITHIN_S: Final = 0.5
# What a page may have missed: longer, or more, and it loads afresh.
KEPT: Final = 2_000
KEPT_FOR_S: Final = 3_600
# A log that nothing stands in yet.
BEGINNING: Final = "0-0"
# Both in one step: whoever hears of a place finds it in the log, and places are heard in their order.
_WRITE: Final = """
local place = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[2], '*', 'news', ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[4], place .. ' ' .. ARGV[1])
return place
"""


class What(StrEnum):
    """What happened."""

    CALL_STARTED = "call-started"
    CALL_ENDED = "call-ended"
    CALL_CHANGED = "call-changed"
    TURN_ADDED = "turn-added"
    ACT_DONE = "act-done"
    APPOINTMENTS_CHANGED = "appointments-changed"
    MESSAGE_CHANGED = "message-changed"
    CALLBACK_CHANGED = "callback-changed"


@dataclass(frozen=True, slots=True)
class News:
    """Something happened to one row: a call, a turn, an act, an appointment."""

    what: What
    subject_id: int

    def to_text(self) -> str:
        """As it stands in the log."""
        return json.dumps([self.what, self.subject_id])

    @classmethod
    def from_text(cls, text: str) -> News:
        """Reverse of :meth:`to_text`."""
        what, subject_id = json.loads(text)
        return cls(What(what), subject_id)


def channel_of(company: Company) -> str:
    """Where a company's news are told; installations that share a broker stay apart, and so do companies."""
    return f"askproai.{settings.DATABASES['default']['NAME']}.live.{company.schema_name}"


def log_of(company: Company) -> str:
    """Where its last news are kept."""
    return f"{channel_of(company)}.log"


def ring(company: Company, news: News) -> None:
    """Tell whoever watches. What the broker cannot take is made good when pages load afresh."""
    channel, log = channel_of(company), log_of(company)
    try:
        _broker(settings.REDIS_URL).eval(_WRITE, 1, log, news.to_text(), KEPT, KEPT_FOR_S, channel)
    except redis.RedisError:
        # The act that is being reported has already happened.
        logger.warning("portal.live_not_told")


def last_place(company: Company) -> str:
    """Where the log ends now; what a page reads after asking is not older. Empty: the broker is away."""
    try:
        # redis types all answers it could give in all its modes.
        found: Any = _broker(settings.REDIS_URL).xrevrange(log_of(company), count=1)
    except redis.RedisError:
        logger.warning("portal.live_place_unknown")
        return ""
    return str(found[0][0].decode()) if found else BEGINNING


@functools.cache
def _broker(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=RING_WITHIN_S, socket_connect_timeout=RING_WITHIN_S)
