"""Greets, says goodbye, and mends what went wrong in the conversation itself."""

from collections.abc import Sequence
from datetime import datetime

from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.german.opening import Opening as GermanOpening
from telephony.dialogue.wording.german.pieces import varied


class Opening(Pieces, GermanOpening):
    """The conversation itself."""

    def greeting(
        self,
        *,
        company: str,
        now: datetime,
        persona: str = "",
        caller_name: str | None = None,
        is_recorded: bool = False,
    ) -> str:
        """Return the first sentences of every call; the first one says that an AI is speaking."""
        hello = "Good morning" if now.hour < 12 else "Good afternoon" if now.hour < 18 else "Good evening"
        who = f"{persona}, the AI assistant" if persona else "the AI assistant"
        opened = f"{hello}, this is {who} at {company}."
        if is_recorded:
            return opened
        question = f"Am I speaking with {caller_name}?" if caller_name else "How can I help you?"
        return f"{opened} {question}"

    def goodbye(self, *, now: datetime, booked: bool = False) -> str:
        wish = "have a lovely day" if 5 <= now.hour < 17 else "have a lovely evening"
        seen = "See you soon, and " if booked else "Thank you for calling, and "
        return f"{seen}{wish}. Goodbye!"

    def wrong_number_goodbye(self) -> str:
        return "No problem at all. Have a nice day, goodbye!"

    def how_i_am(self) -> str:
        return "I'm fine, thank you."

    def here_i_am(self) -> str:
        return "Yes, I can hear you."

    def to_a_child(self) -> str:
        return "Hello, how nice of you to call!"

    def ask_for_parents(self) -> str:
        return "Is your mum or dad there? Please give them the phone."

    def team(self, names: Sequence[str]) -> str:
        return f"Our team: {self.listed(list(names), 'and')}."

    def not_my_matter(self) -> str:
        return "I'm afraid I can't help with that."

    def how_nice(self) -> str:
        return "I'm glad to hear that."

    def offer_human(self) -> str:
        return "I'm sorry about that. Shall I put you through to a person?"

    def spam_goodbye(self) -> str:
        return "Thank you, we're not interested. Goodbye."

    def anything_else(self, attempt: int = 0) -> str:
        return varied(
            attempt % 3,
            "Is there anything else I can do for you?",
            "Anything else?",
            "Can I help you with anything else?",
        )

    def ask_what_else(self) -> str:
        return "Sure, what is it?"

    def ask_intent(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "How can I help you?",
            "Would you like to make an appointment, or is it about something else?",
            "Just tell me what it's about: for example booking, moving or cancelling an appointment.",
        )

    def not_understood(self, attempt: int = 0) -> str:
        return varied(
            attempt, "Sorry, I didn't quite catch that.", "I'm afraid that didn't come through clearly."
        )

    def still_there(self, attempt: int = 0) -> str:
        return varied(attempt, "Are you still there?", "I can't hear you at the moment.")

    def silent_goodbye(self) -> str:
        return "I'm afraid I can't hear you. Please feel free to call again. Goodbye!"

    def waiting(self) -> str:
        return "Of course, take your time."

    def gladly(self) -> str:
        return "Certainly."

    def sympathy(self) -> str:
        return "Oh, I'm sorry to hear that."

    def one_moment(self) -> str:
        return "One moment please, I'll have a look."

    def identity(self, *, company: str) -> str:
        return (
            f"I'm an AI assistant, and I answer the phone for {company}. "
            "If you like, I can have a person call you back."
        )

    def here_speaks(self, *, company: str, persona: str = "") -> str:
        who = f"{persona}, the AI assistant" if persona else "the AI assistant"
        return f"We can speak English, this is {who} at {company}."

    def only_german(self) -> str:
        return "I'm afraid I only speak English and German. Shall somebody call you back?"

    def emergency(self, country: str = "DE") -> str:
        if country == "AT":
            return (
                "If this is an emergency, please hang up and dial 1 4 4. "
                "If it's urgent but not life-threatening, the doctors on call can help you on 1 4 1."
            )
        if country == "CH":
            return "If this is an emergency, please hang up and dial 1 4 4."
        return (
            "If this is an emergency, please hang up and dial 1 1 2. "
            "If it's urgent but not life-threatening, the doctors on call can help you on 1 1 6 1 1 7."
        )
