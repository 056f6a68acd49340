"""The person on the line: fixed sentences, or somebody with a goal who answers the receptionist's questions.

They know only what the receptionist says aloud, and nothing is left to chance: same seed, same call. The one
with a goal is the caller of the simulations, described as the wire describes them.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from telephony.simulation.caller import GoalCaller as SimulatedCaller
from telephony.simulation.scenario import CallerFacts, When


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """What the caller does next; no text and not hanging up means silence."""

    text: str | None = None
    hangs_up: bool = False
    interrupts: bool = False


class Caller(Protocol):
    """Somebody on the line."""

    def hear(self, said: str) -> Move:
        """Return what the caller does after hearing this."""

    def interrupts_next(self) -> bool:
        """Tell whether the caller will break into the next answer."""


class Line(BaseModel):
    """One fixed utterance; ``text: null`` is a silence long enough to be asked about."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = None
    interrupts: bool = False


class FixedCaller:
    """Says the same sentences whatever is answered, then hangs up."""

    def __init__(self, lines: Sequence[Line | str | None]) -> None:
        self._left = [line if isinstance(line, Line) else Line(text=line) for line in lines]

    def hear(self, said: str) -> Move:
        """Return the next sentence."""
        if not self._left:
            return Move(hangs_up=True)
        line = self._left.pop(0)
        return Move(text=line.text, interrupts=line.interrupts)

    def interrupts_next(self) -> bool:
        """Tell whether the next sentence breaks in."""
        return bool(self._left) and self._left[0].interrupts


class Goal(BaseModel):
    """What the caller wants and how they are.

    ``picks`` is the offered time they take (1 is the first); ``changes_mind`` is a wish they come up with
    when times are offered; ``brief`` callers do not say everything at once.
    """

    model_config = ConfigDict(extra="forbid")

    opening: str | None = None
    service: str = "Haarschnitt"
    when: str = "nächste Woche vormittags"
    name: str = "Sabine Krüger"
    phone: str | None = None
    staff: str | None = None
    branch: str | None = None
    picks: int = Field(default=1, ge=1, le=5)
    changes_mind: str | None = None
    fallback_when: str = "irgendwann in den nächsten zwei Wochen"
    brief: bool = False
    records: bool = False
    seed: int = 0


class GoalCaller:
    """A person with a goal. They listen to the last question and answer only that."""

    def __init__(self, goal: Goal) -> None:
        dice = random.Random(goal.seed)  # noqa: S311 - variety of wording, not a secret
        now = datetime.now(ZoneInfo("Europe/Berlin")).replace(tzinfo=None)
        self._caller = SimulatedCaller(_facts(goal), dice=dice, now=now)

    def interrupts_next(self) -> bool:
        """A polite person lets others finish."""
        return False

    def hear(self, said: str) -> Move:
        """Return the answer to what was asked last."""
        move = self._caller.hear(said)
        return Move(text=move.text, hangs_up=move.hangs_up)


def _facts(goal: Goal) -> CallerFacts:
    return CallerFacts(
        opening=[goal.opening] if goal.opening else [],
        service=[goal.service],
        when=[goal.when],
        when_instead=[goal.fallback_when],
        changes_mind=[goal.changes_mind] if goal.changes_mind else [],
        name=goal.name,
        phone=goal.phone or "",
        staff=[goal.staff] if goal.staff else [],
        branch=[goal.branch] if goal.branch else [],
        takes=("first", "second", "last")[min(goal.picks, 3) - 1],
        can=When(),
        consents=goal.records,
        is_known=False,
        manner="brief" if goal.brief else "plain",
    )
