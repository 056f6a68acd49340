"""What is taken: by a visit in time, and of each person, room and device."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from booking.rules.limits import NOTHING_COUNTED, Counted
from booking.rules.spans import Spans


class Take(NamedTuple):
    """One person, room or device for [start, end)."""

    resource_id: int
    start: int
    end: int


Takes = tuple[Take, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What blocks one resource; ``starts`` and ``ends`` are sorted, and no two of these spans overlap."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    absences: Spans = ()

    def between(self, start: int, end: int) -> Spans:
        """Appointments and holds that touch [start, end)."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return tuple(zip(self.starts[first:last], self.ends[first:last], strict=True))

    def seconds_between(self, start: int, end: int) -> int:
        """How long these are together."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        return sum(self.ends[first:last]) - sum(self.starts[first:last])

    def absent_between(self, start: int, end: int) -> Spans:
        return tuple(span for span in self.absences if span[0] < end and span[1] > start)


NOTHING_TAKEN = Taken()


class TakenTimes(dict[int, Taken]):
    """What blocks each resource, and what the rules that count need to know besides."""

    def __init__(self, taken: Mapping[int, Taken], *, counted: Counted = NOTHING_COUNTED) -> None:
        super().__init__(taken)
        self.counted = counted
