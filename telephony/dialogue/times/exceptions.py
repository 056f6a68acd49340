"""Bounds on single days and times liked best: ``freitags nur bis drei``, ``am liebsten um fünf``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from telephony.dialogue.times.clauses import PREPOSITIONS
from telephony.dialogue.times.clock import Hours
from telephony.dialogue.times.dates import Days
from telephony.dialogue.times.group import Group
from telephony.dialogue.times.hours import minutes_of
from telephony.dialogue.times.items import Item
from telephony.dialogue.times.wish import DAY_MINUTES

_ONLY = frozenset({"nur", "bloss", "lediglich", "erst", "hoechstens", "maximal"})
_MAY_STAND = _ONLY | PREPOSITIONS | frozenset("aber allerdings dann jedoch geht kann ich s".split())
_ELSE = re.compile(r"^(?:, |und |aber )*(?:sonst|ansonsten|an den anderen|die anderen)\b")
_BEST = re.compile(
    r"\b(?:am (?:aller)?(?:liebsten|besten)|idealerweise|bevorzugt|vorzugsweise|optimal|ideal|gern|gerne|"
    r"perfekt|traumhaft|optimalerweise)\b"
)


def restricted(keys: Sequence[str], items: Sequence[Item], index: int, *, has_wish: bool) -> Group | None:
    """Return what a day with hours of its own leaves out of the wish around it."""
    if index + 1 >= len(items):
        return None
    item, bound = items[index], items[index + 1]
    days, hours = item.value, bound.value
    if not isinstance(days, Days) or not isinstance(hours, Hours) or not days.weekdays:
        return None
    between = [*keys[item.end : bound.at], *keys[bound.at : bound.at + 1]]
    behind = keys[bound.end : items[index + 2].at if index + 2 < len(items) else len(keys)]
    is_else = _ELSE.search(" ".join(behind)) is not None
    if not set(between) <= _MAY_STAND:
        return None
    if not (_ONLY & set(between)) or not (has_wish or is_else):
        return None
    outside = _outside(hours)
    if outside is None:
        return None
    return Group(days=replace(days, habitual=True), part=outside, refused=True, at=item.at, end=bound.end)


def _outside(hours: Hours) -> tuple[int, int] | None:
    """One side of the day is left out; a span would leave two."""
    opens, closes, _ = minutes_of(hours, None)
    if hours.kind == "until" and closes is not None:
        return closes, DAY_MINUTES
    return (0, opens) if hours.kind == "from" and opens is not None else None


def is_aim(group: Group, item: Item, gap: Sequence[str]) -> bool:
    """Tell whether the time is the one liked best within the hours of the group."""
    value = item.value
    if group.refused or group.aim or not isinstance(value, Hours) or value.kind not in {"at", "around"}:
        return False
    if group.hours is not None and group.hours.kind not in {"from", "until", "between"}:
        return False
    span = _span_of(group)
    if span is None or not _BEST.search(" ".join(gap)) or {"oder", "sonst"} & set(gap):
        return False
    target = minutes_of(value, group.part)[2]
    return target is not None and span[0] <= target <= span[1]


def _span_of(group: Group) -> tuple[int, int] | None:
    if group.hours is not None:
        opens, closes, _ = minutes_of(group.hours, group.part)
        return opens or 0, DAY_MINUTES if closes is None else closes
    return group.part
