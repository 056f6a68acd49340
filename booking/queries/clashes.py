"""Which of many appointments could not be in the calendar: with what is there, and with each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from booking.enums import RefusalCode
from booking.errors import ServiceNotOffered
from booking.queries.calendar_state import CalendarState, state_for_search
from booking.queries.classes import is_class
from booking.queries.slots import MARGIN
from booking.rules.engine import refusal_of
from booking.rules.taken import Take
from booking.rules.visits import Visit, visit_of
from booking.wall_clock import seconds_of

_A_DAY_S = 24 * 3600
_NOT_IMPOSSIBLE = frozenset(RefusalCode) - {
    RefusalCode.SLOT_TAKEN,
    RefusalCode.RESOURCE_TAKEN,
    RefusalCode.STAFF_ABSENT,
}


class Wanted(NamedTuple):
    """An appointment that is to be written down; ``place`` tells it from the others."""

    place: int
    service_id: int
    staff_id: int
    branch_id: int
    starts_at: datetime


def clashes_among(wanted: Sequence[Wanted], *, now: datetime) -> dict[int, RefusalCode]:
    """Why some of them cannot be written down one after the other, by their places.

    Only what makes them impossible: taken people, rooms and devices, absences, and who does not do it there.
    Reads the calendar once, however many there are.
    """
    if not wanted:
        return {}
    state = state_for_search(
        service_ids=sorted({each.service_id for each in wanted}),
        staff_ids=None,
        branch_ids=sorted({each.branch_id for each in wanted}),
        start=min(each.starts_at for each in wanted) - MARGIN,
        end=max(each.starts_at for each in wanted) + MARGIN,
    )
    written = _Written(state, now=seconds_of(now))
    found = {each.place: written.add(each) for each in wanted}
    return {place: code for place, code in found.items() if code}


class _Written:
    """What could be written down so far, on top of the calendar."""

    def __init__(self, state: CalendarState, *, now: int) -> None:
        self._state, self._now = state, now
        self._visits: dict[tuple[int, int, int], Visit | None] = {}
        # By resource and day, so that only what is near is looked at.
        self._takes: dict[tuple[int, int], list[Take]] = defaultdict(list)

    def add(self, wanted: Wanted) -> RefusalCode | None:
        """Why it is impossible; ``None``: it is written down."""
        calendar = self._state.calendar
        if is_class(calendar, wanted.service_id):
            return None  # places are counted when they are taken
        visit, start = self._visit(wanted), seconds_of(wanted.starts_at)
        if visit is None:
            return RefusalCode.SERVICE_NOT_OFFERED
        takes = visit.takes(start, taken=self._state.taken, besides=tuple(self._near(visit, start)))
        if takes is None:
            now = min(self._now, start)
            taken, waived = self._state.taken, _NOT_IMPOSSIBLE
            refusal = refusal_of(calendar, visit, start=start, now=now, taken=taken, waived=waived)
            # Where the calendar itself has room, another one of them was before.
            return refusal or RefusalCode.SLOT_TAKEN
        for take in takes:
            self._takes[take.resource_id, take.start // _A_DAY_S].append(take)
        return None

    def _visit(self, wanted: Wanted) -> Visit | None:
        """Nothing where this person does not do it there."""
        service_id, staff_id, branch_id = key = wanted.service_id, wanted.staff_id, wanted.branch_id
        if key not in self._visits:
            try:
                self._visits[key] = visit_of(
                    self._state.calendar, service_id=service_id, staff_id=staff_id, branch_id=branch_id
                )
            except ServiceNotOffered:
                self._visits[key] = None
        return self._visits[key]

    def _near(self, visit: Visit, start: int) -> Iterator[Take]:
        day = start // _A_DAY_S
        for resource_id in visit.resource_ids:
            for each in (day - 1, day, day + 1):
                yield from self._takes.get((resource_id, each), ())
