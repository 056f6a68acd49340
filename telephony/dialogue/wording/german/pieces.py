"""How German says lists, days, times and prices; every sentence is made of these."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.spoken import WEEKDAY_NAMES, spoken_minute, spoken_wish
from telephony.dialogue.times.wish import TimeWish

Slot = Mapping[str, Any]
_NEAR = {0: "heute", 1: "morgen", 2: "übermorgen"}


def varied(attempt: int, *variants: str) -> str:
    """Return the words for this attempt; the last ones stay."""
    return variants[min(attempt, len(variants) - 1)]


def capitalised(words: str) -> str:
    """Begin a sentence."""
    return words[:1].upper() + words[1:]


def start_of(slot: Slot) -> datetime:
    """Return when a time or an appointment begins."""
    return datetime.fromisoformat(str(slot["starts_at"]))


class Pieces:
    """Words for facts."""

    def listed(self, names: Sequence[str], last: str = "oder") -> str:
        """Return ``Anna, Ben oder Carla``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {last} {names[-1]}"

    def spoken_day(self, day: date, *, today: date | None = None) -> str:
        """Return ``Dienstag, den 8. Dezember``; near days are ``morgen, Mittwoch, den 25. November``."""
        named = f"{WEEKDAY_NAMES[day.weekday()]}, den {day.day}. {MONTH_NAMES[day.month - 1]}"
        near = _NEAR.get((day - today).days) if today else None
        return f"{near}, {named}" if near else named

    def spoken_start(self, starts_at: datetime, *, today: date | None = None) -> str:
        """Return ``Dienstag, den 8. Dezember, um 9 Uhr 30``."""
        return f"{self.spoken_day(starts_at.date(), today=today)}, um {self.spoken_time(starts_at)}"

    def spoken_time(self, moment: datetime) -> str:
        """Return ``9 Uhr 30``."""
        return spoken_minute(moment.hour * 60 + moment.minute)

    def spoken_price(self, cents: int, *, is_from: bool = False) -> str:
        """Return ``45 Euro`` or ``ab 45 Euro 50``."""
        euros, rest = divmod(cents, 100)
        amount = f"{euros} Euro {rest}" if rest else f"{euros} Euro"
        return f"ab {amount}" if is_from else amount

    def on_day(self, day: date, *, today: date | None = None) -> str:
        """Return ``am Dienstag, den 8. Dezember``, within a week ``am Dienstag`` or ``morgen``."""
        ahead = (day - today).days if today else 99
        weekday = f"am {WEEKDAY_NAMES[day.weekday()]}"
        if ahead in _NEAR:
            return _NEAR[ahead]
        return weekday if 0 < ahead < 7 else f"{weekday}, den {day.day}. {MONTH_NAMES[day.month - 1]}"

    def spoken_wish(self, wish: TimeWish, now: datetime) -> str:
        """Return a wish as it is repeated: ``nächsten Dienstag ab 17 Uhr``."""
        return spoken_wish(wish, now)

    def closed(self, day: str) -> str:
        """A date in the middle of a sentence ends with a comma."""
        return f"{day}," if ", den " in day and day.endswith(MONTH_NAMES) else day

    def count(self, number: int) -> str:
        return {2: "zwei", 3: "drei"}.get(number, str(number))
