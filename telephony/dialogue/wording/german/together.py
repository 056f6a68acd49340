"""Speaks of several appointments that belong together: people who come along, services in a row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.wording.german.pieces import Pieces, Slot, capitalised, start_of


class Together(Pieces):
    """Offers and summaries of a group; the first slot holds the others under ``with``."""

    def offer_together(
        self, slots: Sequence[Slot], *, now: datetime, matches_wish: bool = True, wish: str = ""
    ) -> str:
        """Return the offer of one or two times for all of them."""
        question = "Passt das?" if len(slots) == 1 else "Was passt besser?"
        said = self._groups_phrase(slots[:2], now=now)
        if matches_wish:
            return f"Ich hätte {said}. {question}"
        missed = self.closed(capitalised(wish)) or "Da"
        return f"{missed} geht es zusammen leider nicht, aber {said}. {question}"

    def repeat_together(self, slots: Sequence[Slot], *, now: datetime) -> str:
        """Return the same offer again, only what distinguishes the times."""
        days = [self.on_day(start_of(slot).date(), today=now.date()) for slot in slots[:2]]
        same_day = len(set(days)) == 1 and len(days) > 1
        times = [
            f"um {self.spoken_time(start_of(slot))}"
            if same_day
            else f"{self.closed(day)} um {self.spoken_time(start_of(slot))}"
            for slot, day in zip(slots[:2], days, strict=True)
        ]
        return f"{capitalised(self.listed(times))}?"

    def is_free_together(self, slot: Slot, *, now: datetime) -> str:
        """Return that exactly the wished time is free for all of them."""
        return f"{capitalised(self._when(slot, now=now))} ist frei, {self._manner(slot)}."

    def nothing_together(self, wish: str = "") -> str:
        """Return that there is no time for all of them."""
        return f"{self.closed(capitalised(wish)) or 'Da'} finde ich leider nichts für alle zusammen."

    def nothing_in_a_row(self, count: int, wish: str = "") -> str:
        """Return that there is no time for several services of one person."""
        works = "beides" if count == 2 else "alles"
        return f"{self.closed(capitalised(wish)) or 'Da'} finde ich leider nichts für {works} nacheinander."

    def one_by_one(self) -> str:
        """Return that the appointments are looked for one after the other instead."""
        return "Zusammen finde ich da leider nichts, also eins nach dem anderen."

    def summary_together(self, slot: Slot, *, name: str, number: str | None = None, branch: str = "") -> str:
        """Return the one summary of all appointments."""
        slots = [slot, *slot["with"]]
        starts = {start_of(one) for one in slots}
        day = f"am {self.spoken_day(start_of(slot).date())}"
        place = f" in der Filiale {branch}" if branch else ""
        phone = f", Telefon {spoken_phone(number)}" if number else ""
        if len(starts) == 1:
            works = self.listed([self._work(one) for one in slots], "und")
            said = f"{works}{place}, gleichzeitig {day}, um {self.spoken_time(start_of(slot))}"
        else:
            works = self.listed(
                [f"um {self.spoken_time(start_of(one))} {self._work(one)}" for one in slots], "und"
            )
            said = f"{day}{place}, {works}"
        return f"Also: {said}, auf {name}{phone}. Stimmt das so?"

    def booked_together(self, count: int, *, has_sms: bool = False) -> str:
        """Return that all of them stand."""
        both = "beide" if count == 2 else f"alle {self.count(count)}"
        sms = ", die SMS kommt gleich" if has_sms else ""
        return f"Wunderbar, {both} Termine sind eingetragen{sms}."

    def accompanying(self, who: str) -> str:
        """Return the note on an appointment of somebody who comes along."""
        return f"Begleitung: {who}" if who else "Begleitperson"

    def _work(self, slot: Mapping[str, Any]) -> str:
        person = f" bei {slot['staff']}" if slot.get("staff") else ""
        return f"{slot['service']}{person}"

    def _groups_phrase(self, slots: Sequence[Slot], *, now: datetime) -> str:
        """Day and people are said once where both offers share them."""
        if len(slots) == 2 and self._manner(slots[0]) == self._manner(slots[1]):
            times = self.listed([self._when(slot, now=now) for slot in slots])
            if start_of(slots[0]).date() == start_of(slots[1]).date():
                times = f"{self._when(slots[0], now=now)} oder {self.spoken_time(start_of(slots[1]))}"
            return f"{times}, {self._manner(slots[0])}"
        return " oder ".join(f"{self._when(slot, now=now)} {self._manner(slot)}" for slot in slots)

    def _when(self, slot: Slot, *, now: datetime) -> str:
        day = self.closed(self.on_day(start_of(slot).date(), today=now.date()))
        return f"{day} um {self.spoken_time(start_of(slot))}"

    def _manner(self, slot: Slot) -> str:
        slots = [slot, *slot["with"]]
        how = "gleichzeitig" if len({start_of(one) for one in slots}) == 1 else "nacheinander"
        people = list(dict.fromkeys(str(one.get("staff") or "") for one in slots))
        return f"{how} bei {self.listed(people, 'und')}" if all(people) else how
