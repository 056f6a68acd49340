"""A call turn by turn without its words: who spoke, for how long, and what was claimed or wished for.

Written while the call lasts, because words may be kept only of callers who agreed; read and removed by the
review after the call.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from telephony.dialogue.claims import Claim, Kind, claims_of
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.enums import Speaker
from telephony.models import Call
from telephony.services.vocabulary import company_vocabulary
from telephony.speech import speech_ms
from telephony.values import JsonObject


@dataclass(frozen=True, kw_only=True, slots=True)
class TracedTurn:
    """One turn. ``took_ms`` is how long the receptionist thought, where that was measured.

    ``wish`` is read from a provider's transcript only; it is not written down.
    """

    position: int
    is_caller: bool
    at_ms: int
    spoken_ms: int
    took_ms: int = 0
    claims: tuple[Claim, ...] = ()
    wish: TimeWish | None = None

    def to_json(self) -> JsonObject:
        """Plain JSON without what is empty."""
        raw: JsonObject = {"n": self.position, "c": self.is_caller, "at": self.at_ms, "ms": self.spoken_ms}
        raw |= {"took": self.took_ms} if self.took_ms else {}
        return raw | ({"said": [claim.to_json() for claim in self.claims]} if self.claims else {})

    @classmethod
    def from_json(cls, raw: JsonObject) -> TracedTurn:
        """Read what :meth:`to_json` wrote."""
        return cls(
            position=raw["n"],
            is_caller=raw["c"],
            at_ms=raw["at"],
            spoken_ms=raw["ms"],
            took_ms=raw.get("took", 0),
            claims=tuple(Claim.from_json(each) for each in raw.get("said", ())),
        )


def trace_turn(*, call: Call, position: int, speaker: Speaker, text: str, offset_ms: int) -> None:
    """Note a turn on the call; whoever counts the turn saves the row.

    What the caller wished for stands in the acts that searched for it; here are only the times they named.
    """
    traced = TracedTurn(
        position=position,
        is_caller=speaker == Speaker.CALLER,
        at_ms=offset_ms,
        spoken_ms=speech_ms(text),
        took_ms=_took_ms(call, speaker),
        claims=tuple(read_claims(text, speaker)),
    )
    call.trace = [*(call.trace or ()), traced.to_json()]


def traced_turns(call: Call) -> tuple[TracedTurn, ...]:
    """What was noted, in order."""
    return tuple(TracedTurn.from_json(each) for each in call.trace or ())


def read_claims(text: str, speaker: Speaker) -> Iterable[Claim]:
    """Of the caller only the times: nothing else that they say can prove anything."""
    if speaker == Speaker.CALLER:
        return [claim for claim in claims_of(text) if claim.kind in {Kind.TIME, Kind.HOURS}]
    return claims_of(text, [service.name for service in company_vocabulary().services])


def read_wish(text: str, now: datetime, region: str) -> TimeWish | None:
    """The time that a caller of a branch in this region wished for, if any."""
    return understand_time(text, now=now, subdivision=region)


def _took_ms(call: Call, speaker: Speaker) -> int:
    """From the end of the caller's words to the reply, by the clock of this process."""
    if speaker == Speaker.CALLER:
        call.heard_at_s = time.perf_counter()
        return 0
    heard, call.heard_at_s = call.heard_at_s, None
    return round((time.perf_counter() - heard) * 1000) if heard is not None else 0
