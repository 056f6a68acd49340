"""The neutral reading of an utterance: its first moment or span, else a rule, else a length of time."""

from __future__ import annotations

from datetime import datetime

from askproai.core.school_holidays import region_of
from telephony.dialogue.times.reading.cursor import Text, length_at
from telephony.dialogue.times.reading.days import stretch_at
from telephony.dialogue.times.reading.points import Point, minute_of, point_at
from telephony.dialogue.times.reading.resolving import between, resolved
from telephony.dialogue.times.reading.span import (
    DAY,
    Convention,
    Reading,
    Stretch,
    midnight,
    months_later,
    unit_at,
    valid_date,
)
from telephony.dialogue.times.reading.tokens import tokens_of

_GREETS = frozenset({"guten", "gute", "schoenen", "good"})


def read(
    utterance: str, *, now: datetime, convention: Convention = "next", subdivision: str = ""
) -> Reading | None:
    """Return what the utterance says of time, past or to come; ``None`` if it says nothing.

    ``convention`` tells which day an incomplete date means: the next, the nearest, or that of this period.
    """
    text = Text(tokens_of(utterance), now, convention, region_of(subdivision))
    lengths: list[Reading] = []
    place = 0
    while place < len(text):
        if text.word(place) in _GREETS and text.kind(place + 1) in {"morgen", "part"}:
            place += 2
            continue
        found = _recurring(text, place) or _moment(text, place)
        if found is not None:
            return found
        length = (
            length_at(text, place)
            if text.kind(place) != "quarter" or text.kind(place + 1) == "unit"
            else None
        )
        if length is not None:
            lengths.append(Reading(kind="duration", seconds=length[0].total, grain=length[0].grain))
            place = length[1]
        else:
            whole = _whole(text, place)
            lengths += [whole] if whole else []
            place += 1
    return lengths[0] if lengths else None


def _whole(text: Text, place: int) -> Reading | None:
    """``den ganzen Tag``: as long as that."""
    if text.kind(place) != "whole" or text.kind(place + 1) != "unit":
        return None
    unit = {"day": 1, "week": 7, "month": 30, "year": 365}.get(text.at(place + 1).value)
    return Reading(kind="duration", seconds=unit * 86400.0) if unit else None


def _recurring(text: Text, place: int) -> Reading | None:
    """``täglich``, ``alle zwei Tage``, ``jeden Mittwoch um 16 Uhr``, ``montags``."""
    token = text.at(place)
    if token.kind == "rule":
        return Reading(kind="recurring", rule=str(token.value))
    if token.kind == "habit" and len(text) <= 6 and text.kind(place + 1) in {"end", "mark"}:
        return Reading(kind="recurring", rule=f"XXXX-WXX-{int(token.value) + 1}")
    if token.kind != "each":
        return None
    following = text.at(place + 1)
    if following.kind == "number" and text.kind(place + 2) == "unit":
        return Reading(kind="recurring", rule=f"P{int(following.value)}{text.at(place + 2).value[0].upper()}")
    clock = point_at(text, place + 2)
    at = _rule_clock(clock[0]) if clock else ""
    if following.kind in {"weekday", "habit"}:
        has_part = clock is not None and clock[0].part is not None and not at
        return (
            None if has_part else Reading(kind="recurring", rule=f"XXXX-WXX-{int(following.value) + 1}{at}")
        )
    if following.kind in {"part", "morgen"} and at:
        return Reading(kind="recurring", rule=at)
    if following.kind == "unit":
        return Reading(kind="recurring", rule=at or f"P1{following.value[0].upper()}")
    return None


def _rule_clock(point: Point) -> str:
    if point.clock is None:
        return ""
    hour, minute = divmod(minute_of(point.clock, point.part), 60)
    return f"T{hour:02}:{minute:02}" if minute else f"T{hour:02}"


def _moment(text: Text, place: int) -> Reading | None:
    # "vom 4. bis 6." and "10. - 22. August": the first day borrows what the last one says.
    spread = _spread(
        text,
        text.skip(place, "from", "between", "article", "on") if text.kind(place) != "month" else place + 1,
    )
    if spread is not None:
        return spread
    found = point_at(text, place)
    if found is None:
        return None
    point, ahead = found
    if point.day is not None and point.day.grain == "month" and not point.has_hours:
        spread = _spread(text, text.skip(ahead, "from", "between", "article", "on"), point.day)
        if spread is not None:
            return spread
    last = _last_of(text, point, ahead)
    return between(text.now, point, last) if last is not None else resolved(text.now, point, text.convention)


def _last_of(text: Text, first: Point, place: int) -> Point | None:
    """Read what follows ``bis``, if it is another moment."""
    ahead = text.skip(place, "mark") if text.is_mark(place, ",") else place
    joint = (
        text.kind(ahead) in {"until", "to"}
        or text.word(ahead) == "zu"
        or text.is_mark(ahead, "-", "/", ")")
        or (text.kind(ahead) == "and" and text.kind(0) == "between")
    )
    if not joint:
        return None
    while text.is_mark(ahead, "-", "/", ")", "(") or text.kind(ahead) in {
        "until",
        "to",
        "and",
        "on",
        "article",
    }:
        ahead += 1
    found = point_at(text, ahead) or point_at(text, ahead - 1)
    if found is None or (found[0].day is None and first.day is None and found[0].clock is None):
        return None
    point = found[0]
    if point.day is None and first.clock is None and point.clock is not None and first.part is None:
        return None
    return point


def _spread(text: Text, place: int, month: Stretch | None = None) -> Reading | None:
    token = text.at(place)
    if (
        token.kind not in {"ordinal", "number"}
        or token.value != int(token.value)
        or not 1 <= token.value <= 31
    ):
        return None
    ahead = place + 1
    if text.is_mark(ahead, "."):
        ahead += 1
    if not (text.is_mark(ahead, "-", "/") or text.kind(ahead) in {"until", "to", "and"}):
        return None
    if text.kind(ahead) == "and" and not any(
        text.kind(at) == "between" for at in range(max(0, place - 3), place)
    ):
        return None
    while text.is_mark(ahead, "-", "/") or text.kind(ahead) in {"until", "to", "and", "on", "article"}:
        ahead += 1
    last = stretch_at(text, ahead)
    if (
        last is None
        or (month is not None and last[0].free == "month")
        or last[0].grain != "day"
        or text.kind(ahead) in {"weekday", "shift"}
    ):
        return _spread_in_month(text, place, ahead, month)
    end = last[0].start
    start = end.replace(day=int(token.value)) if valid_date(end.year, end.month, int(token.value)) else end
    if start > end:
        start = months_later(start, -1)
    return Reading(kind="interval", start=start, end=end + DAY)


def _spread_in_month(text: Text, place: int, ahead: int, month: Stretch | None) -> Reading | None:
    """``November 19-20``, ``nächsten Monat vom 4. bis zum 23.``, ``11. auf 12.``."""
    last = text.at(ahead)
    if last.kind not in {"ordinal", "number"} or last.value != int(last.value):
        return None
    before = text.at(place - 1)
    if before.kind == "month":
        month = unit_at(text.now.replace(month=before.value, day=1), "month")
    if month is None and text.at(place).kind != "ordinal":
        return None
    month = month or unit_at(text.now, "month")
    days = [
        valid_date(month.start.year, month.start.month, int(each))
        for each in (text.at(place).value, last.value)
    ]
    if None in days or days[0] is None or days[1] is None or days[0] >= days[1]:
        return None
    if days[1] < text.now.date() and before.kind != "month":
        days = [months_later(midnight(day), 1).date() for day in days if day]
    return Reading(kind="interval", start=midnight(days[0]), end=midnight(days[1]) + DAY)  # type: ignore[arg-type]
