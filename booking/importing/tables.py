"""A file as a table: headings and rows of text, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from booking.importing import ics
from booking.importing.errors import Unreadable

MOST_BYTES = 10_000_000
MOST_LINES = 20_000
MOST_COLUMNS = 100
_LONGEST_CELL = 2_000
_SEPARATORS = ";,\t|"
# Control characters and what could not be decoded: a slip here and there, in text.
_NO_TEXT = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
_RARELY = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """``number`` is the line in the file (of a calendar: the entry), as its editor counts."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """Every row has a cell for every heading."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(content: bytes, *, around: datetime) -> Table:
    """The table in a CSV or ICS file.

    :param around: repeated entries of a calendar are read two years back and a year ahead of it.
    :raises Unreadable: too large, empty, or neither of the two.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable("too_large")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("spreadsheet")
    text = _text_of(content)
    if len(_NO_TEXT.findall(text)) > len(text) // _RARELY:
        raise Unreadable("broken")  # a picture, a PDF, a packed file
    if text.lstrip()[:15].upper() == "BEGIN:VCALENDAR":
        found = enumerate(ics.entries(text, around=around, most=MOST_LINES), start=1)
        return _table(ics.HEADINGS, iter(found))
    rows = _csv_rows(text)
    headings = next((cells for _, cells in rows if any(cells)), ())
    if len(headings) > MOST_COLUMNS:
        raise Unreadable("too_many_columns")
    return _table(headings, rows)


def _table(headings: tuple[str, ...], found: Iterator[tuple[int, tuple[str, ...]]]) -> Table:
    width = len(headings)
    rows: list[Row] = []
    for number, cells in found:
        if not any(cells):
            continue
        if len(rows) == MOST_LINES:
            raise Unreadable("too_many_lines")
        rows.append(Row(number=number, cells=(*cells[:width], *[""] * (width - len(cells)))))
    if not rows or not any(headings):
        raise Unreadable("empty")
    return Table(headings=headings, rows=tuple(rows))


def _text_of(content: bytes) -> str:
    """UTF-16 only with its mark; otherwise UTF-8, or what Windows wrote before that."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").replace("\0", "")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.replace("\0", "")


def _csv_rows(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    separator = _separator_of(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            # Excel tells itself the separator like this.
            if not (begins == 1 and len(text) > 4 and text[:4].lower() == "sep="):
                yield begins, tuple(map(_clean, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable("broken") from error


def _separator_of(text: str) -> str:
    """Whatever stands most often between the headings."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()]
    if lines and lines[0].lower().startswith("sep=") and lines[0][4:5] in _SEPARATORS:
        return lines[0][4:5] or ";"
    outside_quotes = "".join((lines or [""])[0].split('"')[::2])
    return max(_SEPARATORS, key=outside_quotes.count)


def _clean(cell: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in cell)
    return " ".join(printable.split())[:_LONGEST_CELL]
