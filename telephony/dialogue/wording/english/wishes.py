"""How one repeats a wish for a time in English."""

from datetime import date, datetime, timedelta

from telephony.dialogue.times.wish import Box, TimeWish

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
)  # fmt: skip
_PARTS = {
    (360, 600): "early in the morning",
    (240, 540): "early in the morning",
    (240, 600): "early in the morning",
    (360, 720): "in the morning",
    (360, 660): "in the morning",
    (480, 720): "in the morning",
    (480, 600): "early in the morning",
    (600, 720): "later in the morning",
    (690, 840): "around noon",
    (720, 900): "early in the afternoon",
    (750, 1080): "in the afternoon",
    (720, 1080): "in the afternoon",
    (900, 1080): "later in the afternoon",
    (960, 1080): "later in the afternoon",
    (1020, 1260): "after work",
    (1020, 1320): "in the evening",
}
_EVENING_ENDS = 20 * 60


def ordinal(number: int) -> str:
    """Return ``1st``, ``22nd``, ``13th``."""
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def spoken_minute(minute: int) -> str:
    """Return ``9:30 am``, ``noon`` for 12 o'clock."""
    hour, rest = divmod(minute % 1440, 60)
    if rest == 0 and hour in {0, 12}:
        return "noon" if hour else "midnight"
    half = "am" if hour < 12 else "pm"
    return f"{(hour - 1) % 12 + 1}{f':{rest:02}' if rest else ''} {half}"


def spoken_wish(wish: TimeWish, now: datetime) -> str:
    """Return the wish in words, "as soon as possible" where nothing else was said."""
    if not wish.boxes:
        return "as soon as possible" if wish.earliest else ""
    best = [box for box in wish.boxes if box.rank == wish.boxes[0].rank]
    said = dict.fromkeys(_spoken_box(box, now.date()) for box in best)
    return " or ".join(part for part in list(said)[:3] if part)


def _spoken_box(box: Box, today: date) -> str:
    return " ".join(part for part in (_spoken_days(box, today), _spoken_hours(box)) if part)


def _dated(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, the {ordinal(day.day)} of {MONTHS[day.month - 1]}"


def _spoken_days(box: Box, today: date) -> str:
    day = box.single_day
    if day is not None:
        near = {0: "today", 1: "tomorrow", 2: "the day after tomorrow"}.get((day - today).days)
        soon = f"on {WEEKDAYS[day.weekday()]}" if 0 < (day - today).days < 7 else ""
        return near or soon or f"on {_dated(day)}"
    names = " or ".join(f"{WEEKDAYS[number]}s" for number in box.weekdays[:3])
    if len(box.weekdays) == 5:
        names = "weekdays"
    on = f"on {names}" if names else ""
    return " ".join(part for part in (_spoken_span(box.start, box.end, today), on) if part)


def _spoken_span(start: date | None, end: date | None, today: date) -> str:
    if start is None:
        return f"until {_dated(end - timedelta(days=1))}" if end else ""
    if end is None:
        return f"from {_dated(start)}"
    monday = today - timedelta(days=today.weekday())
    if start.weekday() == 5 and end - start == timedelta(days=2):
        return (
            "at the weekend" if start < monday + timedelta(days=7) else f"on the weekend of {_dated(start)}"
        )
    if end.weekday() == 0 and end - start <= timedelta(days=7):
        week = (end - timedelta(days=7) - monday).days // 7
        if week in {0, 1, 2}:
            return ("this week", "next week", "the week after next")[week]
    last = end - timedelta(days=1)
    return f"until {_dated(last)}" if start == today else f"between {_dated(start)}, and {_dated(last)}"


def _spoken_hours(box: Box) -> str:
    if box.target is not None:
        is_exact = box.closes == box.target + 1
        return f"{'at' if is_exact else 'around'} {spoken_minute(box.target)}"
    part = _PARTS.get((box.opens or 0, box.closes or 0))
    if part:
        return part
    if box.opens is not None and box.closes is not None and box.closes < _EVENING_ENDS:
        return f"between {spoken_minute(box.opens)} and {spoken_minute(box.closes)}"
    if box.opens is not None:
        return f"from {spoken_minute(box.opens)}"
    return f"before {spoken_minute(box.closes)}" if box.closes is not None else ""
