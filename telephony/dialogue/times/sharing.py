"""What one alternative says for its neighbours: the time of day, the day, the week, a landmark."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from telephony.dialogue.times.group import Group
from telephony.dialogue.times.intersect import intersect


def share(groups: list[Group]) -> None:
    """``Dienstag oder Donnerstag um neun``: what only one alternative says holds for its neighbours too."""
    for refused, group in pairwise(groups):
        if not (refused.refused and refused.days and (refused.hours or refused.part)):
            continue
        if not group.refused and group.days is None and not group.is_landmark:
            group.days = refused.days  # "Dienstag um elf schaffe ich nicht, aber um zwölf"
    _settle_landmarks(groups)
    wished = [group for group in groups if not group.refused]
    told = {id(group): bool(group.hours or group.part or group.is_open) for group in wished}
    for index, group in enumerate(wished):
        with_hours = [
            other
            for other in wished
            if (other.hours or other.part) and (other.rank == group.rank or other.is_for_all)
        ]
        if not told[id(group)] and with_hours:
            later = next((other for other in wished[index:] if other in with_hours), None)
            is_one = all(
                (other.hours, other.part) == (with_hours[0].hours, with_hours[0].part) for other in with_hours
            )
            if (
                later or is_one
            ):  # "Montag vormittags, Dienstag nachmittags oder Mittwoch" leaves Wednesday open
                source = later or with_hours[-1]
                group.hours, group.part, group.aim = source.hours, source.part, source.aim
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


def _settle_landmarks(groups: list[Group]) -> None:
    """``Ich arbeite bis fünf, danach, am liebsten um sechs``: where hours are named, it only bounds them."""
    named = [group for group in groups if not (group.refused or group.is_landmark)]
    for group in groups:
        if group.is_landmark and group.hours and any(other.hours or other.part for other in named):
            is_from = group.hours.kind == "from"
            group.hours = replace(group.hours, kind="until" if is_from else "from")
            group.refused = True
