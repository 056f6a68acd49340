"""One turn of a language model: it asks for acts and talks; each sentence is checked before it is spoken."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from django.db import connection

from telephony.acts import all_acts
from telephony.dialogue.claims import Act as ProvingAct
from telephony.dialogue.model_speech import Judge, Objection, Sentences
from telephony.dialogue.wording import words_for
from telephony.errors import ModelFailed
from telephony.models import ModelUse
from telephony.ports import Talks
from telephony.prompts.messages import Answer, Tool, ToolCall, assistant_message, result_message
from telephony.prompts.receptionist import correction
from telephony.prompts.watch import Watch
from telephony.services.acting import perform_act
from telephony.services.brain_memory import add_cost, result_for_model
from telephony.values import ActOutcome, Hear, JsonObject

logger = logging.getLogger(__name__)

MAX_TOOL_ROUNDS = 5
MAX_CALLS_PER_ROUND = 4
# Whether words may be kept is the caller's to say, and the engine's to hear.
WITHHELD = frozenset({"set_consent", "record_consent"})
# After these nothing is left to say but their own sentence.
LAST_WORDS = frozenset({"end", "transfer"})


@cache
def tools_of_model() -> tuple[Tool, ...]:
    """What the model may ask for, from the same list as everybody else's."""
    return tuple(
        Tool(name=act.name, description=act.description, parameters=act.parameters())
        for act in all_acts()
        if act.name not in WITHHELD
    )


@dataclass(slots=True, kw_only=True)
class ModelTurn:
    """Runs until the model wants an answer from the caller. What happened so far can be read at any time."""

    model: Talks
    call_id: int
    now: datetime
    opening: list[JsonObject]
    history: list[JsonObject]
    judge: Judge
    use: ModelUse
    most_micro_usd: int
    language: str
    watch: Watch
    hear: Hear
    messages: list[JsonObject] = field(default_factory=list)
    acts: list[ActOutcome] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ends: bool = False
    _began: float = field(default_factory=time.monotonic)
    _was_corrected: bool = False

    def run(self, text: str) -> None:
        """Answer what the caller said.

        :raises ModelFailed: the model gives no answer that can be used.
        :raises Superseded: the caller spoke again.
        """
        self.messages.append({"role": "user", "content": text})
        self.judge.hear(text)
        tools = tools_of_model()
        for _ in range(MAX_TOOL_ROUNDS + 1):
            answer, blocked = self._listen(tools)
            if answer.calls:
                self._perform(answer.calls, allowed={tool.name for tool in tools})
                if self._had_last_words():
                    return
            elif blocked and not self._was_corrected and not self.acts:
                self._was_corrected = True
                self.messages.append(correction())
            else:
                self._never_silent(blocked=blocked)
                return
        raise ModelFailed(why="tool_loop")

    @property
    def unsaid(self) -> list[ActOutcome]:
        """Acts whose sentence the caller has not heard yet."""
        heard = " ".join(self.said)
        return [act for act in self.acts if act.result.get("say") and act.result["say"] not in heard]

    @property
    def text(self) -> str:
        """Everything that was said."""
        return " ".join(self.said)

    def speak(self, sentence: str) -> None:
        """Say something whose truth is beyond doubt."""
        if not self.said:
            self.use.first_words_ms.append(self._elapsed_ms())
        self.said.append(sentence)
        self.hear(sentence)

    def close(self) -> None:
        """Note how long it took."""
        self.use.turn_ms.append(self._elapsed_ms())

    def _elapsed_ms(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def _listen(self, tools: Sequence[Tool]) -> tuple[Answer, bool]:
        """Hear one answer of the model out; tells whether something of it could not be said."""
        if self.use.cost_micro_usd >= self.most_micro_usd:
            raise ModelFailed(why="budget")
        _give_connection_back()
        asked = [*self.opening, *self.history, *self.messages]
        sentences, before, blocked = Sentences(), len(self.said), False
        answer = Answer()
        for piece in self.model.answer(messages=asked, tools=tools, watch=self.watch):
            if isinstance(piece, Answer):
                answer = piece
            else:
                for sentence in sentences.feed(piece):
                    blocked |= not self._try_to_say(sentence)
        for sentence in sentences.rest():
            blocked |= not self._try_to_say(sentence)
        add_cost(self.use, answer.tokens)
        spoken = " ".join(self.said[before:])
        if spoken or answer.calls:
            # What was not spoken was not said: the model must not build on it.
            self.messages.append(assistant_message(spoken, answer.calls))
        return answer, blocked

    def _try_to_say(self, sentence: str) -> bool:
        objection = self.judge.objection(sentence)
        if objection is None:
            self.speak(sentence)
            return True
        self.use.unspoken += 1
        logger.warning("telephony.sentence_unspoken", extra={"why": objection.value, "call": self.call_id})
        if objection == Objection.UNPROVEN and self.unsaid:
            self.speak(self.unsaid[-1].result["say"])
            return True
        return False

    def _never_silent(self, *, blocked: bool) -> None:
        """A turn without words would hang the call; and what was left out must not seem to be agreed to."""
        if self.said and not blocked:
            return
        if self.unsaid:
            self.speak(self.unsaid[-1].result["say"])
        else:
            self.speak(words_for(self.language).unknown_answer())

    def _perform(self, calls: tuple[ToolCall, ...], *, allowed: set[str]) -> None:
        if len(calls) > MAX_CALLS_PER_ROUND:
            self._answer_all(calls, "too_many")
            raise ModelFailed(why="tool_flood")
        for number, call in enumerate(calls):
            try:
                result = self._done(call, allowed)
            except ModelFailed as failed:
                self._answer_all(calls[number:], failed.why)
                raise
            self.messages.append(result_message(call, result_for_model(result)))

    def _done(self, call: ToolCall, allowed: set[str]) -> JsonObject:
        if call.name not in allowed:
            raise ModelFailed(why="unknown_tool")
        args = call.args()
        result = perform_act(call_id=self.call_id, name=call.name, args=args, now=self.now)
        self.acts.append(ActOutcome(name=call.name, args=args, result=result))
        self.judge.acts.append(ProvingAct(name=call.name, args=args, result=result))
        return result

    def _answer_all(self, calls: tuple[ToolCall, ...], code: str) -> None:
        """Nothing was done for these, but the conversation stays one that can be gone on with."""
        refusal = {"ok": False, "code": code, "say": ""}
        self.messages += [result_message(call, refusal) for call in calls]

    def _had_last_words(self) -> bool:
        last = self.acts[-1]
        if last.name not in LAST_WORDS or not last.result.get("ok"):
            return False
        if last in self.unsaid:
            self.speak(last.result["say"])
            self.messages.append(assistant_message(last.result["say"]))
        self.ends = last.name == "end"
        return True


def _give_connection_back() -> None:
    """While we wait for the model, others may use the database."""
    if not connection.in_atomic_block:
        connection.close()
