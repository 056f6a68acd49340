"""Who leads a call: the embedded engine, or a language model with the engine ready to go on at any time."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import OperationalError, transaction

from askproai.core.errors import Busy
from askproai.core.foreign_json import clean_text
from telephony.enums import BrainKind, Route
from telephony.errors import ModelFailed, Superseded
from telephony.models import Call
from telephony.ports import Leads, Talks
from telephony.prompts.watch import Watch
from telephony.queries.lines import line_of
from telephony.services import conversation
from telephony.services.acting import limit_time
from telephony.services.brain_desk import Desk
from telephony.services.brain_turn import ModelTurn
from telephony.services.calls import end_call, lock_call
from telephony.values import CallerUtterance, Hear, Reply

logger = logging.getLogger(__name__)

ModelSource = Callable[[], Talks | None]
_sources: list[ModelSource] = []

# Speech comes in sentences; more than this in one breath is a recording or an attack.
LONGEST_UTTERANCE = 800


def register_model_source(source: ModelSource) -> None:
    """Make a provider of language models known; it is asked in the current company."""
    _sources.append(source)


def open_call(*, call_id: int, now: datetime) -> Reply:
    """The greeting, always the engine's own: that an AI speaks is not left to a model. Then who leads.

    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    """
    reply = conversation.open_call(call_id=call_id, now=now)
    if reply.say and not reply.ends:
        _choose(call_id, now)
    return reply


def say(
    *,
    call_id: int,
    utterance: str,
    now: datetime,
    position: int | None = None,
    hear: Hear | None = None,
    watch: Watch | None = None,
) -> Reply:
    """The caller said something; what the receptionist says to it, and what was done for it.

    :param position: the how-manieth utterance of the caller this is, where the line counts.
    :param hear: gets sentences that may be spoken while others are still thought about; the reply holds all.
    :param watch: how long it may take; may be told that the caller spoke again.
    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    :raises Superseded: the caller spoke again meanwhile.
    """
    text = clean_text(utterance)[:LONGEST_UTTERANCE]
    heard = CallerUtterance(call_id=call_id, text=text, now=now, position=position)
    leader = _leader(heard, watch or Watch(float(settings.OPENAI["timeout_s"])))
    return leader.respond(heard, hear=hear or _to_nobody)


def stay_silent(*, call_id: int, seconds: float, now: datetime) -> Reply:
    """The caller said nothing for a while. No model is needed to notice that.

    :raises CallUnknown: no such call in this company.
    :raises CallOver: it has ended.
    """
    if is_led_by_model(call_id):
        with transaction.atomic():
            limit_time()
            desk = Desk.of(call_id, now)
            if not desk.is_at_limit:
                return desk.ask_whether_there()
            desk.hand_over("limit", [])
    return conversation.stay_silent(call_id=call_id, seconds=seconds, now=now)


def is_led_by_model(call_id: int) -> bool:
    """Whether a language model leads the call. Without one in the settings not even the call is asked."""
    if not settings.OPENAI["model"]:
        return False
    return Call.objects.filter(pk=call_id, brain=BrainKind.MODEL).exists()


class Embedded:
    """The engine leads."""

    def respond(self, utterance: CallerUtterance, *, hear: Hear) -> Reply:
        """As :class:`~telephony.ports.Leads` says: all of it at once."""
        return conversation.say(
            call_id=utterance.call_id,
            utterance=utterance.text,
            now=utterance.now,
            position=utterance.position,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Modelled:
    """A language model leads, through the same acts. The engine asks for consent, and takes over for good."""

    model: Talks
    watch: Watch

    def respond(self, utterance: CallerUtterance, *, hear: Hear) -> Reply:
        """As :class:`~telephony.ports.Leads` says."""
        try:
            begun = self._begin(utterance, hear)
        except (OperationalError, Busy):
            logger.warning("telephony.turn_too_slow", extra={"call": utterance.call_id})
            return Embedded().respond(utterance, hear=hear)
        if isinstance(begun, Reply):
            return begun
        turn, number = begun
        try:
            turn.run(utterance.text)
        except ModelFailed as failed:
            return self._give_up(utterance, turn, number, failed.why, hear)
        except Superseded:
            _finish(utterance, turn, number, is_heard=False)
            raise
        return _finish(utterance, turn, number)

    def _begin(self, utterance: CallerUtterance, hear: Hear) -> tuple[ModelTurn, int] | Reply:
        """The turn to run and its number, or the reply where no model is needed."""
        with transaction.atomic():
            limit_time()
            desk = Desk.of(utterance.call_id, utterance.now)
            if desk.call.brain != BrainKind.MODEL:
                return Embedded().respond(utterance, hear=hear)
            if (known := desk.said_before(utterance)) is not None:
                return known
            if desk.is_at_limit:
                desk.hand_over("limit", [])
                return Embedded().respond(utterance, hear=hear)
            if desk.is_for_engine(utterance.text):
                reply = Embedded().respond(utterance, hear=hear)
                if not reply.ends:
                    after = Desk.of(utterance.call_id, utterance.now)
                    after.take_in(utterance, reply, earlier=desk.memory)
                return reply
            desk.listen(utterance.text)
            return desk.turn(self.model, self.watch, hear), desk.memory.turn

    def _give_up(
        self, utterance: CallerUtterance, turn: ModelTurn, number: int, why: str, hear: Hear
    ) -> Reply:
        """The engine goes on: with what the last act had to say, else with what the caller has just said."""
        logger.warning("telephony.model_left", extra={"why": why, "call": utterance.call_id})
        if turn.unsaid:
            turn.speak(turn.unsaid[-1].result["say"])
            return _finish(utterance, turn, number, left_why=why)
        turn.close()
        with transaction.atomic():
            limit_time()
            desk = Desk.of(utterance.call_id, utterance.now)
            desk.hand_over(why, turn.messages[1:] if turn.acts else [], use=turn.use)
        reply = Embedded().respond(utterance, hear=hear)
        said = " ".join(filter(None, [turn.text, reply.say]))
        return Reply(say=said, acts=(*turn.acts, *reply.acts), ends=reply.ends)


def _finish(
    utterance: CallerUtterance, turn: ModelTurn, number: int, *, is_heard: bool = True, left_why: str = ""
) -> Reply:
    """Write down what was said and done, and go on or end."""
    reply = Reply(say=turn.text, acts=tuple(turn.acts), ends=turn.ends)
    turn.close()
    with transaction.atomic():
        limit_time()
        turn.use.save()
        if lock_call(utterance.call_id).is_over:
            return Reply(say=reply.say, acts=reply.acts, ends=True)
        desk = Desk.of(utterance.call_id, utterance.now)
        if desk.call.brain != BrainKind.MODEL or desk.memory.turn != number:
            # Another connection of the same call was faster; what it wrote down stands.
            return reply
        desk.write_down(utterance, turn, reply, is_heard=is_heard)
        if left_why:
            desk.hand_over(left_why, [], use=turn.use)
        if reply.ends:
            end_call(call_id=utterance.call_id, reason="agent_hangup", now=utterance.now)
    return reply


def _choose(call_id: int, now: datetime) -> None:
    """Let a model lead where the company wants one and one can be reached."""
    if not settings.OPENAI["model"]:
        return
    with transaction.atomic():
        call = lock_call(call_id)
        line = line_of(branch_id=call.branch_id, version_id=call.version_id)
        model = _model() if line.brain == BrainKind.MODEL and call.route == Route.ANSWER else None
        if model is None or call.is_over:
            return
        call.brain = BrainKind.MODEL
        call.save(update_fields=["brain"])
        Desk.of(call_id, now).use(model.name).save()


def _leader(utterance: CallerUtterance, watch: Watch) -> Leads:
    if not is_led_by_model(utterance.call_id):
        return Embedded()
    model = _model()
    if model is not None:
        return Modelled(model=model, watch=watch)
    with transaction.atomic():
        limit_time()
        Desk.of(utterance.call_id, utterance.now).hand_over("no_model", [])
    return Embedded()


def _model() -> Talks | None:
    return next((model for source in _sources if (model := source()) is not None), None)


def _to_nobody(sentence: str) -> None:
    """Whoever wants the whole reply only."""
