"""One step of a conversation in the making: the memory, the sentences so far, the ways to end it."""

from datetime import date, datetime
from typing import Any

from telephony.dialogue.port import ActRequest, Turn
from telephony.dialogue.state import DialogueState, Matter
from telephony.dialogue.vocabulary import Vocabulary
from telephony.dialogue.wording import Wording, words_for


class Talk:
    """Collects what to say and turns it into the one :class:`Turn` of this step."""

    def __init__(self, state: DialogueState, *, vocabulary: Vocabulary, now: datetime) -> None:
        self.state = state
        self.vocabulary = vocabulary
        self.now = now
        self._sentences: list[str] = []
        self._is_excused = False

    @property
    def words(self) -> Wording:
        """Return the sentences of the language that is spoken."""
        return words_for(self.state.language)

    @property
    def wall(self) -> datetime:
        """Return the branch's wall clock without its zone, as time wishes are kept."""
        return self.now.replace(tzinfo=None)

    @property
    def today(self) -> date:
        """Return the branch's day."""
        return self.now.date()

    def say(self, sentence: str) -> None:
        """Add a sentence in front of what the step ends with."""
        if sentence:
            self._sentences.append(sentence)

    def say_instead(self, before: str, sentence: str) -> None:
        """Put a sentence in the place of one that was to be said."""
        said_instead = (sentence if said == before else said for said in self._sentences)
        self._sentences = [said for said in said_instead if said]

    @property
    def has_spoken(self) -> bool:
        """Tell whether this step says something already."""
        return bool(self._sentences)

    def times_asked(self, question: str) -> int:
        """Return how often a question was put: the next time it is put differently."""
        return self.state.asked_times.get(question, 0)

    def excuse(self) -> None:
        """Let the open question be put again without counting it: something else was in between."""
        self._is_excused = True

    def ask(self, question: str, sentence: str) -> Turn:
        """End the step with a question; the answer is understood in its light."""
        topic = _topic(self.state.matter, question)
        if topic != self.state.topic:
            self.state.topic, self.state.repeats = topic, 0
        elif not self._is_excused:
            self.state.repeats += 1
        self.state.asked = question
        self.state.asked_times[question] = self.times_asked(question) + 1
        self.state.last_question = sentence
        said = self._spoken(sentence)
        self.state.last_said = said or ""
        return Turn(self.state, said)

    def act(self, name: str, args: dict[str, Any], *, filler: str = "") -> Turn:
        """End the step with an act; what was said so far bridges the time."""
        self.state.awaiting = name
        return Turn(self.state, self._spoken(filler), act=ActRequest(name, args))

    def pause(self) -> Turn:
        """End the step by listening; the open question stays open."""
        return Turn(self.state, self._spoken(""))

    def hang_up(self, sentence: str) -> Turn:
        """End the step and the call."""
        self.state.is_over = True
        self.state.asked = "over"
        return Turn(self.state, self._spoken(sentence), ends_call=True)

    def begin(self, matter: Matter, *, first: bool = False) -> Matter:
        """Keep a matter until it is done; ``first`` lets it interrupt the others."""
        self.state.matters.insert(0 if first else len(self.state.matters), matter)
        return matter

    def finish(self, matter: Matter) -> None:
        """Strike a matter off."""
        self.excuse()
        self.state.matters.remove(matter)
        self.state.done.append(matter.intent)

    def service_names(self) -> list[str]:
        """Return what the company offers, in its own words."""
        return [term.name for term in self.vocabulary.services]

    def local_start(self, slot: dict[str, Any]) -> datetime:
        """Return a slot's start on the branch's wall clock."""
        starts_at = datetime.fromisoformat(str(slot["starts_at"]))
        if starts_at.tzinfo is not None:
            starts_at = starts_at.astimezone(self.now.tzinfo).replace(tzinfo=None)
        return starts_at

    def localised(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return a slot or appointment whose start is naive branch time, ready to be spoken."""
        if not entry.get("starts_at"):
            return entry
        spoken = {**entry, "starts_at": self.local_start(entry).isoformat()}
        if entry.get("with"):
            spoken["with"] = [self.localised(one) for one in entry["with"]]
        return spoken

    def called(self, entry: dict[str, Any]) -> dict[str, Any]:
        """Return a slot ready to be spoken, its person named as callers do."""
        person = self.vocabulary.person(entry.get("staff_id"))
        spoken = self.localised(entry)
        if entry.get("with"):
            spoken["with"] = [self.called(one) for one in entry["with"]]
        return {**spoken, "staff": person.called} if person and entry.get("staff") else spoken

    def place_of(self, slot: dict[str, Any], matter: Matter) -> str:
        """Return the branch of a slot, empty where the company has only one."""
        branch = self.vocabulary.branch(slot.get("branch_id")) or self.vocabulary.branch(matter.branch_id)
        if len(self.vocabulary.branches) < 2:
            return ""
        return branch.name if branch else str(slot.get("branch") or "")

    def _spoken(self, last: str) -> str | None:
        sentences = [*self._sentences, last] if last else self._sentences
        self._sentences = []
        return " ".join(sentences) or None


def _topic(matter: Matter | None, question: str) -> str:
    """Return what a question is about: other times, services or details make it another question."""
    if matter is None:
        return question
    about: dict[str, list[Any]] = {
        "service": [matter.intent, sorted(matter.service_options)],
        "offer": [slot.get("slot_id") for slot in matter.offers],
        "which_day": [*(matter.wish.choices if matter.wish else ())],
        "which_time": [*(matter.wish.times if matter.wish else ())],
        "person": sorted(matter.staff_options),
        "confirm": [matter.told, (matter.slot or {}).get("slot_id")],
        "when_instead": [matter.searches],
        "which_appointment": [one.get("id") for one in matter.appointments],
        "confirm_cancel": [(matter.appointment or {}).get("id"), matter.fee_cents],
        "intake": [len(matter.answers)],
    }
    return f"{question} {about.get(question, '')}"


_SAME_AGAIN = frozenset({"phone", "name", "when", "when_instead"})


def question_wording(talk: Talk, question: str) -> str:
    """Return the words for a plain question, put differently each time."""
    # A question that was merely interrupted is put again as it was; in other words after a misunderstanding.
    missed = talk.state.misses + max(0, talk.state.silences - 1)
    missed = max(missed, talk.state.repeats if talk.state.asked == question else 0)
    attempt = missed if question in _SAME_AGAIN else talk.times_asked(question)
    words = talk.words
    simple = {
        "intent": words.ask_intent, "when": words.ask_when, "when_instead": words.ask_when_instead,
        "name": words.ask_name, "name_simple": words.ask_name_simply, "phone": words.ask_phone,
        "more": words.anything_else, "name_of_appointment": words.ask_name_of_appointment,
        "day_of_appointment": words.ask_day_of_appointment,
    }  # fmt: skip
    return simple[question](attempt)
