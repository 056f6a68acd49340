"""What is in the way of the very time that somebody wished for, person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice, pairwise

from booking.enums import OccupancyKind, RefusalCode
from booking.models import Occupancy
from booking.models.periods import period
from booking.rules.engine import Obstacle, obstacle_of
from booking.rules.explaining import obstacles_at
from booking.rules.plans import Plan
from booking.rules.search import Finder
from booking.rules.visits import Visit
from booking.values import Slot, SlotSearch, WhyNot
from booking.wall_clock import instant_of, seconds_of

# Of more people than this nobody reads why each of them is not free.
MOST_EXPLAINED = 20
# A visit with its phases is shorter than this.
_LONGEST_VISIT = timedelta(days=1)


def why_not(finder: Finder, search: SlotSearch, slots: Sequence[Slot]) -> tuple[WhyNot, ...]:
    """What is in the way of the exact wish, for the first few who could do it."""
    if search.near is None or any(slot.starts_at == search.near for slot in slots):
        return ()
    return tuple(
        WhyNot(
            staff=visit.staff.name,
            resource_id=visit.staff.resource_id,
            branch=visit.branch.name,
            code=obstacle.code,
            until=None if obstacle.until is None else instant_of(obstacle.until),
            thing=obstacle.thing,
            things=_things(visit, obstacle),
            service=visit.service.name if search.parts else "",
        )
        for visit, obstacle in islice(_obstacles(finder, seconds_of(search.near)), MOST_EXPLAINED)
    )


def with_processing(found: Sequence[WhyNot], *, at: datetime) -> tuple[WhyNot, ...]:
    """The same, saying of whom a customer's colour is only taking effect at that time, and until when.

    They could begin something short then, but not this. One statement, none where nobody is taken.
    """
    taken = {each.resource_id for each in found if each.code is RefusalCode.SLOT_TAKEN}
    until = _processing_at(at, resource_ids=taken) if taken else {}
    return tuple(
        replace(each, processing_until=until.get(each.resource_id))
        if each.code is RefusalCode.SLOT_TAKEN
        else each
        for each in found
    )


def _processing_at(at: datetime, *, resource_ids: Iterable[int]) -> dict[int, datetime]:
    """When the work on it goes on, for each of them who is between two pieces of one visit at that time."""
    around = period(at - _LONGEST_VISIT, at + _LONGEST_VISIT)
    rows = Occupancy.objects.filter(
        resource_id__in=resource_ids, blocked__overlap=around, kind=OccupancyKind.APPOINTMENT
    ).order_by("blocked")
    pieces: dict[tuple[int, int | None], list[tuple[datetime, datetime]]] = defaultdict(list)
    for resource_id, appointment_id, blocked in rows.values_list("resource_id", "appointment_id", "blocked"):
        pieces[resource_id, appointment_id].append((blocked.lower, blocked.upper))
    return {
        resource_id: starts
        for (resource_id, _), spans in pieces.items()
        for (_, ended), (starts, _) in pairwise(spans)
        if ended <= at < starts
    }


def _things(visit: Visit, obstacle: Obstacle) -> tuple[str, ...]:
    """Each of the rooms or devices of which one would have to be free."""
    if obstacle.code is not RefusalCode.RESOURCE_TAKEN:
        return ()
    needs = (need for need in visit.needs if need.name == obstacle.thing)
    return tuple(dict.fromkeys(thing.name for need in needs for thing in need.resources))


def _obstacles(finder: Finder, start: int) -> Iterator[tuple[Visit, Obstacle]]:
    for visit in finder.visits:
        if isinstance(visit, Plan):
            yield from obstacles_at(visit, start)
        elif visit.session is None or visit.session.start == start:
            obstacle = obstacle_of(finder.calendar, visit, start=start, now=finder.now, taken=finder.taken)
            if obstacle:
                yield visit, obstacle
