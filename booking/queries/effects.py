"""Which booked appointments would lie outside of the hours if these were changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from django.db.models import Q

from booking.house_values import HoursOfPlace
from booking.models import Appointment
from booking.queries.calendar import current_calendar
from booking.queries.upcoming import upcoming_appointments
from booking.rules.calendar import BranchRules, Calendar, WeeklySpan
from booking.rules.spans import Spans
from booking.wall_clock import local_day, seconds_of

DayHours = tuple[tuple[time, time], ...]


def outside_new_hours(
    *, values: HoursOfPlace, branch_id: int, staff_id: int | None, now: datetime
) -> list[Appointment]:
    """Those that would lie outside once these weekly spans hold for the branch, or the person there."""
    before = current_calendar()
    branch = before.branches[branch_id]
    spans = tuple(_weekly(values, branch))
    if staff_id is None:
        after = _with_branch(before, replace(branch, weekly=spans))
    else:
        staff = before.staff[staff_id]
        weekly = {key: own for key, own in staff.weekly.items() if key != branch_id}
        changed = replace(staff, weekly={**weekly, branch_id: spans} if spans else weekly)
        after = _fresh(before, staff={**before.staff, staff_id: changed})
    # Without hours of their own anywhere somebody works whenever a branch is open: then all of it matters.
    where = Q(branch=branch_id) if staff_id is None else Q(staff=staff_id)
    return _fallen_out(before, after, where, now=now)


def outside_new_days(
    *, branch_id: int, days: Mapping[date, DayHours], yearly: bool, now: datetime
) -> list[Appointment]:
    """Those that would lie outside once these dates have other hours, none: closed."""
    before = current_calendar()
    branch = before.branches[branch_id]
    if yearly:
        added = {(day.month, day.day): (day, hours) for day, hours in days.items()}
        changed = replace(branch, yearly_days={**branch.yearly_days, **added})
    else:
        changed = replace(branch, special_days={**branch.special_days, **days})
    return _fallen_out(before, _with_branch(before, changed), Q(branch=branch_id), now=now)


def outside_new_holidays(
    *, branch_id: int, closes: bool, keeps_local: bool, open_holidays: Iterable[str], now: datetime
) -> list[Appointment]:
    """Those that would lie on a holiday on which the branch closes from now on."""
    before = current_calendar()
    changed = replace(
        before.branches[branch_id],
        closes_on_public_holidays=closes,
        keeps_local_holidays=keeps_local,
        open_holidays=frozenset(open_holidays),
    )
    return _fallen_out(before, _with_branch(before, changed), Q(branch=branch_id), now=now)


def _weekly(values: HoursOfPlace, branch: BranchRules) -> Iterable[WeeklySpan]:
    for row in values.rows:
        yield WeeklySpan(
            row.weekday,
            row.opens_at,
            row.closes_at,
            row.valid_from,
            row.valid_until,
            row.every_weeks,
            row.anchor_on,
            row.season or "",
            (branch.country, branch.subdivision),
        )


def _with_branch(calendar: Calendar, branch: BranchRules) -> Calendar:
    return _fresh(calendar, branches={**calendar.branches, branch.branch_id: branch})


def _fresh(calendar: Calendar, **changed: object) -> Calendar:
    """A copy that remembers no day of the old rules."""
    return replace(calendar, stamp=None, _days={}, _gap_values={}, **changed)  # type: ignore[arg-type]


def _fallen_out(before: Calendar, after: Calendar, where: Q, *, now: datetime) -> list[Appointment]:
    """What lies outside already was put there on purpose and is left alone."""
    named = ("customer", "staff", "branch", "service")
    rows = upcoming_appointments(now=now).filter(where, session__isnull=True).select_related(*named)
    return [each for each in rows if _lies_in(before, each) and not _lies_in(after, each)]


def _lies_in(calendar: Calendar, appointment: Appointment) -> bool:
    start, end = seconds_of(appointment.starts_at), seconds_of(appointment.ends_at)
    branch = calendar.branches.get(appointment.branch_id)
    if branch is None or appointment.staff_id not in calendar.staff:
        return False
    day = calendar.staff_day(
        staff_id=appointment.staff_id, branch_id=branch.branch_id, day=local_day(start, branch.zone)
    )
    return _covers(day.present, start, end)


def _covers(spans: Spans, start: int, end: int) -> bool:
    return any(first <= start and end <= last for first, last in spans)
