"""English words for the time of day."""

from __future__ import annotations

import re
from dataclasses import dataclass

PARTS: dict[str, tuple[int, int]] = {
    "first thing in the morning": (360, 600), "first thing": (360, 600), "early morning": (240, 540),
    "early in the morning": (240, 540), "late morning": (600, 720), "later in the morning": (600, 720),
    "mid morning": (570, 690), "morning": (360, 720), "forenoon": (480, 720), "lunchtime": (690, 840),
    "lunch time": (690, 840), "lunch": (690, 840), "midday": (690, 840), "noon": (690, 840),
    "early afternoon": (720, 900), "early in the afternoon": (720, 900), "late afternoon": (900, 1080),
    "later in the afternoon": (900, 1080), "mid afternoon": (840, 960), "afternoon": (720, 1080),
    "early evening": (1020, 1140), "late evening": (1140, 1320), "evening": (1020, 1320),
    "night": (1140, 1320), "after work": (1020, 1260), "after school": (810, 1080),
    "after lunch": (780, 1080),
    "before lunch": (480, 720), "before noon": (480, 720), "before work": (360, 540),
    "during the day": (540, 1020),
    "after hours": (1080, 1320), "early": (240, 600), "late": (960, 1200),
}  # fmt: skip
_HALF = r"(?P<half{n}>a\.?m\b\.?|p\.?m\b\.?)"
_CLOCK = (
    r"(?P<hour{n}>[01]?\d|2[0-4])(?:(?P<sign{n}>[:.h]"
    r"|)(?P<minute{n}>[0-5]\d))?(?!\d|[./-]\d|st\b|nd\b|rd\b|th\b|%)"
    r"(?: ?(?P<clock{n}>o'?clock|h\b|hours\b|hrs\b))?(?: ?" + _HALF + r")?"
)
_FRACTION = re.compile(
    r"(?P<amount>half|quarter|a quarter|\d{1,2})(?: minutes?)? (?P<way>past|after|to"
    r"|before|till) (?P<hour>\d{1,2})\b"
    r"(?: ?(?P<half>a\.?m\b\.?|p\.?m\b\.?))?"
)
_SPOKEN = re.compile(
    r"(?P<hour>\d{1,2}) (?P<minute>[1-5][05]|0?5|oh 5)\b(?! ?(?:minutes|days|weeks"
    r"|euros))(?: ?(?P<half>a\.?m\b\.?|p\.?m\b\.?))?"
)
_ONE = re.compile(_CLOCK.format(n=""))
_FIRST_CLOCK = _CLOCK.format(n=1).replace(r"[./-]\d", r"[./]\d")
_SPAN = re.compile(
    rf"(?:from |between |at |around )?{_FIRST_CLOCK} ?(?:-|to|till|until|and) ?(?:at )?{_CLOCK.format(n=2)}"
)
_PART = re.compile(
    rf"(?:in the |at |around |over |by |the "
    rf")?(?P<part>{'|'.join(sorted(PARTS, key=len, reverse=True))})\b(?: time)?"
)
_EXACT_NOON = re.compile(r"(?:at )?(?:12 )?(?P<which>noon|midnight)\b(?! ?time)")
_LEAD = re.compile(
    r"(?P<kind>not before|not earlier than|no earlier than|any ?time after|sometime "
    r"after|after|past|from|as of|starting at|since"
    r"|not later than|no later than|latest by|at the latest|before|until|till|by|up to"
    r"|around|about|approximately|approx\.?|roughly|circa|ca\.?|towards|at about|at "
    r"around|round about|at|@)(?:\b|(?<=@)) ?"
)
_TRAIL = re.compile(
    r" ?(?:or later|onwards?|and later|at the earliest|(?P<upto>or earlier|at the "
    r"latest|latest)|(?P<about>ish|or so|or thereabouts)|the earliest)"
)
_AFTER = frozenset(
    {
        "not before",
        "not earlier than",
        "no earlier than",
        "anytime after",
        "any time after",
        "sometime after",
        "after",
        "past",
        "from",
        "as of",
        "starting at",
        "since",
    }
)
_BEFORE = frozenset(
    {
        "not later than",
        "no later than",
        "latest by",
        "at the latest",
        "before",
        "until",
        "till",
        "by",
        "up to",
    }
)
_EXACT = frozenset({"at", "@", ""})
_AROUND = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes ``[opens, closes)`` with the minute named; ``bare`` leaves the half of the day open."""

    opens: int | None
    closes: int | None
    target: int | None = None
    bare: bool = False
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class _Clock:
    minute: int
    bare: bool
    sure: bool


def read_hours(text: str, at: int, *, after_day: bool, expecting: bool) -> tuple[Hours, int] | None:
    """Return the time of day said from this place on, and where it ends."""
    span = _read_span(text, at, after_day=after_day)
    if span is not None:
        return span
    part = _PART.match(text, at)
    lead = _LEAD.match(text, at)
    kind = (lead["kind"] if lead else "").strip()
    start = lead.end() if lead else at
    read = _read_clock(
        text,
        start,
        sure=(bool(lead) and kind in _EXACT | _AFTER | _BEFORE | {"around", "about"})
        or after_day
        or expecting,
    )
    if part is not None and (read is None or part.end() > read[1]):
        named = PARTS[part["part"]]
        noon = _EXACT_NOON.match(text, at)
        if noon is not None and noon.end() >= part.end():
            return Hours(720, 721, 720), noon.end()
        return Hours(*named, is_part=True), part.end()
    if read is None:
        return None
    clock, end = read
    if lead is None and not clock.sure:
        return None
    trail = _TRAIL.match(text, end)
    return _bounded(clock, kind, trail), trail.end() if trail else end


def _bounded(clock: _Clock, kind: str, trail: re.Match[str] | None) -> Hours:
    minute = clock.minute
    if kind in _AFTER or (trail is not None and not trail["upto"] and not trail["about"]):
        return Hours(minute, None, bare=clock.bare)
    if kind in _BEFORE or (trail is not None and trail["upto"]):
        return Hours(None, minute, bare=clock.bare)
    if kind in _EXACT and trail is None:
        return Hours(minute, minute + 1, minute, bare=clock.bare)
    return Hours(max(minute - _AROUND, 0), minute + _AROUND + 1, minute, bare=clock.bare)


def _read_clock(text: str, at: int, *, sure: bool) -> tuple[_Clock, int] | None:
    noon = _EXACT_NOON.match(text, at)
    if noon is not None:
        return _Clock(720 if noon["which"] == "noon" else 1439, bare=False, sure=True), noon.end()
    fraction = _FRACTION.match(text, at)
    if fraction is not None and int(fraction["hour"]) <= 12:
        amount = {"half": 30, "quarter": 15, "a quarter": 15}.get(fraction["amount"]) or int(
            fraction["amount"]
        )
        away = amount if fraction["way"] in {"past", "after"} else -amount
        return _clock(int(fraction["hour"]), away, fraction["half"], literal=False), fraction.end()
    spoken = _SPOKEN.match(text, at)
    if spoken is not None and int(spoken["hour"]) <= 24:
        minute = int(spoken["minute"].removeprefix("oh "))
        return _clock(int(spoken["hour"]), minute, spoken["half"], literal=False), spoken.end()
    one = _ONE.match(text, at)
    if one is None or (
        one["minute"] is not None
        and not one["sign"]
        and len(one["hour"]) + len(one["minute"]) < 4
        and not one["half"]
    ):
        return None
    # "1430" is a time only where one is expected: telephone numbers come in fours, too.
    is_run = one["minute"] is not None and not one["sign"]
    if not (one["half"] or one["clock"] or (one["minute"] and not is_run)) and not sure:
        return None
    literal = one["hour"].startswith("0") or (one["clock"] or "")[:1] == "h" or one["sign"] == ""
    if one["minute"] is None and not (one["clock"] or "").startswith("h"):
        literal = False
    return _clock(int(one["hour"]), int(one["minute"] or 0), one["half"], literal=literal), one.end()


def _clock(hour: int, minute: int, half: str | None, *, literal: bool) -> _Clock:
    bare = half is None and 1 <= hour <= 12 and not literal
    if half is not None:
        hour = hour % 12 + (12 if half.startswith("p") else 0) if hour <= 12 else hour
    return _Clock(min(hour * 60 + minute, 1439), bare=bare, sure=True)


def _read_span(text: str, at: int, *, after_day: bool) -> tuple[Hours, int] | None:
    match = _SPAN.match(text, at)
    if match is None:
        return None
    is_marked = after_day or any(
        match[name] for name in ("minute1", "minute2", "half1", "half2", "clock1", "clock2")
    )
    if not is_marked and not match.group().startswith(("between", "from", "at", "around")):
        return None
    half1 = match["half1"] or (match["half2"] if int(match["hour1"]) <= int(match["hour2"]) != 12 else None)
    first = _clock(
        int(match["hour1"]), int(match["minute1"] or 0), half1, literal=match["hour1"].startswith("0")
    )
    last = _clock(
        int(match["hour2"]),
        int(match["minute2"] or 0),
        match["half2"],
        literal=match["hour2"].startswith("0"),
    )
    opens, closes = first.minute, last.minute
    if first.bare and last.bare and closes <= 7 * 60 + 59 and opens < 7 * 60:
        opens, closes = opens + 720, closes + 720
    elif last.bare and closes <= opens:
        closes += 720
    return (Hours(opens, closes), match.end()) if opens < closes <= 1440 else None


def settled(hours: Hours, part: tuple[int, int] | None) -> Hours:
    """Return the half of the day that is meant: what was said beside it decides, else opening hours."""
    if not hours.bare:
        return hours
    named = next(value for value in (hours.target, hours.opens, hours.closes) if value is not None)
    if part is not None:
        shift = (
            720 if part[0] - 60 <= named + 720 <= part[1] + 60 and not part[0] - 60 <= named <= part[1] else 0
        )
    else:
        shift = 720 if named < 7 * 60 + 30 else 0
    moved = {
        name: value + shift
        for name in ("opens", "closes", "target")
        if (value := getattr(hours, name)) is not None
    }
    return Hours(moved.get("opens"), moved.get("closes"), moved.get("target"))
