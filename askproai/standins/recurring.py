"""Series in the stand-ins' calendars: which dates a rule gives, by the wall clock of its zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

# No provider expands a rule without end for ever.
MOST_DATES = 1000


def starts_of(
    *, first: datetime, rules: list[str], zone: str, window: tuple[datetime, datetime]
) -> Iterator[datetime]:
    """Yield the starts of a series in [window), as instants; ``rules`` are RRULE, EXDATE and RDATE lines."""
    local = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    series = rrulestr("\n".join(_without_zone(rule) for rule in rules), dtstart=local, forceset=True)
    for number, wall in enumerate(series):
        start = wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if start >= window[1] or number >= MOST_DATES:
            return
        if start >= window[0]:
            yield start


def _without_zone(rule: str) -> str:
    """The rules as wall-clock rules: UNTIL=20261231T225959Z and EXDATE;TZID=… lose their zone."""
    name, _, value = rule.partition(":")
    return f"{name.partition(';')[0]}:{value.replace('Z', '')}"


def midnight(day: date, zone: str) -> datetime:
    """Return the instant at which a day begins there."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
