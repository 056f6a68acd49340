"""English wishes for a time, in the same shape as the German ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from telephony.dialogue.english.dates import Days
from telephony.dialogue.english.days import read_days
from telephony.dialogue.english.holidays import with_dates
from telephony.dialogue.english.hours import Hours, read_hours, settled
from telephony.dialogue.english.numbers import with_digits
from telephony.dialogue.text import clean
from telephony.dialogue.times.wish import MOST_BOXES, Box, TimeWish

_SOON = re.compile(
    r"\b(?:as soon as possible|asap|a\.s\.a\.p|earliest (?:possible|available"
    r"|appointment|slot|time)|(?:the )?(?:next|first) (?:free|available|possible)"
    r"|soonest|as early as possible|right away|straight away|earliest)\b"
)
# What is said in passing, and whoever works until five means the time behind it.
_PLAIN = (
    (re.compile(r"\b(?:good|lovely|nice|great|wonderful) (?:morning|afternoon|evening|night|day)\b"), " "),
    (re.compile(r"\bmay (?=i\b|we\b|you\b|be\b|he\b|she\b|it\b|not\b|have\b|need\b)"), ""),
    (re.compile(r"\b(morning|afternoon|evening|lunchtime|weekend|night)s\b"), r"\1"),
    (
        re.compile(
            r"\bi(?:'m| am)? (?:\w+ )?(?:work(?:ing)?|at work|at school|busy|away)(?: \w+)?"
            r" (?:until|till|to)\b"
            r"|\bi(?: usually| only)? (?:finish|get off|knock off)(?: work| school)?(?: at)?\b"
        ),
        "after",
    ),
    (re.compile(r"\bi(?:'m| am) (?:\w+ )?(?:working|at work|busy|away|at school)\b"), "not"),
)
_FOLDED = str.maketrans({"’": "'", "–": "-", "—": "-", "\u2212": "-", "(": " ", ")": " "})
_REFUSES = re.compile(
    r"\b(?:not|except|but not|without|can't|cannot|can not|don't|doesn't|won't|isn't"
    r"|other than|anything but|excluding|any day but|any time but)\b(?! (?:before"
    r"|later|earlier|idea|problem|thanks))"
)
_REFUSED_AFTER = re.compile(
    r"^ ?(?:\w+ )?(?:doesn't|does not|isn't|is not|won't|will not|not) (?:work|good"
    r"|possible|suit|do|fit)|^ ?(?:is|are) (?:bad|no good|difficult|out)|^ ?i "
    r"can't\b(?!.{0,3}\d)"
)
_CORRECTS = re.compile(
    r"\b(?:no,? (?:wait|sorry|actually|make)|actually|sorry,? i mean\w*|i mean\w*"
    r"|rather|or rather|make (?:it|that)|instead)\b"
)
_OTHERWISE = re.compile(r"\b(?:or else|otherwise|if not|failing that|alternatively|or maybe|or if)\b")
_OR = re.compile(r"\bor\b|\balso\b|,|\band\b")
_WORD = re.compile(r"[^\s]+\s*")
_FROM = re.compile(r"\b(?:from|after|starting|as of|since|not before)(?: the)? ?$")
_UNTIL = re.compile(r"\b(?:until|till|before|by|up to)(?: the)? ?$")


@dataclass(slots=True)
class _Group:
    """Days and hours that belong together."""

    days: Days | None = None
    hours: Hours | None = None
    part: Hours | None = None
    refused: bool = False
    rank: int = 0


def understand_english(
    text: str, *, now: datetime, expecting: bool = False, subdivision: str = ""
) -> TimeWish | None:
    """Return the wish for a time in an English utterance, or ``None`` if it says nothing about time.

    ``expecting`` takes a bare number for an hour, as after "When?". ``subdivision`` tells when schools close.
    """
    said = clean(text).lower().translate(_FOLDED)
    for pattern, plain in _PLAIN:
        said = pattern.sub(plain, said)
    said = with_dates(with_digits(said), now.date(), subdivision=subdivision)
    groups = _groups(said, now.date(), expecting=expecting)
    earliest = _SOON.search(said) is not None
    if not groups and not earliest:
        return None
    wanted = [group for group in groups if not group.refused]
    choices = next((group.days.choices for group in wanted if group.days and group.days.choices), ())
    if choices and any(group.days and not group.days.choices for group in wanted):
        choices = ()
    boxes = tuple(dict.fromkeys(_box(group) for group in wanted))[:MOST_BOXES]
    excluded = tuple(dict.fromkeys(_refused(_box(group)) for group in groups if group.refused))[:MOST_BOXES]
    return TimeWish(boxes=boxes, excluded=excluded, earliest=earliest, choices=choices)


def _groups(said: str, today: date, *, expecting: bool) -> list[_Group]:
    groups: list[_Group] = []
    at, gap, rank = 0, "", 0
    while at < len(said):
        open_group = groups[-1] if groups else None
        after_day = (
            open_group is not None
            and open_group.days is not None
            and open_group.hours is None
            and len(gap) < 6
        )
        read = _item(said, at, today, after_day=after_day, expecting=expecting)
        if read is None:
            match = _WORD.match(said, at)
            step = match.end() if match else at + 1
            gap += said[at:step]
            at = step
            continue
        item, at = read
        if _CORRECTS.search(gap) and groups:
            kept = groups.pop()
            groups.append(
                _Group(
                    days=kept.days if isinstance(item, Hours) else None,
                    hours=kept.hours if isinstance(item, Days) else None,
                    part=kept.part if isinstance(item, Days) else None,
                )
            )
        elif _OTHERWISE.search(gap):
            rank += 1
        refused = _REFUSES.search(gap) is not None or _REFUSED_AFTER.search(said[at:]) is not None
        bounded = _bounded(item, gap, today) if isinstance(item, Days) else item
        _put(groups, bounded, gap, rank=rank, refused=refused)
        gap = ""
        at = len(said) - len(said[at:].lstrip(" ,")) if said[at : at + 1] == " " else at
    _share(groups)
    return groups


def _item(
    said: str, at: int, today: date, *, after_day: bool, expecting: bool
) -> tuple[Days | Hours, int] | None:
    if at and said[at - 1].isalnum():
        return None
    days = read_days(said, at, today)
    hours = read_hours(said, at, after_day=after_day, expecting=expecting)
    if days is None or (hours is not None and hours[1] > days[1] and not hours[0].is_part):
        return hours
    return days


def _bounded(days: Days, gap: str, today: date) -> Days:
    """``from Monday``, ``until the 5th``: the gap before says on which side the day is open."""
    if days.start is None or days.end is None:
        return days
    if _FROM.search(gap):
        start = days.end if gap.rstrip().endswith("after") else days.start
        return Days(start, None)
    if _UNTIL.search(gap):
        end = days.start if "before" in gap else days.end
        return Days(today, end) if end > today else days
    return days


def _put(groups: list[_Group], item: Days | Hours, gap: str, *, rank: int, refused: bool) -> None:
    group = groups[-1] if groups else None
    joins = group is not None and group.rank == rank and group.refused == refused
    if group is not None and joins:
        if isinstance(item, Days):
            if group.days is None:
                group.days = item
                return
            narrowed = _narrowed(group.days, item)
            if narrowed is not None and group.hours is None and not re.search(r"\bor\b", gap):
                group.days = narrowed
                return
        elif item.is_part and group.part is None and (group.hours is None or not _OR.search(gap)):
            group.part = item
            return
        elif not item.is_part and group.hours is None and not (re.search(r"\bor\b", gap) and group.part):
            group.hours = item
            return
        elif not item.is_part and group.hours is not None and (both := _both(group.hours, item)) is not None:
            group.hours = both
            return
    fresh = _Group(rank=rank, refused=refused)
    if isinstance(item, Days):
        fresh.days = item
    elif item.is_part:
        fresh.part = item
    else:
        fresh.hours = item
    groups.append(fresh)


def _narrowed(one: Days, other: Days) -> Days | None:
    """``Friday next week``, ``tomorrow, the 8th``: two names of one day."""
    if one.loose and other.start and other.end and one.start is not None:
        for ahead in range(7):
            day = other.start + timedelta(days=ahead)
            if day < other.end and day.weekday() == one.start.weekday():
                return Days(day, day + timedelta(days=1))
        return other if other.end - other.start == timedelta(days=1) else None
    if other.loose and one.start and one.end and one.end - one.start > timedelta(days=1):
        return _narrowed(other, one)
    if one.weekdays and other.start:
        return replace(other, weekdays=one.weekdays)
    if other.weekdays and one.start:
        return replace(one, weekdays=other.weekdays)
    is_one_day = other.start is not None and other.end == other.start + timedelta(days=1)
    return other if is_one_day and (one.start, one.end) == (other.start, other.end) else None


def _both(one: Hours, other: Hours) -> Hours | None:
    """``after 3 but before 5``."""
    if one.closes is None and other.opens is None and one.opens is not None and other.closes is not None:
        first, last = settled(one, None), settled(other, None)
        if first.opens is not None and last.closes is not None and first.opens < last.closes:
            return Hours(first.opens, last.closes)
    return None


def _share(groups: list[_Group]) -> None:
    """``Monday or Tuesday at 9``, ``tomorrow at 9 or at 10``: what was said once counts for both."""
    wanted = [group for group in groups if not group.refused]
    for earlier, later in pairwise(wanted):
        if later.days is None and earlier.days is not None:
            later.days = earlier.days
    for later, earlier in pairwise(wanted[::-1]):
        if earlier.hours is None and earlier.part is None and earlier.rank == later.rank:
            earlier.hours, earlier.part = later.hours, later.part


def _refused(box: Box) -> Box:
    """``not on Wednesday`` means every Wednesday of the days wished for."""
    if not box.loose or box.start is None:
        return box
    return replace(box, start=None, end=None, weekdays=(box.start.weekday(),), loose=False)


def _box(group: _Group) -> Box:
    days = group.days or Days()
    part = (group.part.opens or 0, group.part.closes or 1440) if group.part else None
    hours = settled(group.hours, part) if group.hours else (group.part or Hours(None, None))
    return Box(
        start=days.start,
        end=days.end,
        weekdays=days.weekdays,
        opens=hours.opens,
        closes=hours.closes,
        target=hours.target,
        rank=group.rank,
        loose=days.loose,
    )
