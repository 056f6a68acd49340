"""The shapes in which Microsoft Graph speaks of calendars: events, occurrences, errors, ids of two kinds."""

import json
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from askproai.standins.answers import Refused
from askproai.standins.calendar_orders import CalendarOrder
from askproai.standins.diary import Diary, Entry
from askproai.standins.ledger import Json
from askproai.standins.recurring import starts_of

Window = tuple[datetime, datetime]
# Only the zones that people here have; Graph itself answers with such names unless it is asked otherwise.
WINDOWS_ZONES = {
    "W. Europe Standard Time": "Europe/Berlin",
    "GMT Standard Time": "Europe/London",
    "UTC": "UTC",
}
_FAULTS = {
    400: ("ErrorInvalidRequest", "The request is invalid."),
    401: ("InvalidAuthenticationToken", "Access token has expired or is not yet valid."),
    403: ("ErrorAccessDenied", "Access is denied. Check credentials and try again."),
    404: ("ErrorItemNotFound", "The specified object was not found in the store."),
    410: ("syncStateNotFound", "The sync state generation is not found."),
    412: ("ErrorIrresolvableConflict", "The change key does not match the current change key."),
    429: ("ApplicationThrottled", "Application is over its MailboxConcurrency limit."),
    500: ("ErrorInternalServerError", "An internal server error occurred."),
}
_PROPERTY = re.compile(r"ep/id eq '((?:[^']|'')*)' and ep/value eq '((?:[^']|'')*)'")
_EXPANDED = re.compile(r"singleValueExtendedProperties\(\$filter=id eq '((?:[^']|'')*)'\)")
_DAYS = dict(
    zip(
        "MO TU WE TH FR SA SU".split(),
        "monday tuesday wednesday thursday friday saturday sunday".split(),
        strict=True,
    )
)


def error_answer(status: int, *, code: str = "", message: str = "") -> Response:
    """Return an error in Graph's shape; whoever asked too often is told how long to wait."""
    usual, words = _FAULTS[status]
    inner = {"date": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", "request-id": secrets.token_hex(16)}
    body = {"error": {"code": code or usual, "message": message or words, "innerError": inner}}
    headers = {"Retry-After": "1"} if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return JSONResponse(body, status_code=status, headers=headers)


def json_object(raw: bytes) -> Json:
    """Read a JSON object or refuse."""
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(error_answer(400, code="RequestBodyRead"))
    return body


def prefers(request: Request) -> str:
    """Everything the request prefers; the header may come several times."""
    return ", ".join(request.headers.getlist("prefer"))


def shown_id(key: str, request: Request) -> str:
    """The id of an item. The usual one changes when the item moves elsewhere, the immutable one does not."""
    return f"AAkALg{key}" if 'IdType="ImmutableId"' in prefers(request) else f"AAMkAD{key}"


def key_of(item_id: str) -> str:
    """The item behind an id of either kind."""
    return item_id[6:]


def instant(value: Json) -> datetime:
    """Read ``{dateTime, timeZone}``; the zone has an IANA or a Windows name.

    :raises Refused: neither, or no time.
    """
    try:
        zone = ZoneInfo(WINDOWS_ZONES.get(str(value["timeZone"]), str(value["timeZone"])))
        moment = datetime.fromisoformat(value["dateTime"])
    except (KeyError, TypeError, ValueError):
        raise Refused(error_answer(400, code="ErrorInvalidRequest", message="time")) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def query_instant(text: str | None) -> datetime:
    """Read a time of the query; without offset it is UTC."""
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        raise Refused(error_answer(400, code="ErrorInvalidParameter")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _told(moment: datetime, request: Request) -> Json:
    found = re.search(r'outlook\.timezone="([^"]+)"', prefers(request))
    name = found.group(1) if found else "UTC"
    local = moment.astimezone(ZoneInfo(WINDOWS_ZONES.get(name, name)))
    return {"dateTime": f"{local:%Y-%m-%dT%H:%M:%S}.0000000", "timeZone": name}


def event_body(raw: bytes, *, base: Json | None = None) -> Json:
    """Read an event that is written; with a base, what is not named stays."""
    body = {**(base or {}), **json_object(raw)}
    if instant(body.get("end", {})) <= instant(body.get("start", {})):
        raise Refused(error_answer(400, code="ErrorCalendarEndDateIsEarlierThanStartDate"))
    return body


def period(body: Json) -> Window:
    """From when to when an event is, as instants."""
    return instant(body["start"]), instant(body["end"])


def change_key(entry: Entry) -> str:
    """The version of an event."""
    return f"DwAAABYAAAB{entry.number:06d}{int(entry.updated_at.timestamp() * 1000):x}"


def item(entry: Entry, request: Request, *, owner: str) -> Json:
    """One event as it is shown."""
    start, end = period(entry.body)
    plain = {
        name: value
        for name, value in entry.body.items()
        if name not in {"singleValueExtendedProperties", "rules"}
    }
    wanted = [name.replace("''", "'") for name in _EXPANDED.findall(request.query_params.get("$expand", ""))]
    properties = [
        each for each in entry.body.get("singleValueExtendedProperties", []) if each.get("id") in wanted
    ]
    person = {"emailAddress": {"name": owner.partition("@")[0].title(), "address": owner}}
    return {
        "@odata.etag": f'W/"{change_key(entry)}"',
        "createdDateTime": stamp(entry.created_at),
        "lastModifiedDateTime": stamp(entry.updated_at),
        "categories": [],
        "showAs": "busy",
        "sensitivity": "normal",
        "isAllDay": False,
        "isCancelled": False,
        "isOrganizer": True,
        "organizer": person,
        "responseStatus": {"response": "organizer", "time": "0001-01-01T00:00:00Z"},
        "bodyPreview": "",
        "location": {"displayName": ""},
        "attendees": [],
        "originalStartTimeZone": "W. Europe Standard Time",
        "originalEndTimeZone": "W. Europe Standard Time",
        "iCalUId": f"040000008200E00074C5B7101A82E008{entry.key}",
        "webLink": f"https://outlook.office365.com/owa/?itemid={entry.key}",
        "transactionId": None,
        "recurrence": _pattern(entry.body) if entry.body.get("rules") else None,
        "type": "seriesMaster" if entry.body.get("rules") else "singleInstance",
        "seriesMasterId": None,
        **plain,
        "id": shown_id(entry.key, request),
        "changeKey": change_key(entry),
        "start": _told(start, request),
        "end": _told(end, request),
        **({"singleValueExtendedProperties": properties} if properties else {}),
    }


def stamp(moment: datetime) -> str:
    """Write an instant as Graph does."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}0Z"


def in_view(diary: Diary, entry: Entry, request: Request, *, owner: str, window: Window) -> Iterator[Json]:
    """Yield what a changed event looks like in a view: whole, with its dates, or removed."""
    if entry.body.get("rules"):
        yield from _series_in_view(entry, request, owner=owner, window=window)
        return
    start, end = period(entry.body)
    if entry.gone or not (start < window[1] and end > window[0]):
        yield _removed(entry.key, request)
    else:
        yield item(entry, request, owner=owner)


def _series_in_view(entry: Entry, request: Request, *, owner: str, window: Window) -> Iterator[Json]:
    yield _removed(entry.key, request) if entry.gone else item(entry, request, owner=owner)
    for key, start, end in occurrences(entry, window=window):
        if entry.gone:
            yield _removed(key, request)
            continue
        # In a delta, dates of a series carry little more than their time; the rest is said by the master.
        yield {
            "@odata.type": "#microsoft.graph.event",
            "id": shown_id(key, request),
            "seriesMasterId": shown_id(entry.key, request),
            "type": "occurrence",
            "start": _told(start, request),
            "end": _told(end, request),
        }


def occurrences(entry: Entry, *, window: Window) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the dates of a series in a window."""
    first, end = period(entry.body)
    zone = WINDOWS_ZONES["W. Europe Standard Time"]
    reach = (window[0] - (end - first), window[1])
    for start in starts_of(first=first, rules=entry.body["rules"], zone=zone, window=reach):
        yield f"{entry.key}{start:%Y%m%d}", start, start + (end - first)


def _removed(key: str, request: Request) -> Json:
    return {
        "@odata.type": "#microsoft.graph.event",
        "id": shown_id(key, request),
        "@removed": {"reason": "deleted"},
    }


def _pattern(body: Json) -> Json:
    rule = dict(part.split("=") for part in body["rules"][0].partition(":")[2].split(";"))
    first = instant(body["start"]).astimezone(ZoneInfo("Europe/Berlin")).date()
    pattern: Json = {"type": rule["FREQ"].lower(), "interval": int(rule.get("INTERVAL", "1"))}
    if rule["FREQ"] == "WEEKLY":
        days = rule.get("BYDAY", "").split(",")
        pattern["daysOfWeek"] = [_DAYS[day] for day in days if day in _DAYS] or [f"{first:%A}".lower()]
    limits: Json = {"type": "noEnd", "startDate": first.isoformat()}
    if "COUNT" in rule:
        limits |= {"type": "numbered", "numberOfOccurrences": int(rule["COUNT"])}
    return {"pattern": pattern, "range": limits}


def carries(entry: Entry, condition: str) -> bool:
    """Tell whether an event fulfils a ``$filter`` over an extended property.

    :raises Refused: another filter than that.
    """
    found = _PROPERTY.search(condition)
    if found is None:
        raise Refused(error_answer(400, code="ErrorInvalidUrlQueryFilter"))
    name, value = (part.replace("''", "'") for part in found.groups())
    wanted = {"id": name, "value": value}
    return any(wanted == each for each in entry.body.get("singleValueExtendedProperties", []))


def ordered(order: CalendarOrder, base: Json) -> Json:
    """The event that a person writes."""
    body = dict(base)
    if order.title is not None:
        body["subject"] = order.title
    if order.free is not None:
        body["showAs"] = "free" if order.free else "busy"
    if order.private is not None:
        body["sensitivity"] = "private" if order.private else "normal"
    if order.rules:
        body["rules"] = order.rules
    if order.all_day:
        body["isAllDay"] = True
    for name, moment in (("start", order.start), ("end", order.end)):
        if moment is not None:
            # Whole days are from midnight to midnight of the mailbox, whatever its offset.
            shown = moment if not order.all_day else _midnight(moment.astimezone(ZoneInfo(order.zone)).date())
            body[name] = {"dateTime": f"{shown.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}
    return body


def _midnight(day: date) -> datetime:
    # Graph keeps whole days as days without a zone and shows them as midnight of whatever zone is asked for.
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def shown(entry: Entry) -> Json:
    """An event in the words of the control interface."""
    start, end = period(entry.body)
    return {
        "key": entry.key,
        "title": entry.body.get("subject", ""),
        "start": start.isoformat(),
        "end": end.isoformat(),
        "mark": entry.body.get("transactionId") or "",
    }


def calendar_entry(diary: Diary, *, owner: str) -> Json:
    """A calendar in the list of a person's calendars."""
    return {
        "id": diary.key,
        "name": "Kalender" if diary.default else diary.name,
        "color": "auto",
        "hexColor": "",
        "changeKey": "1",
        "canEdit": diary.writable,
        "canShare": diary.default,
        "canViewPrivateItems": True,
        "isDefaultCalendar": diary.default,
        "isRemovable": not diary.default,
        "owner": {"name": owner.partition("@")[0].title(), "address": owner},
    }


def expiry(text: str, *, now: datetime, longest: timedelta) -> datetime:
    """Read until when a subscription is wanted: never shorter than 45 minutes.

    :raises Refused: longer than allowed.
    """
    asked = query_instant(text)
    if asked > now + longest + timedelta(minutes=1):
        words = "Subscription expiration can only be 4230 minutes in the future."
        raise Refused(error_answer(400, code="ExtensionError", message=words))
    return max(asked, now + timedelta(minutes=45))
