"""Calendar objects (RFC 5545) as events of ours, and our appointments as calendar objects."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, tzinfo
from itertools import islice
from typing import Any

import icalendar
import recurring_ical_events
from django.utils.timezone import get_default_timezone

from booking.foreign_zones import zone_named
from booking.ports import Draft, RemoteEvent, Window

_UID_TAIL = "@askproai"
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
# Nobody's appointments repeat by the minute; reading such a rule out would take for ever.
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY"})
_MOST_DATES = 1000
_MOST_BYTES = 1_000_000
# What half-read objects of other people's programs end in.
_BROKEN = (ValueError, TypeError, KeyError, OverflowError, AttributeError)


class Unreadable(ValueError):
    """No calendar object, or none that we read."""


def uid_of(mark: str) -> str:
    """The UID of our appointment's object."""
    return f"{mark}{_UID_TAIL}"


def events_of(text: str, *, path: str, version: str, window: Window, owner: str) -> list[RemoteEvent]:
    """The dates of an object in the window; all of them belong to the series ``path``.

    The first date is named by the path alone: so our own appointment keeps its id should somebody repeat it.
    An object that cannot be read has no dates.
    """
    try:
        calendar = parsed(text)
        first = _first_start(calendar)
        return [
            _as_event(each, path=path, version=version, first=first, owner=owner)
            for each in _dates(calendar, window)
        ]
    except (Unreadable, *_BROKEN):
        return []


def first_event(text: str, *, path: str, version: str, owner: str) -> RemoteEvent | None:
    """The object's first date, whenever it is; ``None`` when nobody can read it."""
    try:
        calendar = parsed(text)
        return _as_event(
            _master(calendar), path=path, version=version, first=_first_start(calendar), owner=owner
        )
    except (Unreadable, *_BROKEN):
        return None


def object_of(draft: Draft, *, now: datetime) -> str:
    """A new object for an appointment."""
    calendar = icalendar.Calendar({"VERSION": "2.0", "PRODID": "-//AskProAI//Termine//DE"})
    event = icalendar.Event()
    event.add("uid", uid_of(draft.mark))
    _write(event, draft, now=now)
    calendar.add_component(event)
    return _as_text(calendar)


def changed_object(text: str, draft: Draft, *, now: datetime) -> str:
    """The object with the appointment's times and words; alarms and whatever else is in it stay.

    :raises Unreadable: it cannot be changed because it cannot be read.
    """
    calendar = parsed(text)
    master = _master(calendar)
    for other in calendar.events:
        if other is not master:
            calendar.subcomponents.remove(other)
    # One appointment is one date, whatever somebody made of it.
    for name in ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "DURATION"):
        master.pop(name, None)
    master["SEQUENCE"] = int(master.get("SEQUENCE", 0)) + 1
    _write(master, draft, now=now)
    return _as_text(calendar)


def parsed(text: str) -> icalendar.Calendar:
    """The object; its events have times.

    :raises Unreadable: otherwise.
    """
    if len(text) > _MOST_BYTES:
        raise Unreadable
    try:
        with warnings.catch_warnings():
            # It warns that /softwarestudio.org/Tzfile/Europe/Berlin can only be guessed to be Europe/Berlin.
            warnings.simplefilter("ignore")
            found = icalendar.Calendar.from_ical(text)
    except (ValueError, KeyError, IndexError) as error:
        raise Unreadable from error
    if not isinstance(found, icalendar.Calendar) or not found.events:
        raise Unreadable
    return found


def _write(event: icalendar.Event, draft: Draft, *, now: datetime) -> None:
    zone = zone_named(draft.zone) or UTC
    values: dict[str, Any] = {
        "dtstamp": now.astimezone(UTC),
        "last-modified": now.astimezone(UTC),
        "dtstart": draft.starts_at.astimezone(zone),
        "dtend": draft.ends_at.astimezone(zone),
        "summary": draft.title,
        "description": draft.description,
        "location": draft.location,
        "status": "CONFIRMED",
        "transp": "OPAQUE",
    }
    for name, value in values.items():
        event.pop(name, None)
        event.add(name, value)


def _as_text(calendar: icalendar.Calendar) -> str:
    calendar.add_missing_timezones()
    text: str = calendar.to_ical().decode()
    return text


def _dates(calendar: icalendar.Calendar, window: Window) -> Iterator[Any]:
    for event in calendar.events:
        rules = event.get("RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            if _TOO_OFTEN & {str(each).upper() for each in rule.get("FREQ", [])}:
                raise Unreadable
    found = recurring_ical_events.of(calendar).between(*window)
    return islice(iter(found), _MOST_DATES)


def _master(calendar: icalendar.Calendar) -> icalendar.Event:
    masters = [each for each in calendar.events if "RECURRENCE-ID" not in each]
    return (masters or calendar.events)[0]


def _first_start(calendar: icalendar.Calendar) -> datetime:
    return _instant(_master(calendar).start)


def _as_event(event: Any, *, path: str, version: str, first: datetime, owner: str) -> RemoteEvent:
    original = _instant(event["RECURRENCE-ID"].dt) if "RECURRENCE-ID" in event else first
    uid = str(event.get("UID", ""))
    is_first = original == first
    return RemoteEvent(
        id=path if is_first else f"{path}|{original:%Y%m%dT%H%M%SZ}",
        version=version,
        is_gone=str(event.get("STATUS", "")).upper() == "CANCELLED",
        starts_at=_instant(event.start),
        ends_at=_instant(event.end),
        is_busy=str(event.get("TRANSP", "")).upper() != "TRANSPARENT" and not _is_declined(event, owner),
        title="" if str(event.get("CLASS", "")).upper() in _PRIVATE else str(event.get("SUMMARY", "")),
        series=path,
        ical_uid=uid,
        mark=uid.removesuffix(_UID_TAIL) if uid.endswith(_UID_TAIL) and is_first else "",
    )


def _is_declined(event: Any, owner: str) -> bool:
    people = event.get("ATTENDEE", [])
    for person in people if isinstance(people, list) else [people]:
        if str(person).lower().removeprefix("mailto:") == owner.lower():
            return str(person.params.get("PARTSTAT", "")).upper() == "DECLINED"
    return False


def _instant(value: date | datetime) -> datetime:
    """Whole days begin at midnight, and times without a zone are meant, where the people are."""
    here: tzinfo = get_default_timezone()
    if not isinstance(value, datetime):
        return datetime.combine(value, time(), tzinfo=here).astimezone(UTC)
    return (value if value.tzinfo else value.replace(tzinfo=here)).astimezone(UTC)
