"""Offers times, sums up and tells that something is booked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.offers import Offers as GermanOffers
from telephony.dialogue.wording.german.pieces import Slot, capitalised, start_of, varied


class Offers(Pieces, GermanOffers):
    """Offers and bookings."""

    def _with_whom(self, slots: Sequence[Slot]) -> str:
        people = {str(slot.get("staff") or "") for slot in slots}
        only = people.pop() if len(people) == 1 else ""
        return f" with {only}" if only else ""

    def _times_of(
        self, slots: Sequence[Slot], *, today: date, names_people: bool, names_places: bool
    ) -> list[str]:
        phrases = []
        for day, of_day in groupby(slots, key=lambda slot: start_of(slot).date()):
            several = [
                self.spoken_time(start_of(slot))
                + (f" with {slot['staff']}" if names_people and slot.get("staff") else "")
                + (f" at the {slot['branch']} branch" if names_places and slot.get("branch") else "")
                for slot in of_day
            ]
            times = self.listed(several, "or at" if names_people or names_places else "or")
            phrases.append(f"{self.closed(self._named_day(day, today=today))} at {times}")
        return phrases

    def _named_day(self, day: date, *, today: date) -> str:
        """``Friday``: "I could offer you on Friday" is nobody's English."""
        return self.on_day(day, today=today).removeprefix("on ")

    def _slots_phrase(self, slots: Sequence[Slot], *, now: datetime) -> str:
        same_person = len({slot.get("staff") for slot in slots}) == 1
        same_place = len({slot.get("branch") for slot in slots}) == 1
        phrases = self._times_of(
            slots, today=now.date(), names_people=not same_person, names_places=not same_place
        )
        is_mixed = len({bool(slot.get("matches_wish", True)) for slot in slots}) > 1
        joined = ", otherwise ".join(phrases) if is_mixed and len(phrases) == 2 else self.listed(phrases)
        return joined + (self._with_whom(slots) if same_person else "")

    def offer_sentence(
        self,
        slots: Sequence[Slot], *, now: datetime, matches_wish: bool = True, wish: str = "", attempt: int = 0,
        missed: int = 0, place: str = "", service: str = "",
    ) -> str:  # fmt: skip
        """Return the offer of one to three times; ``wish`` repeats what was not free."""
        said = self._slots_phrase(slots[:3], now=now)
        there = f" at the {place} branch" if place else ""
        if not matches_wish:
            when = {-1: " earlier", 1: " later"}.get(missed) or (f" {wish}" if wish else " then")
            opened = f"I'm afraid there's nothing free{when}{there}, but I do have {said}."
        elif service or there:
            work = f"For {in_english(service)}" if service else "I have something"
            opened = (
                f"{work}{there}{',' if service else ':'} {'I could offer you ' if service else ''}{said}."
            )
        else:
            opened = varied(attempt % 2, f"I could offer you {said}.", f"I also have {said}.")
        return f"{opened} {self.ask_which_offer(slots)}"

    def ask_which_offer(self, slots: Sequence[Slot]) -> str:
        if len(slots) == 1:
            return "Would that suit you?"
        return "Which would you prefer?"

    def repeat_offer(self, slots: Sequence[Slot], *, now: datetime) -> str:
        if len(slots) == 1:
            return f"Would {self._slots_phrase(slots, now=now)} suit you?"
        if len({start_of(slot).date() for slot in slots}) == 1:
            return f"At {self.listed([self.spoken_time(start_of(slot)) for slot in slots[:3]], 'or at')}?"
        times = self._times_of(slots[:3], today=now.date(), names_people=False, names_places=False)
        return f"Would you prefer {self.listed(times)}?"

    def is_free(self, slot: Slot, *, now: datetime, place: str = "") -> str:
        person = f" with {slot['staff']}" if slot.get("staff") else ""
        there = f" at the {place} branch" if place else ""
        starts_at = start_of(slot)
        day = self.closed(self._named_day(starts_at.date(), today=now.date()))
        return f"{capitalised(day)} at {self.spoken_time(starts_at)}{person}{there} is free."

    def is_free_as_wished(self) -> str:
        return "That's free."

    def with_whom(self, person: str) -> str:
        return f"That would be with {person}."

    def next_service(self, service: str) -> str:
        return f"Now for the second appointment, {in_english(service)}."

    def no_problem(self) -> str:
        return "No problem."

    def thanks(self) -> str:
        return "Thank you."

    def same_times_again(self) -> str:
        return "I'm afraid I have nothing else in that period."

    def nothing_free(self, wish: str = "") -> str:
        return f"I'm afraid there's nothing free {wish or 'then'}."

    def outside_horizon(self, days: int) -> str:
        return f"I'm afraid I can't book that far ahead, {days} days at most."

    def slot_gone(self) -> str:
        return "Oh, I'm afraid that time has just been taken."

    def summary(self, slot: Slot, *, service: str, name: str, number: str | None, branch: str = "") -> str:
        """Return everything that will be booked, in one breath; ``number`` is read back."""
        person = f" with {slot['staff']}" if slot.get("staff") else ""
        place = f", {branch} branch" if branch else ""
        phone = f", phone number {spoken_phone(number)}" if number else ""
        when = f"on {self.spoken_start(start_of(slot))}"
        return f"So that's {in_english(service)}{person}{place}, {when}, under {name}{phone}. Is that right?"

    def summary_of_name(self, name: str, *, spells: bool) -> str:
        letters = f", {', '.join(name.rsplit(maxsplit=1)[-1].upper())}" if spells else ""
        return f"So that's under {name}{letters}. Is that right?"

    def summary_again(self) -> str:
        return "Shall I book it like that?"

    def booked(self, appointment: Mapping[str, Any], *, has_sms: bool = False) -> str:
        person = f" with {appointment['staff']}" if appointment.get("staff") else ""
        sms = " You'll get a text message to confirm it." if has_sms else ""
        return f"Lovely, your appointment is booked: {self.spoken_start(start_of(appointment))}{person}.{sms}"

    def booked_as_agreed(self, *, has_sms: bool = False) -> str:
        return f"Lovely, that's booked for you{', and a text message is on its way' if has_sms else ''}."
