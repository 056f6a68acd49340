"""The parts of a visit, and how they may lie to each other.

A part begins when the one before has ended, or within its processing time, with little waiting between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from booking.rules.spans import Spans, intersection, union
from booking.rules.visits import Visit

# Four services have 24 orders; more than that nobody books at once.
MOST_PARTS = 4


class Terms(NamedTuple):
    """How the parts have to fit together; ``max_wait`` is all the waiting that one may have, in seconds.

    ``at_once``: the people begin at the same moment, each with somebody else; otherwise one after the other.
    """

    in_order: bool = False
    at_once: bool = False
    max_wait: int = 20 * 60


@dataclass(frozen=True, slots=True)
class Part:
    """One service of a visit for one of those who come, and everybody who could do it."""

    place: int
    person: int
    visits: tuple[Visit, ...]

    @property
    def durations(self) -> set[int]:
        return {visit.duration for visit in self.visits}

    @property
    def fits_processing(self) -> bool:
        return self.visits[0].service.fits_processing


def may_fill(inner: Part, outer: Part) -> bool:
    """Whether one part may be done while the other takes effect: on somebody else, or where both go."""
    return inner.person != outer.person or inner.fits_processing


def offsets_within(inner: Visit, outer: Visit) -> Spans:
    """How long after the outer one the inner one may start so that it lies within a processing time."""
    return tuple(
        (start, end - inner.duration + 1) for start, end in outer.processing if end - start >= inner.duration
    )


def hosting(outer: Spans, inner: Spans, offsets: Spans) -> Spans:
    """The starts of the outer one for which the inner one finds a start at one of the offsets."""
    fitting = union(
        (start - latest + 1, end - earliest) for start, end in inner for earliest, latest in offsets
    )
    return intersection(outer, fitting)
