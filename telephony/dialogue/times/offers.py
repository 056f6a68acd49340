"""Follow-ups to what was offered: ``eine Stunde später``, ``am Tag davor``, ``gleiche Uhrzeit``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from telephony.dialogue.times.reading.cursor import length_at
from telephony.dialogue.times.reading.span import Length
from telephony.dialogue.times.said import Said
from telephony.dialogue.times.wish import DAY_MINUTES, Box, TimeWish

DAY = timedelta(days=1)
_LATER = re.compile(
    r"\b(?:spaeter\w*|danach|drauf|darauf|dahinter|hinterher|nach hinten|anschliessend|weiter|folgende\w*)\b"
)
# "die danach" are the next ones in the book, "später" is a later time of day.
_AFTER_THEM = re.compile(r"\b(?:die|der|den|das|was|gleich|direkt) (?:danach|darauf|drauf|dahinter)\b")
_EARLIER = re.compile(
    r"\b(?:frueher\w*|eher|davor|vorher|vorige\w*|zuvor|nach vorne?|vorverlegen|vorziehen)\b"
)
_TOO_EARLY = re.compile(r"\b(?:zu|so|sehr|arg) (?:frueh|zeitig)\b")
_TOO_LATE = re.compile(r"\b(?:zu|so|sehr|arg) spaet\b")
_ONE_UNIT = re.compile(
    r"\b(?:am|den|der|dem|an dem|einen|ein) (tag|abend|morgen) "
    r"(?:davor|vorher|zuvor|danach|drauf|darauf|spaeter|frueher)\b"
)
_WEEK_BESIDE = re.compile(r"\b(?:die|in der|der) woche (davor|vorher|danach|drauf|darauf)\b")
_SAME_DAY = re.compile(
    r"\b(?:gleichen|selben|demselben|selber|gleicher|derselbe|denselben|desselben|dem) tage?s?\b"
    r"|\b(?:da|dann) (?:auch|noch|schon)\b|\bda \w+ (?:am|um|ab|gegen)\b"
)
_SAME_WEEK = re.compile(
    r"\b(?:in|die) (?:der|derselben|dieser|gleichen|selben)? ?(?:gleichen |selben )?woche\b"
)
_SAME_TIME = re.compile(r"\b(?:gleiche\w?|selbe\w?|dieselbe|derselben|genau die|um die) (?:uhr)?zeit\b")
_OTHER_TIME = re.compile(r"\bander\w+ (?:uhr)?zeit\b")
_BESIDE = re.compile(
    r"\b(?:davor (?:oder|und)(?: \w+)? danach|vorher (?:oder|und) nachher|davor oder dahinter)\b"
)
_RATHER = re.compile(
    r"\beher (?=(?:so |um |gegen |am |an |abends|morgens|vormittags|nachmittags|mittags|was))"
)
_EARLIER_OF = re.compile(r"\b(?:den|der|dem) (?:frueheren?|ersten?) tag\b")
_LATER_OF = re.compile(r"\b(?:den|der|dem) (?:spaeteren?|letzten?|zweiten?) tag\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the words say about the offers."""

    said: str
    offers: tuple[datetime, ...]
    sign: int
    length: Length | None

    @property
    def base(self) -> datetime:
        """Return the offer that is moved: the last one for later, the first one for earlier."""
        return max(self.offers) if self.sign >= 0 else min(self.offers)


def follow_up(wish: TimeWish | None, keys: Said, offers: Sequence[datetime]) -> TimeWish | None:
    """Return the wish as it is meant after these offers; the same one where nothing points at them."""
    told = _told(keys, tuple(offers))
    hours = [box for box in wish.boxes if box.has_hours] if wish else []
    if _BESIDE.search(told.said):
        return TimeWish(boxes=_beside(told.base))
    week = _WEEK_BESIDE.search(told.said)
    if week is not None and re.search(r"(?:gleichen|selben|demselben) (?:wochen)?tag", told.said):
        return TimeWish(boxes=_moved(replace(told, sign=told.sign or 1, length=Length(days=7)), hours))
    if week is not None:
        sign = -1 if week[1] in {"davor", "vorher"} else 1
        monday = told.base.date() - timedelta(days=told.base.weekday()) + sign * 7 * DAY
        return TimeWish(boxes=_on(Box(start=monday, end=monday + 7 * DAY), hours))
    if told.sign and told.length is not None:
        return TimeWish(boxes=_moved(told, hours))
    days = _weekday_after(told, wish)
    if days is not None and wish is not None:
        return replace(wish, boxes=days)
    return _anaphoric(told, wish, hours)


def _told(keys: Said, offers: tuple[datetime, ...]) -> _Told:
    said = " ".join(keys)
    plain = _RATHER.sub("", said)
    later, earlier = _LATER.search(plain), _EARLIER.search(plain)
    sign = (
        0
        if not (later or earlier)
        else -1
        if earlier and not (later and later.start() < earlier.start())
        else 1
    )
    length = Length(days=1) if _ONE_UNIT.search(said) else _length(keys)
    if not sign and length is None:
        sign = 1 if _TOO_EARLY.search(said) else -1 if _TOO_LATE.search(said) else 0
    return _Told(said, offers, sign, length)


def _length(keys: Said) -> Length | None:
    calendar = keys.calendar()
    if calendar is None:
        return None
    text, _ = calendar
    found = (length_at(text, place) for place in range(len(text)) if text.kind(place - 1) != "in")
    return next((each[0] for each in found if each is not None), None)


def _moved(told: _Told, hours: list[Box]) -> tuple[Box, ...]:
    moved = told.length.after(told.base, told.sign) if told.length else told.base
    day, minute = moved.date(), moved.hour * 60 + moved.minute
    whole = Box(start=day, end=day + DAY)
    if hours:
        return _on(whole, hours)
    exact = replace(whole, opens=minute, closes=minute + 1, target=minute)
    if told.length and told.length.seconds:
        # An hour later is also one and a half, but not what was offered.
        amount = max(30, int(told.length.seconds) // 60)
        opens, closes = minute - amount // 2, minute + amount // 2 + 1
        offered = told.base.hour * 60 + told.base.minute
        if told.base.date() == day:
            opens, closes = (
                (max(opens, offered + 1), closes) if told.sign > 0 else (opens, min(closes, offered))
            )
        return exact, replace(whole, opens=max(0, opens), closes=min(DAY_MINUTES, closes), rank=1)
    return exact, replace(whole, rank=1)


def _on(days: Box, hours: list[Box]) -> tuple[Box, ...]:
    if not hours:
        return (days,)
    return tuple(replace(box, start=days.start, end=days.end, weekdays=(), loose=False) for box in hours)


def _beside(base: datetime) -> tuple[Box, ...]:
    minute = base.hour * 60 + base.minute
    day = Box(start=base.date(), end=base.date() + DAY)
    return (
        replace(day, opens=max(0, minute - 90), closes=minute),
        replace(day, opens=minute + 1, closes=min(DAY_MINUTES, minute + 121)),
    )


def _weekday_after(told: _Told, wish: TimeWish | None) -> tuple[Box, ...] | None:
    """``am Mittwoch drauf``: the one after the offer."""
    if (
        wish is None
        or not told.sign
        or told.length is not None
        or not re.search(r"tag (?:drauf|danach|darauf)|woch (?:drauf|danach|darauf)", told.said)
    ):
        return None
    boxes = []
    for box in wish.boxes:
        if not box.loose or box.start is None:
            return None
        ahead = (box.start.weekday() - told.base.weekday() - 1) % 7 + 1
        day = told.base.date() + timedelta(days=ahead)
        boxes.append(replace(box, start=day, end=day + DAY, loose=False))
    return tuple(boxes)


def _anaphoric(told: _Told, wish: TimeWish | None, hours: list[Box]) -> TimeWish | None:
    base, minute = told.base, told.base.hour * 60 + told.base.minute
    has_days = wish is not None and wish.has_days
    if _SAME_TIME.search(told.said) and not hours and not _OTHER_TIME.search(told.said):
        exact = Box(opens=minute, closes=minute + 1, target=minute)
        boxes = tuple(
            replace(box, opens=minute, closes=minute + 1, target=minute)
            for box in (wish.boxes if wish else ())
        )
        return replace(wish or TimeWish(), boxes=boxes or (exact,))
    day = _pointed_day(told)
    if (
        told.sign
        and not hours
        and wish is not None
        and [box.single_day for box in wish.boxes] == [base.date()]
    ):
        return _before_or_after(told)  # "und am Freitag später?"
    if day is None and _SAME_WEEK.search(told.said) and not has_days:
        monday = base.date() - timedelta(days=base.weekday())
        return replace(wish or TimeWish(), boxes=_on(Box(start=monday, end=monday + 7 * DAY), hours))
    if day is None and told.sign and not hours and not has_days:
        return _before_or_after(told)
    if day is None and told.sign and hours and not has_days and _TOO_EARLY.search(told.said):
        day = base.date()
    if day is None or has_days:
        return wish
    excluded = tuple(
        Box(
            start=each.date(),
            end=each.date() + DAY,
            opens=each.hour * 60 + each.minute,
            closes=each.hour * 60 + each.minute + 1,
        )
        for each in told.offers
        if _OTHER_TIME.search(told.said)
    )
    found = replace(wish or TimeWish(), boxes=_on(Box(start=day, end=day + DAY), hours))
    return replace(found, excluded=found.excluded + excluded)


def _pointed_day(told: _Told) -> date | None:
    if _EARLIER_OF.search(told.said):
        return min(told.offers).date()
    if _LATER_OF.search(told.said):
        return max(told.offers).date()
    days = {offer.date() for offer in told.offers}
    return next(iter(days)) if len(days) == 1 and _SAME_DAY.search(told.said) else None


def _before_or_after(told: _Told) -> TimeWish:
    """``Das ist zu früh``: later that day, else later than that."""
    base, minute = told.base, told.base.hour * 60 + told.base.minute
    day = Box(start=base.date(), end=base.date() + DAY)
    if told.sign > 0 and _AFTER_THEM.search(told.said):
        return TimeWish(boxes=(replace(day, opens=minute + 1), Box(start=base.date() + DAY, rank=1)))
    if told.sign > 0:
        return TimeWish(boxes=(replace(day, opens=minute + 1), Box(opens=minute + 1, rank=1)))
    return TimeWish(boxes=(replace(day, closes=minute), Box(closes=minute, rank=1)))
