"""What the rules know of a class session: when it begins, and how many places are left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from booking.enums import RefusalCode
from booking.rules.calendar import Layer
from booking.rules.spans import Span, Spans, difference


class OpenSession(NamedTuple):
    """A session that takes place; times are seconds. ``free``: neither booked nor held by others."""

    session_id: int
    service_id: int
    staff_id: int
    branch_id: int
    start: int
    end: int
    places: int
    free: int


def session_layers(
    session: OpenSession, *, party_size: int, day: Span, absences: Spans, closures: Spans
) -> Iterator[Layer]:
    """The starts that are left of a day for somebody who wants places in it: its own, or none."""
    begins = ((session.start, session.start + 1),)
    blocked = any(start < session.end and session.start < end for start, end in closures)
    yield Layer(RefusalCode.NO_CLASS, begins)
    yield Layer(RefusalCode.BRANCH_CLOSED, () if blocked else (day,))
    yield Layer(RefusalCode.STAFF_ABSENT, () if absences else (day,))
    yield Layer(RefusalCode.CLASS_FULL, begins if session.free >= party_size else difference((day,), begins))
