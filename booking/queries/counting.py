"""What the SQL function ``booking_counted()`` says, for the rules that count."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

from booking.rules.limits import NOTHING_COUNTED, Counted, Elsewhere


def counted_from_json(text: str | None) -> Counted:
    """The counts by what they are for; nothing where nothing had to be counted."""
    if text is None:
        return NOTHING_COUNTED
    rows = json.loads(text)
    by_branch, by_service, by_staff = {}, {}, {}
    for branch_id, service_id, staff_id, day, amount in rows["days"] or ():
        on = date.fromisoformat(day)
        if staff_id is not None:
            by_staff[staff_id, on] = amount
        elif service_id is not None:
            by_service[branch_id, service_id, on] = amount
        else:
            by_branch[branch_id, on] = amount
    elsewhere: dict[int, tuple[Elsewhere, ...]] = defaultdict(tuple)
    for resource_id, *place in rows["elsewhere"] or ():
        elsewhere[resource_id] += (Elsewhere(*place),)
    return Counted(
        by_branch=by_branch,
        by_service=by_service,
        by_staff=by_staff,
        upcoming=rows["upcoming"],
        own={(service_id, date.fromisoformat(day)): amount for service_id, day, amount in rows["own"] or ()},
        elsewhere=dict(elsewhere),
    )
