"""On what terms: requests that the team confirms, deposits, fees, questions before booking."""

from datetime import datetime

from telephony.dialogue.wording.english.acts import Acts
from telephony.dialogue.wording.german.terms import Terms as GermanTerms


class Terms(Acts, GermanTerms):
    """What is not settled yet, or costs something."""

    def one_question_first(self) -> str:
        return "One question first:"

    def requested(self, due_at: datetime, *, now: datetime) -> str:
        return (
            f"I've noted that down. The team will confirm your appointment {self.deadline(due_at, now=now)}."
        )

    def deposit_due(self, cents: int, due_at: datetime, *, now: datetime) -> str:
        until = self.deadline(due_at, now=now)
        return f"There is a deposit of {self.spoken_price(cents)} for that, {until}."

    def card_due(self, cents: int, due_at: datetime, *, now: datetime) -> str:
        until = self.deadline(due_at, now=now)
        return f"Please leave a card for {self.spoken_price(cents)} with us for that, {until}."

    def fee_of_cancelling(self, cents: int) -> str:
        price = self.spoken_price(cents)
        return f"At such short notice cancelling costs {price}. Shall I cancel it all the same?"

    def fee_of_moving(self, cents: int) -> str:
        price = self.spoken_price(cents)
        return f"At such short notice moving it costs {price}. Shall I move it all the same?"
