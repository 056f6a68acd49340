"""The shapes in which CalDAV servers speak: multistatus answers, and events as iCalendar objects."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from starlette.responses import Response

from askproai.standins.answers import Refused
from askproai.standins.calendar_orders import CalendarOrder
from askproai.standins.diary import Entry
from askproai.standins.ledger import Json
from askproai.standins.recurring import midnight

DAV, CAL, SERVER = "DAV:", "urn:ietf:params:xml:ns:caldav", "http://calendarserver.org/ns/"
_XMLNS = f'xmlns:d="{DAV}" xmlns:c="{CAL}" xmlns:cs="{SERVER}" xmlns:x="http://apple.com/ns/ical/"'
_OK, _MISSING = "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"
WINDOWS_ZONES = {"W. Europe Standard Time": "Europe/Berlin"}


def xml_answer(inner: str, *, status: int = HTTPStatus.MULTI_STATUS, root: str = "multistatus") -> Response:
    """Return an XML document whose root is an element of WebDAV."""
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<d:{root} {_XMLNS}>{inner}</d:{root}>'
    return Response(body.encode(), status_code=status, media_type="application/xml; charset=utf-8")


def error_answer(status: int, *, condition: str = "") -> Response:
    """Return an error; ``condition`` names the precondition that failed."""
    if status == HTTPStatus.UNAUTHORIZED:
        return Response(status_code=status, headers={"WWW-Authenticate": 'Basic realm="standin"'})
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Response(status_code=status, headers={"Retry-After": "1"})
    return xml_answer(f"<d:{condition}/>" if condition else "", status=status, root="error")


def document(raw: bytes) -> Element:
    """Read the XML of a request or refuse."""
    try:
        parsed: Element = fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError):
        raise Refused(error_answer(400)) from None
    return parsed


def asked_properties(root: Element) -> list[str]:
    """Return the names of the properties that a PROPFIND or REPORT asks for."""
    found = root.find(f"{{{DAV}}}prop")
    return [] if found is None else [child.tag for child in found]


def response(href: str, asked: Iterable[str], known: Mapping[str, str]) -> str:
    """One resource: what it has of what was asked, and what it has not."""
    here = "".join(_element(name, known[name]) for name in asked if name in known)
    absent = "".join(_element(name, "") for name in asked if name not in known)
    stats = f"<d:propstat><d:prop>{here}</d:prop><d:status>{_OK}</d:status></d:propstat>" if here else ""
    if absent:
        stats += f"<d:propstat><d:prop>{absent}</d:prop><d:status>{_MISSING}</d:status></d:propstat>"
    return f"<d:response><d:href>{escape(href)}</d:href>{stats}</d:response>"


def absent(href: str, *, status: str = _MISSING) -> str:
    """A resource that is not there any more."""
    return f"<d:response><d:href>{escape(href)}</d:href><d:status>{status}</d:status></d:response>"


def _element(name: str, inner: str) -> str:
    space, _, local = name[1:].partition("}")
    return f'<p:{local} xmlns:p="{escape(space)}">{inner}</p:{local}>'


def etag(entry: Entry) -> str:
    """The version of an object, with its quotation marks."""
    return f'"{entry.number}-{int(entry.updated_at.timestamp() * 1000):x}"'


def time_range(root: Element) -> tuple[datetime, datetime] | None:
    """Return the window of a calendar-query, if it has one."""
    found = root.find(f".//{{{CAL}}}time-range")
    if found is None:
        return None
    start, end = found.get("start", "19700101T000000Z"), found.get("end", "21000101T000000Z")
    shape = "%Y%m%dT%H%M%SZ"
    return datetime.strptime(start, shape).replace(tzinfo=UTC), datetime.strptime(end, shape).replace(
        tzinfo=UTC
    )


def is_within(entry: Entry, window: tuple[datetime, datetime] | None) -> bool:
    """Tell whether one of the dates of an object lies in the window."""
    return window is None or bool(recurring_ical_events.of(parsed(entry)).between(*window))


def parsed(entry: Entry) -> icalendar.Calendar:
    """Return an object as iCalendar, its zones by names that everybody knows."""
    text = str(entry.body["ics"])
    for name, known in WINDOWS_ZONES.items():
        text = text.replace(f"TZID={name}", f"TZID={known}")
    return icalendar.Calendar.from_ical(text)


def calendar_object(raw: bytes) -> str:
    """Read an object that is put; exactly one event and its exceptions, with one UID."""
    try:
        found = icalendar.Calendar.from_ical(raw)
        uids = {str(event["UID"]) for event in found.events}
        usable = all(event.start < event.end for event in found.events)
    except (ValueError, KeyError, TypeError, icalendar.error.InvalidCalendar):
        uids, usable = set(), False
    if len(uids) != 1 or not usable:
        raise Refused(error_answer(403, condition="valid-calendar-data"))
    return raw.decode()


def ordered(order: CalendarOrder, known: Entry | None, *, uid: str) -> str:
    """The object that a person writes with their own program."""
    if known is None:
        calendar = icalendar.Calendar({"VERSION": "2.0", "PRODID": "-//Thunderbird//DE"})
        event = icalendar.Event({"UID": uid, "DTSTAMP": datetime.now(UTC), "SUMMARY": ""})
        calendar.add_component(event)
    else:
        calendar = icalendar.Calendar.from_ical(known.body["ics"])
        event = calendar.events[0]
        event["SEQUENCE"] = int(event.get("SEQUENCE", 0)) + 1
    _write(event, order)
    text: str = calendar.to_ical().decode()
    rules = "".join(f"{rule}\r\n" for rule in order.rules)
    return text.replace("END:VEVENT", f"{rules}END:VEVENT", 1)


def _write(event: Any, order: CalendarOrder) -> None:
    values: dict[str, Any] = {}
    if order.title is not None:
        values["summary"] = order.title
    if order.free is not None:
        values["transp"] = "TRANSPARENT" if order.free else "OPAQUE"
    if order.private is not None:
        values["class"] = "PRIVATE" if order.private else "PUBLIC"
    for name, moment in (("dtstart", order.start), ("dtend", order.end)):
        if moment is not None:
            local = moment.astimezone(ZoneInfo(WINDOWS_ZONES.get(order.zone, order.zone)))
            values[name] = local.date() if order.all_day else local
    for name, value in values.items():
        event.pop(name, None)
        event.add(name, value)
        if order.zone in WINDOWS_ZONES and name in {"dtstart", "dtend"} and not order.all_day:
            event[name].params["TZID"] = order.zone


def shown(entry: Entry) -> Json:
    """An object in the words of the control interface."""
    event = parsed(entry).events[0]
    start, end = (_instant(each) for each in (event.start, event.end))
    return {
        "key": entry.key,
        "title": str(event.get("SUMMARY", "")),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "mark": str(event["UID"]),
    }


def _instant(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return midnight(value, "Europe/Berlin")
