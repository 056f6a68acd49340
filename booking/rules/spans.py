"""Arithmetic with half-open spans of whole numbers, always sorted and disjoint."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]
Spans = tuple[Span, ...]


def union(spans: Iterable[Span]) -> Spans:
    """Sorted, without overlaps; spans that touch become one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def intersection(left: Spans, right: Spans) -> Spans:
    """What lies in both."""
    common: list[Span] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)


def difference(spans: Spans, holes: Spans) -> Spans:
    """What is left of ``spans`` without ``holes``."""
    rest: list[Span] = []
    j = 0
    for first, end in spans:
        while j < len(holes) and holes[j][1] <= first:
            j += 1
        start, k = first, j
        while k < len(holes) and holes[k][0] < end:
            if holes[k][0] > start:
                rest.append((start, holes[k][0]))
            start = max(start, holes[k][1])
            k += 1
        if start < end:
            rest.append((start, end))
    return tuple(rest)


def starts_within(spans: Spans, length: int) -> Spans:
    """Where something of this length can start so that it lies wholly inside one of the spans."""
    return tuple((start, end - length + 1) for start, end in spans if end - start >= length)


def has(spans: Spans, point: int) -> bool:
    """Whether the point lies in one of the spans."""
    return any(start <= point < end for start, end in spans)
