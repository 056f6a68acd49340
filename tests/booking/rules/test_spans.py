from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.spans import Spans, difference, has, intersection, starts_within, union

points = st.integers(0, 60)
anything = st.lists(st.tuples(points, points), max_size=8)
spans = anything.map(union)


def members(of: Spans) -> set[int]:
    return {point for point in range(-5, 70) if has(of, point)}


@given(anything)
def test_union_is_sorted_and_apart(parts: list[tuple[int, int]]) -> None:
    merged = union(parts)

    assert members(merged) == {point for start, end in parts for point in range(start, end)}
    assert all(left[1] < right[0] for left, right in pairwise(merged))


@given(spans, spans)
def test_intersection_has_what_both_have(left: Spans, right: Spans) -> None:
    assert members(intersection(left, right)) == members(left) & members(right)


@given(spans, anything.map(lambda parts: tuple(sorted(part for part in parts if part[0] < part[1]))))
def test_difference_has_what_no_hole_has(left: Spans, holes: Spans) -> None:
    """Holes may overlap: buffers widen what is taken."""
    taken = {point for start, end in holes for point in range(start, end)}

    assert members(difference(left, holes)) == members(left) - taken


@given(spans, st.integers(1, 20))
def test_starts_within_leave_room_for_all_of_it(places: Spans, length: int) -> None:
    expected = {
        start
        for start in range(70)
        if any(first <= start and start + length <= last for first, last in places)
    }

    assert members(starts_within(places, length)) == expected
