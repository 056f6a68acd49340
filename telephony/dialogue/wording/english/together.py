"""Speaks of several appointments that belong together: people who come along, services in a row."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from telephony.dialogue.phones import spoken_phone
from telephony.dialogue.wording.english.pieces import Pieces
from telephony.dialogue.wording.english.works import in_english
from telephony.dialogue.wording.german.pieces import Slot, capitalised, start_of
from telephony.dialogue.wording.german.together import Together as GermanTogether


class Together(Pieces, GermanTogether):
    """Offers and summaries of a group; the first slot holds the others under ``with``."""

    def offer_together(
        self, slots: Sequence[Slot], *, now: datetime, matches_wish: bool = True, wish: str = ""
    ) -> str:
        question = "Would that suit you?" if len(slots) == 1 else "Which would you prefer?"
        said = self._groups_phrase(slots[:2], now=now)
        if matches_wish:
            return f"I could offer you {said}. {question}"
        return f"I'm afraid there's nothing for all of you {wish or 'then'}, but I do have {said}. {question}"

    def is_free_together(self, slot: Slot, *, now: datetime) -> str:
        return f"{capitalised(self._when(slot, now=now))} is free, {self._manner(slot)}."

    def repeat_together(self, slots: Sequence[Slot], *, now: datetime) -> str:
        days = [self.on_day(start_of(slot).date(), today=now.date()) for slot in slots[:2]]
        same_day = len(set(days)) == 1 and len(days) > 1
        times = [
            f"at {self.spoken_time(start_of(slot))}" if same_day else self._when(slot, now=now)
            for slot in slots[:2]
        ]
        return f"{capitalised(self.listed(times))}?"

    def nothing_together(self, wish: str = "") -> str:
        return f"I'm afraid I can't find anything for all of you together {wish or 'then'}."

    def nothing_in_a_row(self, count: int, wish: str = "") -> str:
        works = "both" if count == 2 else "all of it"
        return f"I'm afraid I can't find anything for {works} in a row {wish or 'then'}."

    def one_by_one(self) -> str:
        return "I'm afraid there's nothing together then, so let's take them one after the other."

    def summary_together(self, slot: Slot, *, name: str, number: str | None = None, branch: str = "") -> str:
        slots = [slot, *slot["with"]]
        day = f"on {self.spoken_day(start_of(slot).date())}"
        place = f" at the {branch} branch" if branch else ""
        phone = f", phone number {spoken_phone(number)}" if number else ""
        if len({start_of(one) for one in slots}) == 1:
            works = self.listed([self._work(one) for one in slots], "and")
            said = f"{works}{place}, at the same time {day}, at {self.spoken_time(start_of(slot))}"
        else:
            works = self.listed(
                [f"{self._work(one)} at {self.spoken_time(start_of(one))}" for one in slots], "and"
            )
            said = f"{day}{place}, {works}"
        return f"So that's {said}, under {name}{phone}. Is that right?"

    def booked_together(self, count: int, *, has_sms: bool = False) -> str:
        both = "both" if count == 2 else f"all {self.count(count)}"
        sms = ", and a text message is on its way" if has_sms else ""
        return f"Lovely, {both} appointments are booked{sms}."

    def _work(self, slot: Mapping[str, Any]) -> str:
        person = f" with {slot['staff']}" if slot.get("staff") else ""
        return f"{in_english(str(slot['service']))}{person}"

    def _groups_phrase(self, slots: Sequence[Slot], *, now: datetime) -> str:
        if len(slots) == 2 and self._manner(slots[0]) == self._manner(slots[1]):
            times = self.listed([self._when(slot, now=now) for slot in slots])
            if start_of(slots[0]).date() == start_of(slots[1]).date():
                times = f"{self._when(slots[0], now=now)} or {self.spoken_time(start_of(slots[1]))}"
            return f"{times}, {self._manner(slots[0])}"
        return " or ".join(f"{self._when(slot, now=now)} {self._manner(slot)}" for slot in slots)

    def _when(self, slot: Slot, *, now: datetime) -> str:
        day = self.closed(self.on_day(start_of(slot).date(), today=now.date()).removeprefix("on "))
        return f"{day} at {self.spoken_time(start_of(slot))}"

    def _manner(self, slot: Slot) -> str:
        slots = [slot, *slot["with"]]
        how = "at the same time" if len({start_of(one) for one in slots}) == 1 else "one after the other"
        people = list(dict.fromkeys(str(one.get("staff") or "") for one in slots))
        return f"{how} with {self.listed(people, 'and')}" if all(people) else how
