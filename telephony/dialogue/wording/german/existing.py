"""Speaks of appointments that stand already."""

from collections.abc import Sequence

from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.wording.german.pieces import Pieces, Slot, start_of, varied


class Existing(Pieces):
    """Own appointments."""

    def ask_name_of_appointment(self, attempt: int = 0) -> str:
        """Return the question for the second fact that opens an appointment."""
        return varied(
            attempt,
            "Auf welchen Namen läuft der Termin?",
            "Wie ist der Nachname, auf den der Termin eingetragen ist?",
            "Würden Sie mir den Namen bitte buchstabieren?",
        )

    def ask_day_of_appointment(self, attempt: int = 0) -> str:
        """Return the question for the day as a further fact."""
        return varied(
            attempt,
            "Für welchen Tag ist der Termin denn eingetragen?",
            "Wissen Sie noch, an welchem Tag der Termin ist?",
        )

    def no_appointment(self) -> str:
        """Return that nothing was found; it never says whether somebody else has an appointment."""
        return "Damit finde ich leider keinen Termin."

    def my_appointments(self, appointments: Sequence[Slot]) -> str:
        """Return the caller's own appointments."""
        named = [self._appointment_phrase(appointment) for appointment in appointments[:3]]
        if len(named) == 1:
            return f"Ihr Termin ist am {named[0]}."
        dates = self.listed([f"am {name}" for name in named], "und")
        return f"Sie haben {self.count(len(named))} Termine: {dates}."

    def _appointment_phrase(self, appointment: Slot) -> str:
        person = f" bei {appointment['staff']}" if appointment.get("staff") else ""
        service = f", {appointment['service']}" if appointment.get("service") else ""
        return f"{self.spoken_start(start_of(appointment))}{person}{service}"

    def ask_which_appointment(self, appointments: Sequence[Slot]) -> str:
        """Return the question between the caller's appointments."""
        return (
            "Um welchen geht es: "
            f"{self.listed(['den am ' + self.spoken_start(start_of(one)) for one in appointments[:3]])}?"
        )

    def found_appointment(self, appointment: Slot) -> str:
        """Return which appointment was found."""
        return f"Ich habe Ihren Termin am {self.spoken_start(start_of(appointment))} gefunden."

    def ask_new_time(self, appointment: Slot) -> str:
        """Return the question for the new time of an appointment."""
        return f"{self.found_appointment(appointment)} Auf wann möchten Sie ihn verlegen?"

    def passes_on_cancellation(self) -> str:
        """Return that the team is told of somebody who cannot come and whose number is not known."""
        return "Ohne Ihre Nummer kann ich das nicht selbst absagen, ich gebe es aber gleich ans Team weiter."

    def ask_move_or_cancel(self, appointment: Slot) -> str:
        """Return the question what is to become of an appointment to which its owner cannot come."""
        return (
            f"Schade. Ihren Termin am {self.spoken_start(start_of(appointment))} habe ich gefunden. "
            "Möchten Sie ihn verlegen oder ganz absagen?"
        )

    def confirm_move(self, appointment: Slot, slot: Slot) -> str:
        """Return the question before an appointment is moved."""
        person = f" bei {slot['staff']}" if slot.get("staff") else ""
        if start_of(appointment).date() == start_of(slot).date():
            return (
                f"Ich verlege Ihren Termin am {self.spoken_day(start_of(slot).date())}, von "
                f"{self.spoken_time(start_of(appointment))} auf {self.spoken_time(start_of(slot))}{person}. "
                "Einverstanden?"
            )
        return (
            f"Ich verlege Ihren Termin vom {start_of(appointment).day}. "
            f"{MONTH_NAMES[start_of(appointment).month - 1]} auf "
            f"{self.spoken_start(start_of(slot))}{person}. Einverstanden?"
        )

    def rescheduled(self, slot: Slot) -> str:
        """Return that an appointment was moved."""
        return f"Alles klar, Ihr neuer Termin ist am {self.spoken_start(start_of(slot))}."

    def confirm_cancel(self, appointment: Slot) -> str:
        """Return the question before an appointment is cancelled."""
        return f"Soll ich Ihren Termin am {self.spoken_start(start_of(appointment))} absagen?"

    def rescheduled_as_agreed(self) -> str:
        """Return that an appointment was moved, right after the caller agreed to it."""
        return "Alles klar, Ihr Termin ist verlegt."

    def confirm_cancel_all(self, appointments: Sequence[Slot]) -> str:
        """Return the question before several appointments are cancelled."""
        both = "beide" if len(appointments) == 2 else f"alle {self.count(len(appointments))}"
        dates = [f"am {self.spoken_start(start_of(one))}" for one in appointments]
        return f"Soll ich {both} Termine absagen, {self.listed(dates, 'und')}?"

    def cancelled_as_agreed(self, count: int = 1) -> str:
        """Return that appointments were cancelled, right after the caller agreed to it."""
        gone = "Ihr Termin ist" if count == 1 else "Ihre Termine sind"
        return f"{gone} abgesagt. Danke, dass Sie Bescheid geben."

    def cancelled(self, appointment: Slot) -> str:
        """Return that an appointment was cancelled."""
        when = self.spoken_start(start_of(appointment))
        return f"Ihr Termin am {when} ist abgesagt. Danke, dass Sie Bescheid geben."

    def kept(self) -> str:
        """Return that an appointment stays as it is."""
        return "Gut, dann bleibt Ihr Termin bestehen."
