"""The weekly timetable of group classes: its lines, the days they fall on, and why a day has no session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from booking.enums import RefusalCode
from booking.errors import BookingRefused
from booking.house_values import ClassTimeValues
from booking.models import ClassTime
from booking.queries.calendar_state import CalendarState, state_for_search
from booking.queries.slots import MARGIN
from booking.rules.choices import Choices
from booking.rules.engine import refusal_of
from booking.rules.visits import Visit, visit_of
from booking.wall_clock import instant_at, seconds_of

# How far ahead the timetable becomes sessions, where the service does not say so itself.
PLANNED_AHEAD_DAYS: Final = 84
# A class begins when the timetable says, also in the evening; not on holidays, not while its teacher is away.
TIMETABLE_WAIVES: Final = frozenset(
    {
        RefusalCode.TOO_SHORT_NOTICE,
        RefusalCode.BEYOND_HORIZON,
        RefusalCode.NOT_ON_GRID,
        RefusalCode.NOT_AT_THIS_TIME,
        RefusalCode.OUTSIDE_OPENING_HOURS,
        RefusalCode.STAFF_NOT_WORKING,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingDay:
    """A date on which the timetable cannot be kept, and why."""

    day: date
    code: RefusalCode


def class_time_values(class_time: ClassTime) -> ClassTimeValues:
    """The line as it is edited."""
    return ClassTimeValues(
        service_id=class_time.service_id,
        branch_id=class_time.branch_id,
        staff_id=class_time.staff_id,
        weekday=class_time.weekday,
        starts_at=class_time.starts_at,
        places=class_time.places,
        min_participants=class_time.min_participants,
        decided_before=class_time.decided_before,
        valid_from=class_time.valid_from,
        valid_until=class_time.valid_until,
    )


def days_of(class_time: ClassTime, now: datetime) -> Iterator[date]:
    """The days on which it falls, from today on as far ahead as sessions are made."""
    today = now.astimezone(class_time.branch.zone).date()
    ahead = class_time.service.horizon_days or max(class_time.branch.horizon_days, PLANNED_AHEAD_DAYS)
    first = today + timedelta(days=(class_time.weekday - today.weekday()) % 7)
    for week in range(ahead // 7 + 1):
        day = first + timedelta(weeks=week)
        begun = class_time.valid_from is None or class_time.valid_from <= day
        if begun and (class_time.valid_until is None or day <= class_time.valid_until):
            yield day


def missing_days(class_time: ClassTime, *, now: datetime) -> tuple[MissingDay, ...]:
    """Days of the timetable without a session, as far as a rule is in the way of one."""
    known = set(class_time.sessions.values_list("day_on", flat=True))
    days = [day for day in days_of(class_time, now) if day not in known]
    if not days:
        return ()
    state = _state_around(class_time, days)
    try:
        visit = _visit(class_time, state)
    except BookingRefused as refusal:
        return tuple(MissingDay(day=day, code=RefusalCode(refusal.code)) for day in days)
    found = ((day, _code(class_time, day, state, visit, now)) for day in days)
    # What has begun today already is not missed any more.
    return tuple(
        MissingDay(day=day, code=code) for day, code in found if code and code != RefusalCode.PAST_TIME
    )


def _state_around(class_time: ClassTime, days: Sequence[date]) -> CalendarState:
    zone = class_time.branch.zone
    first, last = (datetime.combine(day, class_time.starts_at, tzinfo=zone) for day in (days[0], days[-1]))
    return state_for_search(
        service_ids=[class_time.service_id],
        staff_ids=[class_time.staff_id],
        branch_ids=[class_time.branch_id],
        start=first - MARGIN,
        end=last + MARGIN,
    )


def _visit(class_time: ClassTime, state: CalendarState) -> Visit:
    """:raises ServiceNotOffered: this person does not give it there (any more)."""
    visit = visit_of(
        state.calendar,
        service_id=class_time.service_id,
        staff_id=class_time.staff_id,
        branch_id=class_time.branch_id,
        choices=Choices(party_size=class_time.places),
    )
    # For how many people a class is, its line says, not what one customer may book.
    return replace(visit, has_room=all(need.resources for need in visit.needs))


def _code(
    class_time: ClassTime, day: date, state: CalendarState, visit: Visit, now: datetime
) -> RefusalCode | None:
    try:
        starts_at = instant_at(datetime.combine(day, class_time.starts_at), class_time.branch.zone)
    except BookingRefused as refusal:
        return RefusalCode(refusal.code)
    return refusal_of(
        state.calendar,
        visit,
        start=seconds_of(starts_at),
        now=seconds_of(now),
        taken=state.taken,
        waived=TIMETABLE_WAIVES,
    )
