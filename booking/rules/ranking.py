"""What makes one free time better than another, once the caller's wish is met.

Habits come first, then what the gaps beside a visit are still worth, then how much each person has to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from booking.wall_clock import instant_of

# A habit needs this many visits, and most of them alike.
ENOUGH_VISITS = 3
MOSTLY = 0.6
# "Always at ten" still holds an hour earlier or later.
SAME_HOUR_WITHIN = 75
DAY_MINUTES = 24 * 60

STEP = 300
# Gaps longer than this are as good as endless: whatever is taken of them leaves enough.
LONG_GAP = 6 * 3600
# So many callers ask, on average, before a gap lapses.
CALLERS_PER_GAP = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Habits:
    """When, and with whom, somebody usually comes; empty where nothing stands out.

    ``minute`` is the usual start on the branch's clock.
    """

    weekday: int | None = None
    minute: int | None = None
    staff_id: int | None = None

    def __bool__(self) -> bool:
        return self != NO_HABITS

    def strangeness(self, start: int, zone: ZoneInfo, staff_id: int | None) -> int:
        """How many of the habits a time breaks, from 0 to 3; ``None``: by whom is still open."""
        local = _local(start, zone)
        return (
            (self.weekday is not None and local.weekday() != self.weekday)
            + (self.minutes_off(start, zone) > SAME_HOUR_WITHIN)
            + (None not in (self.staff_id, staff_id) and staff_id != self.staff_id)
        )

    def minutes_off(self, start: int, zone: ZoneInfo) -> int:
        """Minutes between this time of day and the usual one; 0 for whoever has none."""
        return 0 if self.minute is None else _apart(_minute(_local(start, zone)), self.minute)


NO_HABITS = Habits()


def habits_of(visits: Sequence[tuple[datetime, int]]) -> Habits:
    """What most of somebody's visits have in common.

    :param visits: local start and staff id of each.
    """
    if len(visits) < ENOUGH_VISITS:
        return NO_HABITS
    return Habits(
        weekday=_usual([start.weekday() for start, _ in visits]),
        minute=_usual_minute([_minute(start) for start, _ in visits]),
        staff_id=_usual([staff_id for _, staff_id in visits]),
    )


def _usual(values: Sequence[int]) -> int | None:
    best = max(dict.fromkeys(values), key=values.count)
    return best if values.count(best) >= MOSTLY * len(values) else None


def _usual_minute(minutes: Sequence[int]) -> int | None:
    """The time of day around which most visits lie; of several such, where they lie closest."""
    close = {each: [one for one in minutes if _apart(one, each) <= SAME_HOUR_WITHIN] for each in minutes}
    best = min(close, key=lambda each: (-len(close[each]), sum(_apart(one, each) for one in close[each])))
    return best if len(close[best]) >= MOSTLY * len(minutes) else None


def _apart(one: int, other: int) -> int:
    between = abs(one - other)
    return min(between, DAY_MINUTES - between)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


@lru_cache(maxsize=10_000)
def _local(start: int, zone: ZoneInfo) -> datetime:
    return instant_of(start).astimezone(zone)


@dataclass(frozen=True, slots=True)
class GapValue:
    """What a stretch of free time can still bring, in seconds of work, when callers ask for these services.

    A caller wants one of the services, each as likely as its share; a gap is tried by a few callers, and what
    one of them leaves of it by those after. So a gap that only a rare, short service fits is worth little.
    """

    shares: Mapping[int, float]  # by length in seconds
    _known: dict[int, float] = field(default_factory=dict)
    _costs: dict[tuple[int, int, int, int], tuple[int, ...]] = field(default_factory=dict)

    def of(self, length: int) -> float:
        """Seconds that will be sold of a gap, on average."""
        steps = min(length, LONG_GAP) // STEP
        known = self._known.get(steps)
        if known is None:
            known = self._known[steps] = self._sold(steps * STEP)
        return known + max(length - LONG_GAP, 0)

    def cost(self, *, before: int, after: int, length: int) -> int:
        """What a visit destroys of the value of the time around it, in steps of five minutes.

        :param before: free seconds before the visit, likewise ``after``.
        """
        lost = self.of(before + length + after) - length - self.of(before) - self.of(after)
        return round(lost / STEP)

    def costs(self, *, before: int, step: int, room: int, length: int) -> tuple[int, ...]:
        """The same for each start in one gap, every ``step`` seconds.

        :param before: free seconds before the first of them.
        :param room: between the first and the last second at which the visit could start at all.
        """
        key = (before, step, room, length)
        known = self._costs.get(key)
        if known is None:
            known = self._costs[key] = tuple(
                self.cost(before=each, after=room - each, length=length)
                for each in range(before, room + 1, step)
            )
        return known

    def _sold(self, gap: int) -> float:
        fitting = {length: share for length, share in self.shares.items() if length <= gap}
        chance = sum(fitting.values())
        if not chance:
            return 0.0
        each = sum(share * (length + self.of(gap - length)) for length, share in fitting.items()) / chance
        return (1 - (1 - min(chance, 1.0)) ** CALLERS_PER_GAP) * each


def gap_value(lengths: Sequence[int]) -> GapValue:
    """The value of gaps where each of these lengths is asked for equally often."""
    rounded = [max(-(-length // STEP), 1) * STEP for length in lengths]
    return GapValue({length: rounded.count(length) / len(rounded) for length in rounded})
