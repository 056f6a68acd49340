"""Rules that count: caps by branch, service, person and customer, and the way between two branches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from booking.enums import RefusalCode
from booking.rules.calendar import BranchRules, Layer, StaffRules
from booking.rules.offerings import ServiceRules
from booking.rules.spans import Spans, difference


class Elsewhere(NamedTuple):
    """A person is taken at a branch in [start, end)."""

    branch_id: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """How many there are already, own holds and the appointment to be moved left out.

    Whoever holds several times of a day counts once: they will take one of them. ``upcoming`` and ``own`` are
    the customer's, where one is known.
    """

    by_branch: Mapping[tuple[int, date], int] = field(default_factory=dict)
    by_service: Mapping[tuple[int, int, date], int] = field(default_factory=dict)  # branch, service
    by_staff: Mapping[tuple[int, date], int] = field(default_factory=dict)
    upcoming: int = 0
    own: Mapping[tuple[int, date], int] = field(default_factory=dict)  # service
    elsewhere: Mapping[int, tuple[Elsewhere, ...]] = field(default_factory=dict)  # by resource


NOTHING_COUNTED = Counted()


def day_layers(
    counted: Counted,
    *,
    service: ServiceRules,
    staff: StaffRules,
    branch: BranchRules,
    day: date,
    whole: Spans,
) -> Iterator[Layer]:
    """The caps of a day: each leaves all of it, or nothing."""
    of_branch = counted.by_branch.get((branch.branch_id, day), 0)
    of_service = counted.by_service.get((branch.branch_id, service.service_id, day), 0)
    of_person = counted.by_staff.get((staff.staff_id, day), 0)
    for code, most, amount in (
        (RefusalCode.BRANCH_DAY_FULL, branch.max_per_day, of_branch),
        (RefusalCode.SERVICE_DAY_FULL, service.max_per_day, of_service),
        (RefusalCode.STAFF_DAY_FULL, staff.max_per_day, of_person),
    ):
        if most is not None:
            yield Layer(code, () if amount >= most else whole)


def customer_layers(
    counted: Counted, *, service: ServiceRules, branch: BranchRules, day: date, whole: Spans
) -> Iterator[Layer]:
    """The caps of one customer."""
    if branch.max_upcoming is not None:
        full = counted.upcoming >= branch.max_upcoming
        yield Layer(RefusalCode.TOO_MANY_APPOINTMENTS, () if full else whole)
    if service.max_per_customer_day is not None:
        full = counted.own.get((service.service_id, day), 0) >= service.max_per_customer_day
        yield Layer(RefusalCode.ALREADY_THAT_DAY, () if full else whole)
    if service.max_per_customer_week is not None:
        monday = day - timedelta(days=day.weekday())
        week = (monday + timedelta(days=step) for step in range(7))
        booked = sum(counted.own.get((service.service_id, each), 0) for each in week)
        full = booked >= service.max_per_customer_week
        yield Layer(RefusalCode.ALREADY_THAT_WEEK, () if full else whole)


def travel_layers(
    counted: Counted, *, staff: StaffRules, branch: BranchRules, hull: tuple[int, int], whole: Spans
) -> Iterator[Layer]:
    """Starts that leave the person time for the way from and to other branches.

    :param hull: from when to when the visit takes the person, relative to its start.
    """
    places = counted.elsewhere.get(staff.resource_id, ())
    holes = sorted(
        (start - minutes - hull[1] + 1, end + minutes - hull[0])
        for branch_id, start, end in places
        if (minutes := branch.travel.get(branch_id, 0)) and branch_id != branch.branch_id
    )
    if holes:
        yield Layer(RefusalCode.STAFF_TRAVELLING, difference(whole, tuple(holes)))
