"""How one repeats a wish for a time on the phone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from telephony.dialogue.times.hours import AROUND_MINUTES
from telephony.dialogue.times.lexicon import MONTH_NAMES
from telephony.dialogue.times.wish import DAY_MINUTES, Box, TimeWish

WEEKDAY_NAMES = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
_EVENING_ENDS = 20 * 60
_MOST_REFUSALS = 3
_LOOK_AHEAD = timedelta(days=60)
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
    """Return the wish in words, with what it refuses; "so bald wie möglich" where nothing else was said."""
    today = now.date()
    boxes, excluded = _folded(wish)
    refused = _spoken_refusals(boxes, excluded, today)
    if not boxes:
        wished = "so bald wie möglich" if wish.earliest else "möglichst spät" if wish.latest else ""
    else:
        best = [box for box in boxes if box.rank == boxes[0].rank]
        said = list(dict.fromkeys(_spoken_box(box, today) for box in best))
        wished = " oder ".join(part for part in said[:3] if part)
        wished = f"möglichst spät {wished}".rstrip() if wish.latest else wished
    if not refused:
        return wished
    return f"{wished}, aber {refused}" if wished else refused


def _folded(wish: TimeWish) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """``Freitag, aber nicht vor zehn`` is said as "am Freitag ab 10 Uhr"."""
    boxes, left = wish.boxes, []
    for refused in wish.excluded:
        until = refused.closes if not refused.opens else None
        since = refused.opens if refused.closes in {None, DAY_MINUTES} else None
        is_bound = not refused.has_days and (until is not None) != bool(since)
        if not is_bound or not boxes or any(box.target is not None for box in boxes):
            left.append(refused)
        elif until is not None:
            boxes = tuple(replace(box, opens=max(box.opens or 0, until)) for box in boxes)
        elif since is not None:
            boxes = tuple(replace(box, closes=min(box.closes or DAY_MINUTES, since)) for box in boxes)
    return boxes, tuple(left)


def _spoken_refusals(boxes: Sequence[Box], excluded: Sequence[Box], today: date) -> str:
    telling = [box for box in excluded if not boxes or any(_meet(box, each, today) for each in boxes)]
    said = dict.fromkeys(f"nicht {_spoken_refusal(box, today)}" for box in telling)
    return " und ".join(list(said)[:_MOST_REFUSALS])


def _meet(refused: Box, box: Box, today: date) -> bool:
    """What the wish leaves out anyway need not be repeated."""
    is_over = (refused.closes or DAY_MINUTES) <= (box.opens or 0)
    if is_over or (refused.opens or 0) >= (box.closes or DAY_MINUTES):
        return False
    return any(refused.holds_day(day) for day in box.days(today, today + _LOOK_AHEAD))


def _spoken_refusal(box: Box, today: date) -> str:
    days = _spoken_days(box, today)
    hours = _spoken_hours(box)
    if box.opens and box.closes in {None, DAY_MINUTES}:
        hours = f"nach {spoken_minute(box.opens)}"
    elif box.closes is not None and not box.opens:
        hours = f"vor {spoken_minute(box.closes)}"
    return " ".join(part for part in (days, hours) if part)


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
    if box.target is None:
        return _spoken_range(box)
    if box.closes == box.target + 1:
        return f"um {spoken_minute(box.target)}"
    if box.opens == max(0, box.target - AROUND_MINUTES) and box.closes == box.target + AROUND_MINUTES + 1:
        return f"gegen {spoken_minute(box.target)}"
    within = _spoken_range(replace(box, target=None))
    return f"{within}, am liebsten um {spoken_minute(box.target)}".removeprefix(", ")


def _spoken_range(box: Box) -> str:
    if (box.opens, box.closes) in _PARTS:
        return _PARTS[box.opens or 0, box.closes or 0]
    if box.opens and box.closes is not None and box.closes < _EVENING_ENDS:
        return f"zwischen {spoken_minute(box.opens)} und {spoken_minute(box.closes)}"
    if box.opens:
        # "later than what was offered" begins a minute after it
        is_after = box.opens % 5 == 1
        return f"nach {spoken_minute(box.opens - 1)}" if is_after else f"ab {spoken_minute(box.opens)}"
    return f"bis {spoken_minute(box.closes)}" if box.closes and box.closes < DAY_MINUTES else ""
