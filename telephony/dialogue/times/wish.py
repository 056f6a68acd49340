"""A wish for a time: alternatives in order of preference, minus exclusions; never one guessed date."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Self

DAY_MINUTES = 24 * 60
# A wish without a day asked of a whole year of days is still answered at once.
MOST_WINDOWS = 400
# What goes through an act is bounded: nobody names more alternatives in one breath.
MOST_BOXES = 20
MOST_RANK = 90


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of branch wall time in which the visit should start."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One alternative: days (``[start, end)``, of these weekdays) and minutes of each (``[opens, closes)``).

    ``target`` is the minute the caller named, ``rank`` the order of preference; ``loose`` marks a weekday
    of which the week was not said.
    """

    start: date | None = None
    end: date | None = None
    weekdays: tuple[int, ...] = ()
    opens: int | None = None
    closes: int | None = None
    target: int | None = None
    rank: int = 0
    loose: bool = False

    @property
    def has_days(self) -> bool:
        """Tell whether the alternative says anything about the day."""
        return self.start is not None or self.end is not None or bool(self.weekdays)

    @property
    def has_hours(self) -> bool:
        """Tell whether the alternative says anything about the time of day."""
        return self.opens is not None or self.closes is not None

    @property
    def single_day(self) -> date | None:
        """Return the only day of the alternative, if there is only one."""
        if self.start and self.end and self.end - self.start == timedelta(days=1):
            return self.start
        return None

    def holds_day(self, day: date) -> bool:
        """Tell whether the day is one of the alternative's days."""
        return (
            (self.start is None or self.start <= day)
            and (self.end is None or day < self.end)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )

    def holds_minute(self, minute: int) -> bool:
        """Tell whether the minute of the day lies in the alternative."""
        return (self.opens or 0) <= minute < (DAY_MINUTES if self.closes is None else self.closes)

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield the alternative's days from ``first`` to ``last``."""
        day = max(first, self.start) if self.start else first
        end = min(last, self.end - timedelta(days=1)) if self.end else last
        while day <= end:
            if not self.weekdays or day.weekday() in self.weekdays:
                yield day
            day += timedelta(days=1)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "weekdays": list(self.weekdays),
            "opens": self.opens,
            "closes": self.closes,
            "target": self.target,
            "rank": self.rank,
            "loose": self.loose,
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote."""
        return cls(
            start=date.fromisoformat(raw["start"]) if raw.get("start") else None,
            end=date.fromisoformat(raw["end"]) if raw.get("end") else None,
            weekdays=tuple(raw.get("weekdays") or ()),
            opens=raw.get("opens"),
            closes=raw.get("closes"),
            target=raw.get("target"),
            rank=raw.get("rank") or 0,
            loose=bool(raw.get("loose")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWish:
    """What the caller said about the time, resolved against the clock of the call.

    ``choices`` are the days between which a native listener would ask back instead of guessing, ``times`` the
    minutes of the day between which to ask; ``earliest`` and ``latest`` tell which end of a day is liked.
    """

    boxes: tuple[Box, ...] = ()
    excluded: tuple[Box, ...] = ()
    earliest: bool = False
    latest: bool = False
    choices: tuple[date, ...] = ()
    times: tuple[int, ...] = ()

    @property
    def is_unclear(self) -> bool:
        """Tell whether a native listener would ask back which day or time is meant."""
        return bool(self.choices or self.times)

    @property
    def target(self) -> datetime | None:
        """Return the exact wall time wished for, if day and time were both named."""
        if not self.boxes or self.boxes[0].target is None or self.boxes[0].start is None:
            return None
        box = self.boxes[0]
        day = next(box.days(box.start, box.start + timedelta(days=366)), None) if box.start else None
        return None if day is None or box.target is None else at_minute(day, box.target)

    def near(self, now_local: datetime, horizon_days: int) -> datetime | None:
        """Return the wall time near which to look: the exact wish, the time or the end that is liked best."""
        if self.target is not None:
            return self.target
        window = next(iter(self.windows(now_local, horizon_days)), None)
        if window is None:
            return None
        best = self.boxes[0].target if self.boxes else None
        if best is not None:
            return at_minute(window.start.date(), best)
        if self.latest:
            return window.end - timedelta(minutes=1)
        return window.start if self.earliest and self.boxes else None

    @property
    def has_days(self) -> bool:
        """Tell whether any day was named."""
        return any(box.has_days for box in self.boxes)

    @property
    def has_hours(self) -> bool:
        """Tell whether any time of day was named."""
        return any(box.has_hours for box in self.boxes)

    def windows(self, now_local: datetime, horizon_days: int) -> tuple[Window, ...]:
        """Return the spans in which a visit may start, best first, from now to the horizon."""
        now = now_local.replace(tzinfo=None)
        last = now.date() + timedelta(days=horizon_days)
        found: list[tuple[int, datetime, datetime]] = []
        for box in self.boxes or (Box(),):
            for day in box.days(now.date(), last):
                spans = _minus(day, (box.opens or 0, box.closes or DAY_MINUTES), self.excluded)
                found += [
                    (box.rank, at_minute(day, opens), at_minute(day, closes)) for opens, closes in spans
                ]
                if len(found) > MOST_WINDOWS:
                    break
        later = [(rank, max(start, now), end) for rank, start, end in found if end > now]
        unique = dict.fromkeys((start, end) for _, start, end in sorted(later))
        return tuple(Window(start, end) for start, end in list(unique)[:MOST_WINDOWS])

    def admits(self, moment: datetime) -> bool:
        """Tell whether a visit starting at this wall time is what the caller asked for."""
        minute = moment.hour * 60 + moment.minute
        day = moment.date()
        if any(box.holds_day(day) and box.holds_minute(minute) for box in self.excluded):
            return False
        return not self.boxes or any(box.holds_day(day) and box.holds_minute(minute) for box in self.boxes)

    def refined_by(self, later: "TimeWish") -> "TimeWish":
        """Return this wish with what was said afterwards: new days keep the hours and the other way round."""
        excluded = later.excluded if later.has_days else (self.excluded + later.excluded)[-MOST_BOXES:]
        if not later.boxes:
            earliest, latest = self.earliest or later.earliest, self.latest or later.latest
            choices, times = later.choices or self.choices, later.times or self.times
            return replace(
                self, excluded=excluded, earliest=earliest, latest=latest, choices=choices, times=times
            )
        boxes = _crossed(self.boxes, later)[:MOST_BOXES]
        return TimeWish(
            boxes=boxes, excluded=excluded, earliest=later.earliest,
            latest=later.latest or (self.latest and not later.has_hours),
            choices=later.choices, times=later.times,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON."""
        return {
            "boxes": [box.to_json() for box in self.boxes],
            "excluded": [box.to_json() for box in self.excluded],
            "earliest": self.earliest,
            "latest": self.latest,
            "choices": [day.isoformat() for day in self.choices],
            "times": list(self.times),
        }

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> Self:
        """Read what :meth:`to_json` wrote."""
        return cls(
            boxes=tuple(Box.from_json(box) for box in raw.get("boxes") or ()),
            excluded=tuple(Box.from_json(box) for box in raw.get("excluded") or ()),
            earliest=bool(raw.get("earliest")),
            latest=bool(raw.get("latest")),
            choices=tuple(date.fromisoformat(day) for day in raw.get("choices") or ()),
            times=tuple(raw.get("times") or ()),
        )

    def spoken(self, now: datetime) -> str:
        """Return how one would repeat the wish on the phone: ``am Dienstag, den 8. Dezember, ab 15 Uhr``."""
        from telephony.dialogue.times.spoken import spoken_wish  # it reads this module

        return spoken_wish(self, now)

    def question(self) -> str:
        """Return what to ask back, ``Meinen Sie 14 Uhr 15 oder 15 Uhr 15?``; empty if the wish is clear."""
        from telephony.dialogue.times.spoken import spoken_question  # it reads this module

        return spoken_question(self)


def at_minute(day: date, minute: int) -> datetime:
    """Return the wall time at this minute of the day; 1440 is the next midnight."""
    return datetime.combine(day, time()) + timedelta(minutes=minute)


def _minus(day: date, span: tuple[int, int], excluded: tuple[Box, ...]) -> list[tuple[int, int]]:
    spans = [span]
    for box in excluded:
        if not box.holds_day(day):
            continue
        opens, closes = box.opens or 0, DAY_MINUTES if box.closes is None else box.closes
        cut = [part for start, end in spans for part in ((start, min(end, opens)), (max(start, closes), end))]
        spans = [(start, end) for start, end in cut if start < end]
    return spans


def _in_same_week(box: Box, earlier: Box) -> Box:
    """After "nächste Woche", "Mittwoch" is next week's; after a mere "Dienstag" it is the next one."""
    if not box.loose or box.start is None or earlier.loose or earlier.start is None or earlier.end is None:
        return box
    monday = earlier.start - timedelta(days=earlier.start.weekday())
    day = monday + timedelta(days=box.start.weekday())
    is_near = earlier.end - earlier.start <= timedelta(days=14)
    if not is_near or (day < earlier.start and earlier.end - earlier.start > timedelta(days=1)):
        return box
    return replace(box, start=day, end=day + timedelta(days=1), loose=False)


def _crossed(earlier: tuple[Box, ...], later: TimeWish) -> tuple[Box, ...]:
    if not earlier:
        return later.boxes
    if later.has_days and later.has_hours:
        return tuple(_in_same_week(box, earlier[0]) for box in later.boxes)
    if later.has_days:
        hours = {(box.opens, box.closes, box.target) for box in earlier if box.has_hours}
        one = next(iter(hours)) if len(hours) == 1 else (None, None, None)
        return tuple(
            replace(_in_same_week(box, earlier[0]), opens=one[0], closes=one[1], target=one[2])
            for box in later.boxes
        )
    days = [
        replace(box, opens=None, closes=None, target=None, rank=0) for box in earlier if box.has_days
    ] or [Box()]
    return tuple(
        dict.fromkeys(
            replace(day, opens=box.opens, closes=box.closes, target=box.target, rank=box.rank)
            for day in days
            for box in later.boxes
        )
    )
