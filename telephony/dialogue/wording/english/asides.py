"""Answers short questions and promises a human."""

from collections.abc import Sequence

from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.asides import Asides as GermanAsides
from telephony.dialogue.wording.german.pieces import capitalised, varied


class Asides(Pieces, GermanAsides):
    """Prices, hours, callbacks and messages."""

    def price(self, service: str, cents: int | None, *, is_from: bool = False) -> str:
        if cents is None:
            work = in_english(service)
            return f"I'm afraid I can't give you a price for {work}, it depends on the work involved."
        amount = self.spoken_price(cents)
        return f"{capitalised(in_english(service))} {'starts at' if is_from else 'is'} {amount}."

    def duration(self, service: str, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        spans = [f"{hours} hours" if hours > 1 else "an hour"] if hours else []
        spans += [f"{rest} minutes"] if rest else []
        return f"{capitalised(in_english(service)) or 'That'} takes about {self.listed(spans, 'and')}."

    def ask_service_for_price(self) -> str:
        return "Which service would you like to know that for?"

    def hours(self, sentence: str) -> str:
        return sentence or "I'm afraid I don't have the opening hours at hand."

    def services(self, names: Sequence[str]) -> str:
        if len(names) > 6:
            return f"We offer {', '.join(names[:6])} and quite a few other things."
        return f"We offer {self.listed(names, 'and')}."

    def address(self, address: str) -> str:
        return f"You'll find us here: {address}."

    def unknown_answer(self) -> str:
        return "I'm afraid I can't tell you that for certain. Shall somebody call you back?"

    def question_noted(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "I'm afraid I don't know that, but I'll note the question for the team.",
            "I'll pass that question on as well.",
        )

    def regret(self) -> str:
        return "I'm sorry about that."

    def nobody_free(self) -> str:
        return "I'm afraid nobody is free just now, so we'll call you back."

    def nobody_picked_up(self) -> str:
        return "I'm afraid nobody picked up, so we'll call you back."

    def already_noted(self) -> str:
        return "Your call back is noted, we'll be in touch."

    def ask_reason(self) -> str:
        return "What is it about?"

    def concern(self, kind: str) -> str:
        return {
            "missed_call": "Missed call", "office": "Business", "delivery": "Delivery", "job": "Application",
            "business": "Business", "invoice": "Invoice", "lost": "Lost property", "ready": "Enquiry",
            "whereabouts": "Enquiry",
            "papers": "Documents", "quote": "Quote",
            "voucher": "Gift voucher", "details": "New details", "breakdown": "Breakdown",
        }.get(kind, "Request")  # fmt: skip

    def passes_on(self, kind: str) -> str:
        return "I'll pass that on right away, and somebody will get back to you."

    def is_done_here(self, service: str, person: str = "") -> str:
        return (
            f"Yes, {person} does {in_english(service)}." if person else f"Yes, we do {in_english(service)}."
        )

    def somebody_else_does(self, service: str, person: str, able: Sequence[str]) -> str:
        others = f" {self.listed(list(able[:3]), 'and')} can do it." if able else ""
        return f"I'm afraid {person} doesn't do {in_english(service)}.{others}"

    def is_not_done_here(self, thing: str, names: Sequence[str]) -> str:
        return f"I'm afraid we don't offer {thing or 'that'}."

    def ask_wants_booking(self) -> str:
        return "Would you like an appointment?"

    def not_offered(self) -> str:
        return "I'm afraid we don't offer anything else. Shall somebody call you back?"

    def offer_callback(self) -> str:
        return "Shall somebody from our team call you back?"

    def ask_callback_reason(self) -> str:
        return "Certainly, I'll arrange a call back. What is it about?"

    def callback_taken(self, deadline: str = "") -> str:
        return f"I've made a note of that. We'll call you back {deadline or 'as soon as possible'}."

    def callback_after_misses(self) -> str:
        return "I'm sorry, we're not getting anywhere like this. I'll make sure that a person calls you back."

    def ask_message(self) -> str:
        return "Certainly. What shall I pass on?"

    def message_taken(self) -> str:
        return "Thank you, I'll pass that on."

    def act_failed(self) -> str:
        return "I'm afraid that didn't work just now."
