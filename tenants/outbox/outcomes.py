"""What a handler says about an entry it tried to settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Done:
    """The effect has happened (or had happened already)."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The effect is no longer wanted: the appointment is gone, the customer said no."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Not now. Counts as an attempt."""

    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Postponed:
    """Not its turn yet: nothing was sent, and it does not count as an attempt."""

    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Dead:
    """It will never succeed; a person must look at it."""

    reason: str


Outcome = Done | Cancelled | Retry | Postponed | Dead
