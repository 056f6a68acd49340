"""Small charts as figures for SVG: pure arithmetic, no queries, no colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

# In units of the drawing, which is stretched to the width it has.
HEIGHT: Final = 100
STEP: Final = 10
GAP: Final = 2
LEAST: Final = 4
SHADES: Final = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """One column; ``title`` is what it stands for."""

    x: int
    y: int
    height: int
    title: str
    is_last: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """Columns side by side."""

    bars: tuple[Bar, ...]
    width: int
    height: int = HEIGHT
    bar_width: int = STEP - GAP


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One hour; ``shade`` from 0 (nothing) to 5 (most). ``is_named``: its label shows where room is short."""

    label: str
    title: str
    shade: int
    is_named: bool = False


def bars_of(values: Sequence[int], titles: Sequence[str]) -> Bars:
    """Columns as tall as their share of the tallest; what is not nothing can be seen."""
    most = max(values, default=0) or 1
    heights = [max(LEAST, value * HEIGHT // most) if value else 0 for value in values]
    bars = tuple(
        Bar(
            x=place * STEP,
            y=HEIGHT - height,
            height=height,
            title=title,
            is_last=place == len(values) - 1,
        )
        for place, (height, title) in enumerate(zip(heights, titles, strict=True))
    )
    return Bars(bars=bars, width=max(len(values), 1) * STEP - GAP)


def shade_of(value: int, most: int) -> int:
    """How dark a cell is: something is never as light as nothing."""
    return -(-value * SHADES // most) if value and most else 0
