"""The engine goes on where a language model stopped: it hears the call again, and asks nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from telephony import dialogue
from telephony.dialogue import ActDone, CallerSaid, DialogueState, Turn, Vocabulary, read_name
from telephony.values import JsonObject

MOST_ACTS = 6
# Nothing changes by these; where the model had not asked for them, the engine may.
_SEARCHES = frozenset({"find_times", "find_together", "hold"})
_ANSWERS = frozenset({"quote_price", "opening_hours", "answer_question", "directions"})
_CLOSED = {
    "book": "book",
    "cancel": "cancel",
    "reschedule": "reschedule",
    "callback": "callback",
    "take_message": "message",
}
_NAME_ASKED = re.compile(r"\bnamen?\b", re.IGNORECASE)
_INTRODUCED = re.compile(
    r"\b((?:mein name ist|ich hei(?:ß|ss)e|hier (?:ist|spricht)|my name is) [^,;.!?]+)", re.IGNORECASE
)

Perform = Callable[[str, JsonObject], JsonObject]


@dataclass(slots=True)
class Record:
    """What was said and done while the model led."""

    utterances: list[str] = field(default_factory=list)
    results: list[tuple[str, JsonObject]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    # Times that were offered last, while the caller has not said anything to them yet.
    offered: list[JsonObject] = field(default_factory=list)

    @classmethod
    def of(cls, messages: Iterable[JsonObject]) -> Record:
        """Read the messages of the model once."""
        record, names, question = cls(), dict[str, str](), ""
        for message in messages:
            if message["role"] == "user":
                record._listen(str(message["content"]), question)
            elif message["role"] == "assistant":
                question = str(message.get("content") or question)
                for call in message.get("tool_calls") or ():
                    names[call["id"]] = call["function"]["name"]
                    record._note(_object(call["function"]["arguments"]))
            elif message["role"] == "tool":
                name = names.get(message["tool_call_id"], "")
                result = _object(message["content"])
                record.results.append((name, result))
                record.offered = list(result.get("slots") or ()) if name == "find_times" else []
        return record

    def take(self, name: str) -> JsonObject | None:
        """The oldest answer of this act that was not used yet."""
        for at, (known, result) in enumerate(self.results):
            if known == name:
                del self.results[at]
                return result
        return None

    @property
    def done(self) -> Iterator[str]:
        """What was finished, as the engine calls it."""
        return (_CLOSED[name] for name, result in self.results if name in _CLOSED and result.get("ok"))

    def _listen(self, text: str, question: str) -> None:
        self.utterances.append(text)
        self.offered = []
        introduced = _INTRODUCED.search(text)
        said = introduced[1] if introduced else text if _NAME_ASKED.search(question) else ""
        if said and (name := read_name(said)):
            self.names.append(name)

    def _note(self, args: JsonObject) -> None:
        for key, kept in (("name", self.names), ("phone", self.phones)):
            if isinstance(args.get(key), str) and args[key].strip():
                kept.append(args[key].strip()[:120])


def rebuilt(
    *,
    engine: JsonObject,
    messages: Iterable[JsonObject],
    vocabulary: Vocabulary,
    now: datetime,
    perform: Perform,
) -> DialogueState:
    """The engine's state as if it had led the call itself. ``perform`` is asked for searches only."""
    record = Record.of(messages)
    done = list(record.done)
    state = DialogueState.from_json(engine)
    for text in record.utterances:
        state = _heard(state, text, record, vocabulary, now, perform)
    state.name = state.name or (record.names[-1] if record.names else None)
    state.phone = state.phone or (record.phones[-1] if record.phones else None)
    _close(state, done)
    _reopen(state, record.offered)
    state.misses, state.silences, state.is_over = 0, 0, False
    return state


def _heard(
    state: DialogueState, text: str, record: Record, vocabulary: Vocabulary, now: datetime, perform: Perform
) -> DialogueState:
    turn = dialogue.step(state, CallerSaid(text), vocabulary=vocabulary, now=now)
    for _ in range(MOST_ACTS):
        if turn.act is None:
            return state if turn.ends_call else turn.state
        result = _result(turn, record, perform)
        if result is None:
            # The engine would have done more than the model did: it asks again before it does.
            return state
        turn = dialogue.step(turn.state, ActDone(turn.act.name, result), vocabulary=vocabulary, now=now)
    return state


def _result(turn: Turn, record: Record, perform: Perform) -> JsonObject | None:
    """The answer to an act of the engine: the model's own where it had asked for the same."""
    assert turn.act is not None  # noqa: S101  the caller has looked
    known = record.take(turn.act.name)
    if known is not None:
        return known
    if turn.act.name in _SEARCHES:
        return perform(turn.act.name, turn.act.args)
    return {"ok": True, "code": "answered", "say": ""} if turn.act.name in _ANSWERS else None


def _close(state: DialogueState, done: list[str]) -> None:
    """What the model has finished is not begun anew, however the engine had understood it."""
    for intent in done:
        if intent not in state.done:
            state.done.append(intent)
        state.matters = [matter for matter in state.matters if matter.intent != intent]
    if done and not state.matters:
        state.asked = "more"


def _reopen(state: DialogueState, slots: list[JsonObject]) -> None:
    """The caller has been asked which of these it shall be; the engine asks no less."""
    matter = next((each for each in state.matters if each.offers or each.slot), None)
    if matter is not None and len(slots) > 1:
        matter.forget_offers()
        matter.offers = slots
        state.asked = "offer"


def _object(text: object) -> JsonObject:
    try:
        read = json.loads(str(text))
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
