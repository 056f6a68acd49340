"""Joins what was said together, a day, a part of it, a clock time, into one point or span of time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from telephony.dialogue.times.lexicon import DAYPARTS, EARLY_PART, LATE_PART
from telephony.dialogue.times.reading.clocks import Clock, clock_at
from telephony.dialogue.times.reading.cursor import Text
from telephony.dialogue.times.reading.days import stretch_at
from telephony.dialogue.times.reading.near import is_morning
from telephony.dialogue.times.reading.span import DAY, Stretch, midnight

_SPANS = DAYPARTS | {
    "frueh": (5 * 60, 9 * 60), "nacht": (20 * 60, 24 * 60),
    "spaetabend": (19 * 60, 22 * 60), "daemmerung": (4 * 60, 7 * 60), "primetime": (20 * 60, 24 * 60),
}  # fmt: skip
_FILLERS = frozenset({"on", "article", "at", "about", "in"})
_BOUNDS = frozenset({"from", "until", "after", "before"})
_JOINTS = frozenset({"until", "to"})
_AFTERNOON = frozenset({"nachmittag", "spaetnachmittag", "abend", "spaetabend", "primetime"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What was said of one moment; ``bound`` leaves one side open."""

    day: Stretch | None = None
    part: tuple[str, str] | None = None
    clock: Clock | None = None
    until: Clock | None = None
    bound: str = ""

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was said."""
        return self.day is None and self.part is None and self.clock is None

    @property
    def has_hours(self) -> bool:
        """Tell whether anything was said of the time of day."""
        return self.part is not None or self.clock is not None


def point_at(text: Text, place: int) -> tuple[Point, int] | None:
    """Read everything that is said of one moment from this place on."""
    point, end = Point(), place
    bound, ahead = "", place
    while ahead <= len(text):
        spreads = point.day is not None and point.day.grain == "month" and _spreads(text, ahead)
        found = None if spreads else _more(text, ahead, point, bound)
        if found is not None:
            point, ahead = found
            end, bound = ahead, ""
        elif spreads or _is_range(text, ahead, point):
            break
        elif (said := _bound(text, ahead, point)) is not None:
            bound, ahead = said
        elif (later := _passed(text, ahead, point)) is not None:
            # A comma ends what a bound is about: "ich habe vor, am Dienstag …"
            bound = "" if text.is_mark(ahead, ",") else bound
            end = later if text.kind(ahead) in {"weekday", "habit"} else end
            ahead = later
        else:
            break
    return None if point.is_empty else (point, end)


def _is_range(text: Text, place: int, point: Point) -> bool:
    return text.is_mark(place, "-") and point.day is not None and _begins_day(text, place + 1)


def _bound(text: Text, place: int, point: Point) -> tuple[str, int] | None:
    """``ab``, ``bis``, ``nicht vor``, ``nicht später als``."""
    kind, following = text.kind(place), text.kind(place + 1)
    if kind == "not" and following in {"before", "after"}:
        return "from" if following == "before" else "until", place + 2
    if kind == "not" and text.word(place + 1) == "spaeter" and text.word(place + 2) == "als":
        return "until", place + 3
    opens_range = point.day is not None and kind == "until" and _begins_day(text, place + 1)
    return (kind, place + 1) if kind in _BOUNDS and not opens_range else None


def _passed(text: Text, place: int, point: Point) -> int | None:
    """Pass over what says nothing new: articles, signs, the weekday of a date that was said."""
    kind = text.kind(place)
    again = point.day is not None and kind in {"weekday", "habit"} and point.day.grain == "day"
    is_sign = text.is_mark(place, ",", "(", ")", "/", ".", ";", "-")
    if again or is_sign or kind in _FILLERS or kind == "between":
        return place + 1
    return _after_words(text, place, point)


def _after_words(text: Text, place: int, point: Point) -> int | None:
    """``am 19.9. raus ab 16:30``: few words between a day and its time."""
    if point.day is None or point.has_hours or text.kind(place) != "other":
        return None
    ahead = place
    while text.kind(ahead) == "other" and ahead - place < 4:
        ahead += 1
    return (
        ahead
        if text.kind(ahead) in {"at", "about", "from", "until", "after", "before"}
        and clock_at(text, ahead + 1, loose=True)
        else None
    )


def _spreads(text: Text, place: int) -> bool:
    """Tell whether two days of a named month follow: ``(im Dezember) vom 4. bis zum 23.``."""
    first = text.skip(place, "article")
    joint = text.kind(first + 1) in {"until", "and"} or text.is_mark(first + 1, "-")
    return text.kind(place - 1) in {"from", "between"} and text.kind(first) in {"ordinal", "number"} and joint


def _begins_day(text: Text, place: int) -> bool:
    ahead = text.skip(place, "on", "article", "at")
    return stretch_at(text, ahead) is not None


def _more(text: Text, place: int, point: Point, bound: str) -> tuple[Point, int] | None:
    before = place - 1 - text.is_mark(place - 1, ".")
    loose = text.kind(before) in {"at", "about", "from", "until", "after", "before", "between"} or (
        text.kind(place - 1) == "part" or text.word(place - 1) == "auf" or _is_written_span(text, place)
    )
    if point.day is not None and (same := _same_day(text, place, point.day)) is not None:
        return replace(point, day=same[0]), same[1]
    if point.clock is None and (hours := _slashed_hours(text, place)) is not None:
        return replace(point, clock=hours[0], until=hours[1], bound=""), hours[2]
    day = stretch_at(text, place) if point.day is None or _narrows(text, place, point) else None
    clock = (
        clock_at(text, place, loose=loose or (point.day is not None and _is_alone(text, place)))
        if point.clock is None
        else None
    )
    if clock is not None and (day is None or clock[1] > day[1]) and not _is_hour_of(text, *clock):
        return _with_clock(text, point, bound or point.bound if point.day is None else bound, *clock)
    if day is not None:
        return replace(point, day=_joined(point.day, day[0]), bound=bound or point.bound), day[1]
    part = _part(text, place) if point.part is None else None
    if part is not None:
        return replace(point, part=part[0], bound=point.bound if point.clock else bound or point.bound), part[
            1
        ]
    return None


def _same_day(text: Text, place: int, day: Stretch) -> tuple[Stretch, int] | None:
    """The same day once more (``morgen, 10.05.``), or a weekday's date (``Samstag abends, am 7.10.``)."""
    found = stretch_at(text, place)
    if found is None or found[0].grain != "day" or text.kind(place) in {"habit", "in", "before"}:
        return None
    is_date = text.kind(place) in {"date", "daymonth", "ordinal", "month", "slashed"} or (
        text.kind(place) == "dotted"
        and (text.kind(place - 1) in {"on", "article"} or found[0].start.weekday() == day.start.weekday())
    )
    if found[0].start == day.start and (is_date or text.kind(place) == "dotted"):
        return found
    return found if day.free == "day" and is_date else None


def _slashed_hours(text: Text, place: int) -> tuple[Clock, Clock, int] | None:
    """``11/12 Uhr``, ``7/8am``."""
    token, ahead = text.at(place), place + 1
    if token.kind != "slashed" or text.kind(ahead) not in {"uhr", "meridiem"} or max(token.value) > 24:
        return None
    shift = 12 if text.kind(ahead) == "meridiem" and text.at(ahead).value == "pm" else 0
    first, last = (Clock(hour=hour + shift, bare=hour <= 12 and not shift) for hour in token.value)
    return first, last, ahead + 1


def _is_written_span(text: Text, place: int) -> bool:
    """``17-18 Uhr``, ``7-9am``."""
    joint = text.is_mark(place + 1, "-", "/") or text.kind(place + 1) == "until"
    return joint and text.kind(place + 2) == "number" and text.kind(place + 3) in {"uhr", "meridiem"}


def _is_alone(text: Text, place: int) -> bool:
    """Behind a day ``8.30`` and ``1600`` are clock times without more ado."""
    token = text.at(place)
    if text.kind(place - 1) in {"on", "article"}:
        return False
    return token.kind == "dotted" or (token.kind == "number" and len(token.word) == 4)


def _is_hour_of(text: Text, clock: Clock, place: int) -> bool:
    """``um 5 Tage`` is no hour."""
    return text.kind(place) == "unit" and text.at(place - 1).kind != "uhr"


def _narrows(text: Text, place: int, point: Point) -> bool:
    """A second day says more about the first: ``nächste Woche (am) Donnerstag``."""
    first = point.day
    if first is None or first.grain not in {"week", "month"}:
        return False
    found = stretch_at(text, place)
    return (found is not None and found[0].grain == "day" and _joined(first, found[0]) != found[0]) or (
        found is not None and first.start <= found[0].start < first.end
    )


def _joined(first: Stretch | None, second: Stretch) -> Stretch:
    if first is None or first.start <= second.start < first.end:
        return second
    if first.grain == "week" and second.free == "day":
        start = first.start + timedelta(days=second.start.weekday())
        return replace(second, start=start, end=start + DAY, free="")
    if first.grain == "month" and second.free == "month":
        start = first.start + timedelta(days=second.start.day - 1)
        return replace(second, start=start, end=start + DAY, free="")
    return second


def _with_clock(text: Text, point: Point, bound: str, clock: Clock, place: int) -> tuple[Point, int]:
    point = replace(point, clock=clock, bound=bound)
    joint = text.kind(place) in _JOINTS or text.is_mark(place, "-", "/")
    opened = text.kind(place) == "and" and _is_between(text, place)
    if not joint and not opened:
        return point, place
    ahead = text.skip(place + 1, "at", "about", "until", "after", "from")
    last = clock_at(text, ahead, loose=True)
    day = stretch_at(text, ahead)
    if last is None or (day is not None and day[1] >= last[1]) or _is_hour_of(text, *last):
        return point, place
    if last[0].is_pm and clock.bare and clock.hour + 12 <= last[0].hour:
        clock = replace(clock, hour=clock.hour + 12, bare=False)
    return replace(point, clock=clock, until=last[0], bound=""), last[1]


def _is_between(text: Text, place: int) -> bool:
    return any(text.kind(at) == "between" for at in range(max(0, place - 8), place))


def _part(text: Text, place: int) -> tuple[tuple[str, str], int] | None:
    grade = ""
    ahead = place = text.skip(place, "very")
    if text.kind(ahead) == "grade":
        grade = str(text.at(ahead).value)
        ahead = text.skip(ahead + 1, "in", "article", "on")
    if (
        text.kind(ahead) == "kurz"
        and text.kind(ahead + 1) in {"before", "after"}
        and text.kind(ahead + 2) == "part"
    ):
        return (str(text.at(ahead + 2).value), text.kind(ahead + 1)), ahead + 3
    token = text.at(ahead)
    if token.kind == "morgen" and (grade or is_morning(text, ahead)):
        return ("morgen", grade), ahead + 1
    if grade and token.kind != "part" and text.word(place) in {"early", "late", "spaet", "fruehe"}:
        return ("frueh" if grade == "early" else "abend", ""), place + 1
    if token.kind != "part" or (token.value == "frueh" and text.word(ahead + 1) == "wie"):
        return None
    if token.value == "frueh" and text.kind(ahead + 1) in {"part", "morgen"}:
        name = "morgen" if text.kind(ahead + 1) == "morgen" else str(text.at(ahead + 1).value)
        return (name, "early"), ahead + 2
    following = text.at(ahead + 1)
    if following.kind == "grade" or (following.kind == "part" and following.value == "frueh"):
        return (str(token.value), str(following.value) if following.kind == "grade" else "early"), ahead + 2
    return (str(token.value), grade), ahead + 1


def part_span(part: tuple[str, str]) -> tuple[int, int]:
    """Return the minutes of a part of the day with its grade."""
    name, grade = part
    if grade in {"before", "after"}:
        opens, closes = _SPANS[name]
        middle = 12 * 60 if name == "mittag" else (opens + closes) // 2
        return (middle - 60, middle) if grade == "before" else (middle, middle + 60)
    if name == "nacht":
        return {"early": (21 * 60, 24 * 60), "late": (24 * 60 + 180, 24 * 60 + 300)}.get(
            grade, _SPANS["nacht"]
        )
    if part == ("morgen", "early"):
        return 5 * 60, 8 * 60
    table = EARLY_PART if grade == "early" else LATE_PART if grade == "late" else _SPANS
    return table.get(name, _SPANS[name])


def minute_of(clock: Clock, part: tuple[str, str] | None) -> int:
    """Return the minute of the day that a clock time means with the part of the day said with it."""
    minutes = clock.minutes
    if part is None or (not clock.bare and clock.hour != 12):
        return minutes
    name = part[0]
    if name == "nacht":
        return minutes if clock.hour < 6 else minutes + 720
    if name in _AFTERNOON and (clock.hour < 12 or (clock.hour == 12 and "abend" in name)):
        return minutes + 720
    if name == "mittag" and clock.hour < 4:
        return minutes + 720
    return minutes


def moment(day: datetime, minute: int) -> datetime:
    """Return the wall time at this minute of a day."""
    return midnight(day.date()) + timedelta(minutes=minute)
