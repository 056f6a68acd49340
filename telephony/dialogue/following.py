"""Reactions to an offer: which one was chosen, or which times would be better."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telephony.dialogue.answers import ORDINAL_WORDS, read_ordinal
from telephony.dialogue.hearing import Heard
from telephony.dialogue.times.lexicon import MONTHS
from telephony.dialogue.times.wish import Box, TimeWish

_HALF_DAY = 12 * 60
_EDGE = 45
# "Die zweite Januarwoche" is none of the offers either.
_MONTH = re.compile(rf" (?:{'|'.join(MONTHS)})(?:wochen?|haelfte|wochenende)? ")
# "Später als Freitag 10 Uhr 30" does not take that time.
_COMPARES = re.compile(r" (?:als|statt|anstatt|nach|vor|nicht|ab|lieber|oder) ")
_POINTING = re.compile(r" (?:den|der|das|die) (?:um|gegen|ab|mit) ")


@dataclass(frozen=True, slots=True)
class Choice:
    """The offers that are meant; several mean that it has to be asked."""

    slots: tuple[dict[str, Any], ...] = ()


_OTHER_WEEK = re.compile(r" (?:woche|lieber|erst) ")


def choose(heard: Heard, offers: list[dict[str, Any]], starts: list[datetime]) -> Choice:
    """Return the offered times the caller means, none if the utterance is about something else."""
    if _refuses_all(heard):
        return Choice()
    if not _MONTH.search(heard.said):
        place = read_ordinal(_choosing(heard.said), len(offers))
        if place is not None:
            return Choice((offers[place],))
    if heard.shift is not None or heard.wants_other:
        return Choice(_named_exactly(heard, offers, starts))
    # "Nächste Woche Mittwoch" to a Wednesday that was offered means the other one.
    means_another = heard.answer == "no" or _OTHER_WEEK.search(heard.said) is not None
    named = _named_by_time(
        heard.wish, offers, starts, points=_POINTING.search(heard.said) is not None, strictly=means_another
    )
    named = _well_inside(heard.wish, named, offers, starts)
    if heard.staff.ids:
        with_person = [slot for slot in (named or offers) if slot.get("staff_id") in heard.staff.ids]
        return Choice(tuple(with_person))
    if heard.wish is not None and heard.wish.boxes:
        return Choice(tuple(named))
    if heard.answer == "yes" and heard.wish is None:
        return Choice(tuple(offers))
    return Choice((offers[0],)) if heard.is_any else Choice()


def _named_exactly(
    heard: Heard, offers: list[dict[str, Any]], starts: list[datetime]
) -> tuple[dict[str, Any], ...]:
    """``Vorher natürlich! Freitag 12 Uhr 50``: an offer named by day and minute is taken all the same."""
    wish = heard.wish
    if wish is None or _COMPARES.search(heard.said) or heard.shift is None or heard.shift[1] is not None:
        return ()
    if not wish.has_days or not all(box.target is not None for box in wish.boxes):
        return ()
    return tuple(slot for slot, start in zip(offers, starts, strict=True) if wish.admits(start))


def _refuses_all(heard: Heard) -> bool:
    only_exclusions = heard.wish is not None and not heard.wish.boxes and bool(heard.wish.excluded)
    return only_exclusions or (
        heard.answer == "no" and (heard.wish is None or not heard.wish.boxes) and not _ordinal_in(heard.said)
    )


def _ordinal_in(said: str) -> bool:
    return any(f" {word} " in said for word in ORDINAL_WORDS)


def _choosing(said: str) -> str:
    """``Den früheren`` chooses, ``früher`` wishes: only the inflected forms are left."""
    return said.replace(" frueher ", " ").replace(" spaeter ", " ")


def _named_by_time(
    wish: TimeWish | None,
    offers: list[dict[str, Any]],
    starts: list[datetime],
    *,
    points: bool,
    strictly: bool,
) -> list[dict[str, Any]]:
    if wish is None or not wish.boxes:
        return []
    exact = [slot for slot, start in zip(offers, starts, strict=True) if wish.admits(start)]
    if exact or strictly:
        return exact
    return [
        slot
        for slot, start in zip(offers, starts, strict=True)
        if _admits_loosely(wish, start, points=points)
    ]


def _well_inside(
    wish: TimeWish | None, named: list[dict[str, Any]], offers: list[dict[str, Any]], starts: list[datetime]
) -> list[dict[str, Any]]:
    """``Nachmittag`` to half past twelve or half past three means the latter."""
    boxes = wish.boxes if wish else ()
    if len(named) < 2 or len(boxes) != 1 or boxes[0].target is not None or not boxes[0].has_hours:
        return named
    opens, closes = (boxes[0].opens or 0) + _EDGE, (boxes[0].closes or 1440) - _EDGE
    inside = [
        slot
        for slot, start in zip(offers, starts, strict=True)
        if slot in named and opens <= start.hour * 60 + start.minute < closes
    ]
    return inside if len(inside) == 1 else named


def _admits_loosely(wish: TimeWish, start: datetime, *, points: bool) -> bool:
    """Two offers are on the table, so "um sieben" and "am Dienstag" mean the one that fits."""
    for box in wish.boxes:
        minute = start.hour * 60 + start.minute
        by_hand = box.target is not None and minute % _HALF_DAY == box.target % _HALF_DAY
        # "den um neun" when only 9 Uhr 30 was offered
        by_hour = (
            points
            and box.target is not None
            and box.target % 60 == 0
            and minute // 60 % 12 == box.target // 60 % 12
        )
        hours_fit = by_hand or by_hour or (box.target is None and box.holds_minute(minute))
        weekday_fits = (
            box.start is None
            or box.holds_day(start.date())
            or (
                box.single_day is not None
                and box.single_day.weekday() == start.weekday()
                and abs((box.single_day - start.date()).days) == 7
            )
        )
        if hours_fit and weekday_fits:
            return True
    return False


def shifted_wish(heard: Heard, starts: list[datetime], wish: TimeWish | None) -> TimeWish | None:
    """Return the wish behind "später", "eine Stunde früher", "am Tag davor", seen from the offered times."""
    return moved_wish(heard.shift, starts, wish) if heard.shift and starts else None


def moved_wish(shift: tuple[int, int | None], starts: list[datetime], wish: TimeWish | None) -> TimeWish:
    """Return the wish for a time so much later or earlier than these."""
    direction, minutes = shift
    anchor = min(starts) if direction < 0 or minutes is not None else max(starts)
    if minutes is None:
        return _open_shift(direction, anchor, _hours_of(wish))
    if minutes >= 1440:
        return _day_shift(anchor + timedelta(minutes=direction * minutes), wish, minutes)
    moved = anchor + timedelta(minutes=direction * minutes)
    minute = moved.hour * 60 + moved.minute
    day = Box(start=moved.date(), end=moved.date() + timedelta(days=1))
    return TimeWish(boxes=(replace(day, opens=minute, closes=minute + 1, target=minute),))


def _open_shift(direction: int, anchor: datetime, hours: Box) -> TimeWish:
    minute = anchor.hour * 60 + anchor.minute
    tomorrow = anchor.date() + timedelta(days=1)
    same_day = Box(start=anchor.date(), end=tomorrow)
    if direction > 0:
        return TimeWish(
            boxes=(
                replace(same_day, opens=minute + 1),
                replace(hours, start=tomorrow, end=tomorrow + timedelta(days=3), weekdays=(), rank=1),
            )
        )
    return TimeWish(
        boxes=(
            replace(same_day, closes=minute),
            replace(hours, start=anchor.date() - timedelta(days=7), end=anchor.date(), weekdays=(), rank=1),
        )
    )


def _hours_of(wish: TimeWish | None) -> Box:
    return next((box for box in wish.boxes if box.has_hours), Box()) if wish else Box()


def _day_shift(moved: datetime, wish: TimeWish | None, minutes: int) -> TimeWish:
    day = moved.date()
    hours = _hours_of(wish)
    if minutes >= 10080:
        monday = day - timedelta(days=day.weekday())
        exact = replace(hours, start=day, end=day + timedelta(days=1), weekdays=(), rank=0)
        return TimeWish(boxes=(exact, replace(exact, start=monday, end=monday + timedelta(days=7), rank=1)))
    return TimeWish(boxes=(replace(hours, start=day, end=day + timedelta(days=1), weekdays=(), rank=0),))
