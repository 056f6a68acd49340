"""By when somebody owes a call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from booking.models import Branch
from booking.queries.hours import OpenSpan, is_open_at, next_opening, opening_hours_on

# A callback is owed within this much opening time.
CALL_BACK_WITHIN = timedelta(hours=2)
ROUND_TO = timedelta(minutes=15)


def callback_deadline(branch: Branch, now: datetime) -> datetime:
    """Two hours of opening time from now: what is left of today counts, nights and holidays do not."""
    owed, at = CALL_BACK_WITHIN, now
    while opening := _opening_from(branch, at):
        begins_at, closes_at = (edge.astimezone(UTC) for edge in (opening.opens_at, opening.closes_at))
        if begins_at + owed <= closes_at:
            return min(_rounded(begins_at + owed), closes_at)
        owed, at = owed - (closes_at - begins_at), closes_at
    # A branch without any opening hours owes the call by the same time tomorrow.
    return _rounded(now + timedelta(days=1))


def _opening_from(branch: Branch, at: datetime) -> OpenSpan | None:
    """What is left of the opening hours that run at this instant; else the next ones."""
    local = at.astimezone(branch.zone)
    opens_at = local if is_open_at(branch=branch, at=at) else next_opening(branch=branch, at=local)
    if opens_at is None:
        return None
    spans = opening_hours_on(branch=branch, day=opens_at.date()).spans
    closes_at = next(span.closes_at for span in spans if span.opens_at <= opens_at < span.closes_at)
    return OpenSpan(opens_at=opens_at, closes_at=closes_at)


def _rounded(at: datetime) -> datetime:
    past = timedelta(minutes=at.minute, seconds=at.second, microseconds=at.microsecond) % ROUND_TO
    return at + (ROUND_TO - past) if past else at
