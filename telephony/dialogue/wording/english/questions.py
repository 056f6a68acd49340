"""Asks for what is still missing, each time in other words."""

from collections.abc import Sequence
from datetime import date

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.wishes import MONTHS, WEEKDAYS, ordinal, spoken_minute
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.pieces import capitalised, varied
from telephony.dialogue.wording.german.questions import Questions as GermanQuestions


class Questions(Pieces, GermanQuestions):
    """Questions of a booking."""

    def ask_service(self, names: Sequence[str], attempt: int = 0) -> str:
        examples = self.listed(list(names[:3]))
        return varied(
            attempt,
            "What would you like to have done?",
            f"What is the appointment for, {examples}, for example?",
            f"I can offer you {examples}. Which would you like?",
        )

    def ask_which_service(self, names: Sequence[str], attempt: int = 0) -> str:
        choice = self.listed([in_english(name) for name in names[:4]])
        return varied(
            attempt,
            f"{capitalised(choice)}?",
            f"Which one exactly: {choice}?",
            f"Please just tell me which one: {choice}.",
        )

    def ask_variant(self, names: Sequence[str], attempt: int = 0) -> str:
        *others, last = map(in_english, names[:5])
        choice = f"{', '.join(others)} or {last}"
        return varied(attempt, f"{choice[:1].upper()}{choice[1:]}?", f"Which is it: {choice}?")

    def with_options(self, service: str, variant: str, add_ons: Sequence[str]) -> str:
        added = f"with {' and '.join(map(in_english, add_ons))}" if add_ons else ""
        return ", ".join(part for part in (in_english(service), in_english(variant), added) if part)

    def ask_which_person(self, names: Sequence[str]) -> str:
        return f"Do you mean {self.listed([in_english(name) for name in names[:4]])}?"

    def person_does_not(self, person: str, service: str) -> str:
        return f"I'm afraid {person} doesn't do {in_english(service)}, but I'll check with the others."

    def ask_branch(self, names: Sequence[str], attempt: int = 0) -> str:
        choice = self.listed(list(names[:5]))
        return varied(
            attempt,
            f"Which branch would you like to come to: {choice}?",
            f"Which branch suits you best, {choice}?",
        )

    def ask_when(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "When would suit you?",
            "Which day, and roughly what time, would work for you?",
            "Just name a day, such as Tuesday afternoon, or say: as soon as possible.",
        )

    def ask_when_instead(self, attempt: int = 0) -> str:
        return varied(attempt, "When would suit you better?", "Which day or time would you prefer?")

    def ask_which_time(self) -> str:
        return "Which time would suit you better?"

    def ask_which_day(self, days: Sequence[date]) -> str:
        named = [self.spoken_day(day) for day in days[:2]]
        if len(named) < 2:
            return f"Do you mean {named[0]}?"
        if (days[1] - days[0]).days == 7:
            after = f"the {ordinal(days[1].day)} of {MONTHS[days[1].month - 1]}"
            return f"Do you mean {named[0]}, or the {WEEKDAYS[days[1].weekday()]} after that, {after}?"
        return f"Do you mean {named[0]}, or {named[1]}?"

    def ask_between_times(self, minutes: Sequence[int]) -> str:
        return f"Do you mean {self.listed([spoken_minute(minute) for minute in minutes[:2]])}?"

    def no_such_day(self, said: str) -> str:
        return f"I'm afraid there is no {said}."

    def unknown_days(self, holidays: str) -> str:
        return f"I'm afraid I don't know when the {holidays} are."

    def is_past(self) -> str:
        return "I'm afraid that time has already passed."

    def ask_name(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "What name shall I put it under?",
            "What's your last name, please?",
            "Could you spell your name for me, please?",
        )

    def ask_name_simply(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "May I have your name, please?",
            "Could you tell me your last name, please?",
            "Could you spell your name for me, please?",
        )

    def ask_phone(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "What number can we reach you on?",
            "Could you give me the number once more, slowly?",
            "Please say the number digit by digit, starting with the area code.",
        )

    def more_digits(self) -> str:
        return "Yes, go on?"

    def confirm_phone(self, number: str) -> str:
        return f"Let me repeat that: {spoken_phone(number)}. Is that right?"

    def ask_change(self) -> str:
        return "No problem. What shall I change?"
