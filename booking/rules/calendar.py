"""A copy of all calendar rules of one company, made for asking "who is there when?" many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.enums import RefusalCode
from booking.rules.offerings import ResourceRules, ServiceRules
from booking.rules.public_holidays import public_holiday
from booking.rules.ranking import GapValue, gap_value
from booking.rules.seasons import is_in_season
from booking.rules.spans import Spans, difference, intersection, union
from booking.wall_clock import MIDNIGHT, day_span, wall_span

ONE_DAY = timedelta(days=1)
_EVES = frozenset({(12, 24), (12, 31)})
# Staff days that one calendar remembers: 200 people for more than three months.
MAX_REMEMBERED_DAYS = 20_000


class WeeklySpan(NamedTuple):
    """Hours of one weekday, perhaps only for a while, every few weeks, or in or out of the school holidays.

    ``region`` is country and Land, whose schools count.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None
    valid_until: date | None
    every_weeks: int = 1
    anchor: date | None = None
    season: str = ""
    region: tuple[str, str] = ("", "")

    def applies_on(self, day: date) -> bool:
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or day <= self.valid_until)
            and self._is_their_week(day)
            and (not self.season or is_in_season(self.season, day, *self.region))
        )

    def _is_their_week(self, day: date) -> bool:
        if self.every_weeks == 1 or self.anchor is None:
            return True
        weeks = (_monday(day) - _monday(self.anchor)).days // 7
        return weeks % self.every_weeks == 0


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, kw_only=True, slots=True)
class BranchRules:
    """A branch, with its rules in seconds."""

    branch_id: int
    name: str
    zone: ZoneInfo
    country: str
    subdivision: str
    min_notice: int
    horizon_days: int
    grid: int
    closes_on_public_holidays: bool
    is_active: bool
    weekly: tuple[WeeklySpan, ...]
    special_days: Mapping[date, tuple[tuple[time, time], ...]]
    closures: Spans
    max_per_day: int | None = None
    max_upcoming: int | None = None
    eves_close_at: time | None = None
    keeps_local_holidays: bool = False
    travel: Mapping[int, int] = field(default_factory=dict)  # from other branches by their ids
    open_holidays: frozenset[str] = frozenset()
    last_start: time | None = None
    yearly_days: Mapping[tuple[int, int], tuple[date, tuple[tuple[time, time], ...]]] = field(
        default_factory=dict
    )  # by month and day: since when, and the hours

    def wall_spans_on(self, day: date) -> tuple[RefusalCode | None, Spans]:
        """Opening hours of one date, before closures; the code says why there are none by rule."""
        hours = self.special_on(day)
        if hours == ():
            return RefusalCode.BRANCH_CLOSED, ()
        if hours is None:
            if self.holiday_on(day):
                return RefusalCode.PUBLIC_HOLIDAY, ()
            hours = tuple((span.opens, span.closes) for span in self.weekly if span.applies_on(day))
            if (day.month, day.day) in _EVES and self.eves_close_at is not None:
                if self.eves_close_at == MIDNIGHT:
                    return RefusalCode.BRANCH_CLOSED, ()
                hours = tuple(_cut_short(hours, self.eves_close_at))
        return None, union(wall_span(day, opens, closes, self.zone) for opens, closes in hours)

    def special_on(self, day: date) -> tuple[tuple[time, time], ...] | None:
        """Hours of a special day, none: closed; ``None``: it is a day like any other."""
        if day in self.special_days:
            return self.special_days[day]
        since, hours = self.yearly_days.get((day.month, day.day), (date.max, None))
        return hours if since <= day else None

    def holiday_on(self, day: date) -> str | None:
        """The name of the public holiday on which this branch closes."""
        if not self.closes_on_public_holidays:
            return None
        name = public_holiday(
            day, country=self.country, subdivision=self.subdivision, with_local=self.keeps_local_holidays
        )
        return None if name in self.open_holidays else name


def _cut_short(hours: Iterable[tuple[time, time]], closes_at: time) -> Iterator[tuple[time, time]]:
    for opens, closes in hours:
        if opens < closes_at:
            yield opens, closes_at if closes == MIDNIGHT else min(closes, closes_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffRules:
    """A person who can be booked."""

    staff_id: int
    name: str
    resource_id: int
    gender: str
    position: int
    is_active: bool
    branch_ids: frozenset[int]
    weekly: Mapping[int, tuple[WeeklySpan, ...]]  # by branch; empty: works whenever the branch is open
    max_per_day: int | None = None


class Layer(NamedTuple):
    """What one rule allows; ``thing`` is the sort of room or device that it is about."""

    code: RefusalCode
    spans: Spans
    thing: str = ""


class StaffDay(NamedTuple):
    """One person, one branch, one local date: where each rule lets a visit lie, and all of them together."""

    start: int
    end: int
    layers: tuple[Layer, ...]
    present: Spans


@dataclass(kw_only=True, slots=True)
class Calendar:
    """The rules of one company, and the days that were worked out from them."""

    stamp: UUID | None
    branches: Mapping[int, BranchRules]
    staff: Mapping[int, StaffRules]
    services: Mapping[int, ServiceRules]
    # By group and branch, in the order in which they are to be used.
    resources: Mapping[tuple[int, int], tuple[ResourceRules, ...]] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    # Whether anything has to be counted, or anybody has to travel.
    has_limits: bool = False
    _days: dict[tuple[int, int, date], StaffDay] = field(default_factory=dict)
    _gap_values: dict[int, GapValue] = field(default_factory=dict)

    @property
    def remembered_days(self) -> int:
        """How many staff days have been worked out and kept."""
        return len(self._days)

    def staff_day(self, *, staff_id: int, branch_id: int, day: date) -> StaffDay:
        key = (staff_id, branch_id, day)
        known = self._days.get(key)
        if known is None:
            if len(self._days) >= MAX_REMEMBERED_DAYS:
                self._days.clear()
            known = self._days[key] = self._staff_day(self.staff[staff_id], self.branches[branch_id], day)
        return known

    def gap_value(self, staff_id: int) -> GapValue:
        """What free time of this person can bring with what they do."""
        known = self._gap_values.get(staff_id)
        if known is None:
            known = self._gap_values[staff_id] = gap_value(
                [
                    (service.skills[staff_id] or service.duration)
                    + service.buffer_before
                    + service.buffer_after
                    for service in self.services.values()
                    if service.is_active and staff_id in service.skills
                ]
            )
        return known

    def opening_spans(self, *, branch_id: int, day: date) -> Spans:
        """When the branch is open on a date, closures taken out."""
        branch = self.branches[branch_id]
        return difference(branch.wall_spans_on(day)[1], branch.closures)

    def working_spans(self, *, staff_id: int, branch_id: int, day: date) -> Spans:
        """When the person is there on a date: their own hours within the opening hours."""
        staff_day = self.staff_day(staff_id=staff_id, branch_id=branch_id, day=day)
        return intersection(staff_day.present, ((staff_day.start, staff_day.end),))

    def _staff_day(self, staff: StaffRules, branch: BranchRules, day: date) -> StaffDay:
        start, end = day_span(day, branch.zone)
        # A visit that starts before midnight may end after it, so tomorrow's hours join where they touch it.
        days = (day, day + ONE_DAY)
        by_rule = [branch.wall_spans_on(each) for each in days]
        opening = union(span for _, spans in by_rule for span in spans)
        closed = by_rule[0][0]
        whole = ((start, end + 24 * 3600),)
        layers = (
            Layer(RefusalCode.PUBLIC_HOLIDAY, () if closed is RefusalCode.PUBLIC_HOLIDAY else whole),
            Layer(
                RefusalCode.BRANCH_CLOSED,
                () if closed is RefusalCode.BRANCH_CLOSED else difference(whole, branch.closures),
            ),
            Layer(RefusalCode.OUTSIDE_OPENING_HOURS, opening),
            Layer(RefusalCode.STAFF_NOT_WORKING, self._work(staff, branch, days, opening)),
        )
        present: Spans = whole
        for layer in layers:
            present = intersection(present, layer.spans)
        return StaffDay(start, end, layers, present)

    def _work(self, staff: StaffRules, branch: BranchRules, days: tuple[date, ...], opening: Spans) -> Spans:
        if not staff.weekly:
            return opening
        own = staff.weekly.get(branch.branch_id, ())
        return union(
            wall_span(day, span.opens, span.closes, branch.zone)
            for day in days
            for span in own
            if span.applies_on(day)
        )
