"""Reads clock times: ``14 Uhr 30``, ``halb neun``, ``zwanzig nach drei``, ``5:15 pm``, ``7h01``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from telephony.dialogue.times.reading.cursor import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A clock time as said; ``bare`` may mean twelve hours later; 24 is the next midnight."""

    hour: int
    minute: int = 0
    second: int | None = None
    bare: bool = False
    grain: str = "minute"
    is_pm: bool = False

    @property
    def minutes(self) -> int:
        """Return the minute of the day."""
        return self.hour * 60 + self.minute


Found = tuple[Clock, int] | None


def clock_at(text: Text, place: int, *, loose: bool = False) -> Found:
    """Read a clock time at this place; ``loose`` takes a bare number for an hour."""
    found = (
        _written(text, place, loose=loose)
        or _fraction(text, place)
        or _offset(text, place)
        or _spoken(text, place, loose=loose)
    )
    return None if found is None else _with_meridiem(text, *found)


def _valid(hour: float, minute: float = 0) -> bool:
    return hour == int(hour) and 0 <= hour <= 24 and 0 <= minute < 60


def _written(text: Text, place: int, *, loose: bool) -> Found:
    token = text.at(place)
    ahead = place + 1
    if token.kind == "midnight":
        return Clock(hour=0), ahead
    if token.kind == "noon" or (
        token.kind == "part" and token.value == "mittag" and text.kind(place - 1) == "at"
    ):
        return Clock(hour=12), ahead
    if token.kind == "clock":
        hour, minute, second = token.value
        bare = 1 <= hour <= 12 and not token.word.startswith("0")
        return Clock(
            hour=hour, minute=minute, second=second, bare=bare, grain="minute" if second is None else "second"
        ), text.skip(ahead, "uhr")
    if token.kind == "dotted":
        hour, minute = token.value
        is_clock = text.kind(ahead) == "uhr" or loose or minute > 12
        two_digits = len(token.word.split(".")[1].strip()) == 2
        if is_clock and two_digits and _valid(hour, minute):
            bare = 1 <= hour <= 12 and not token.word.startswith("0")
            return Clock(hour=hour, minute=minute, bare=bare), text.skip(ahead, "uhr")
    if token.kind == "number" and len(token.word) == 4 and token.word.isdigit():
        hour, minute = divmod(token.value, 100)
        if (loose or text.kind(ahead) in {"uhr", "meridiem"}) and _valid(hour, minute):
            return Clock(hour=hour, minute=minute, bare=1 <= hour <= 12), text.skip(ahead, "uhr")
    return None


def _fraction(text: Text, place: int) -> Found:
    before = {"half": 30, "quarter": 45, "threequarter": 15}.get(text.kind(place))
    ahead = place + 1
    if text.kind(place) == "number" and text.at(place).value == 3 and text.kind(ahead) == "quarter":
        before, ahead = 15, place + 2
    if before is None:
        return None
    token = text.at(ahead)
    if token.kind == "part" and token.value == "mittag":
        return Clock(hour=11, minute=60 - before), ahead + 1
    if token.kind not in {"number", "ordinal"} or not _valid(token.value) or token.value < 1:
        return None
    if text.kind(ahead + 1) == "unit" or (text.kind(ahead + 1) == "month" and token.kind == "ordinal"):
        return None
    minutes = int(token.value) * 60 - before
    return Clock(hour=minutes // 60, minute=minutes % 60, bare=token.value <= 12), text.skip(ahead + 1, "uhr")


def _offset(text: Text, place: int) -> Found:
    token = text.at(place)
    shift = {"quarter": 15, "kurz": 5}.get(token.kind) or (token.value if token.kind == "number" else None)
    if shift is None or not 1 <= shift <= 29:
        return None
    ahead = place + 1
    if text.kind(ahead) == "unit" and text.at(ahead).value == "minute":
        ahead += 1
    sign = {"after": 1, "before": -1}.get(text.kind(ahead))
    if sign is None:
        return None
    base = _fraction(text, ahead + 1) or _spoken(text, ahead + 1, loose=True)
    if base is None or text.kind(base[1]) == "unit":
        return None
    minutes = (base[0].minutes + sign * int(shift)) % 1440
    return replace(base[0], hour=minutes // 60, minute=minutes % 60), base[1]


def _spoken(text: Text, place: int, *, loose: bool) -> Found:
    token = text.at(place)
    if token.kind not in {"number", "ordinal"} or not _valid(token.value):
        return None
    ahead = place + 1
    bare = 1 <= token.value <= 12 and not token.word.startswith("0")
    hour = int(token.value)
    if text.kind(ahead) == "uhr" or (text.is_mark(ahead, ".") and text.kind(ahead + 1) == "uhr"):
        ahead = text.skip(ahead, "mark")
        minute, ahead = _minute_after(text, ahead + 1)
        return Clock(hour=hour, minute=minute, bare=bare), ahead
    if token.kind == "ordinal" or text.kind(ahead) in {"unit", "month"}:
        return None
    pair = text.at(ahead)
    in_words = (pair.value in {15, 30, 45} and 6 <= hour <= 22) or (
        pair.word == "00" and text.kind(ahead + 1) == "uhr"
    )
    if pair.kind == "number" and len(token.word) <= 2 and in_words:
        return Clock(hour=hour, minute=pair.value, bare=bare), text.skip(ahead + 1, "uhr")
    in_part = text.kind(text.skip(ahead, "in", "article", "on")) in {"part", "meridiem"}
    if loose or in_part:
        return Clock(hour=hour, bare=bare), ahead
    return None


def _minute_after(text: Text, place: int) -> tuple[int, int]:
    ahead = text.skip(place, "and")
    token = text.at(ahead)
    if (
        token.kind not in {"number", "ordinal"}
        or not 0 <= token.value < 60
        or token.value != int(token.value)
    ):
        return 0, place
    if token.word.startswith("ein") and not token.word.startswith("einu"):
        return 0, place
    following = text.at(ahead + 1)
    if following.kind == "month" or (following.kind == "unit" and following.value != "minute"):
        return 0, place
    return int(token.value), text.skip(ahead + 1, "uhr", "unit") if following.kind != "other" else ahead + 1


def _with_meridiem(text: Text, clock: Clock, place: int) -> Found:
    token = text.at(place)
    if token.kind == "meridiem" and token.value == "am":
        return replace(clock, hour=clock.hour % 12, bare=False), place + 1
    if token.kind == "meridiem" and token.value == "pm":
        hour = clock.hour + 12 if clock.hour < 12 else clock.hour
        return replace(clock, hour=hour, bare=False, is_pm=True), place + 1
    ends_there = text.kind(place + 1) not in {
        "weekday",
        "ordinal",
        "number",
        "part",
        "article",
        "date",
        "daymonth",
        "dotted",
    }
    if (token.kind, token.word) == ("on", "am") and clock.bare and ends_there:
        return replace(clock, hour=clock.hour % 12, bare=False), place + 1
    return clock, place
