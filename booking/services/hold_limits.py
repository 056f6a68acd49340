"""How much one call, one number and all callers together may hold, counted under the lock."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection

from booking.queries.calendar_state import Asker
from tenants.fields import phone_index

MAX_HOLDS_PER_HOLDER = 6


# One number may call several times at once (a family on the same line), but cannot empty a calendar.
MAX_HOLDS_PER_CALLER = 12


# Held by all callers together, for each person who can be booked: two or three days of work.
MAX_HOLDS_PER_STAFF_MEMBER = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Holdings:
    """Whose time the holder holds (also what ran out), and how many times more may be held (0: none)."""

    own_resources: frozenset[int]
    allowance: int


_HOLDINGS_SQL = """
SELECT array_agg(DISTINCT coalesce(taken.resource_id, staff.resource_id)),
    booking_hold_allowance(%(holder)s, %(caller)s, %(by_caller)s, %(per_staff_member)s)
FROM booking_offer offer JOIN booking_staffmember staff ON staff.id = offer.staff_id
    LEFT JOIN booking_occupancy taken ON taken.offer_id = offer.id
WHERE offer.state = 'held'
    AND (offer.holder = %(holder)s OR starts_with(offer.holder, %(holder)s || ':'))
"""


def holdings_of(holder: str, caller: str | None) -> Holdings:
    """What the holder has, and how many times more they may hold by now; nothing is locked."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS_SQL, _limits(holder, caller))
        own, allowance = cursor.fetchone()
    return Holdings(own_resources=frozenset(own or ()), allowance=max(allowance, 0))


# The row of the first function is there before the second is called.
_LOCK_SQL = """
SELECT booking_lock_for_holds(
    %(resources)s, %(holder)s, %(caller)s, %(by_caller)s, %(per_staff_member)s
)
FROM booking_lock_caps(%(service_ids)s::int8[], %(branch_ids)s::int8[], %(customer_id)s, %(asker_index)s)
"""


def lock_for_holds(
    resource_ids: Collection[int],
    holder: str,
    caller: str | None,
    *,
    service_ids: Collection[int],
    branch_ids: Collection[int],
    asker: Asker,
) -> int:
    """Lock what is counted for caps, then these, and tell how many times may be held by now."""
    counted = {
        "service_ids": list(service_ids),
        "branch_ids": list(branch_ids),
        "customer_id": asker.customer_id,
        "asker_index": asker.phone_index,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_SQL, {"resources": list(resource_ids), **counted, **_limits(holder, caller)})
        allowance: int = cursor.fetchone()[0]
    return allowance


def _limits(holder: str, caller: str | None) -> dict[str, Any]:
    return {
        "holder": holder,
        "caller": phone_index(caller) if caller else None,
        "by_caller": MAX_HOLDS_PER_CALLER,
        "per_staff_member": MAX_HOLDS_PER_STAFF_MEMBER,
    }
