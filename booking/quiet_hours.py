"""When nobody is to be bothered by a message, on the clock of the branch."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)


def quiet_left(now: datetime, *, zone: ZoneInfo) -> timedelta:
    """How long the quiet hours still last; nothing outside of them."""
    local = now.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return timedelta(0)
    morning = local.date() if local.time() < QUIET_UNTIL else local.date() + timedelta(days=1)
    return datetime.combine(morning, QUIET_UNTIL, tzinfo=zone).astimezone(now.tzinfo) - now
