"""The calendar as a grid of five-minute rows: pure arithmetic, no queries.

The pages run under a CSP without style attributes: a place on the board is two numbers that become classes.
A column is one person on one day: a day has a column per person, a person's week a column per day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

from portal.owner.words import Look

ROWS_PER_HOUR: Final = 12
DEFAULT_HOURS: Final = (8, 18)
MOST_LANES: Final = 4

Kind = Literal["off", "absence", "waiting", "buffer", "hold", "appointment", "cancelled"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Booked:
    """What the page needs to know of an appointment to open, move and stretch it."""

    appointment_id: int
    version: int
    status: str
    starts_at: datetime
    ends_at: datetime
    is_movable: bool
    is_stretchable: bool


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
    hue: int | None = None
    booked: Booked | None = None
    # How it stands (arrived, done …), and what cannot be so: two things at once.
    state: Look | None = None
    clash: str = ""
    is_faded: bool = False
    time_off_id: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One person's day: when at work, and what takes their time."""

    staff_id: int
    name: str
    hue: int
    day: date
    zone: ZoneInfo
    at_work: Sequence[tuple[datetime, datetime]]
    entries: Sequence[Entry]
    # Stands where the hours would, for somebody who is not there.
    away_text: str
    branch_id: int = 0
    # Of a person's week the date stands over the column, elsewhere the name.
    heading: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """An entry in its place on the board. ``starts`` and ``minutes`` are of the whole appointment."""

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
    hue: int | None = None
    booked: Booked | None = None
    starts: int = 0
    minutes: int = 0
    state: Look | None = None
    clash: str = ""
    is_faded: bool = False
    time_off_id: int | None = None
    # A visit while another one takes effect, and the time in which such a visit stands.
    is_nested: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One person's day on the board."""

    staff_id: int
    name: str
    heading: str
    hue: int
    day: date
    branch_id: int
    hours_text: str
    appointments: int
    lanes: int
    items: tuple[Item, ...]
    now_row: int | None

    @property
    def key(self) -> str:
        return f"column-{self.staff_id}-{self.branch_id}-{self.day:%Y%m%d}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """A label beside the board."""

    label: str
    row: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Board:
    """Columns side by side, ready for the template. ``first_minute`` of the day is its top."""

    hours: tuple[Hour, ...]
    rows: int
    first_minute: int
    columns: tuple[Column, ...]
    now_row: int | None
    notices: tuple[str, ...] = field(default=())


def build_board(*, days: Sequence[Day], now: datetime, notices: Sequence[str] = ()) -> Board:
    """The board of these columns, as tall as the longest working day on it."""
    scale = _Scale.around(days)
    columns = tuple(_column(one, scale, now) for one in days)
    return Board(
        hours=tuple(
            Hour(label=f"{hour:02d}:00", row=(hour - scale.first) * ROWS_PER_HOUR + 1)
            for hour in range(scale.first, scale.last)
        ),
        rows=scale.rows,
        first_minute=scale.first * 60,
        columns=columns,
        now_row=next((column.now_row for column in columns if column.now_row), None),
        notices=tuple(notices),
    )


def minute_of(instant: datetime, *, day: date, zone: ZoneInfo) -> int:
    """Minutes of the day on the wall clock, held within this day."""
    local = instant.astimezone(zone).replace(tzinfo=None)
    since = local - datetime.combine(day, time())
    return min(max(int(since.total_seconds() // 60), 0), 24 * 60)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Scale:
    """From minutes of the day to rows; the same for all columns."""

    first: int
    last: int

    @classmethod
    def around(cls, days: Iterable[Day]) -> _Scale:
        minutes = [span for one in days for span in _spans(one)]
        if not minutes:
            return cls(first=DEFAULT_HOURS[0], last=DEFAULT_HOURS[1])
        first = min(start for start, _ in minutes) // 60
        last = -(-max(end for _, end in minutes) // 60)
        return cls(first=first, last=max(last, first + 1))

    @property
    def rows(self) -> int:
        return (self.last - self.first) * ROWS_PER_HOUR

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """Row and number of rows of a span of minutes, or ``None`` when nothing of it is on the board."""
        top = max(start // 5 - self.first * ROWS_PER_HOUR, 0)
        bottom = min(-(-end // 5) - self.first * ROWS_PER_HOUR, self.rows)
        return (top + 1, bottom - top) if bottom > top else None

    def row_of_now(self, day: Day, now: datetime) -> int | None:
        local = now.astimezone(day.zone)
        if local.date() != day.day or not self.first <= local.hour < self.last:
            return None
        return (local.hour - self.first) * ROWS_PER_HOUR + local.minute // 5 + 1


def _spans(day: Day) -> Iterable[tuple[int, int]]:
    spans = [*day.at_work, *((each.start, each.end) for each in day.entries if each.kind == "appointment")]
    for start, end in spans:
        first, last = (minute_of(each, day=day.day, zone=day.zone) for each in (start, end))
        if last > first:
            yield first, last


def _column(day: Day, scale: _Scale, now: datetime) -> Column:
    placed = [item for entry in day.entries if (item := _item(entry, day, scale))]
    items, lanes = _side_by_side(_nested(placed))
    return Column(
        staff_id=day.staff_id,
        name=day.name,
        heading=day.heading or day.name,
        hue=day.hue,
        day=day.day,
        branch_id=day.branch_id,
        hours_text=", ".join(f"{clock_of(start, day)} – {clock_of(end, day)}" for start, end in day.at_work)
        or day.away_text,
        appointments=len({item.url for item in items if item.kind == "appointment"}),
        lanes=lanes,
        items=(*_off_hours(day, scale), *items),
        now_row=scale.row_of_now(day, now),
    )


def clock_of(instant: datetime, day: Day) -> str:
    """What the clock in the column's branch shows."""
    return f"{instant.astimezone(day.zone):%H:%M}"


def _item(entry: Entry, day: Day, scale: _Scale) -> Item | None:
    first, last = (minute_of(each, day=day.day, zone=day.zone) for each in (entry.start, entry.end))
    place = scale.place(first, last)
    if place is None:
        return None
    whole = entry.booked
    starts = minute_of(whole.starts_at if whole else entry.start, day=day.day, zone=day.zone)
    length = (whole.ends_at - whole.starts_at) if whole else (entry.end - entry.start)
    return Item(
        kind=entry.kind,
        row=place[0],
        rows=place[1],
        title=entry.title,
        subtitle=entry.subtitle,
        url=entry.url,
        time_text=f"{clock_of(entry.start, day)} – {clock_of(entry.end, day)}",
        badge=entry.badge,
        badge_icon=entry.badge_icon,
        hue=entry.hue,
        booked=entry.booked,
        starts=starts,
        minutes=int(length / timedelta(minutes=1)),
        state=entry.state,
        clash=entry.clash,
        is_faded=entry.is_faded,
        time_off_id=entry.time_off_id,
    )


def _off_hours(day: Day, scale: _Scale) -> Iterable[Item]:
    row = 1
    for start, end in sorted(day.at_work):
        first, last = (minute_of(each, day=day.day, zone=day.zone) for each in (start, end))
        place = scale.place(first, last)
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
        if waiting.kind == "waiting"
        for other, visit in enumerate(items)
        if visit.kind == "appointment" and _overlap(waiting, visit)
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
