"""A call that a language model leads, locked, with what belongs to it: what is known, kept, handed over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from telephony.dialogue.claims import Act as ProvingAct
from telephony.dialogue.claims import Spoken
from telephony.dialogue.consent import QUESTION as CONSENT_QUESTION
from telephony.dialogue.emergency import is_emergency
from telephony.dialogue.language import spoken_language
from telephony.dialogue.model_speech import Judge
from telephony.dialogue.text import phrase
from telephony.dialogue.wording import words_for
from telephony.enums import BrainKind, Speaker
from telephony.errors import CallOver
from telephony.models import Call, CallAct, ModelUse
from telephony.ports import Talks
from telephony.prompts.receptionist import VERSION, instructions, opening_messages
from telephony.prompts.watch import Watch
from telephony.queries.lines import Line, line_of
from telephony.services.acting import act_in
from telephony.services.brain_memory import Memory
from telephony.services.brain_takeover import rebuilt
from telephony.services.brain_turn import ModelTurn
from telephony.services.calls import end_call, lock_call
from telephony.services.clock import since_ring_ms, speech_ms
from telephony.services.transcripts import add_turn
from telephony.services.vocabulary import vocabulary_for
from telephony.values import CallerUtterance, Hear, JsonObject, Reply

MOST_SILENCES = 3
_MICRO_USD_PER_CENT = 10_000


@dataclass(slots=True, kw_only=True)
class Desk:
    """Made inside a transaction and used up in it."""

    call: Call
    line: Line
    memory: Memory
    now: datetime

    @classmethod
    def of(cls, call_id: int, now: datetime) -> Desk:
        """The call, locked.

        :raises CallUnknown: no such call in this company.
        :raises CallOver: it has ended.
        """
        call = lock_call(call_id)
        if call.is_over:
            raise CallOver(call_id=call_id)
        line = line_of(branch_id=call.branch_id, version_id=call.version_id)
        return cls(call=call, line=line, memory=Memory.of(call), now=now)

    @property
    def is_at_limit(self) -> bool:
        """Whether the call has gone on for as long as it may; the engine ends it with a callback."""
        began = self.call.started_at or self.call.ringing_at
        is_too_long = self.now - began > timedelta(seconds=self.call.max_seconds)
        return self.call.turns >= self.call.max_turns or is_too_long

    def is_for_engine(self, text: str) -> bool:
        """Whether no model may answer this: the question for consent is open, or somebody is in danger."""
        if self.memory.engine.get("asked") == CONSENT_QUESTION:
            return True
        if "emergency" in self.memory.engine.get("done", ()):
            return False
        vocabulary = vocabulary_for(self.line)
        return is_emergency(phrase(text), vocabulary.industry, vocabulary.emergency_words)

    @property
    def language(self) -> str:
        """What is spoken in the call."""
        return str(self.memory.engine.get("language") or "de")

    def listen(self, text: str) -> None:
        """Notice in which language the caller speaks: the acts answer in it."""
        language = spoken_language(text, current=self.language)
        if language != self.language:
            self.memory.engine["language"] = language
            self.keep()

    def said_before(self, utterance: CallerUtterance) -> Reply | None:
        """The reply to the same utterance, sent again after a lost connection."""
        mark = _mark(utterance)
        return Reply(say=self.memory.reply) if mark and mark == self.memory.mark else None

    def ask_whether_there(self) -> Reply:
        """Somebody is silent: ask twice, then say goodbye."""
        words = words_for(self.language)
        self.memory.silences += 1
        ends = self.memory.silences >= MOST_SILENCES
        said = words.silent_goodbye() if ends else words.still_there(self.memory.silences - 1)
        self.speak(Speaker.RECEPTIONIST, said)
        self.keep()
        if ends:
            end_call(call_id=self.call.pk, reason="inactivity", now=self.now)
        return Reply(say=said, ends=ends)

    def turn(self, model: Talks, watch: Watch, hear: Hear) -> ModelTurn:
        """Everything the model needs for its next turn."""
        vocabulary = vocabulary_for(self.line)
        local_now = self.now.astimezone(self.call.branch.zone)
        opening = opening_messages(
            vocabulary=vocabulary,
            branch=self.call.branch.name,
            local_now=local_now,
            knows_number=bool(self.call.from_number),
            hints=self.line.instructions,
        )
        return ModelTurn(
            model=model,
            call_id=self.call.pk,
            now=self.now,
            opening=opening,
            history=self.memory.messages,
            judge=Judge(
                vocabulary=vocabulary,
                now=local_now.replace(tzinfo=None),
                confidential=instructions(),
                acts=self._acts(),
                turns=[Spoken(is_caller=True, text=text) for text in self.memory.heard],
            ),
            use=self.use(model.name),
            most_micro_usd=self._most_micro_usd(),
            language=self.language,
            watch=watch,
            hear=hear,
        )

    def write_down(
        self, utterance: CallerUtterance, turn: ModelTurn, reply: Reply, *, is_heard: bool
    ) -> None:
        """Keep what was said and done in a turn of the model."""
        self.speak(Speaker.CALLER, utterance.text)
        self.speak(Speaker.RECEPTIONIST, reply.say)
        memory = self.memory
        memory.messages += turn.messages
        memory.turn += 1
        memory.silences = 0
        memory.mark, memory.reply = (_mark(utterance), reply.say) if is_heard else ("", "")
        self.keep()

    def take_in(self, utterance: CallerUtterance, reply: Reply, *, earlier: Memory) -> None:
        """Keep a turn that the engine led: the model goes on from there, knowing what was before."""
        self.memory.messages, self.memory.turn = earlier.messages, earlier.turn + 1
        self.memory.add_exchange(utterance.text, reply)
        self.keep()

    def hand_over(self, why: str, messages: list[JsonObject], *, use: ModelUse | None = None) -> None:
        """The engine leads from now on, knowing what was said; messages of the turn that failed come last."""

        def perform(name: str, args: JsonObject) -> JsonObject:
            return act_in(self.call, name=name, args=args, now=self.now)

        state = rebuilt(
            engine=self.memory.engine,
            messages=[*self.memory.messages, *messages],
            vocabulary=vocabulary_for(self.line),
            now=self.now.astimezone(self.call.branch.zone),
            perform=perform,
        )
        self.call.brain = BrainKind.OWN
        self.call.dialogue_state = {"engine": state.to_json(), "mark": "", "reply": ""}
        self.call.save(update_fields=["brain", "dialogue_state"])
        use = use or self.use("")
        use.left_at, use.left_why = self.now, why
        use.save()

    def use(self, model: str) -> ModelUse:
        """What the model has done in this call so far."""
        known = ModelUse.objects.filter(pk=self.call.pk).first()
        return known or ModelUse(call=self.call, model=model[:80], prompt_version=VERSION)

    def speak(self, speaker: Speaker, text: str) -> None:
        """Count what was said, and keep it where it may be kept."""
        call = self.call
        add_turn(call=call, speaker=speaker, text=text, offset_ms=since_ring_ms(call, self.now))
        call.spoken_ms += speech_ms(text)
        call.save(update_fields=["turns", "spoken_ms", "trace"])

    def keep(self) -> None:
        """Put the memory into the call's row."""
        self.call.dialogue_state = self.memory.to_json()
        self.call.save(update_fields=["dialogue_state"])

    def _acts(self) -> list[ProvingAct]:
        acts = CallAct.objects.filter(call=self.call).order_by("at", "position")
        return [ProvingAct(name=act.name, args=act.args, result=act.result) for act in acts]

    def _most_micro_usd(self) -> int:
        cents = float(settings.OPENAI["call_cents"])
        return round(min(cents, self.line.max_cost_cents or cents) * _MICRO_USD_PER_CENT)


def _mark(utterance: CallerUtterance) -> str:
    """As the engine knows an utterance again: without keeping its words."""
    if utterance.position is None:
        return ""
    return hashlib.sha256(f"{utterance.position}:{utterance.text}".encode()).hexdigest()[:24]
