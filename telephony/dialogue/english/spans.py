"""What an English time expression means by itself: one moment or one span, the first of its alternatives."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from telephony.dialogue.english.times import understand_english
from telephony.dialogue.times.reading import Reading
from telephony.dialogue.times.wish import Box, at_minute


def span_of(text: str, *, now: datetime) -> Reading | None:
    """Return the moment or span, or ``None`` if the text says nothing about time."""
    wish = understand_english(text, now=now, expecting=True)
    if wish is None or not wish.boxes:
        return None
    return _reading(wish.boxes[0], now)


def _reading(box: Box, now: datetime) -> Reading | None:
    first = box.start or _next_day(box, now)
    last = (box.end or first + timedelta(days=1)) - timedelta(days=1)
    if box.target is not None:
        start = at_minute(first, box.target)
        return Reading(kind="instant", start=start, end=start + timedelta(minutes=1), grain="minute")
    if not box.has_hours:
        start, end = datetime.combine(first, time()), datetime.combine(last, time()) + timedelta(days=1)
        if box.end is None and box.start is not None:
            return Reading(kind="interval", start=start, end=None, grain="day")
        is_one_day = end - start == timedelta(days=1)
        return Reading(kind="instant" if is_one_day else "interval", start=start, end=end, grain="day")
    opens = at_minute(first, box.opens) if box.opens is not None else None
    closes = at_minute(last, box.closes) if box.closes is not None else None
    return Reading(kind="interval", start=opens, end=closes, grain="minute")


def _next_day(box: Box, now: datetime) -> date:
    today = now.date()
    if box.weekdays:
        return next(
            today + timedelta(days=ahead)
            for ahead in range(1, 8)
            if (today + timedelta(days=ahead)).weekday() in box.weekdays
        )
    named = next((value for value in (box.target, box.opens, box.closes) if value is not None), 0)
    return today if named > now.hour * 60 + now.minute else today + timedelta(days=1)
