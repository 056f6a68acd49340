"""Says what was decided where a question led nowhere, and what was noted beside the appointment."""

from collections.abc import Sequence
from datetime import datetime

from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.decisions import Decisions as GermanDecisions


class Decisions(Pieces, GermanDecisions):
    """Decisions that the caller can still correct, and receipts."""

    def decided_service(self, service: str) -> str:
        return f"I'll put down {in_english(service)} for now."

    def decided_variant(self, variant: str) -> str:
        return f"I'll plan the longer time to be safe: {variant}."

    def decided_time(self, starts_at: datetime, *, now: datetime) -> str:
        day = self.closed(self.on_day(starts_at.date(), today=now.date()))
        return f"I'll take {day.removeprefix('on ')} at {self.spoken_time(starts_at)}, then."

    def decided_soonest(self) -> str:
        return "I'll simply look for the next free time."

    def decided_anybody(self) -> str:
        return "I'll simply see who is free."

    def already_booked(self, starts_at: datetime, *, now: datetime) -> str:
        day = self.closed(self.on_day(starts_at.date(), today=now.date()))
        return f"The appointment {day} at {self.spoken_time(starts_at)} is booked already."

    def name_changed(self, name: str) -> str:
        return f"I've changed the name, the appointment is for {name} now."

    def reassure(self) -> str:
        return "Don't worry, we'll take our time."

    def condolence(self) -> str:
        return "I'm so sorry for your loss."

    def looks_when_free(self, person: str) -> str:
        return f"Let me see when {person} is free."

    def of_gender(self, names: Sequence[str]) -> str:
        return f"Yes, {self.listed(list(names), 'and')}."

    def offer_add_on(self, name: str, minutes: int, cents: int | None) -> str:
        price = f" for {self.spoken_price(cents)}" if cents else ""
        return f"Would you like to add {in_english(name)}{price}? It takes {minutes} minutes more."

    def add_on_does_not_fit(self) -> str:
        return "I'm afraid that won't fit at that time, so I'll leave it out."

    def offer_taxi(self) -> str:
        return "Shall I put you through to the taxi office now?"

    def taxi_afterwards(self) -> str:
        return "A taxi, gladly, I'll put you through right afterwards."

    def taxi_office(self) -> str:
        return "the taxi office"

    def no_taxi(self) -> str:
        return "I'm afraid I can't call a taxi from here."

    def noted(self) -> str:
        return "I've made a note of that."

    def opens_later(self, opens: datetime) -> str:
        return f"We're still closed then, we open at {self.spoken_time(opens)}."

    def closed_already(self) -> str:
        return "I'm afraid we're closed by then."

    def all_taken(self) -> str:
        return "I'm afraid everything is taken then."

    def caller_note(self, name: str) -> str:
        return f"{name} called"

    def will_note(self) -> str:
        return "I'll make a note of that."

    def question_note(self, question: str) -> str:
        return f"Question: {question}"

    def not_to_promise(self) -> str:
        return "I'm afraid I can't promise that, but I'll see who is free."
