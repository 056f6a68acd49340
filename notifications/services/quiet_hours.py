"""When a reminder may go out."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.quiet_hours import QUIET_FROM, QUIET_UNTIL

# Not the last minute before quiet: an SMS may take a while.
_LATEST = time(20, 30)

# Unless the company wants something else.
REMIND_BEFORE = timedelta(hours=24)
# Nearer than this to the booking a reminder only repeats the confirmation.
_DISTANCE = timedelta(hours=2)


def reminder_due(
    *, starts_at: datetime, zone: ZoneInfo, now: datetime, before: timedelta = REMIND_BEFORE
) -> datetime | None:
    """So long before the start, earlier where that is in quiet hours; ``None`` when too near to ``now``."""
    due = not_quiet_before(starts_at - before, zone=zone)
    return due if due >= now + _DISTANCE else None


def second_reminder_due(
    *, starts_at: datetime, zone: ZoneInfo, now: datetime, before: timedelta, first: datetime | None
) -> datetime | None:
    """So long before the start; ``None`` in quiet hours, and where the first or the booking is as near."""
    due = starts_at - before
    latest = max(now, first or now)
    return due if due >= latest + _DISTANCE and not_quiet_before(due, zone=zone) == due else None


def not_quiet_before(instant: datetime, *, zone: ZoneInfo) -> datetime:
    """The instant itself, or the evening before the quiet hours in which it lies."""
    local = instant.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return instant
    evening = local.date() if local.time() >= QUIET_FROM else local.date() - timedelta(days=1)
    return datetime.combine(evening, _LATEST, tzinfo=zone).astimezone(instant.tzinfo)
