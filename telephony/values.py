"""What travels between the edges of the room and its services."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

from telephony.enums import Speaker

JsonObject = dict[str, Any]


class FactsRank(IntEnum):
    """How late in a call's life the provider said something; what was said later is nearer to the truth."""

    RINGING = 0
    STARTED = 1
    TALKING = 2
    ENDED = 3
    ANALYSED = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """One utterance in a provider's transcript; ``offset_ms`` counts from the beginning of the call."""

    speaker: Speaker
    text: str
    offset_ms: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class CallFacts:
    """What a provider says about a call at one point of its life; ``None``: it said nothing about that."""

    rank: FactsRank
    provider_call_id: str
    token: UUID | None = None
    from_number: str | None = None
    to_number: str | None = None
    direction: str | None = None
    failed: bool = False
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_ms: int | None = None
    disconnection_reason: str | None = None
    cost_micro_usd: int | None = None
    latency: JsonObject | None = None
    summary: str | None = None
    sentiment: str | None = None
    transcript: tuple[Utterance, ...] | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActOutcome:
    """What an act answers: ``result`` is exactly what the brain or the provider's model gets."""

    name: str
    args: JsonObject
    result: JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the receptionist says to an utterance, what was done for it, and whether the call is over then."""

    say: str
    acts: tuple[ActOutcome, ...] = field(default=())
    ends: bool = False


# Gets each sentence as soon as it may be spoken.
Hear = Callable[[str], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class CallerUtterance:
    """Something the caller said; ``position`` counts the caller's utterances where the line counts them."""

    call_id: int
    text: str
    now: datetime
    position: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Correction:
    """What should have been understood in a call; whatever is empty was right.

    ``at`` is a wall time of the branch, written ``2026-11-26T17:30``; ``turn`` is the place of the utterance
    that was misunderstood.
    """

    intent: str = ""
    service_id: int | None = None
    staff_id: int | None = None
    at: str = ""
    turn: int | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing is put right."""
        return not (self.intent or self.service_id or self.staff_id or self.at)

    def to_json(self) -> JsonObject:
        """Plain JSON without what is empty."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}

    @classmethod
    def from_json(cls, raw: JsonObject) -> Correction:
        """Read what :meth:`to_json` wrote; whatever else stands there is left."""
        names = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in raw.items() if name in names})
