"""What was said together in one breath."""

from __future__ import annotations

from dataclasses import dataclass, field

from telephony.dialogue.times.clock import Hours
from telephony.dialogue.times.dates import Days


@dataclass(slots=True)
class Group:
    """What was said together: one day expression and one time of day, and whether it is wished or refused.

    ``aim`` is the time liked best within the hours; a landmark (``um fünf Feierabend, danach``) has no day;
    on an open one (``da hab ich frei``) any time will do; what is said for all (``jeweils ab drei``) holds
    for the second best too; ``chain`` is the one refused together with this.
    """

    days: Days | None = None
    hours: Hours | None = None
    part: tuple[int, int] | None = None
    week: Days | None = None
    rank: int = 0
    refused: bool = False
    at: int = 0
    end: int = 0
    extra: list[Days] = field(default_factory=list)
    edge: str = ""
    aim: Hours | None = None
    is_landmark: bool = False
    is_open: bool = False
    is_for_all: bool = False
    chain: Group | None = None

    @property
    def has_hours(self) -> bool:
        """Tell whether a time of day was said."""
        return self.hours is not None or self.part is not None
