"""When a day and a time belong together, and what they make of each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telephony.dialogue.times.clauses import is_refused_before
from telephony.dialogue.times.clock import Hours
from telephony.dialogue.times.dates import Days
from telephony.dialogue.times.group import Group
from telephony.dialogue.times.intersect import intersect
from telephony.dialogue.times.items import Item
from telephony.dialogue.times.wish import DAY_MINUTES


def joins(group: Group, item: Item, gap: list[str]) -> bool:
    """Tell whether the item says more about the same alternative."""
    apart = bool(set(gap) & {"oder", "sowie"})
    if group.is_landmark or (group.refused and is_refused_before(gap)):
        return False  # "nicht montags und nicht vor zehn" are two refusals
    value = item.value
    if isinstance(value, Hours):
        if value.kind == "part":
            # Two parts of the day are two alternatives: "Dienstag vormittags, nachmittags auch Donnerstag"
            return (group.part is None or group.part == value.span) and (not apart or group.hours is None)
        both_bounds = group.hours is not None and {group.hours.kind, value.kind} == {"from", "until"}
        return (group.hours is None and not (apart and group.part)) or (
            both_bounds and not apart and not group.refused
        )
    if group.days is None and group.refused and {"und", ","} & set(gap):
        return False
    if group.days is None:
        return not (apart and group.hours) or (group.week is None and group.days is None and not apart)
    if apart:
        return False
    return _narrows(group, value, gap)


def _narrows(group: Group, days: Days, gap: list[str]) -> bool:
    """``nächste Woche Dienstag`` is one day, ``Dienstag und Mittwoch`` are two."""
    if "und" in gap or ("," in gap and group.days is not None and group.days.weekdays and days.weekdays):
        return False
    one, other = group.days or Days(), days
    if one.weekdays and other.weekdays and one.start is None and other.start is None:
        return False
    return intersect(one, other) is not None


def put(group: Group, item: Item) -> Group:
    """Return the group with what the item says."""
    value = item.value
    if (
        group.chain is not None
        and isinstance(value, Hours)
        and (group.chain.hours, group.chain.part) == (None, None)
    ):
        put(group.chain, item)  # "dienstags und donnerstags Vorlesung bis vier"
    if isinstance(value, Days):
        if group.days is None:
            group.days = value
        else:
            group.days = intersect(group.days, value) or value
        if value.start is not None and not value.weekdays:
            group.week = value
    elif value.kind == "part":
        group.part = value.span
    elif group.hours is not None and {group.hours.kind, value.kind} == {"from", "until"}:
        first, second = (group.hours, value) if group.hours.kind == "from" else (value, group.hours)
        group.hours = Hours("between", first.clock, second.clock)
    else:
        group.hours = value
    group.end = item.end
    return group


def edge_of(keys: Sequence[str], previous: Group, item: Item, gap: list[str]) -> str:
    """``ab Donnerstag Nachmittag``, ``bis Freitag um zwölf``: the bound is about the time on that day."""
    days, value = previous.days, item.value
    if (
        days is None
        or isinstance(value, Days)
        or previous.hours
        or previous.part
        or set(gap) - {"um", "am", "gegen"}
    ):
        return ""
    is_habit = value.kind == "part" and keys[item.end - 1].endswith("s")
    if is_habit or value.kind not in {"part", "at", "around"}:
        return ""
    if days.start is not None and days.end is None and keys[previous.at] != "nach":
        return "from"
    return "until" if keys[previous.at] in {"bis", "spaetestens"} and days.end is not None else ""


def refuses_whole(previous: Group, item: Item, gap: list[str], *, refused: bool) -> bool:
    """Tell whether a refusal is about the day before it too.

    ``Mittwoch Nachmittag geht nicht``, ``am Mittwoch bin ich den ganzen Tag unterwegs``.
    """
    is_all_day = isinstance(item.value, Hours) and item.value.span == (0, DAY_MINUTES)
    is_one_clause = not {",", ".", "und", "oder", "aber"} & set(gap)
    return refused and (previous.end == item.at or (is_all_day and is_one_clause))


def is_same_kind(previous: Group, item: Item) -> bool:
    """Tell whether the group already says what the item says, a day or a time."""
    if isinstance(item.value, Days):
        return previous.days is not None
    return previous.hours is not None or (previous.part is not None and item.value.kind == "part")


def without_corrected(groups: list[Group], item: Item) -> list[Group]:
    """Drop what the new item replaces: a day replaces days, a time replaces times of the last group."""
    kept = [group for group in groups if group.refused]
    last = next((group for group in reversed(groups) if not group.refused), None)
    if last is None:
        return groups
    if isinstance(item.value, Days):
        left = replace(last, days=None, week=None, extra=[])
        return [*kept, left] if left.hours or left.part else kept
    left = replace(last, hours=None, part=None)
    return [*kept, left] if left.days else kept
