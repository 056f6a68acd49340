"""When branches are open, in the words of the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.models import Branch
from booking.queries.calendar import current_calendar
from booking.rules.calendar import Calendar
from booking.rules.spans import Span
from booking.wall_clock import instant_of, local_day


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenSpan:
    """Local times of the branch, aware."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningDay:
    """One date of one branch. ``holiday`` names the public holiday on which it closes; no spans: closed."""

    day: date
    spans: tuple[OpenSpan, ...]
    holiday: str | None = None

    @property
    def is_open(self) -> bool:
        return bool(self.spans)


def opening_hours_on(*, branch: Branch, day: date) -> OpeningDay:
    """The opening hours of one date, with special days, public holidays and closures worked in."""
    return _opening_day(current_calendar(), branch, day)


def opening_week(*, branch: Branch, first_day: date, days: int = 7) -> tuple[OpeningDay, ...]:
    """The same for consecutive dates, in one read."""
    calendar = current_calendar()
    return tuple(_opening_day(calendar, branch, first_day + timedelta(days=step)) for step in range(days))


def is_open_at(*, branch: Branch, at: datetime) -> bool:
    """Whether the branch is open at this instant, as call routing wants to know."""
    local = at.astimezone(branch.zone)
    spans = opening_hours_on(branch=branch, day=local.date()).spans
    return any(span.opens_at <= local < span.closes_at for span in spans)


def next_opening(*, branch: Branch, at: datetime, within_days: int = 30) -> datetime | None:
    """The next instant (on the branch's clock) at which it opens, after ``at``."""
    first_day = local_day(int(at.timestamp()), branch.zone)
    week = opening_week(branch=branch, first_day=first_day, days=within_days)
    openings = (span.opens_at for day in week for span in day.spans)
    return next((opens_at for opens_at in openings if opens_at > at), None)


def _opening_day(calendar: Calendar, branch: Branch, day: date) -> OpeningDay:
    rules = calendar.branches[branch.pk]
    spans = calendar.opening_spans(branch_id=branch.pk, day=day)
    holiday = rules.holiday_on(day) if rules.special_on(day) is None else None
    return OpeningDay(day=day, spans=tuple(_local(span, branch) for span in spans), holiday=holiday)


def _local(span: Span, branch: Branch) -> OpenSpan:
    opens_at, closes_at = (instant_of(edge).astimezone(branch.zone) for edge in span)
    return OpenSpan(opens_at=opens_at, closes_at=closes_at)
