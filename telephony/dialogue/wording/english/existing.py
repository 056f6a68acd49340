"""Speaks of appointments that stand already."""

from collections.abc import Sequence

from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.wishes import MONTHS, ordinal
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.existing import Existing as GermanExisting
from telephony.dialogue.wording.german.pieces import Slot, start_of, varied


class Existing(Pieces, GermanExisting):
    """Own appointments."""

    def ask_name_of_appointment(self, attempt: int = 0) -> str:
        return varied(
            attempt,
            "What name is the appointment under?",
            "What's the last name the appointment was booked under?",
            "Could you spell the name for me, please?",
        )

    def ask_day_of_appointment(self, attempt: int = 0) -> str:
        return varied(
            attempt, "What day is the appointment?", "Do you remember which day the appointment is on?"
        )

    def no_appointment(self) -> str:
        return "I'm afraid I can't find an appointment with that."

    def my_appointments(self, appointments: Sequence[Slot]) -> str:
        named = [self._appointment_phrase(appointment) for appointment in appointments[:3]]
        if len(named) == 1:
            return f"Your appointment is on {named[0]}."
        dates = self.listed([f"on {name}" for name in named], "and")
        return f"You have {self.count(len(named))} appointments: {dates}."

    def _appointment_phrase(self, appointment: Slot) -> str:
        person = f" with {appointment['staff']}" if appointment.get("staff") else ""
        service = f", {in_english(str(appointment['service']))}" if appointment.get("service") else ""
        return f"{self.spoken_start(start_of(appointment))}{person}{service}"

    def ask_which_appointment(self, appointments: Sequence[Slot]) -> str:
        dates = [f"the one on {self.spoken_start(start_of(one))}" for one in appointments[:3]]
        return f"Which one do you mean: {self.listed(dates)}?"

    def found_appointment(self, appointment: Slot) -> str:
        return f"I've found your appointment on {self.spoken_start(start_of(appointment))}."

    def ask_new_time(self, appointment: Slot) -> str:
        return f"{self.found_appointment(appointment)} When would you like to move it to?"

    def passes_on_cancellation(self) -> str:
        return "Without your number I can't cancel it myself, but I'll pass it on to the team right away."

    def ask_move_or_cancel(self, appointment: Slot) -> str:
        return f"That's a pity. {self.found_appointment(appointment)} Would you like to move it or cancel it?"

    def confirm_move(self, appointment: Slot, slot: Slot) -> str:
        person = f" with {slot['staff']}" if slot.get("staff") else ""
        old = start_of(appointment)
        return (
            f"I'll move your appointment from the {ordinal(old.day)} of {MONTHS[old.month - 1]} to "
            f"{self.spoken_start(start_of(slot))}{person}. Is that all right?"
        )

    def rescheduled(self, slot: Slot) -> str:
        return f"All right, your new appointment is on {self.spoken_start(start_of(slot))}."

    def confirm_cancel(self, appointment: Slot) -> str:
        return f"Shall I cancel your appointment on {self.spoken_start(start_of(appointment))}?"

    def rescheduled_as_agreed(self) -> str:
        return "All right, your appointment has been moved."

    def confirm_cancel_all(self, appointments: Sequence[Slot]) -> str:
        both = "both" if len(appointments) == 2 else f"all {self.count(len(appointments))}"
        dates = [f"on {self.spoken_start(start_of(one))}" for one in appointments]
        return f"Shall I cancel {both} appointments, {self.listed(dates, 'and')}?"

    def cancelled_as_agreed(self, count: int = 1) -> str:
        gone = "Your appointment has" if count == 1 else "Your appointments have"
        return f"{gone} been cancelled. Thank you for letting us know."

    def cancelled(self, appointment: Slot) -> str:
        when = self.spoken_start(start_of(appointment))
        return f"Your appointment on {when} has been cancelled. Thank you for letting us know."

    def kept(self) -> str:
        return "Good, then your appointment stays as it is."
