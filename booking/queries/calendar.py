"""The calendar rules on their own, for those who only ask when somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime

from booking.queries.calendar_state import state_of_resources
from booking.rules.calendar import Calendar

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def current_calendar() -> Calendar:
    """All rules of the company as they stand; one cheap statement while this process knows them already."""
    return state_of_resources((), start=_ANY_TIME, end=_ANY_TIME).calendar
