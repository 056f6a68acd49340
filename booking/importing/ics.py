"""A calendar file (RFC 5545) as rows: every date of a series is an entry of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any, Final

import icalendar
import recurring_ical_events

from booking.importing.errors import Unreadable

HEADINGS: Final = ("Titel", "Beginn", "Ende", "Beschreibung", "Ort", "Status", "UID")
_BACK, _AHEAD = timedelta(days=730), timedelta(days=366)
# Rules that nobody's appointments follow; working them out would take for ever.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
# What half-read files of other people's programs end in.
_BROKEN = (ValueError, TypeError, KeyError, IndexError, OverflowError, AttributeError, AssertionError)


def entries(text: str, *, around: datetime, most: int) -> list[tuple[str, ...]]:
    """Cells in the order of ``HEADINGS``, earliest first; at most one more than ``most``.

    :raises Unreadable: broken, or repeated more often than appointments are.
    """
    try:
        with warnings.catch_warnings():
            # It warns of zones whose name it can only guess.
            warnings.simplefilter("ignore")
            calendars = icalendar.Calendar.from_ical(text, multiple=True)
            found = [
                _cells(event)
                for calendar in calendars
                for event in islice(_dates(calendar, around), most + 1)
            ]
    except (*_BROKEN, RecursionError) as error:
        raise Unreadable("broken") from error
    return sorted(found, key=lambda cells: (cells[1], cells[-1]))[: most + 1]


def _dates(calendar: Any, around: datetime) -> Iterator[Any]:
    for event in calendar.walk("VEVENT"):
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if _TOO_OFTEN & {str(each).upper() for each in rule.get("FREQ", [])}:
                raise Unreadable("repeats_too_often")
    dates = recurring_ical_events.of(calendar, skip_bad_series=True)
    return iter(dates.between(around - _BACK, around + _AHEAD))


def _cells(event: Any) -> tuple[str, ...]:
    starts, ends = event.start, event.end
    # A date of a series that was changed alone shares the UID with all others.
    uid = f"{event.get('UID', '')}/{_moment(starts)}" if event.get("UID") else ""
    words = [_words(event, name) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "STATUS")]
    return (words[0], _moment(starts), _moment(ends), *words[1:], uid)


def _words(event: Any, name: str) -> str:
    printable = "".join(each if each.isprintable() else " " for each in str(event.get(name, "")))
    return " ".join(printable.split())[:2_000]


def _moment(value: date | datetime) -> str:
    """Whole days without a time, times with a zone in UTC, others as the wall clock shows them."""
    if not isinstance(value, datetime):
        return value.isoformat()
    if value.tzinfo is not None:
        value = value.astimezone(UTC)
    return value.isoformat(timespec="minutes")
