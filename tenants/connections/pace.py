"""Not asking a provider more often than these credentials may: a token bucket per connection.

It lies in the connection's row, so that all workers share it and a restart of the cache gives nothing away.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.db import connection

from askproai.core.errors import ProviderUnavailable

# Shorter waits are slept through; a worker is not kept longer than this for somebody's limit.
LONGEST_SLEEP_S = 3.0


class NotOurTurn(ProviderUnavailable):
    """Nothing was sent: these credentials have used up what they may ask. ``retry_after_s`` says when."""

    code = "not_our_turn"


@dataclass(frozen=True, slots=True)
class Pace:
    """How often one set of credentials may ask, and how much of it at once."""

    per_minute: int
    burst: int


def take_turn(connection_id: int, pace: Pace) -> None:
    """Wait until one request may be sent.

    :raises NotOurTurn: that would take longer than we wait.
    """
    per_second = pace.per_minute / 60
    missing = -_count(connection_id, pace, taken=1)
    if missing <= 0:
        return
    wait = missing / per_second
    if wait > LONGEST_SLEEP_S:
        _count(connection_id, pace, taken=-1)
        raise NotOurTurn(retry_after_s=wait, connection=connection_id)
    time.sleep(wait)


def hold_back(connection_id: int, pace: Pace, *, seconds: float) -> None:
    """The provider says itself when it wants to hear from us again: nobody asks before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE connections_connection SET allowance = %s, counted_at = clock_timestamp() WHERE id = %s",
            [-seconds * pace.per_minute / 60, connection_id],
        )


def _count(connection_id: int, pace: Pace, *, taken: int) -> float:
    """Take from the bucket, which fills as time goes by; what it holds then, below 0: taken in advance."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE connections_connection SET
                allowance = least(%(burst)s, coalesce(allowance, %(burst)s) + %(rate)s * coalesce(
                    extract(epoch FROM clock_timestamp() - counted_at), 0)::float8) - %(taken)s,
                counted_at = clock_timestamp()
            WHERE id = %(id)s RETURNING allowance
            """,
            {"burst": pace.burst, "rate": pace.per_minute / 60, "taken": taken, "id": connection_id},
        )
        row = cursor.fetchone()
    return float(row[0]) if row else 0.0
