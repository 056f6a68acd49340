"""On what terms: requests that the team confirms, deposits, fees, questions before booking."""

from datetime import datetime

from telephony.dialogue.wording.german.acts import Acts


class Terms(Acts):
    """What is not settled yet, or costs something."""

    def one_question_first(self) -> str:
        """Return what leads to a question that the service needs answered."""
        return "Eine Frage vorab:"

    def requested(self, due_at: datetime, *, now: datetime) -> str:
        """Return that a time is noted down, and until when the team answers."""
        return (
            f"Ich habe das vorgemerkt. Das Team bestätigt Ihnen den Termin {self.deadline(due_at, now=now)}."
        )

    def deposit_due(self, cents: int, due_at: datetime, *, now: datetime) -> str:
        """Return what has to be paid until when."""
        until = self.deadline(due_at, now=now)
        return f"Dafür ist eine Anzahlung von {self.spoken_price(cents)} nötig, {until}."

    def card_due(self, cents: int, due_at: datetime, *, now: datetime) -> str:
        """Return until when a card has to be left."""
        until = self.deadline(due_at, now=now)
        return f"Dafür hinterlegen Sie bitte eine Karte über {self.spoken_price(cents)}, {until}."

    def fee_of_cancelling(self, cents: int) -> str:
        """Return what cancelling costs so late, with the question whether to do it."""
        return f"So kurz vorher kostet die Absage {self.spoken_price(cents)}. Soll ich trotzdem absagen?"

    def fee_of_moving(self, cents: int) -> str:
        """Return what moving costs so late, with the question whether to do it."""
        return f"So kurz vorher kostet das Verlegen {self.spoken_price(cents)}. Soll ich trotzdem verlegen?"
