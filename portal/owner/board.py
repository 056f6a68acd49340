"""The day calendar as a grid of five-minute rows: pure arithmetic, no queries.

The pages run under a CSP without style attributes: a place on the board is two numbers that become classes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

ROW: Final = timedelta(minutes=5)
ROWS_PER_HOUR: Final = 12
DEFAULT_HOURS: Final = (8, 18)
MOST_LANES: Final = 4

Kind = Literal["off", "absence", "waiting", "buffer", "hold", "appointment"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something that takes a person's time, in instants."""

    kind: Kind
    start: datetime
    end: datetime
    title: str = ""
    subtitle: str = ""
    url: str = ""
    badge: str = ""
    badge_icon: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One person's day: when at work, and what takes their time."""

    staff_id: int
    name: str
    hue: int
    at_work: Sequence[tuple[datetime, datetime]]
    entries: Sequence[Entry]
    # Stands where the hours would, for somebody who is not there.
    away_text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An entry in its place on the board."""

    kind: Kind
    row: int
    rows: int
    lane: int = 1
    title: str = ""
    subtitle: str = ""
    url: str = ""
    time_text: str = ""
    badge: str = ""
    badge_icon: str = ""
    # A visit while another one takes effect, and the time in which such a visit stands.
    is_nested: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One person's day on the board."""

    staff_id: int
    name: str
    hue: int
    hours_text: str
    appointments: int
    lanes: int
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """A label beside the board."""

    label: str
    row: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """A branch's day, ready for the template."""

    day: date
    hours: tuple[Hour, ...]
    rows: int
    columns: tuple[Column, ...]
    now_row: int | None
    notices: tuple[str, ...]


def build_board(
    *,
    day: date,
    zone: ZoneInfo,
    days: Sequence[Day],
    now: datetime,
    notices: Sequence[str] = (),
) -> Board:
    """The board of one branch on one day, as tall as the longest working day on it."""
    scale = _Scale.around(day, zone, days)
    return Board(
        day=day,
        hours=tuple(
            Hour(label=f"{hour:02d}:00", row=(hour - scale.first) * ROWS_PER_HOUR + 1)
            for hour in range(scale.first, scale.last)
        ),
        rows=scale.rows,
        columns=tuple(_column(one, scale) for one in days),
        now_row=scale.row_of_now(now),
        notices=tuple(notices),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scale:
    """From instants to rows, on the branch's wall clock."""

    day: date
    zone: ZoneInfo
    first: int
    last: int

    @classmethod
    def around(cls, day: date, zone: ZoneInfo, days: Iterable[Day]) -> _Scale:
        whole = cls(day=day, zone=zone, first=0, last=24)
        spans = [span for one in days for span in one.at_work]
        spans += [
            (entry.start, entry.end) for one in days for entry in one.entries if entry.kind == "appointment"
        ]
        minutes = [(whole.minute(start), whole.minute(end)) for start, end in spans]
        if not minutes:
            return cls(day=day, zone=zone, first=DEFAULT_HOURS[0], last=DEFAULT_HOURS[1])
        first = min(start for start, _ in minutes) // 60
        last = -(-max(end for _, end in minutes) // 60)
        return cls(day=day, zone=zone, first=first, last=max(last, first + 1))

    @property
    def rows(self) -> int:
        return (self.last - self.first) * ROWS_PER_HOUR

    def minute(self, instant: datetime) -> int:
        """Minutes of the day on the wall clock, held within this day."""
        local = instant.astimezone(self.zone).replace(tzinfo=None)
        since = local - datetime.combine(self.day, time())
        return min(max(int(since.total_seconds() // 60), 0), 24 * 60)

    def place(self, start: datetime, end: datetime) -> tuple[int, int] | None:
        """Row and number of rows of a span, or ``None`` when nothing of it is on the board."""
        top = max(self.minute(start) // 5 - self.first * ROWS_PER_HOUR, 0)
        bottom = min(-(-self.minute(end) // 5) - self.first * ROWS_PER_HOUR, self.rows)
        return (top + 1, bottom - top) if bottom > top else None

    def row_of_now(self, now: datetime) -> int | None:
        local = now.astimezone(self.zone)
        if local.date() != self.day or not self.first <= local.hour < self.last:
            return None
        return (local.hour - self.first) * ROWS_PER_HOUR + local.minute // 5 + 1

    def clock(self, instant: datetime) -> str:
        return f"{instant.astimezone(self.zone):%H:%M}"


def _column(day: Day, scale: _Scale) -> Column:
    placed = [item for entry in day.entries if (item := _item(entry, scale))]
    items, lanes = _side_by_side(_nested(placed))
    return Column(
        staff_id=day.staff_id,
        name=day.name,
        hue=day.hue,
        hours_text=", ".join(f"{scale.clock(start)} – {scale.clock(end)}" for start, end in day.at_work)
        or day.away_text,
        appointments=len({item.url for item in items if item.kind == "appointment"}),
        lanes=lanes,
        items=(*_off_hours(day, scale), *items),
    )


def _item(entry: Entry, scale: _Scale) -> Item | None:
    place = scale.place(entry.start, entry.end)
    if place is None:
        return None
    return Item(
        kind=entry.kind,
        row=place[0],
        rows=place[1],
        title=entry.title,
        subtitle=entry.subtitle,
        url=entry.url,
        time_text=f"{scale.clock(entry.start)} – {scale.clock(entry.end)}",
        badge=entry.badge,
        badge_icon=entry.badge_icon,
    )


def _off_hours(day: Day, scale: _Scale) -> Iterable[Item]:
    row = 1
    for start, end in sorted(day.at_work):
        place = scale.place(start, end)
        if place is None:
            continue
        if place[0] > row:
            yield Item(kind="off", row=row, rows=place[0] - row)
        row = place[0] + place[1]
    if row <= scale.rows:
        yield Item(kind="off", row=row, rows=scale.rows - row + 1)


def _nested(items: Sequence[Item]) -> list[Item]:
    """Marks visits that stand within another one's waiting time, and waiting times that are used so."""
    pairs = [
        (place, other)
        for place, waiting in enumerate(items)
        for other, visit in enumerate(items)
        if waiting.kind == "waiting" and visit.kind == "appointment" and _overlap(waiting, visit)
    ]
    nested = {place for pair in pairs for place in pair}
    return [replace(item, is_nested=place in nested) for place, item in enumerate(items)]


def _overlap(one: Item, other: Item) -> bool:
    return one.row < other.row + other.rows and other.row < one.row + one.rows


def _side_by_side(items: Sequence[Item]) -> tuple[list[Item], int]:
    """Gives entries that overlap (overbooked on purpose, or moved in from outside) lanes of their own.

    What lies behind the others needs none: an absence, and the time in which something takes effect.
    """
    free_from = [1]
    laned = []
    for item in sorted(items, key=lambda one: (one.row, -one.rows)):
        if item.kind in {"absence", "waiting"}:
            laned.append(item)
            continue
        lane = next((number for number, row in enumerate(free_from) if row <= item.row), None)
        if lane is None and len(free_from) < MOST_LANES:
            lane = len(free_from)
            free_from.append(1)
        elif lane is None:
            lane = MOST_LANES - 1
        free_from[lane] = max(free_from[lane], item.row + item.rows)
        laned.append(replace(item, lane=lane + 1))
    return laned, len(free_from)
