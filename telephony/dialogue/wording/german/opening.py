"""Greets, says goodbye, and mends what went wrong in the conversation itself."""

from collections.abc import Sequence
from datetime import datetime

from telephony.dialogue.wording.german.pieces import Pieces, varied


class Opening(Pieces):
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
        """Return the first sentences of every call; the first one says that an AI is speaking.

        Where the conversation may be recorded, the question for consent follows instead of "what for".
        """
        hello = (
            "Guten Morgen" if 5 <= now.hour < 11 else "Guten Tag" if 11 <= now.hour < 18 else "Guten Abend"
        )
        who = f"{persona}, die KI-Assistentin" if persona else "die KI-Assistentin"
        opened = f"{hello}, hier ist {who} {self._from_company(company)}."
        if is_recorded:
            return opened
        question = f"Spreche ich mit {caller_name}?" if caller_name else "Was kann ich für Sie tun?"
        return f"{opened} {question}"

    def _from_company(self, company: str) -> str:
        """``vom Salon Haarmonie``, ``von der Praxis am Markt``: the kind of house carries the article."""
        kind = company.split(maxsplit=1)[0].lower() if company.split() else ""
        if kind.endswith(
            ("salon", "haus", "studio", "institut", "zentrum", "team", "atelier", "center", "laden", "hotel")
        ):
            return f"vom {company}"
        if kind.endswith(
            ("praxis", "werkstatt", "klinik", "therapie", "apotheke", "boutique", "lounge", "stube")
        ):
            return f"von der {company}"
        return f"von {company}"

    def goodbye(self, *, now: datetime, booked: bool = False) -> str:
        """Return the farewell; after a booking it looks forward to the visit."""
        wish = "einen schönen Tag" if 5 <= now.hour < 17 else "einen schönen Abend"
        seen = "Dann bis bald und " if booked else "Danke für Ihren Anruf und "
        return f"{seen}{wish}. Auf Wiederhören!"

    def wrong_number_goodbye(self) -> str:
        """Return the farewell to somebody who dialled the wrong number."""
        return "Das macht gar nichts. Einen schönen Tag noch, auf Wiederhören!"

    def how_i_am(self) -> str:
        """Return the answer to "wie geht es Ihnen"."""
        return "Danke, gut."

    def here_i_am(self) -> str:
        """Return the answer to "hallo, ist da jemand?"."""
        return "Ja, ich höre Sie."

    def to_a_child(self) -> str:
        """Return the first words to a child that rings alone."""
        return "Hallo, schön, dass du anrufst!"

    def ask_for_parents(self) -> str:
        """Return the question for a grown-up."""
        return "Ist deine Mama oder dein Papa da? Gib ihnen bitte kurz das Telefon."

    def team(self, names: Sequence[str]) -> str:
        """Return who works here."""
        return f"Bei uns arbeiten {self.listed(list(names), 'und')}."

    def not_my_matter(self) -> str:
        """Return the answer to what has nothing to do with the house."""
        return "Dabei kann ich leider nicht helfen."

    def how_nice(self) -> str:
        """Return the answer to a friendly word."""
        return "Das freut mich."

    def offer_human(self) -> str:
        """Return the offer to somebody who has had enough."""
        return "Das tut mir leid. Soll ich Sie mit einem Menschen verbinden?"

    def spam_goodbye(self) -> str:
        """Return the farewell to advertising and recorded calls."""
        return "Danke, daran haben wir kein Interesse. Auf Wiederhören."

    def anything_else(self, attempt: int = 0) -> str:
        """Return the question that closes every matter."""
        return varied(
            attempt % 3,
            "Kann ich noch etwas für Sie tun?",
            "Haben Sie noch einen Wunsch?",
            "Gibt es sonst noch etwas?",
        )

    def ask_what_else(self) -> str:
        """Return the answer to a mere yes to "sonst noch etwas?"."""
        return "Gern, was denn?"

    def ask_intent(self, attempt: int = 0) -> str:
        """Return the question what the caller wants."""
        return varied(
            attempt,
            "Was kann ich für Sie tun?",
            "Möchten Sie einen Termin vereinbaren, oder geht es um etwas anderes?",
            "Sagen Sie einfach, worum es geht: zum Beispiel einen Termin buchen, verschieben oder absagen.",
        )

    def not_understood(self, attempt: int = 0) -> str:
        """Return the sentence that admits a misunderstanding, before the question is put again."""
        return varied(
            attempt,
            "Entschuldigung, das habe ich nicht ganz verstanden.",
            "Das ist leider nicht richtig bei mir angekommen.",
        )

    def still_there(self, attempt: int = 0) -> str:
        """Return the first words after a silence."""
        return varied(attempt, "Sind Sie noch da?", "Ich höre Sie gerade nicht.")

    def silent_goodbye(self) -> str:
        """Return the farewell to a silent line."""
        return "Ich kann Sie leider nicht hören. Rufen Sie gern noch einmal an. Auf Wiederhören!"

    def waiting(self) -> str:
        """Return the answer to "Moment"."""
        return "Natürlich, lassen Sie sich Zeit."

    def gladly(self) -> str:
        """Return the short consent to a wish for an appointment."""
        return "Gern."

    def sympathy(self) -> str:
        """Return the first words to somebody in pain."""
        return "Oh, das tut mir leid."

    def one_moment(self) -> str:
        """Return the filler while times are looked up."""
        return "Einen kleinen Moment, ich schaue nach."

    def identity(self, *, company: str) -> str:
        """Return the honest answer to "Sind Sie ein Roboter?"."""
        return (
            f"Ich bin eine KI-Assistentin und nehme für {company} Anrufe entgegen. Auf Wunsch veranlasse "
            "ich gern einen Rückruf von einem Menschen."
        )

    def here_speaks(self, *, company: str, persona: str = "") -> str:
        """Return once more that an AI is speaking, to somebody who goes on in this language."""
        who = f"{persona}, die KI-Assistentin" if persona else "die KI-Assistentin"
        return f"Wir können Deutsch sprechen, hier ist {who} {self._from_company(company)}."

    def only_german(self) -> str:
        """Return the answer to a caller whose language nobody speaks here."""
        return "I speak German and English. Shall we call you back? Soll Sie jemand zurückrufen?"

    def emergency(self, country: str = "DE") -> str:
        """Return the emergency sentence of the country; nothing is assessed."""
        if country == "AT":
            return (
                "Wenn es ein Notfall ist, legen Sie bitte auf und wählen Sie die 1 4 4. "
                "Wenn es dringend, aber nicht lebensbedrohlich ist, hilft Ihnen der Ärztefunkdienst unter 1 "
                "4 1."
            )
        if country == "CH":
            return "Wenn es ein Notfall ist, legen Sie bitte auf und wählen Sie die 1 4 4."
        return (
            "Wenn es ein Notfall ist, legen Sie bitte auf und wählen Sie die 1 1 2. "
            "Wenn es dringend, aber nicht lebensbedrohlich ist, hilft Ihnen der ärztliche "
            "Bereitschaftsdienst unter 1 1 6 1 1 7."
        )
