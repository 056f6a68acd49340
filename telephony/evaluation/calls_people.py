"""Who talks in a call over the wire: our caller, and our engine in the place of Retell's language model."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from askproai.core.phones import parse_phone
from askproai.standins.caller import Move as WireMove
from askproai.standins.retell_calls import Call as WireCall
from askproai.standins.retell_model import Thought
from telephony import dialogue
from telephony.dialogue import ActDone, CallerFacts, CallerSaid, Silence, Turn, Vocabulary
from telephony.simulation.moves import Caller
from telephony.simulation.playing import Talk
from telephony.values import ActOutcome


class OnTheLine:
    """Our caller as the stand-in knows callers."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def hear(self, said: str) -> WireMove:
        move = self._caller.hear(said)
        return WireMove(text=move.text, hangs_up=move.hangs_up)

    def interrupts_next(self) -> bool:
        return False


class EngineMind:
    """Our engine in the place of Retell's language model: knows what a prompt says, and calls functions."""

    def __init__(
        self, *, vocabulary: Vocabulary, number: str, zone: ZoneInfo, clock: Callable[[], datetime]
    ) -> None:
        self._vocabulary = vocabulary
        self._caller = CallerFacts(number=parse_phone(number) if number else None)
        self._zone = zone
        self._clock = clock
        self._turn = dialogue.open_call(vocabulary=self._vocabulary, caller=self._caller, now=self._now())

    def begin(self) -> Thought:
        return self._thought(self._turn)

    def hear(self, text: str | None) -> Thought:
        return self._step(Silence() if text is None else CallerSaid(text))

    def learn(self, function: str, answer: Any) -> Thought:
        return self._step(ActDone(function, answer if isinstance(answer, dict) else {}))

    def _step(self, heard: CallerSaid | Silence | ActDone) -> Thought:
        return self._thought(
            dialogue.step(self._turn.state, heard, vocabulary=self._vocabulary, now=self._now())
        )

    def _thought(self, turn: Turn) -> Thought:
        self._turn = turn
        if turn.act is not None:
            return Thought(function=turn.act.name, args=turn.act.args)
        return Thought(say=turn.say or "", hangs_up=turn.ends_call)

    def _now(self) -> datetime:
        return self._clock().astimezone(self._zone)


def talk_of(call: WireCall) -> Talk:
    """The conversation as the stand-in kept it, on our clock of speaking."""
    talk, acts, invoked = Talk(), [], {}
    for entry in call.entries:
        if entry["role"] == "tool_call_invocation":
            invoked[entry["tool_call_id"]] = entry
        elif entry["role"] == "tool_call_result":
            asked = invoked[entry["tool_call_id"]]
            acts.append(_act(asked["name"], asked["arguments"], entry["content"]))
        elif entry["role"] == "user":
            talk.caller_says(entry["content"])
        elif entry["role"] == "agent":
            talk.receptionist_says(entry["content"], tuple(acts))
            acts = []
    talk.receptionist_hung_up = call.disconnection_reason in ("agent_hangup", "inactivity")
    return talk


def _act(name: str, arguments: str, content: str) -> ActOutcome:
    try:
        result = json.loads(content)
    except ValueError:
        result = {}
    return ActOutcome(
        name=name, args=json.loads(arguments), result=result if isinstance(result, dict) else {}
    )
