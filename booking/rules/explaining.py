"""Why a visit of several parts cannot be had, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from booking.enums import RefusalCode
from booking.rules.arranging import Arrangement
from booking.rules.engine import Obstacle, obstacle_of, why_none
from booking.rules.plans import Plan
from booking.rules.spans import Span, intersection
from booking.rules.visits import Visit


def reasons_on(plan: Plan, day: date, *, within: Span) -> Iterator[RefusalCode]:
    """Why it cannot begin in this part of a day: for each person of a part that nobody could do, or once."""
    reach = within[0], within[1] + plan.longest
    impossible = [
        part
        for part in plan.parts
        if not any(intersection(plan.free(visit, day), (reach,)) for visit in part.visits)
    ]
    for part in impossible:
        for visit in part.visits:
            yield why_none(plan.calendar, visit, day=day, now=plan.now, taken=plan.taken, within=reach)
    if not impossible:
        yield RefusalCode.VISIT_DOES_NOT_FIT


def obstacles_at(plan: Plan, start: int) -> Iterator[tuple[Visit, Obstacle]]:
    """What is in the way when the visit begins then: of those parts that it comes to, but not beyond."""
    arrangement = Arrangement(plan, start, taken=plan.taken)
    if arrangement.placed():
        return
    for part, clock in arrangement.stuck_at():
        for visit in part.visits:
            obstacle = obstacle_of(
                plan.calendar,
                visit,
                start=clock,
                now=plan.now,
                taken=plan.taken,
                waived=() if clock == start else (RefusalCode.NOT_ON_GRID,),
            )
            yield visit, obstacle or Obstacle(RefusalCode.VISIT_DOES_NOT_FIT, None, "")
