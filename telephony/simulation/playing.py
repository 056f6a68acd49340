"""One simulated call: the caller talks to the receptionist until somebody hangs up."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from booking.models import Branch
from telephony import speech
from telephony.dialogue.vocabulary import Vocabulary
from telephony.enums import CallSource
from telephony.models import Call
from telephony.queries.lines import line_of
from telephony.services import conversation
from telephony.services.calls import end_call
from telephony.services.testcall import start_test_call
from telephony.services.vocabulary import vocabulary_for
from telephony.simulation.calendar import branch_of, instant, prepare
from telephony.simulation.caller import caller_of
from telephony.simulation.moves import Caller
from telephony.simulation.rows import Changes, appointments_now, changes_since
from telephony.simulation.scenario import Scenario
from telephony.values import ActOutcome, Reply

MOST_TURNS = 40
SILENCE_S = 8.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """One turn. ``at_ms`` is when it begins, counted from the first word of the greeting."""

    who: Literal["caller", "receptionist"]
    text: str
    at_ms: int
    acts: tuple[ActOutcome, ...] = ()
    thought_ms: float = 0.0


@dataclass(kw_only=True, slots=True)
class Talk:
    """What was said, on the clock of speaking: nobody waits while a simulation runs."""

    turns: list[Spoken] = field(default_factory=list)
    clock_ms: int = 0
    receptionist_hung_up: bool = False

    def caller_says(self, text: str) -> None:
        """Let the caller speak."""
        self._say(Spoken(who="caller", text=text, at_ms=self.clock_ms + speech.CALLER_STARTS_AFTER_MS))

    def receptionist_says(
        self, text: str, acts: tuple[ActOutcome, ...] = (), thought_ms: float = 0.0
    ) -> None:
        """Let the receptionist answer; acts are done before the first word."""
        pause = speech.RECEPTIONIST_STARTS_AFTER_MS if self.turns else 0
        self._say(
            Spoken(
                who="receptionist", text=text, at_ms=self.clock_ms + pause, acts=acts, thought_ms=thought_ms
            )
        )

    def silence(self) -> None:
        """Nobody speaks until the line asks."""
        self.clock_ms += round(SILENCE_S * 1000)

    def _say(self, spoken: Spoken) -> None:
        self.turns.append(spoken)
        self.clock_ms = spoken.at_ms + speech.speech_ms(spoken.text)

    @property
    def acts(self) -> list[ActOutcome]:
        """Everything that was done, in order."""
        return [act for turn in self.turns for act in turn.acts]

    @property
    def booked_after_ms(self) -> int | None:
        """From the first word of the greeting to the answer that follows the first booking."""
        done = (turn.at_ms for turn in self.turns for act in turn.acts if _is_booking(act))
        return next(done, None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """A call that is over: what was said, what it left behind, and what the scenario's names stand for."""

    scenario: Scenario
    talk: Talk
    changes: Changes
    names: dict[str, int]
    now: datetime
    vocabulary: Vocabulary | None = None
    transferred: bool = False


# How a conversation is led: the embedded brain directly, or through one of the provider's ways.
Way = Callable[[Scenario, Caller, Branch, datetime], "Led"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Led:
    """A conversation and the row that the application kept of it."""

    talk: Talk
    call: Call
    transferred: bool = False


def play(scenario: Scenario, *, way: Way, now: datetime | None = None, seed: int | None = None) -> Played:
    """Let the scenario happen in the current company. Inside a transaction that is rolled back by others."""
    names = {name: appointment.pk for name, appointment in prepare(scenario).items()}
    branch = branch_of(scenario)
    now = now or instant(scenario.clock)
    wall = now.astimezone(branch.zone).replace(tzinfo=None)
    before = appointments_now()
    led = way(scenario, caller_of(scenario, now=wall, seed=seed), branch, now)
    return Played(
        scenario=scenario,
        talk=led.talk,
        changes=changes_since(before, call=led.call, zone=branch.zone),
        names=names,
        now=wall,
        vocabulary=vocabulary_for(line_of(branch_id=branch.pk)),
        transferred=led.transferred,
    )


def with_the_engine(scenario: Scenario, caller: Caller, branch: Branch, now: datetime) -> Led:
    """The embedded brain, as in a test call."""
    call = start_test_call(
        branch_id=branch.pk, from_number=scenario.number or None, now=now, source=CallSource.TEST
    )
    talk = Talk()

    def timed(step: Callable[[datetime], Reply]) -> Reply:
        at = now + timedelta(milliseconds=talk.clock_ms)
        started = time.perf_counter()
        reply = step(at)
        thought = (time.perf_counter() - started) * 1000
        talk.receptionist_says(reply.say, reply.acts, thought)
        return reply

    reply = timed(lambda at: conversation.open_call(call_id=call.pk, now=at))
    for _ in range(MOST_TURNS):
        if reply.ends:
            talk.receptionist_hung_up = True
            break
        move = caller.hear(reply.say, hint=_open_question(call))
        if move.text is not None:
            text = move.text
            talk.caller_says(text)
            if move.hangs_up:
                break
            reply = timed(lambda at, text=text: conversation.say(call_id=call.pk, utterance=text, now=at))  # type: ignore[misc]
        elif move.hangs_up:
            break
        else:
            talk.silence()
            reply = timed(lambda at: conversation.stay_silent(call_id=call.pk, seconds=SILENCE_S, now=at))
    end_call(call_id=call.pk, reason="user_hangup", now=now + timedelta(milliseconds=talk.clock_ms))
    return Led(talk=talk, call=call, transferred=was_transferred(talk))


def was_transferred(talk: Talk) -> bool:
    """Whether the caller was put through to somebody."""
    return any(act.name == "transfer" and act.result.get("ok") for act in talk.acts)


def _open_question(call: Call) -> str:
    state: dict[str, Any] | None = Call.objects.filter(pk=call.pk).only("dialogue_state").get().dialogue_state
    engine = (state or {}).get("engine") or {}
    return str(engine.get("asked") or "")


def _is_booking(act: ActOutcome) -> bool:
    return act.name == "book" and bool(act.result.get("ok"))
