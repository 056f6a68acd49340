"""What people on the line do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What the caller does next; no text and not hanging up means silence."""

    text: str | None = None
    hangs_up: bool = False


class Caller(Protocol):
    """Somebody on the line."""

    def hear(self, said: str, *, hint: str = "") -> Move:
        """What the caller does after hearing this; ``hint``: the open question, where the line knows it."""


class FixedCaller:
    """Says the same whatever is answered, then hangs up."""

    def __init__(self, lines: Sequence[str | None]) -> None:
        self._left = list(lines)

    def hear(self, said: str, *, hint: str = "") -> Move:
        """The next sentence."""
        return Move(text=self._left.pop(0)) if self._left else Move(hangs_up=True)
