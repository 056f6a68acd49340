"""The calendar rules of a company, as the SQL function ``booking_calendar()`` gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.enums import OptionKind, PhaseKind, ServiceKind
from booking.rules.calendar import BranchRules, Calendar, StaffRules, WeeklySpan
from booking.rules.offerings import OptionRules, Phase, ResourceNeedRules, ResourceRules, ServiceRules
from booking.rules.spans import Spans, union

Row = dict[str, Any]
_LIMITS = {
    "branches": ("max_per_day", "max_upcoming", "travel_minutes"),
    "staff": ("max_per_day",),
    "services": ("max_per_day", "max_per_customer_day", "max_per_customer_week"),
}


def calendar_from_rows(stamp: UUID | None, rows: dict[str, list[Any] | None]) -> Calendar:
    """Put the rows together; keys that a newer database adds are left alone."""
    weekly = _weekly([*(rows["hours"] or ()), *(rows["shifts"] or ())], rows["branches"] or ())
    # Only those between which somebody may have to travel: a company may have ten thousand.
    travelled = [row for row in rows["branches"] or () if row["travel_minutes"]]
    special, closures = _special_days(rows["special_days"] or ()), _closures(rows["closures"] or ())
    yearly = _yearly_days(rows["yearly_days"] or ())
    return Calendar(
        stamp=stamp,
        branches={
            row["id"]: _branch(
                row, weekly, special[row["id"]], yearly[row["id"]], union(closures[row["id"]]), travelled
            )
            for row in rows["branches"] or ()
        },
        staff={row["id"]: _staff(row, weekly) for row in rows["staff"] or ()},
        services={row["id"]: _service(row) for row in rows["services"] or ()},
        resources=_resources(rows["resources"] or (), dict(rows["capacities"] or ())),
        groups=dict(rows["groups"] or ()),
        has_limits=any(
            row[key] for table, keys in _LIMITS.items() for row in rows[table] or () for key in keys
        ),
    )


Weekly = dict[tuple[int, int | None], list[WeeklySpan]]
SpecialDays = dict[date, tuple[tuple[time, time], ...]]
YearlyDays = dict[tuple[int, int], tuple[date, tuple[tuple[time, time], ...]]]


def _weekly(rows: Iterable[list[Any]], branches: Iterable[Row]) -> Weekly:
    """``hours`` hold every week; ``shifts`` say besides every how many, in step with which, and when."""
    regions = {row["id"]: (row["country"], row["subdivision"]) for row in branches}
    weekly: Weekly = defaultdict(list)
    for branch_id, staff_id, weekday, opens, closes, valid_from, valid_until, *shift in rows:
        every_weeks, anchor, season = shift or (1, None, "")
        span = WeeklySpan(
            weekday,
            time.fromisoformat(opens),
            time.fromisoformat(closes),
            _day(valid_from),
            _day(valid_until),
            every_weeks,
            _day(anchor),
            season,
            regions[branch_id],
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


def _yearly_days(rows: Iterable[list[Any]]) -> dict[int, YearlyDays]:
    yearly: dict[int, YearlyDays] = defaultdict(dict)
    for branch_id, date_on, opens, closes in rows:
        since = date.fromisoformat(date_on)
        hours = ((time.fromisoformat(opens), time.fromisoformat(closes)),) if opens else ()
        key = (since.month, since.day)
        first, known = yearly[branch_id].get(key, (since, ()))
        yearly[branch_id][key] = (min(first, since), known + hours)
    return yearly


def _closures(rows: Iterable[list[Any]]) -> dict[int, list[tuple[int, int]]]:
    closures: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for branch_id, start, end in rows:
        closures[branch_id].append((start, end))
    return closures


def _branch(
    row: Row,
    weekly: Weekly,
    special_days: SpecialDays,
    yearly_days: YearlyDays,
    closures: Spans,
    branches: Iterable[Row],
) -> BranchRules:
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
        yearly_days=yearly_days,
        closures=closures,
        max_per_day=row["max_per_day"],
        max_upcoming=row["max_upcoming"],
        eves_close_at=_clock(row["eves_close_at"]),
        keeps_local_holidays=row["keeps_local_holidays"],
        travel=_travel(row, branches),
        open_holidays=frozenset(row["open_holidays"]),
        last_start=_clock(row["last_start"]),
    )


def _travel(row: Row, branches: Iterable[Row]) -> dict[int, int]:
    """Seconds to each other branch: as far there as back, whichever of the two says it."""
    ways = {int(branch_id): minutes for branch_id, minutes in row["travel_minutes"].items()}
    for other in branches:
        there = other["travel_minutes"].get(str(row["id"]), 0)
        ways[other["id"]] = max(ways.get(other["id"], 0), there)
    return {branch_id: minutes * 60 for branch_id, minutes in ways.items() if minutes}


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
        max_per_day=row["max_per_day"],
    )


def _service(row: Row) -> ServiceRules:
    return ServiceRules(
        service_id=row["id"],
        name=row["name"],
        version=row["version"],
        duration=row["duration"],
        buffer_before=row["buffer_before"],
        buffer_after=row["buffer_after"],
        min_notice=row["min_notice"],
        horizon_days=row["horizon_days"],
        price_cents=row["price_cents"],
        price_kind=row["price_kind"],
        currency=row["currency"],
        is_active=row["is_active"],
        skills=dict(row["skills"] or ()),
        first_start=_clock(row["first_start"]),
        last_start=_clock(row["last_start"]),
        phases=_phases(row["phases"]),
        options={option[0]: _option(*option) for option in row["options"] or ()},
        fits_processing=row["fits_processing"],
        max_per_day=row["max_per_day"],
        max_per_customer_day=row["max_per_customer_day"],
        max_per_customer_week=row["max_per_customer_week"],
        needs=tuple(
            ResourceNeedRules(group_id, PhaseKind(during) if during else None)
            for group_id, during in row["needs"] or ()
        ),
        kind=ServiceKind(row["kind"]),
        min_party=row["min_party"],
        max_party=row["max_party"],
        is_priced_per_person=row["per_person"],
        duration_per_person=row["duration_per_person"],
    )


def _phases(rows: Iterable[list[Any]] | None) -> tuple[Phase, ...]:
    return tuple(Phase(PhaseKind(kind), duration) for kind, duration in rows or ())


def _option(
    option_id: int,
    kind: str,
    name: str,
    duration: int,
    phases: list[list[Any]],
    price_cents: int | None,
    price_kind: str,
    is_active: bool,  # noqa: FBT001  a column of the row
) -> OptionRules:
    return OptionRules(
        option_id, OptionKind(kind), name, duration, _phases(phases), price_cents, price_kind, is_active
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def _resources(
    rows: Iterable[list[Any]], capacities: dict[int, int]
) -> dict[tuple[int, int], tuple[ResourceRules, ...]]:
    resources: dict[tuple[int, int], tuple[ResourceRules, ...]] = defaultdict(tuple)
    for resource_id, name, group_id, branch_id in rows:
        resources[group_id, branch_id] += (ResourceRules(resource_id, name, capacities.get(resource_id)),)
    return dict(resources)
