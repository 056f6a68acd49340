"""From the greeting to the booking: where the spoken time of a call went.

Speaking time is estimated from the length of what was said (``telephony.speech``); our own answer times are
measured. So typed test calls, simulations and phone calls are counted alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from telephony.services.trace import TracedTurn
from telephony.speech import CALLER_STARTS_AFTER_MS, RECEPTIONIST_STARTS_AFTER_MS
from telephony.values import JsonObject

STAGES = ("greeting", "understood", "offered", "chosen", "details", "confirmed", "booked")


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """An act, as far as the time of it matters."""

    name: str
    ok: bool
    at_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One stretch of the call."""

    name: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waterfall:
    """All stretches in order. ``answers_ms`` are the measured times from the last word to a reply."""

    stages: tuple[Stage, ...]
    total_ms: int
    answers_ms: tuple[int, ...] = ()

    @property
    def booked_ms(self) -> int | None:
        """Spoken time from the greeting until the booking was confirmed; ``None``: nothing was booked."""
        return next((stage.end_ms for stage in self.stages if stage.name == "booked"), None)

    def to_json(self) -> JsonObject:
        """As it is kept on the call."""
        return {
            "stages": [[stage.name, stage.start_ms, stage.end_ms] for stage in self.stages],
            "total_ms": self.total_ms,
            "answers_ms": list(self.answers_ms),
        }

    @classmethod
    def from_json(cls, raw: JsonObject) -> Waterfall:
        """Read what :meth:`to_json` wrote."""
        return cls(
            stages=tuple(Stage(name=name, start_ms=start, end_ms=end) for name, start, end in raw["stages"]),
            total_ms=raw["total_ms"],
            answers_ms=tuple(raw.get("answers_ms", ())),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    turn: TracedTurn
    start_ms: int
    end_ms: int


def waterfall_of(turns: Sequence[TracedTurn], acts: Sequence[Happened]) -> Waterfall | None:
    """The stretches that the call reached; ``None`` where nothing is known of what was said."""
    said = tuple(_timeline(turns))
    if not said:
        return None
    ends = _ends(said, acts)
    stages, start = [], 0
    for name in STAGES:
        if name in ends and ends[name] > start:
            stages.append(Stage(name=name, start_ms=start, end_ms=ends[name]))
            start = ends[name]
    answers = tuple(each.turn.took_ms for each in said if each.turn.took_ms)
    return Waterfall(stages=tuple(stages), total_ms=said[-1].end_ms, answers_ms=answers)


def _timeline(turns: Sequence[TracedTurn]) -> Iterator[_Said]:
    """The turns one after the other, with the pauses between people and machine."""
    at = 0
    for number, turn in enumerate(turns):
        pause = CALLER_STARTS_AFTER_MS if turn.is_caller else RECEPTIONIST_STARTS_AFTER_MS + turn.took_ms
        start = at + (pause if number else 0)
        at = start + turn.spoken_ms
        yield _Said(turn=turn, start_ms=start, end_ms=at)


def _ends(said: Sequence[_Said], acts: Sequence[Happened]) -> dict[str, int]:
    """When each stretch was over, on the timeline of what was spoken."""
    ends = {}
    greeting = next((each for each in said if not each.turn.is_caller), None)
    if greeting is not None:
        ends["greeting"] = greeting.end_ms
    if (searched := _first(acts, "find_times", "find_together")) is not None:
        ends["understood"] = _heard_before(said, searched)
        ends["offered"] = _replied(said, searched)
    if (chosen := _first(acts, "hold")) is not None and searched is not None:
        ends["chosen"] = _heard_before(said, chosen)
    if (booked := _first(acts, "book")) is not None:
        ends["details"] = _asked_to_confirm(said, booked)
        ends["confirmed"] = _heard_before(said, booked)
        ends["booked"] = _replied(said, booked)
    return ends


def _first(acts: Sequence[Happened], *names: str) -> int | None:
    return next((act.at_ms for act in acts if act.name in names and act.ok), None)


def _heard_before(said: Sequence[_Said], at_ms: int) -> int:
    """The end of the caller's words that led to something."""
    return max((each.end_ms for each in said if each.turn.is_caller and each.turn.at_ms <= at_ms), default=0)


def _replied(said: Sequence[_Said], at_ms: int) -> int:
    """The end of the reply that told of it."""
    replies = [each.end_ms for each in said if not each.turn.is_caller and each.turn.at_ms >= at_ms]
    return min(replies, default=said[-1].end_ms)


def _asked_to_confirm(said: Sequence[_Said], at_ms: int) -> int:
    """The beginning of the summary: what the receptionist said last before the caller agreed."""
    heard = _heard_before(said, at_ms)
    return max((each.start_ms for each in said if not each.turn.is_caller and each.end_ms < heard), default=0)
