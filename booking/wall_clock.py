"""Between the clock on the wall of a branch and instants. Offering and validating both go through here.

Inside the rules an instant is a whole number of seconds since 1970 in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.errors import NonexistentWallTime

MIDNIGHT = time(0)


def instant_at(local: datetime, zone: ZoneInfo, *, second: bool = False) -> datetime:
    """The instant at which the clock in ``zone`` shows the naive ``local``.

    :param second: of the two hours that autumn repeats, take the later one.
    :raises NonexistentWallTime: the clock jumps over this time.
    """
    if not is_real(local, zone):
        raise NonexistentWallTime(local=local.isoformat(), zone=zone.key)
    return local.replace(tzinfo=zone, fold=int(second)).astimezone(UTC)


def is_real(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock ever shows this time."""
    there_and_back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return there_and_back.replace(tzinfo=None) == local


def is_twice(local: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time twice, before and after it is put back."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return is_real(local, zone) and first != second


def seconds_of(instant: datetime) -> int:
    """Whole seconds since 1970; what is left of a second is dropped."""
    return int(instant.timestamp())


def instant_of(seconds: int) -> datetime:
    """Reverse of :func:`seconds_of`."""
    return datetime.fromtimestamp(seconds, UTC)


@lru_cache(maxsize=20_000)
def day_span(day: date, zone: ZoneInfo) -> tuple[int, int]:
    """First second of the local day, and of the next: 23, 24 or 25 hours."""
    return (
        _edge(datetime.combine(day, MIDNIGHT), zone, last=False),
        _edge(datetime.combine(day + timedelta(days=1), MIDNIGHT), zone, last=False),
    )


def wall_span(day: date, opens: time, closes: time, zone: ZoneInfo) -> tuple[int, int]:
    """The real seconds of a wall-clock span of one day; closing at 00:00 means the end of the day.

    An edge inside the hour that spring skips moves to the jump. In the hour that autumn repeats, we open
    the first time and close the second time the clock shows the edge.
    """
    closing_day = day + timedelta(days=1) if closes == MIDNIGHT else day
    start = _edge(datetime.combine(day, opens), zone, last=False)
    end = _edge(datetime.combine(closing_day, closes), zone, last=closes != MIDNIGHT)
    return start, end


def local_day(seconds: int, zone: ZoneInfo) -> date:
    """The date that the calendar on the wall shows at this instant."""
    return datetime.fromtimestamp(seconds, zone).date()


def offset_of(seconds: int, zone: ZoneInfo) -> int:
    """Seconds that the wall clock is ahead of UTC at this instant."""
    offset = datetime.fromtimestamp(seconds, zone).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0


def _edge(local: datetime, zone: ZoneInfo, *, last: bool) -> int:
    if is_real(local, zone):
        return int(local.replace(tzinfo=zone, fold=int(last)).timestamp())
    return _jump(local, zone)


def _jump(local: datetime, zone: ZoneInfo) -> int:
    """The second at which the clock jumps over ``local``, found by halving the span in which it must lie."""
    # For a skipped time, fold=1 counts with the later offset and lands before the jump, fold=0 after it.
    before = int(local.replace(tzinfo=zone, fold=1).timestamp())
    after = int(local.replace(tzinfo=zone, fold=0).timestamp())
    old = offset_of(before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if offset_of(middle, zone) == old:
            before = middle
        else:
            after = middle
    return after
