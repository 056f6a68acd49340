"""Asks for what is still missing, each time in other words."""

from collections.abc import Sequence
from datetime import date

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES, spoken_minute
from telephony.dialogue.wording.german.nouns import shortened
from telephony.dialogue.wording.german.pieces import Pieces, varied


class Questions(Pieces):
    """Questions of a booking."""

    def ask_service(self, names: Sequence[str], attempt: int = 0) -> str:
        """Return the question for the service, with examples from the second time on."""
        examples = self.listed(list(names[:3]))
        return varied(
            attempt,
            "Worum geht es denn?",
            f"Worum geht es bei dem Termin, zum Beispiel {examples}?",
            f"Ich kann Ihnen {examples} anbieten. Was davon soll es sein?",
        )

    def ask_which_service(self, names: Sequence[str], attempt: int = 0) -> str:
        """Return the question between services that were all meant."""
        choice = self.listed(shortened(names[:4]))
        return varied(
            attempt,
            f"{choice[:1].upper()}{choice[1:]}?",
            f"Was davon genau: {choice}?",
            f"Bitte sagen Sie mir nur, was davon: {choice}.",
        )

    def ask_variant(self, names: Sequence[str], attempt: int = 0) -> str:
        """Return the question between the ways to have a service."""
        *others, last = names[:5]
        choice = f"{', '.join(others)} oder {last}"
        return varied(attempt, f"{choice[:1].upper()}{choice[1:]}?", f"Was trifft auf Sie zu: {choice}?")

    def with_options(self, service: str, variant: str, add_ons: Sequence[str]) -> str:
        """Return a service with what was chosen: ``Färben, langes Haar, mit Pflege``."""
        added = f"mit {' und '.join(add_ons)}" if add_ons else ""
        return ", ".join(part for part in (service, variant, added) if part)

    def ask_which_person(self, names: Sequence[str]) -> str:
        """Return the question between people of the same name."""
        return f"Meinen Sie {self.listed(list(names[:4]))}?"

    def person_does_not(self, person: str, service: str) -> str:
        """Return that somebody does not do the service."""
        return f"{service} macht {person} leider nicht, aber ich schaue gern bei den anderen."

    def ask_branch(self, names: Sequence[str], attempt: int = 0) -> str:
        """Return the question for the branch."""
        return varied(
            attempt,
            f"In welche Filiale möchten Sie kommen: {self.listed(list(names[:5]))}?",
            f"Welche Filiale passt Ihnen am besten, {self.listed(list(names[:5]))}?",
        )

    def ask_when(self, attempt: int = 0) -> str:
        """Return the question for the time."""
        return varied(
            attempt,
            "Wann passt es Ihnen?",
            "An welchem Tag und ungefähr um welche Uhrzeit hätten Sie Zeit?",
            (
                "Nennen Sie mir einfach einen Tag, zum Beispiel Dienstag nachmittag, oder sagen Sie: so bald "
                "wie möglich."
            ),
        )

    def ask_when_instead(self, attempt: int = 0) -> str:
        """Return the question after offers were turned down."""
        return varied(
            attempt, "Wann passt es Ihnen besser?", "Welcher Tag oder welche Uhrzeit wäre Ihnen lieber?"
        )

    def ask_which_time(self) -> str:
        """Return the question for another time of the same day."""
        return "Welche Uhrzeit passt Ihnen besser?"

    def ask_which_day(self, days: Sequence[date]) -> str:
        """Return the question between days that a native listener would ask back too."""
        named = [self.spoken_day(day) for day in days[:2]]
        if len(named) < 2:
            return f"Meinen Sie {named[0]}?"
        if (days[1] - days[0]).days == 7:
            weekday, dated = (
                WEEKDAY_NAMES[days[1].weekday()],
                f"den {days[1].day}. {MONTH_NAMES[days[1].month - 1]}",
            )
            return f"Meinen Sie {named[0]}, oder den {weekday} darauf, {dated}?"
        return f"Meinen Sie {named[0]}, oder {named[1]}?"

    def ask_between_times(self, minutes: Sequence[int]) -> str:
        """Return the question between two readings of an hour."""
        return f"Meinen Sie {self.listed([spoken_minute(minute) for minute in minutes[:2]])}?"

    def no_such_day(self, said: str) -> str:
        """Return that a date does not exist."""
        return f"Den {said} gibt es leider nicht."

    def unknown_days(self, holidays: str) -> str:
        """Return that nobody here knows when these school holidays are."""
        return f"Wann die {holidays} sind, weiß ich leider nicht."

    def is_past(self) -> str:
        """Return that the wished time is over."""
        return "Dieser Zeitpunkt ist leider schon vorbei."

    def ask_name(self, attempt: int = 0) -> str:
        """Return the question for the name."""
        return varied(
            attempt,
            "Auf welchen Namen, bitte?",
            "Wie ist bitte Ihr Nachname?",
            "Würden Sie mir Ihren Namen bitte einmal buchstabieren?",
        )

    def ask_name_simply(self, attempt: int = 0) -> str:
        """Return the question for the name where nothing is booked."""
        return varied(
            attempt,
            "Wie ist bitte Ihr Name?",
            "Sagen Sie mir bitte Ihren Nachnamen?",
            "Würden Sie mir Ihren Namen bitte buchstabieren?",
        )

    def ask_phone(self, attempt: int = 0) -> str:
        """Return the question for a telephone number."""
        return varied(
            attempt,
            "Unter welcher Nummer erreichen wir Sie?",
            "Würden Sie mir die Nummer bitte noch einmal in Ruhe durchgeben?",
            "Sagen Sie die Nummer bitte Ziffer für Ziffer, angefangen mit der Vorwahl.",
        )

    def more_digits(self) -> str:
        """Return the prompt for the rest of a number given in pieces."""
        return "Ja, und weiter?"

    def confirm_phone(self, number: str) -> str:
        """Return the number read back in groups."""
        return f"Ich wiederhole: {spoken_phone(number)}. Stimmt das?"

    def ask_change(self) -> str:
        """Return the question after the summary was refused."""
        return "Kein Problem. Was soll ich ändern?"
