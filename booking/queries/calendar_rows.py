"""The calendar rules of a company as one JSON value, and back into :class:`Calendar`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.rules.calendar import BranchRules, Calendar, ServiceRules, StaffRules, WeeklySpan
from booking.rules.spans import Spans, union

Row = dict[str, Any]

CALENDAR_SQL = """
SELECT json_build_object(
    'branches', (SELECT json_agg(json_build_object(
        'id', id, 'name', name, 'timezone', timezone, 'country', country, 'subdivision', subdivision,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'grid', slot_grid_minutes * 60, 'closes_on_public_holidays', closes_on_public_holidays,
        'is_active', is_active) ORDER BY position, id) FROM booking_branch),
    'staff', (SELECT json_agg(json_build_object(
        'id', member.id, 'name', member.name, 'resource_id', resource_id, 'gender', gender, 'position', position,
        'is_active', is_active,
        'branch_ids', ARRAY(SELECT branch_id FROM booking_staffmember_branches WHERE staffmember_id = member.id)
        )) FROM booking_staffmember member),
    'services', (SELECT json_agg(json_build_object(
        'id', service.id, 'name', name, 'version', version, 'duration', date_part('epoch', duration)::int,
        'buffer_before', date_part('epoch', buffer_before)::int,
        'buffer_after', date_part('epoch', buffer_after)::int,
        'min_notice', date_part('epoch', min_notice)::int, 'horizon_days', horizon_days,
        'price_cents', price_cents, 'price_kind', price_kind, 'currency', currency, 'is_active', is_active,
        'skills', (SELECT json_agg(json_build_array(staff_id, date_part('epoch', duration)::int))
            FROM booking_staffskill WHERE service_id = service.id)
        )) FROM booking_service service),
    'hours', (SELECT json_agg(json_build_array(
        branch_id, staff_id, weekday, opens_at, closes_at, valid_from, valid_until)) FROM booking_workinghours),
    'special_days', (SELECT json_agg(json_build_array(branch_id, date_on, opens_at, closes_at))
        FROM booking_specialday),
    'closures', (SELECT json_agg(json_build_array(branch_id, date_part('epoch', lower(period))::int8,
        ceil(date_part('epoch', upper(period)))::int8)) FROM booking_timeoff WHERE branch_id IS NOT NULL)
)
"""


def calendar_from_rows(stamp: UUID | None, rows: dict[str, list[Any] | None]) -> Calendar:
    """Put the rows of :data:`CALENDAR_SQL` together."""
    weekly = _weekly(rows["hours"] or ())
    special, closures = _special_days(rows["special_days"] or ()), _closures(rows["closures"] or ())
    return Calendar(
        stamp=stamp,
        branches={
            row["id"]: _branch(row, weekly, special[row["id"]], union(closures[row["id"]]))
            for row in rows["branches"] or ()
        },
        staff={row["id"]: _staff(row, weekly) for row in rows["staff"] or ()},
        services={row["id"]: _service(row) for row in rows["services"] or ()},
    )


Weekly = dict[tuple[int, int | None], list[WeeklySpan]]
SpecialDays = dict[date, tuple[tuple[time, time], ...]]


def _weekly(rows: Iterable[list[Any]]) -> Weekly:
    weekly: Weekly = defaultdict(list)
    for branch_id, staff_id, weekday, opens, closes, valid_from, valid_until in rows:
        span = WeeklySpan(
            weekday,
            time.fromisoformat(opens),
            time.fromisoformat(closes),
            _day(valid_from),
            _day(valid_until),
        )
        weekly[branch_id, staff_id].append(span)
    return weekly


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _special_days(rows: Iterable[list[Any]]) -> dict[int, SpecialDays]:
    special: dict[int, SpecialDays] = defaultdict(dict)
    for branch_id, date_on, opens, closes in rows:
        day = date.fromisoformat(date_on)
        hours = ((time.fromisoformat(opens), time.fromisoformat(closes)),) if opens else ()
        special[branch_id][day] = special[branch_id].get(day, ()) + hours
    return special


def _closures(rows: Iterable[list[Any]]) -> dict[int, list[tuple[int, int]]]:
    closures: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for branch_id, start, end in rows:
        closures[branch_id].append((start, end))
    return closures


def _branch(row: Row, weekly: Weekly, special_days: SpecialDays, closures: Spans) -> BranchRules:
    return BranchRules(
        branch_id=row["id"],
        name=row["name"],
        zone=ZoneInfo(row["timezone"]),
        country=row["country"],
        subdivision=row["subdivision"],
        min_notice=row["min_notice"],
        horizon_days=row["horizon_days"],
        grid=row["grid"],
        closes_on_public_holidays=row["closes_on_public_holidays"],
        is_active=row["is_active"],
        weekly=tuple(weekly.get((row["id"], None), ())),
        special_days=special_days,
        closures=closures,
    )


def _staff(row: Row, weekly: Weekly) -> StaffRules:
    own = {
        branch_id: tuple(spans) for (branch_id, staff_id), spans in weekly.items() if staff_id == row["id"]
    }
    return StaffRules(
        staff_id=row["id"],
        name=row["name"],
        resource_id=row["resource_id"],
        gender=row["gender"],
        position=row["position"],
        is_active=row["is_active"],
        branch_ids=frozenset(row["branch_ids"]),
        weekly=own,
    )


def _service(row: Row) -> ServiceRules:
    skills = {staff_id: duration for staff_id, duration in row["skills"] or ()}
    fields = {name: row[name] for name in row.keys() - {"id", "skills"}}
    return ServiceRules(service_id=row["id"], skills=skills, **fields)
