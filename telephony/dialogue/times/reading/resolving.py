"""From a point on the calendar and the clock to a reading: a moment or a span."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from telephony.dialogue.times.reading.clocks import Clock
from telephony.dialogue.times.reading.points import Point, minute_of, moment, part_span
from telephony.dialogue.times.reading.span import DAY, Convention, Kind, Reading, Stretch, midnight


def between(now: datetime, first: Point, last: Point) -> Reading:
    """Return the span from one point to another; each borrows what only the other says."""
    if last.day is None:
        last = replace(last, day=first.day)
    if first.day is None:
        first = replace(first, day=last.day)
    if first.part and first.part[0] == "nacht" and first.clock is None and last.part is None:
        first = replace(first, part=None)  # "die Nacht vom 11. auf den 12."
    # "ab" belongs to the whole span, not to its first day
    first, last = replace(first, bound=""), replace(last, bound="")
    one, other = resolved(now, first, "next"), resolved(now, last, "next")
    start = one.start
    end = other.end if last.clock is None else other.start or other.end
    if start is not None and end is not None and end <= start and not first.day:
        end = datetime.combine(start.date(), end.time())
    if start is not None and end is not None and first.day and last.day and end <= start:
        start, end = _in_order(start, end, first.day, last.day)
    if first.day and last.day and last.day.free == "" and first.day.free == "year" and start and end:
        start = start.replace(year=end.year) if start.month <= end.month else start.replace(year=end.year - 1)
    return Reading(kind="interval", start=start, end=end, grain=one.grain)


def _in_order(start: datetime, end: datetime, first: Stretch, last: Stretch) -> tuple[datetime, datetime]:
    if first.free == "year" and last.free == "":
        return start.replace(year=end.year), end
    if last.free == "year":
        return start, end.replace(year=end.year + 1)
    weeks = (start - end) // timedelta(days=7) + 1
    return start, end + weeks * timedelta(days=7)


def resolved(now: datetime, point: Point, convention: Convention) -> Reading:
    """Return what a point means by the clock of the call."""
    day = point.day
    if point.clock is None and point.part is None and day is not None:
        return _of_days(now, point, day)
    if day is None:
        day_start = _without_day(now, point, convention)
        return _of_hours(point, day_start, now if convention == "next" and day_start <= now else None)
    if day.from_now or day.grain == "now":
        return _of_days(now, point, day)
    is_today = day.start.date() == now.date() and day.grain == "day"
    return _of_hours(point, day.start, now if is_today else None)


def _of_days(now: datetime, point: Point, day: Stretch) -> Reading:
    if point.bound in {"from", "after"} and day.grain != "now":
        return Reading(
            kind="interval", start=day.start if point.bound == "from" else day.end, grain=day.grain
        )
    if point.bound in {"until", "before"}:
        return Reading(kind="interval", end=day.end if point.bound == "until" else day.start, grain=day.grain)
    is_one = day.whole and day.end - day.start != 2 * DAY and day.end - day.start != 5 * DAY
    grain = "second" if day.grain == "now" else day.grain
    kind: Kind = "instant" if is_one and day.grain != "season" else "interval"
    return Reading(kind=kind, start=day.start, end=day.end, grain=grain, from_now=day.from_now)


def _without_day(now: datetime, point: Point, convention: Convention) -> datetime:
    """A time without a day is the next one."""
    if convention == "nearest" and not (point.clock and point.clock.minutes == 0 and now.hour >= 12):
        return midnight(now.date())
    last = part_span(point.part)[1] if point.clock is None and point.part else 0
    if point.clock is not None:
        last = minute_of(point.until or point.clock, point.part)
        if (
            point.clock.bare
            and point.clock.hour < 12
            and point.part is None
            and last < now.hour * 60 + now.minute <= last + 720
        ):
            last += 720
    return midnight(now.date()) + (DAY if last < now.hour * 60 + now.minute else timedelta(0))


def _of_hours(point: Point, day: datetime, now: datetime | None = None) -> Reading:
    if point.clock is None:
        opens, closes = part_span(point.part or ("tagsueber", ""))
        return Reading(kind="interval", start=moment(day, opens), end=moment(day, closes), grain="hour")
    start = _at(point.clock, point, day, now)
    if point.until is not None:
        end = _at(point.until, point, day, None)
        # "von 11 bis 1"
        while end <= start:
            end += timedelta(hours=12)
        return Reading(kind="interval", start=start, end=end, grain="minute")
    if point.bound in {"from", "after"}:
        return Reading(kind="interval", start=start, grain="minute")
    if point.bound in {"until", "before"}:
        return Reading(kind="interval", end=start, grain="minute")
    length = timedelta(seconds=1) if point.clock.second is not None else timedelta(minutes=1)
    return Reading(kind="instant", start=start, end=start + length, grain=point.clock.grain)


def _at(clock: Clock, point: Point, day: datetime, now: datetime | None) -> datetime:
    found = moment(day, minute_of(clock, point.part)) + timedelta(seconds=clock.second or 0)
    is_over = now is not None and clock.bare and clock.hour < 12 and point.part is None and found < now
    return found + timedelta(hours=12) if is_over and found + timedelta(hours=12) >= (now or found) else found
