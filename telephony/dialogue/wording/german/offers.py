"""Offers times, sums up and tells that something is booked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.wording.german.nouns import with_article
from telephony.dialogue.wording.german.pieces import Pieces, Slot, capitalised, start_of, varied


class Offers(Pieces):
    """Offers and bookings."""

    def _with_whom(self, slots: Sequence[Slot]) -> str:
        people = {str(slot.get("staff") or "") for slot in slots}
        only = people.pop() if len(people) == 1 else ""
        return f" bei {only}" if only else ""

    def _times_of(
        self, slots: Sequence[Slot], *, today: date, names_people: bool, names_places: bool
    ) -> list[str]:
        phrases = []
        for day, of_day in groupby(slots, key=lambda slot: start_of(slot).date()):
            several = [
                self.spoken_time(start_of(slot))
                + (f" bei {slot['staff']}" if names_people and slot.get("staff") else "")
                + (f" in der Filiale {slot['branch']}" if names_places and slot.get("branch") else "")
                for slot in of_day
            ]
            times = self.listed(several, "oder um" if names_people or names_places else "oder")
            phrases.append(f"{self.closed(self.on_day(day, today=today))} um {times}")
        return phrases

    def _slots_phrase(self, slots: Sequence[Slot], *, now: datetime) -> str:
        same_person = len({slot.get("staff") for slot in slots}) == 1
        same_place = len({slot.get("branch") for slot in slots}) == 1
        phrases = self._times_of(
            slots, today=now.date(), names_people=not same_person, names_places=not same_place
        )
        # "Mittwoch um 9 Uhr, sonst Dienstag": what was not asked for comes as the second best.
        is_mixed = len({bool(slot.get("matches_wish", True)) for slot in slots}) > 1
        joined = ", sonst ".join(phrases) if is_mixed and len(phrases) == 2 else self.listed(phrases)
        return joined + (self._with_whom(slots) if same_person else "")

    def offer_sentence(
        self,
        slots: Sequence[Slot], *, now: datetime, matches_wish: bool = True, wish: str = "", attempt: int = 0,
        missed: int = 0, place: str = "", service: str = "",
    ) -> str:  # fmt: skip
        """Return the offer of one to three times; ``wish`` repeats what was asked for when it was not free.

        ``missed`` tells which way was asked for: -1 earlier, 1 later. ``place`` and ``service`` are named
        where the caller left them open and should hear what was taken.
        """
        said = self._slots_phrase(slots[:3], now=now)
        there = f"in der Filiale {place}" if place else ""
        if not matches_wish:
            when = {-1: "Früher", 1: "Später"}.get(missed) or self.closed(capitalised(wish)) or "Da"
            not_free = " ".join(part for part in (when, "ist", there) if part)
            opened = f"{not_free} leider nichts mehr frei, aber {said}."
        elif service or there:
            work = with_article(service).replace("Ein ", "einen ", 1).replace("Eine ", "eine ", 1)
            taken = " ".join(part for part in (f"für {work}" if service else "", there) if part)
            opened = f"{capitalised(taken)} hätte ich {said}."
        else:
            opened = varied(attempt % 2, f"Ich hätte {said}.", f"Frei wäre {said}.")
        return f"{opened} {self.ask_which_offer(slots)}"

    def ask_which_offer(self, slots: Sequence[Slot]) -> str:
        """Return the question that follows an offer."""
        if len(slots) == 1:
            return "Passt das?"
        return "Was passt besser?" if len(slots) == 2 else "Was davon passt?"

    def repeat_offer(self, slots: Sequence[Slot], *, now: datetime) -> str:
        """Return the same offer again, shorter: only what distinguishes the times."""
        if len(slots) == 1:
            return f"Passt Ihnen {self._slots_phrase(slots, now=now)}?"
        if len({start_of(slot).date() for slot in slots}) == 1:
            return f"Um {self.listed([self.spoken_time(start_of(slot)) for slot in slots[:3]], 'oder um')}?"
        times = self._times_of(slots[:3], today=now.date(), names_people=False, names_places=False)
        return f"Lieber {self.listed(times)}?"

    def is_free(self, slot: Slot, *, now: datetime, place: str = "") -> str:
        """Return that exactly the wished time is free."""
        person = f" bei {slot['staff']}" if slot.get("staff") else ""
        there = f" in der Filiale {place}" if place else ""
        starts_at = start_of(slot)
        when = (
            f"{self.closed(self.on_day(starts_at.date(), today=now.date()))} um {self.spoken_time(starts_at)}"
        )
        return f"{capitalised(when)} ist{person}{there} frei."

    def is_free_as_wished(self) -> str:
        """Return that the wished time is free, right before the summary names it."""
        return "Das ist frei."

    def with_whom(self, person: str) -> str:
        """Return with whom the time is."""
        return f"Das wäre bei {person}."

    def callback_reason(self, intent: str) -> str:
        """Return what the ticket says about a matter that could not be settled."""
        reasons = {
            "book": "Terminwunsch", "cancel": "Termin absagen", "reschedule": "Termin verschieben",
            "lookup": "Frage zum eigenen Termin", "human": "Möchte mit einem Menschen sprechen",
            "misunderstood": "Anliegen am Telefon nicht verstanden",
        }  # fmt: skip
        return reasons.get(intent, "Rückruf gewünscht")

    def next_service(self, service: str) -> str:
        """Return the bridge to the second service of one call."""
        return f"Dann noch zum zweiten Termin, {service}."

    def no_problem(self) -> str:
        """Return that a refusal is fine."""
        return "Kein Problem."

    def thanks(self) -> str:
        """Return the receipt for something that was given without being asked for."""
        return "Danke."

    def same_times_again(self) -> str:
        """Return that there is nothing else than what was already offered."""
        return "Etwas anderes habe ich in diesem Zeitraum leider nicht."

    def nothing_free(self, wish: str = "") -> str:
        """Return that nothing is free for a wish."""
        return f"{self.closed(capitalised(wish)) or 'Da'} ist leider nichts frei."

    def outside_horizon(self, days: int) -> str:
        """Return that the wish lies too far ahead."""
        return f"So weit im Voraus kann ich leider noch nicht buchen, höchstens {days} Tage."

    def slot_gone(self) -> str:
        """Return that a time was taken meanwhile."""
        return "Oh, dieser Termin wurde leider gerade vergeben."

    def summary(self, slot: Slot, *, service: str, name: str, number: str | None, branch: str = "") -> str:
        """Return everything that will be booked, in one breath; ``number`` is read back."""
        person = f" bei {slot['staff']}" if slot.get("staff") else ""
        place = f", Filiale {branch}" if branch else ""
        phone = f", Telefon {spoken_phone(number)}" if number else ""
        when = f"am {self.spoken_start(start_of(slot))}"
        return f"Also: {service}{person}{place}, {when}, auf {name}{phone}. Stimmt das so?"

    def summary_of_name(self, name: str, *, spells: bool) -> str:
        """Return the one thing that was changed; ``spells`` where it sounds like another."""
        letters = f", {', '.join(name.rsplit(maxsplit=1)[-1].upper())}" if spells else ""
        return f"Also auf {name}{letters}. Stimmt das so?"

    def summary_again(self) -> str:
        """Return the question for consent, shorter."""
        return "Darf ich den Termin so eintragen?"

    def booked(self, appointment: Mapping[str, Any], *, has_sms: bool = False) -> str:
        """Return that the appointment stands, for whoever has not just heard when it is."""
        person = f" bei {appointment['staff']}" if appointment.get("staff") else ""
        sms = " Die Bestätigung kommt gleich per SMS." if has_sms else ""
        return f"Wunderbar, Ihr Termin steht: {self.spoken_start(start_of(appointment))}{person}.{sms}"

    def booked_as_agreed(self, *, has_sms: bool = False) -> str:
        """Return that the appointment stands, right after the caller agreed to it."""
        return f"Wunderbar, Ihr Termin ist eingetragen{', die SMS kommt gleich' if has_sms else ''}."
