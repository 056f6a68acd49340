"""A conversation led by our own brain: an utterance in, acts done, a reply out, in one transaction."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import OperationalError, transaction

from askproai.core.errors import Busy
from booking.queries.habits import usual_visit_of
from telephony import dialogue
from telephony.dialogue import (
    ActDone,
    CallerFacts,
    CallerSaid,
    DialogueState,
    Silence,
    Turn,
    Vocabulary,
    greetings,
    robocall,
)
from telephony.dialogue.wording import GERMAN, words_for
from telephony.enums import BrainKind, Outcome, Route, Speaker
from telephony.errors import CallOver
from telephony.models import Call
from telephony.ports import Brain
from telephony.queries.lines import Line, line_of
from telephony.services.acting import act_in, limit_time
from telephony.services.calls import answer, end_call, lock_call
from telephony.services.clock import since_ring_ms, speech_ms
from telephony.services.transcripts import add_turn
from telephony.services.vocabulary import vocabulary_for, with_extra
from telephony.values import ActOutcome, Reply

logger = logging.getLogger(__name__)

MAX_ACTS_PER_TURN = 10
BRAIN: Final[Brain] = dialogue


@dataclass(slots=True, kw_only=True)
class _Step:
    """One utterance being worked on."""

    call: Call
    line: Line
    vocabulary: Vocabulary
    now: datetime

    @property
    def local_now(self) -> datetime:
        return self.now.astimezone(self.call.branch.zone)


def open_call(*, call_id: int, now: datetime) -> Reply:
    """The greeting. A conversation that is going on already is not greeted again.

    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    """
    with transaction.atomic():
        step = _enter(call_id, now)
        if step.call.dialogue_state is not None:
            return Reply(say="")
        turn = _greet(step)
        reply = _opening(step, turn)
        _speak(step, Speaker.RECEPTIONIST, reply.say)
        _remember(step, turn.state, reply)
        return reply


def say(*, call_id: int, utterance: str, now: datetime, position: int | None = None) -> Reply:
    """The caller said something; what the receptionist says to it, and what was done for it.

    :param position: the how-manieth utterance of the caller this is, where the line counts: the same one
        sent again after a lost connection gets the same reply again.
    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    """
    return _converse(call_id, CallerSaid(utterance), now, mark=_mark(position, utterance))


def stay_silent(*, call_id: int, seconds: float, now: datetime) -> Reply:
    """The caller said nothing for a while.

    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    """
    return _converse(call_id, Silence(seconds), now)


def _converse(call_id: int, heard: CallerSaid | Silence, now: datetime, *, mark: str = "") -> Reply:
    try:
        with transaction.atomic():
            limit_time()
            step = _enter(call_id, now)
            return _said_before(step.call, mark) or _reply(step, heard, mark)
    except (OperationalError, Busy):
        # Nothing of this turn happened; the caller is offered a human and may simply say it again.
        logger.warning("telephony.turn_too_slow", extra={"call": call_id})
        return Reply(say=GERMAN.took_too_long())


def _enter(call_id: int, now: datetime) -> _Step:
    call = lock_call(call_id)
    if call.is_over:
        raise CallOver(call_id=call_id)
    line = line_of(branch_id=call.branch_id, version_id=call.version_id)
    return _Step(call=call, line=line, vocabulary=vocabulary_for(line), now=now)


def _said_before(call: Call, mark: str) -> Reply | None:
    memory = call.dialogue_state or {}
    if not mark or memory.get("mark") != mark:
        return None
    return Reply(say=memory.get("reply", ""))


def _mark(position: int | None, utterance: str) -> str:
    """By this an utterance is known again without keeping its words."""
    if position is None:
        return ""
    return hashlib.sha256(f"{position}:{utterance}".encode()).hexdigest()[:24]


def _reply(step: _Step, heard: CallerSaid | Silence, mark: str) -> Reply:
    if isinstance(heard, CallerSaid):
        _speak(step, Speaker.CALLER, heard.text)
        if step.call.acts_done == 0 and robocall.is_machine(heard.text):
            return _cut_off(step)
    if _is_at_its_limit(step):
        return _give_up(step)
    said, acts, turn = _think(step, heard)
    if turn is None:
        return _give_up(step, acts=acts)
    reply = Reply(say=said, acts=tuple(acts), ends=turn.ends_call)
    _speak(step, Speaker.RECEPTIONIST, said)
    _remember(step, turn.state, reply, mark)
    if reply.ends:
        end_call(call_id=step.call.pk, reason="agent_hangup", now=step.now)
    return reply


def _think(step: _Step, heard: CallerSaid | Silence) -> tuple[str, list[ActOutcome], Turn | None]:
    """Let the brain step until it wants an answer from the caller; no turn when it goes on and on."""
    if step.call.dialogue_state is None:
        # Somebody speaks before we greeted: that an AI is speaking is still what they hear first.
        opened = _greet(step)
        sentences, state = [opened.say or ""], opened.state
    else:
        sentences, state = [], DialogueState.from_json(step.call.dialogue_state["engine"])
    acts: list[ActOutcome] = []
    news: CallerSaid | Silence | ActDone = heard
    for _ in range(MAX_ACTS_PER_TURN + 1):
        turn = BRAIN.step(state, news, vocabulary=step.vocabulary, now=step.local_now)
        state = turn.state
        sentences.append(_without_filler(turn))
        if turn.act is None:
            return " ".join(filter(None, sentences)), acts, turn
        _speak_in(step.call, state.language)
        result = act_in(step.call, name=turn.act.name, args=turn.act.args, now=step.now)
        acts.append(ActOutcome(name=turn.act.name, args=turn.act.args, result=result))
        news = ActDone(turn.act.name, result)
    logger.error("telephony.brain_without_end", extra={"call": step.call.pk})
    return "", acts, None


def _speak_in(call: Call, language: str) -> None:
    """Acts answer in the language of the conversation, also in the turn in which it changed."""
    memory = call.dialogue_state or {}
    engine = memory.get("engine", {})
    if engine.get("language", GERMAN.language) != language:
        call.dialogue_state = {**memory, "engine": {**engine, "language": language}}


def _without_filler(turn: Turn) -> str:
    """Acts answer faster than "Einen kleinen Moment" is spoken."""
    said = turn.say or ""
    filler = words_for(turn.state.language).one_moment()
    return said.removesuffix(filler).strip() if turn.act else said


def _is_at_its_limit(step: _Step) -> bool:
    call = step.call
    began = call.started_at or call.ringing_at
    return call.turns >= call.max_turns or step.now - began > timedelta(seconds=call.max_seconds)


def _cut_off(step: _Step) -> Reply:
    """A recording is calling: it costs money and hears nothing."""
    step.call.outcome = Outcome.SPAM
    step.call.save(update_fields=["outcome"])
    end_call(call_id=step.call.pk, reason="marked_as_spam", now=step.now)
    return Reply(say="", ends=True)


def _give_up(step: _Step, *, acts: list[ActOutcome] | None = None) -> Reply:
    """A call that leads nowhere ends with a callback that is owed, not with a dead line."""
    args = {"reason": "Gespräch ohne Ergebnis beendet", "name": _known(step.call, "name")}
    # The limit on acts must not stand in the way of the human.
    step.call.max_acts = step.call.acts_done + 1
    step.call.max_seconds = 32_767
    result = act_in(step.call, name="callback", args=args, now=step.now)
    done = [*(acts or ()), ActOutcome(name="callback", args=args, result=result)]
    words = words_for(_known(step.call, "language") or GERMAN.language)
    say = words.call_too_long() if result["ok"] else words.silent_goodbye()
    _speak(step, Speaker.RECEPTIONIST, say)
    end_call(call_id=step.call.pk, reason="max_duration_reached", now=step.now)
    return Reply(say=say, acts=tuple(done), ends=True)


def _known(call: Call, what: str) -> str | None:
    """What the engine has noted of the call, for example the caller's name."""
    value = (call.dialogue_state or {}).get("engine", {}).get(what)
    return value if isinstance(value, str) else None


def _speak(step: _Step, speaker: Speaker, text: str) -> None:
    call = step.call
    add_turn(call=call, speaker=speaker, text=text, offset_ms=since_ring_ms(call, step.now))
    call.spoken_ms += speech_ms(text)
    call.save(update_fields=["turns", "spoken_ms", "trace"])


def _greet(step: _Step) -> Turn:
    call = step.call
    answer(call=call, now=step.now)
    call.brain = BrainKind.OWN
    name = call.customer.name if call.customer else None
    usual = usual_visit_of(call.customer_id, now=step.now) if call.customer_id else None
    caller = CallerFacts(
        known_name=name,
        number=call.from_number or None,
        usual_service_id=usual[0] if usual else None,
        usual_staff_id=usual[1] if usual else None,
    )
    turn = BRAIN.open_call(vocabulary=step.vocabulary, caller=caller, now=step.local_now)
    if call.route == Route.MESSAGE:
        return _asked_for_a_message(step, turn)
    if call.is_greeted:
        said = greetings.after_recording(turn.say or "")
    else:
        said = with_extra(turn.say or "", step.line.greeting)
    return replace(turn, say=greetings.addressed(said, formal=step.line.formal))


def _asked_for_a_message(step: _Step, turn: Turn) -> Turn:
    """Nothing but a message is taken now: it goes on as if the caller had asked to leave one."""
    led = BRAIN.step(
        turn.state, CallerSaid(greetings.LEAVES_A_MESSAGE), vocabulary=step.vocabulary, now=step.local_now
    )
    said = greetings.taking_a_message(turn.say or "", formal=step.line.formal)
    return replace(led if led.act is None else turn, say=said)


def _opening(step: _Step, turn: Turn) -> Reply:
    """The greeting; a call that is to go on to the business is put through with it, if that can be."""
    said = turn.say or ""
    if step.call.route != Route.PASS_ON:
        return Reply(say=said)
    args = {"reason": "Durchgestellt"}
    result = act_in(step.call, name="transfer", args=args, now=step.now)
    if not result["ok"]:
        return Reply(say=said)
    outcome = ActOutcome(name="transfer", args=args, result=result)
    return Reply(say=greetings.passing_on(said, formal=step.line.formal), acts=(outcome,))


def _remember(step: _Step, state: DialogueState, reply: Reply, mark: str = "") -> None:
    step.call.dialogue_state = {"engine": state.to_json(), "mark": mark, "reply": reply.say}
    step.call.save(update_fields=["dialogue_state", "brain"])
