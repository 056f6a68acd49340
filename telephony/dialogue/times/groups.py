"""Joins days and times of day into alternatives: together, taken back, refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from telephony.dialogue.times.clauses import (
    PREPOSITIONS,
    is_condition,
    is_only_good_enough,
    is_preferred,
    is_refused_after,
    is_refused_before,
    is_second_best,
    takes_back,
    turned_bound,
)
from telephony.dialogue.times.clock import Hours
from telephony.dialogue.times.dates import DAY, Days, single_day
from telephony.dialogue.times.items import Item


@dataclass(slots=True)
class Group:
    """What was said together: one day expression and one time of day, and whether it is wished or refused."""

    days: Days | None = None
    hours: Hours | None = None
    part: tuple[int, int] | None = None
    week: Days | None = None
    rank: int = 0
    refused: bool = False
    at: int = 0
    end: int = 0
    extra: list[Days] = field(default_factory=list)
    edge: str = ""


def groups_of(keys: Sequence[str], items: Sequence[Item]) -> list[Group]:
    """Return the alternatives in the order they were said."""
    groups: list[Group] = []
    rank, end = 0, 0
    for index, said in enumerate(items):
        item = said
        previous = groups[-1] if groups else None
        gap = list(keys[end : item.at])
        following = list(keys[item.end : items[index + 1].at if index + 1 < len(items) else len(keys)])
        end = item.end
        if isinstance(item.value, Days) and item.value.is_over:
            continue
        landmark = _bounded(item, following)
        refused = is_refused_before(gap) or (
            landmark is item
            and is_refused_after(
                following, last=index + 1 == len(items), habitual=_is_habitual(item, previous)
            )
        )
        item = landmark
        conditional = refused and is_condition(keys[: item.at]) and not is_refused_before(gap)
        if conditional:
            refused = False
        if previous is not None and not refused and takes_back(gap, same_kind=_same_kind(previous, item)):
            groups = _without_corrected(groups, item)
            previous = None
        if is_second_best(gap):
            rank += 1
        # "außer Montag und Dienstag"
        also = previous is not None and previous.refused and bool({"und", "oder"} & set(gap))
        refused = refused or (also and set(gap) <= {"und", "oder", "auch", *PREPOSITIONS})
        if refused and previous is not None and _refused_with(previous, item, gap):
            previous.refused = True
        here = rank + is_only_good_enough(following)
        if (
            previous is not None
            and _joins(previous, item, gap)
            and (previous.refused == refused or _refuses_whole(previous, item, refused=refused))
            and previous.rank in {rank, here}
        ):
            previous.edge = previous.edge or _edge(keys, previous, item, gap)
            _put(previous, item)
            previous.rank = max(previous.rank, here)
            previous.refused = refused
            here = previous.rank
        else:
            groups.append(_put(Group(rank=here, refused=refused, at=item.at), item))
        if conditional:
            rank += 1
        if is_preferred(following):
            _put_behind(groups[:-1])
    _rank_conditions(groups)
    return groups


def _put_behind(groups: list[Group]) -> None:
    for group in groups:
        group.rank += 1


def _is_habitual(item: Item, previous: Group | None) -> bool:
    """Weekdays with what one does on them tell when somebody is busy."""
    value = item.value
    if isinstance(value, Hours):
        return (
            value.kind == "part"
            and previous is not None
            and previous.hours is None
            and (previous.days is not None and bool(previous.days.weekdays))
        )
    return value.habitual


def _refused_with(previous: Group, item: Item, gap: list[str]) -> bool:
    """``Mittwochs und donnerstags geht's nicht`` is about both."""
    same_kind = isinstance(item.value, Days) == (previous.hours is None and previous.part is None)
    return same_kind and bool({"und", "oder"} & set(gap)) and set(gap) <= {"und", "oder", *PREPOSITIONS}


def _refuses_whole(previous: Group, item: Item, *, refused: bool) -> bool:
    """``Mittwoch Nachmittag geht nicht``: the refusal behind the second word is about both."""
    return refused and previous.end == item.at


def _rank_conditions(groups: list[Group]) -> None:
    first = min((group.rank for group in groups if not group.refused), default=0)
    for group in groups:
        group.rank = max(0, group.rank - first)


def _bounded(item: Item, following: Sequence[str]) -> Item:
    """``um fünf Feierabend, danach``: the time is where the wish begins."""
    bound = turned_bound(following)
    value = item.value
    if not bound:
        return item
    if isinstance(value, Hours):
        if value.kind in {"at", "around"} or value.kind == ("until" if bound == "after" else "from"):
            return replace(item, value=replace(value, kind="from" if bound == "after" else "until"))
        return item
    if value.start is None and value.end is None:
        return item
    if bound == "after" and value.end is not None:
        return replace(item, value=Days(start=value.end, end=None))
    if bound == "before" and value.start is not None and value.end is not None:
        return replace(item, value=Days(start=None, end=value.start))
    return item


def _edge(keys: Sequence[str], previous: Group, item: Item, gap: list[str]) -> str:
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


def _same_kind(previous: Group, item: Item) -> bool:
    if isinstance(item.value, Days):
        return previous.days is not None
    return previous.hours is not None or (previous.part is not None and item.value.kind == "part")


def _without_corrected(groups: list[Group], item: Item) -> list[Group]:
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


def _joins(group: Group, item: Item, gap: list[str]) -> bool:
    """Tell whether the item says more about the same alternative."""
    apart = bool(set(gap) & {"oder", "sowie"})
    value = item.value
    if isinstance(value, Hours):
        if value.kind == "part":
            # Two parts of the day are two alternatives: "Dienstag vormittags, nachmittags auch Donnerstag"
            return group.part is None and (not apart or group.hours is None)
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


def intersect(one: Days, other: Days) -> Days | None:
    """Return the days that are meant by both, ``None`` if there are none."""
    if other.weekdays and other.start is None and other.end is None:
        one, other = other, one
    if one.weekdays and one.start is None and one.end is None:
        if other.nearby is not None:  # "in drei Wochen am Donnerstag"
            other = replace(other, start=other.nearby[0], end=other.nearby[1])
        if other.start is None and other.end is None:
            return None
        length = (other.end - other.start).days if other.start and other.end else 99
        if other.end is None and other.start is not None and len(one.weekdays) == 1 and not one.habitual:
            ahead = (one.weekdays[0] - other.start.weekday()) % 7
            return single_day(other.start + ahead * DAY)  # "am Dienstag nach dem ersten Advent"
        if length == 1 and other.start is not None and other.start.weekday() not in one.weekdays:
            return None
        return replace(other, weekdays=one.weekdays, habitual=one.habitual, nearby=None)
    starts = [day for day in (one.start, other.start) if day is not None]
    ends = [day for day in (one.end, other.end) if day is not None]
    start, end = max(starts, default=None), min(ends, default=None)
    if start is not None and end is not None and start >= end:
        return None
    return replace(one, start=start, end=end, weekdays=one.weekdays or other.weekdays, nearby=None)


def _put(group: Group, item: Item) -> Group:
    value = item.value
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


def share(groups: list[Group]) -> None:
    """``Dienstag oder Donnerstag um neun``: what only one alternative says holds for its neighbours too."""
    for refused, group in pairwise(groups):
        if refused.refused and refused.hours and refused.days and not group.refused and group.days is None:
            group.days = refused.days  # "Dienstag um elf schaffe ich nicht, aber um zwölf"
    wished = [group for group in groups if not group.refused]
    told = {id(group): group.hours is not None or group.part is not None for group in wished}
    for index, group in enumerate(wished):
        with_hours = [other for other in wished if told[id(other)] and other.rank == group.rank]
        if not told[id(group)] and with_hours:
            later = next((other for other in wished[index:] if other in with_hours), None)
            is_one = all(
                (other.hours, other.part) == (with_hours[0].hours, with_hours[0].part) for other in with_hours
            )
            if (
                later or is_one
            ):  # "Montag vormittags, Dienstag nachmittags oder Mittwoch" leaves Wednesday open
                source = later or with_hours[-1]
                group.hours, group.part = source.hours, source.part
        if group.days is None:
            earlier = [other for other in wished[:index] if other.days is not None]
            following = [other for other in wished[index:] if other.days is not None]
            neighbour = earlier[-1] if earlier else following[0] if following else None
            group.days = neighbour.days if neighbour else None
    _share_week(wished)


def _share_week(wished: list[Group]) -> None:
    weeks = [group.week for group in wished if group.week and group.days and group.days.weekdays]
    for group in wished:
        days = group.days
        if weeks and days and days.weekdays and days.start is None and days.end is None and not days.habitual:
            group.days = intersect(days, weeks[0]) or days
