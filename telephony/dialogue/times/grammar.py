"""From an utterance to a :class:`TimeWish`: reads days and hours, then joins what was said together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from askproai.core.school_holidays import region_of
from telephony.dialogue.abroad.reading import understand_abroad
from telephony.dialogue.english.times import understand_english
from telephony.dialogue.numbers import cardinal
from telephony.dialogue.times.dates import Days, no_such_date, with_month, with_said_months
from telephony.dialogue.times.days import anchored
from telephony.dialogue.times.ferien import unknown_holidays
from telephony.dialogue.times.group import Group
from telephony.dialogue.times.groups import groups_of
from telephony.dialogue.times.hours import minutes_of
from telephony.dialogue.times.idioms import without_idioms
from telephony.dialogue.times.items import Item, items_of
from telephony.dialogue.times.offers import follow_up
from telephony.dialogue.times.said import Said, keys_of
from telephony.dialogue.times.sharing import share
from telephony.dialogue.times.urgency import wants_first, wants_last
from telephony.dialogue.times.weeks import with_said_weeks
from telephony.dialogue.times.wish import DAY_MINUTES, MOST_BOXES, MOST_RANK, Box, TimeWish

# A telephone number has fewer; whatever has more is noise.
_MOST_NUMBERS = 30
_EARLY = (6 * 60, 12 * 60)
# Where "viertel drei" is a quarter past two; elsewhere it is asked back, for many mean something else.
_QUARTER_LANDS = frozenset(
    "DE-BB DE-BE DE-BW DE-BY DE-MV DE-SN DE-ST DE-TH AT-1 AT-2 AT-3 AT-4 AT-5 AT-6 AT-9".split()
)
_NOT_THIS = re.compile(r"\bnicht (?:den |am |an |gleich )?diese[nrms]?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was spoken of before: "nach dem 10." and "ab sieben" mean something near it.

    ``offers`` are the times just offered, which "eine Stunde später" and "am Tag davor" point at.
    """

    days: tuple[date, date]
    is_morning: bool = False
    offers: tuple[datetime, ...] = ()


def understand_time(
    text: str, *, now: datetime, subdivision: str = "", language: str = "de", expecting: bool = False,
    context: Context | None = None,
) -> TimeWish | None:  # fmt: skip
    """Return the wish for a time in this utterance, or ``None`` if it says nothing about time.

    ``now`` is the branch's wall clock, ``subdivision`` its Land, by which school holidays and "viertel drei"
    are read: ``CH-BE`` is Bern; without a country it is a German one. ``expecting`` takes a bare number for
    an hour, as after "Wann?".
    """
    if language != "de":
        wall = now.replace(tzinfo=None)
        if language == "en":
            return understand_english(text, now=wall, expecting=expecting, subdivision=subdivision)
        return understand_abroad(text, language=language, now=wall)
    words = without_idioms(keys_of(text))
    if sum(key[0].isdigit() for key in words) > _MOST_NUMBERS:
        return None
    if context is not None:
        words = with_month(words, context.days, now.date())
    words = with_said_weeks(with_said_months(words, now.date()))
    keys = Said(words, now=now.replace(tzinfo=None), subdivision=subdivision)
    wish = _wish(keys, now, expecting=expecting, is_morning=context is not None and context.is_morning)
    if context is not None and context.offers:
        offers = tuple(offer.replace(tzinfo=None) for offer in context.offers)
        return follow_up(wish, keys, offers)
    return wish


def _wish(keys: Said, now: datetime, *, expecting: bool, is_morning: bool) -> TimeWish | None:
    today = now.date()
    said = " ".join(keys)
    items = list(items_of(keys, today, now, expecting=expecting))
    groups = groups_of(keys, items)
    # "nicht unbedingt vormittags" leaves nothing but that any time will do
    earliest = wants_first(said) or (bool(items) and not groups and not _all_over(items))
    latest = wants_last(said)
    if not groups and not earliest and not latest:
        return None
    share(groups)
    if is_morning:
        for group in groups:
            group.part = group.part or _morning_of(group)
    wished = [group for group in groups if not group.refused]
    boxes = tuple(dict.fromkeys(box for group in wished for box in _boxes(group, today)))
    excluded = tuple(box for group in groups if group.refused for box in _boxes(group, today, refusing=True))
    boxes = tuple(_past_excluded(box, excluded) for box in boxes)
    choices = next((group.days.choices for group in wished if group.days and group.days.choices), ())
    if len(choices) == 2 and _NOT_THIS.search(said):  # "nicht diesen, sondern nächsten Freitag"
        boxes = tuple(replace(box, start=choices[1], end=choices[1] + timedelta(days=1)) for box in boxes[:1])
        choices, excluded = (), ()
    told = next((box for box in boxes[1:] if box.single_day in choices), None)
    if told is not None:  # "nächsten Freitag, also den vierten"
        boxes, choices = (told,), ()
    return TimeWish(
        boxes=_ranked(boxes)[:MOST_BOXES], excluded=excluded[:MOST_BOXES], earliest=earliest, latest=latest,
        choices=choices, times=_unclear_quarter(keys, boxes),
    )  # fmt: skip


def _all_over(items: Sequence[Item]) -> bool:
    return all(isinstance(item.value, Days) and item.value.is_over for item in items)


def _past_excluded(box: Box, excluded: Sequence[Box]) -> Box:
    """``Mittwochs, außer diese Woche``: a weekday whose week is excluded is that of the next one."""
    for _ in range(5):
        day = box.single_day
        spans = [
            each for each in excluded if each.start is not None and not each.has_hours and not each.weekdays
        ]
        if (
            not box.loose
            or day is None
            or not any(each.holds_day(day) for each in spans if each.single_day != day)
        ):
            break
        box = replace(box, start=day + timedelta(days=7), end=day + timedelta(days=8))
    return box


def _unclear_quarter(keys: Said, boxes: Sequence[Box]) -> tuple[int, ...]:
    """``viertel drei``: a quarter past two in the south and east, where others do not say it at all."""
    if keys.region in _QUARTER_LANDS or not boxes or boxes[0].target is None:
        return ()
    is_said = any(
        key == "viertel"
        and keys[at - 1 : at] != ["drei"]
        and cardinal("".join(keys[at + 1 : at + 2])) is not None
        for at, key in enumerate(keys)
    )
    return (boxes[0].target, boxes[0].target + 60) if is_said else ()


def impossible_day(text: str) -> str:
    """Return a date that no calendar has, as it is spoken: ``31. Februar``; empty if there is none."""
    return no_such_date(keys_of(text))


def unknown_days(text: str, *, now: datetime, subdivision: str) -> str:
    """Return the school holidays meant that are not known there: ``Sportferien`` in Zürich; else nothing."""
    return unknown_holidays(without_idioms(keys_of(text)), region_of(subdivision), now.date())


def _morning_of(group: Group) -> tuple[int, int] | None:
    """Among offers in the morning "ab sieben" is seven in the morning."""
    clock = group.hours.clock if group.hours else None
    if clock is None or not clock.bare or not 6 * 60 <= clock.minute < 12 * 60:
        return None
    # "from" and "until" would be cut at noon by a part of the day that nobody said
    return (0, DAY_MINUTES) if clock.minute >= 8 * 60 else _EARLY


def _boxes(group: Group, today: date, *, refusing: bool = False) -> list[Box]:
    days = group.days
    if refusing and days is not None and days.weekdays and days.start is None:
        days = replace(days, habitual=True)
    is_loose = days is not None and len(days.weekdays) == 1 and days.start is None and not days.habitual
    days = _pinned(anchored(days, today)) if days is not None else Days()
    opens, closes, target = _minutes(group)
    if refusing and group.hours is not None and group.hours.kind in {"until", "from"}:
        target = None
    base = Box(
        start=days.start, end=days.end, weekdays=tuple(sorted(days.weekdays)), opens=opens, closes=closes,
        target=target, rank=min(group.rank * 10, MOST_RANK), loose=is_loose and not refusing,
    )  # fmt: skip
    boxes = _at_edge(base, group.edge) if group.edge else [base]
    clock = group.hours.clock if group.hours else None
    if (
        clock
        and clock.bare
        and group.hours
        and group.hours.kind in {"at", "from"}
        and group.part is None
        and not refusing
        and 7 * 60 <= clock.minute < 8 * 60
    ):
        other = clock.minute if opens != clock.minute else clock.minute + DAY_MINUTES // 2
        second = replace(base, opens=other, rank=base.rank + 1)
        is_exact = group.hours.kind == "at"
        boxes.append(replace(second, closes=other + 1, target=other) if is_exact else second)
    if days.nearby is not None:
        start, end = days.nearby
        boxes.append(replace(base, start=max(start, today), end=end, rank=base.rank + 2))
    return boxes


def _at_edge(box: Box, edge: str) -> list[Box]:
    """``ab Donnerstag Nachmittag``: that afternoon and every day after it."""
    whole = replace(box, opens=None, closes=None, target=None)
    if edge == "from" and box.start is not None:
        next_day = box.start + timedelta(days=1)
        return [replace(box, end=next_day, closes=None, target=None), replace(whole, start=next_day)]
    if edge == "until" and box.end is not None:
        last = box.end - timedelta(days=1)
        closes = box.closes if box.target is None else box.target + 1
        return [replace(whole, end=last), replace(box, start=last, opens=None, closes=closes, target=None)]
    return [box]


def _pinned(days: Days) -> Days:
    """A weekday of one named week is one day."""
    if len(days.weekdays) != 1 or days.start is None or days.end is None or (days.end - days.start).days > 7:
        return days
    inside = [
        day
        for step in range((days.end - days.start).days)
        if (day := days.start + timedelta(days=step)).weekday() in days.weekdays
    ]
    return replace(days, start=inside[0], end=inside[0] + timedelta(days=1), weekdays=()) if inside else days


def _minutes(group: Group) -> tuple[int | None, int | None, int | None]:
    opens, closes, target = _spoken_minutes(group)
    return opens, closes, target if group.aim is None else minutes_of(group.aim, group.part)[2]


def _spoken_minutes(group: Group) -> tuple[int | None, int | None, int | None]:
    if group.hours is not None:
        return minutes_of(group.hours, group.part)
    return (*group.part, None) if group.part is not None else (None, None, None)


def _ranked(boxes: tuple[Box, ...]) -> tuple[Box, ...]:
    return tuple(sorted(boxes, key=lambda box: box.rank))
