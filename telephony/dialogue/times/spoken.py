"""How one repeats a wish for a time on the phone."""

from datetime import date, datetime, timedelta

from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.wish import Box, TimeWish

WEEKDAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_EVENING_ENDS = 20 * 60
_PART_NOUNS = {
    (480, 720): "Vormittag", (690, 840): "Mittag", (750, 1080): "Nachmittag", (1020, 1320): "Abend",
}  # fmt: skip
_PARTS = {
    (360, 540): "vor 9 Uhr",
    (360, 600): "früh",
    (360, 660): "morgens",
    (480, 720): "vormittags",
    (690, 840): "mittags",
    (750, 1080): "nachmittags",
    (960, 1080): "am späten Nachmittag",
    (1020, 1320): "abends",
    (1020, 1260): "nach der Arbeit",
    (480, 600): "am frühen Vormittag",
    (600, 720): "am späten Vormittag",
    (720, 900): "am frühen Nachmittag",
    (900, 1080): "am späten Nachmittag",
    (1020, 1140): "am frühen Abend",
    (1140, 1320): "am späten Abend",
}


def spoken_minute(minute: int) -> str:
    """Return ``9 Uhr`` or ``14 Uhr 30``: unambiguous by ear."""
    hour, rest = divmod(minute % 1440, 60)
    return f"{hour} Uhr {rest}" if rest else f"{hour} Uhr"


def spoken_date(day: date) -> str:
    """Return ``Dienstag, den 8. Dezember``."""
    return f"{WEEKDAY_NAMES[day.weekday()]}, den {day.day}. {MONTH_NAMES[day.month - 1]}"


def spoken_wish(wish: TimeWish, now: datetime) -> str:
    """Return the wish in words, "so bald wie möglich" where nothing else was said."""
    if not wish.boxes:
        return "so bald wie möglich" if wish.earliest else ""
    said = list(
        dict.fromkeys(_spoken_box(box, now.date()) for box in wish.boxes if box.rank == wish.boxes[0].rank)
    )
    return " oder ".join(part for part in said[:3] if part)


def spoken_question(wish: TimeWish) -> str:
    """Return the one short question that an unclear wish needs, empty if it is clear."""
    if wish.choices:
        said = " oder ".join(f"{spoken_date(day)}," for day in wish.choices[:2]).removesuffix(",")
        return f"Meinen Sie {said}?"
    if wish.times:
        return f"Meinen Sie {' oder '.join(spoken_minute(minute) for minute in wish.times[:2])}?"
    return ""


def _spoken_box(box: Box, today: date) -> str:
    days, hours = _spoken_days(box, today), _spoken_hours(box)
    part = _PART_NOUNS.get((box.opens or 0, box.closes or 0), "") if box.target is None else ""
    if part and days in {"heute", "morgen", "übermorgen"}:
        return f"{days} {part}"
    if part and box.single_day and not days.endswith(MONTH_NAMES):
        return f"{days}{part.lower()}"  # am Samstagvormittag
    comma = "," if days.endswith(MONTH_NAMES) and hours else ""
    return " ".join(part for part in (days + comma, hours) if part)


def _spoken_days(box: Box, today: date) -> str:
    day = box.single_day
    if day is not None:
        near = {0: "heute", 1: "morgen", 2: "übermorgen"}.get((day - today).days)
        soon = f"am {WEEKDAY_NAMES[day.weekday()]}" if 0 < (day - today).days < 7 else ""
        return near or soon or f"am {spoken_date(day)}"
    names = " oder ".join(WEEKDAY_NAMES[number].lower() + "s" for number in box.weekdays[:3])
    if len(box.weekdays) == 5:
        names = "unter der Woche"
    return " ".join(part for part in (_spoken_span(box.start, box.end, today), names) if part)


def _spoken_span(start: date | None, end: date | None, today: date) -> str:
    if start is None:
        return f"bis {spoken_date(end - timedelta(days=1))}" if end else ""
    if end is None:
        return f"ab {spoken_date(start)}"
    monday = today - timedelta(days=today.weekday())
    weeks = {0: "diese Woche", 1: "nächste Woche", 2: "übernächste Woche"}
    if start.weekday() == 5 and end - start == timedelta(days=2):
        return (
            "am Wochenende"
            if start < monday + timedelta(days=7)
            else f"am Wochenende vom {start.day}. {MONTH_NAMES[start.month - 1]}"
        )
    whole_week = end - start == timedelta(days=7) and start.weekday() == 0
    if whole_week or (start == today and end == monday + timedelta(days=7)):
        known = weeks.get((end - timedelta(days=7) - monday).days // 7)
        if known:
            return known
    last = end - timedelta(days=1)
    if start == today:
        return f"bis {spoken_date(last)}"
    month = "" if start.month == last.month else f" {MONTH_NAMES[start.month - 1]}"
    return f"zwischen dem {start.day}.{month} und dem {last.day}. {MONTH_NAMES[last.month - 1]}"


def _spoken_hours(box: Box) -> str:
    if box.target is not None and box.closes == box.target + 1:
        return f"um {spoken_minute(box.target)}"
    if box.target is not None:
        return f"gegen {spoken_minute(box.target)}"
    if box.opens is not None and box.closes is not None and box.closes < _EVENING_ENDS:
        span = f"zwischen {spoken_minute(box.opens)} und {spoken_minute(box.closes)}"
        return _PARTS.get((box.opens, box.closes), span)
    if (box.opens, box.closes) in _PARTS:
        return _PARTS[box.opens or 0, box.closes or 0]
    if box.opens is not None:
        return f"ab {spoken_minute(box.opens)}"
    return f"bis {spoken_minute(box.closes)}" if box.closes is not None else ""
