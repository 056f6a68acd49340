"""The days that two expressions name together."""

from __future__ import annotations

from dataclasses import replace

from telephony.dialogue.times.dates import DAY, Days, single_day


def intersect(one: Days, other: Days) -> Days | None:
    """Return the days that are meant by both, ``None`` if there are none."""
    if other.weekdays and other.start is None and other.end is None:
        one, other = other, one
    if one.weekdays and one.start is None and one.end is None:
        if other.nearby is not None:  # "in drei Wochen am Donnerstag"
            other = replace(other, start=other.nearby[0], end=other.nearby[1])
        if other.start is None and other.end is None:
            return None
        length = (other.end - other.start).days if other.start and other.end else 99
        if other.end is None and other.start is not None and len(one.weekdays) == 1 and not one.habitual:
            ahead = (one.weekdays[0] - other.start.weekday()) % 7
            return single_day(other.start + ahead * DAY)  # "am Dienstag nach dem ersten Advent"
        if length == 1 and other.start is not None and other.start.weekday() not in one.weekdays:
            return None
        return replace(other, weekdays=one.weekdays, habitual=one.habitual, nearby=None)
    starts = [day for day in (one.start, other.start) if day is not None]
    ends = [day for day in (one.end, other.end) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start >= end:
        return None
    return replace(one, start=start, end=end, weekdays=one.weekdays or other.weekdays, nearby=None)
