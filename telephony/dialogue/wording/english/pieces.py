"""How English says lists, days, times and prices on the phone."""

from collections.abc import Sequence
from datetime import date, datetime

from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.wording.english.wishes import (
    MONTHS,
    WEEKDAYS,
    ordinal,
    spoken_minute,
    spoken_wish,
)
from telephony.dialogue.wording.german.pieces import Pieces as GermanPieces

_NEAR = {0: "today", 1: "tomorrow"}
_COUNTS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


class Pieces(GermanPieces):
    """Words for facts."""

    def listed(self, names: Sequence[str], last: str = "or") -> str:
        """Return ``Anna, Ben or Carla``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {last} {names[-1]}"

    def spoken_day(self, day: date, *, today: date | None = None) -> str:
        """Return ``Tuesday, the 8th of December``; near days are ``tomorrow, Wednesday, the 25th …``."""
        named = f"{WEEKDAYS[day.weekday()]}, the {ordinal(day.day)} of {MONTHS[day.month - 1]}"
        near = _NEAR.get((day - today).days) if today else None
        return f"{near}, {named}" if near else named

    def spoken_start(self, starts_at: datetime, *, today: date | None = None) -> str:
        """Return ``Tuesday, the 8th of December, at 9:30 am``."""
        return f"{self.spoken_day(starts_at.date(), today=today)}, at {self.spoken_time(starts_at)}"

    def spoken_time(self, moment: datetime) -> str:
        """Return ``9:30 am`` or ``3 pm``."""
        return spoken_minute(moment.hour * 60 + moment.minute)

    def spoken_price(self, cents: int, *, is_from: bool = False) -> str:
        """Return ``45 euros`` or ``from 45 euros 50``."""
        euros, rest = divmod(cents, 100)
        amount = f"{euros} euro{'' if euros == 1 else 's'}" + (f" {rest}" if rest else "")
        return f"from {amount}" if is_from else amount

    def on_day(self, day: date, *, today: date | None = None) -> str:
        """Return ``on Tuesday, the 8th of December``, within a week ``on Tuesday`` or ``tomorrow``."""
        ahead = (day - today).days if today else 99
        if ahead in _NEAR:
            return _NEAR[ahead]
        weekday = f"on {WEEKDAYS[day.weekday()]}"
        return weekday if 0 < ahead < 7 else f"{weekday}, the {ordinal(day.day)} of {MONTHS[day.month - 1]}"

    def spoken_wish(self, wish: TimeWish, now: datetime) -> str:
        """Return a wish as it is repeated: ``next Tuesday from 5 pm``."""
        return spoken_wish(wish, now)

    def closed(self, day: str) -> str:
        """A date in the middle of a sentence ends with a comma."""
        return f"{day}," if day.endswith(MONTHS) else day

    def count(self, number: int) -> str:
        return _COUNTS.get(number, str(number))
