"""A row, read by its columns: what it says, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from booking.errors import NonexistentWallTime
from booking.importing.cells import duration_of, moment_of, name_of, phone_of, time_of
from booking.importing.errors import BadCell
from booking.importing.headings import Columns, Field
from booking.importing.tables import Row
from booking.wall_clock import instant_at, is_twice


class Level(StrEnum):
    """How bad it is: with an error the line is left out."""

    WARNING = "warning"
    ERROR = "error"


class Fate(StrEnum):
    """What a file says became of an appointment."""

    ON = "on"
    OFF = "off"  # cancelled, or nobody came


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """``code`` has a sentence in the portal; ``value`` is what the file says there."""

    code: str
    value: str = ""
    level: Level = Level.ERROR


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line as it was understood. Instants are UTC; ``starts_at`` is missing where it is only a person."""

    number: int
    name: str
    phone: str | None
    email: str | None
    starts_at: datetime | None
    lasts: timedelta | None
    service: str
    staff: str
    branch: str
    title: str
    note: str
    fate: Fate
    uid: str
    problems: tuple[Problem, ...]

    @property
    def is_wrong(self) -> bool:
        return any(problem.level == Level.ERROR for problem in self.problems)


def has_times(columns: Columns) -> bool:
    """Whether the file has appointments, and not only people."""
    return Field.START in columns or Field.DAY in columns


class _Reader:
    """The cells of one row, and the problems found so far."""

    def __init__(self, row: Row, columns: Columns) -> None:
        self._row, self._columns = row, columns
        self.problems: list[Problem] = []

    def __getitem__(self, field: Field) -> str:
        column = self._columns.get(field)
        return self._row.cells[column] if column is not None and column < len(self._row.cells) else ""

    def note(self, code: str, value: str = "", level: Level = Level.ERROR) -> None:
        self.problems.append(Problem(code=code, value=value[:80], level=level))


def read_line(row: Row, columns: Columns, *, zone: ZoneInfo, region: str) -> Line:
    """What the row says; nothing in it can fail more than the line.

    :param zone: in which times without one are meant.
    :param region: in which numbers without a country are meant.
    """
    cells = _Reader(row, columns)
    starts_at, lasts = _times(cells, zone) if has_times(columns) else (None, None)
    name = name_of(cells[Field.NAME], cells[Field.FIRST], cells[Field.LAST])
    if not name and Field.TITLE not in columns:
        cells.note("no_name")
    line = Line(
        number=row.number,
        name=name,
        phone=_phone(cells, region),
        email=_email(cells),
        starts_at=starts_at,
        lasts=lasts,
        service=cells[Field.SERVICE],
        staff=cells[Field.STAFF],
        branch=cells[Field.BRANCH],
        title=cells[Field.TITLE],
        note=cells[Field.NOTE],
        fate=_fate(cells[Field.STATUS]),
        uid=cells[Field.ID],
        problems=(),
    )
    return with_problems(line, cells.problems)


def with_problems(line: Line, problems: Iterable[Problem]) -> Line:
    """The same line with more that is wrong."""
    return replace(line, problems=(*line.problems, *problems))


def _times(cells: _Reader, zone: ZoneInfo) -> tuple[datetime | None, timedelta | None]:
    day, clock = cells[Field.START] or cells[Field.DAY], cells[Field.CLOCK]
    if not day:
        cells.note("no_date")
        return None, None
    try:
        local = moment_of(day, clock)
        starts_at = _instant(local, zone)
    except BadCell as error:
        cells.note(error.code, f"{day} {clock}".strip())
        return None, None
    except (NonexistentWallTime, OverflowError):
        cells.note("nonexistent_wall_time", f"{day} {clock}".strip())
        return None, None
    if local.tzinfo is None and is_twice(local, zone):
        cells.note("time_twice", f"{day} {clock}".strip(), Level.WARNING)
    return starts_at, _lasts(cells, local, starts_at, zone)


def _lasts(cells: _Reader, local: datetime, starts_at: datetime, zone: ZoneInfo) -> timedelta | None:
    duration, end = cells[Field.DURATION], cells[Field.END]
    try:
        if duration:
            return duration_of(duration)
        if end:
            ends_at = _instant(_end(end, local), zone)
            if timedelta(0) < ends_at - starts_at <= timedelta(days=1):
                return ends_at - starts_at
            cells.note("bad_duration", end, Level.WARNING)
    except (BadCell, NonexistentWallTime, OverflowError):
        cells.note("bad_duration", duration or end, Level.WARNING)
    return None


def _end(text: str, local: datetime) -> datetime:
    try:
        return datetime.combine(local.date(), time_of(text), tzinfo=local.tzinfo)
    except BadCell:
        return moment_of(text)


def _instant(moment: datetime, zone: ZoneInfo) -> datetime:
    found = moment.astimezone(UTC) if moment.tzinfo else instant_at(moment, zone)
    # Years that calendars and databases disagree about are nobody's appointments.
    if not 1990 <= found.year <= 2100:
        raise BadCell("bad_date")
    return found


def _phone(cells: _Reader, region: str) -> str | None:
    text = cells[Field.PHONE]
    if not re.search(r"\d", text):
        return None
    try:
        return phone_of(text, region=region)
    except BadCell as error:
        cells.note(error.code, text, Level.WARNING)
        return None


def _email(cells: _Reader) -> str | None:
    text = cells[Field.EMAIL].removeprefix("mailto:")
    if not text:
        return None
    try:
        validate_email(text)
    except ValidationError:
        cells.note("bad_email", text, Level.WARNING)
        return None
    return text


def _fate(status: str) -> Fate:
    word = status.casefold()
    off = r"storn|absag|abgesagt|cancel|gelöscht|deleted|declined|abgelehnt|no.?show|nicht ?erschienen"
    return Fate.OFF if re.search(off, word) else Fate.ON


def split_title(title: str) -> list[str]:
    """``Haarschnitt – Emma Wolf`` is two things; which is which is told by what is known."""
    parts = re.split(r"\s+[-–—|/]\s+|:\s+|,\s+|\s+(?:mit|für|with|for)\s+|\s*[()]\s*", title)
    return [part.strip() for part in parts if part.strip()]
