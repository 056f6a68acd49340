"""The few sentences for callers whose language is neither German nor English."""

from datetime import datetime

from telephony.dialogue.abroad.sentences import SENTENCES, Sentences
from telephony.dialogue.wording.german import German


class Abroad(German):
    """Enough to say who is speaking and to have somebody called back; the rest stays German."""

    def __init__(self, language: str, sentences: Sentences) -> None:
        self.language = language
        self._said = sentences

    def here_speaks(self, *, company: str, persona: str = "") -> str:
        return self._said.notice.format(company=company)

    def ask_callback_reason(self) -> str:
        return self._said.about

    def ask_name_simply(self, attempt: int = 0) -> str:
        return self._said.name

    def ask_phone(self, attempt: int = 0) -> str:
        return self._said.phone

    def more_digits(self) -> str:
        return self._said.go_on

    def deadline(self, due_at: datetime, *, now: datetime) -> str:
        return f"{due_at.day}.{due_at.month}., {due_at.hour}:{due_at:%M}"

    def callback_taken(self, deadline: str = "") -> str:
        return self._said.noted.format(deadline=deadline).replace("  ", " ")

    def goodbye(self, *, now: datetime, booked: bool = False) -> str:
        return self._said.goodbye

    def silent_goodbye(self) -> str:
        return self._said.goodbye

    def not_understood(self, attempt: int = 0) -> str:
        return self._said.again

    def still_there(self, attempt: int = 0) -> str:
        return self._said.there


ABROAD = {language: Abroad(language, sentences) for language, sentences in SENTENCES.items()}
