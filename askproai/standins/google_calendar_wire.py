"""The shapes in which Google Calendar speaks: events, dates of series, errors."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from starlette.responses import JSONResponse, Response

from askproai.standins.answers import Refused
from askproai.standins.calendar_orders import CalendarOrder
from askproai.standins.diary import Diary, Entry
from askproai.standins.ledger import Json
from askproai.standins.recurring import midnight, starts_of

Window = tuple[datetime, datetime]
ALWAYS: Window = (datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
_FAULTS = {
    400: ("badRequest", "Bad Request"),
    401: ("authError", "Invalid Credentials"),
    403: ("rateLimitExceeded", "Rate Limit Exceeded"),
    404: ("notFound", "Not Found"),
    409: ("duplicate", "The requested identifier already exists."),
    410: ("deleted", "Resource has been deleted"),
    412: ("conditionNotMet", "Precondition Failed"),
    429: ("rateLimitExceeded", "Rate Limit Exceeded"),
    500: ("backendError", "Backend Error"),
}


def error_answer(status: int, *, reason: str = "", message: str = "") -> Response:
    """Return an error in Google's shape. The limit is told as 403 as often as 429; a 429 comes out as 403."""
    usual, words = _FAULTS[status]
    told = HTTPStatus.FORBIDDEN if status == HTTPStatus.TOO_MANY_REQUESTS else status
    found = {"domain": "calendar", "reason": reason or usual, "message": message or words}
    body = {"error": {"errors": [found], "code": int(told), "message": message or words}}
    return JSONResponse(body, status_code=told)


def json_object(raw: bytes) -> Json:
    """Read a JSON object or refuse."""
    try:
        body = json.loads(raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Refused(error_answer(400, reason="parseError", message="Parse Error"))
    return body


def rfc3339(moment: datetime) -> str:
    """Write an instant as Google writes ``updated``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def instant(text: str) -> datetime:
    """Read a time that must carry its offset."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(error_answer(400)) from None
    if moment.tzinfo is None:
        raise Refused(error_answer(400))
    return moment


def window_of(query: Any) -> Window:
    """Read timeMin and timeMax; either may be missing."""
    start = instant(query["timeMin"]) if "timeMin" in query else ALWAYS[0]
    end = instant(query["timeMax"]) if "timeMax" in query else ALWAYS[1]
    if end <= start:
        raise Refused(error_answer(400, reason="timeRangeEmpty"))
    return start, end


def period(body: Json) -> Window:
    """From when to when an event is, as instants."""
    start, end = body["start"], body["end"]
    if "date" in start:
        zone = "Europe/Berlin"
        return (
            midnight(date.fromisoformat(start["date"]), zone),
            midnight(date.fromisoformat(end["date"]), zone),
        )
    return datetime.fromisoformat(start["dateTime"]), datetime.fromisoformat(end["dateTime"])


def event_body(raw: bytes, *, base: Json | None = None) -> Json:
    """Read an event that is written; with a base, what is not named stays."""
    body = {**(base or {}), **json_object(raw)}
    try:
        body["start"], body["end"] = _time(body["start"]), _time(body["end"])
    except (KeyError, TypeError, ValueError):
        raise Refused(error_answer(400, reason="required", message="Missing end time.")) from None
    start, end = period(body)
    if end <= start:
        words = "The specified time range is empty."
        raise Refused(error_answer(400, reason="timeRangeEmpty", message=words))
    return body


def _time(value: Json) -> Json:
    if value.get("date"):
        return {"date": date.fromisoformat(value["date"]).isoformat()}
    zone = ZoneInfo(value.get("timeZone", "UTC"))
    moment = datetime.fromisoformat(value["dateTime"])
    if moment.tzinfo is None:
        if "timeZone" not in value:
            raise ValueError("an offset is required")
        moment = moment.replace(tzinfo=zone)
    shown = moment.astimezone(ZoneInfo("Europe/Berlin"))
    return {
        "dateTime": shown.isoformat(timespec="seconds"),
        "timeZone": value.get("timeZone", "Europe/Berlin"),
    }


def stamped(body: Json, *, email: str, key: str) -> Json:
    """The event with what Google adds by itself."""
    now = rfc3339(datetime.now(UTC))
    added = {
        "kind": "calendar#event",
        "htmlLink": f"https://www.google.com/calendar/event?eid={key}",
        "created": now,
        "creator": {"email": email, "self": True},
        "organizer": {"email": email, "self": True},
        "iCalUID": f"{key}@google.com",
        "sequence": 0,
        "reminders": {"useDefault": True},
        "eventType": "default",
    }
    return {**added, **body, "id": key, "status": body.get("status", "confirmed"), "updated": now}


def etag(entry: Entry) -> str:
    """The version of an event, with its quotation marks."""
    return f'"{int(entry.updated_at.timestamp() * 1000)}{entry.number:06d}"'


def item(entry: Entry) -> Json:
    """One event as it is shown."""
    return {**entry.body, "etag": etag(entry), **({"status": "cancelled"} if entry.gone else {})}


def _stub(entry: Entry, key: str) -> Json:
    return {"kind": "calendar#event", "etag": etag(entry), "id": key, "status": "cancelled"}


def items(
    diary: Diary, entry: Entry, *, window: Window, single: bool, changes: bool = False
) -> Iterator[Json]:
    """Yield what a listing shows of an event: itself, its dates, or stubs of what is gone."""
    if not (single and entry.body.get("recurrence")):
        if entry.gone:
            yield _stub(entry, entry.key)
            return
        start, end = period(entry.body)
        # Of what changed everything is told, also what was moved out of the window.
        if changes or (start < window[1] and end > window[0]):
            yield item(entry)
        return
    for key, dated in _dates(diary, entry, window=window):
        yield _stub(entry, key) if entry.gone else dated


def _dates(diary: Diary, entry: Entry, *, window: Window) -> Iterator[tuple[str, Json]]:
    first, end = period(entry.body)
    whole_day = "date" in entry.body["start"]
    zone = entry.body["start"].get("timeZone", "Europe/Berlin")
    reach = (window[0] - (end - first), window[1])
    for start in starts_of(first=first, rules=entry.body["recurrence"], zone=zone, window=reach):
        stamp = (
            start.astimezone(ZoneInfo(zone)).strftime("%Y%m%d") if whole_day else f"{start:%Y%m%dT%H%M%SZ}"
        )
        key = f"{entry.key}_{stamp}"
        if diary.get(key) is None:  # a date of which something was changed is an event of its own
            yield key, {**_dated(entry.body, start, end - first), "id": key, "etag": etag(entry)}


def _dated(body: Json, start: datetime, length: timedelta) -> Json:
    shown = {name: value for name, value in body.items() if name != "recurrence"}
    if "date" in body["start"]:
        day = start.astimezone(ZoneInfo("Europe/Berlin")).date()
        times: Json = {"start": {"date": day.isoformat()}, "end": {"date": (day + length).isoformat()}}
    else:
        zone = body["start"]["timeZone"]
        begin = start.astimezone(ZoneInfo("Europe/Berlin"))
        finish = (start + length).astimezone(ZoneInfo("Europe/Berlin"))
        times = {
            "start": {"dateTime": begin.isoformat(timespec="seconds"), "timeZone": zone},
            "end": {"dateTime": finish.isoformat(timespec="seconds"), "timeZone": zone},
        }
    return {**shown, **times, "recurringEventId": body["id"], "originalStartTime": times["start"]}


def instance(diary: Diary, master: str, stamp: str) -> Json:
    """One date of a series as an event of its own.

    :raises LookupError: the series has no such date.
    """
    entry = diary.get(master)
    found = {} if entry is None else dict(_dates(diary, entry, window=ALWAYS))
    return found[f"{master}_{stamp}"]


def ordered(order: CalendarOrder, base: Json) -> Json:
    """The event that a person writes."""
    body = dict(base)
    if order.title is not None:
        body["summary"] = order.title
    if order.free is not None:
        body["transparency"] = "transparent" if order.free else "opaque"
    if order.private is not None:
        body["visibility"] = "private" if order.private else "default"
    if order.rules:
        body["recurrence"] = order.rules
    for name, moment in (("start", order.start), ("end", order.end)):
        if moment is not None and order.all_day:
            body[name] = {"date": moment.astimezone(ZoneInfo(order.zone)).date().isoformat()}
        elif moment is not None:
            body[name] = _time({"dateTime": moment.isoformat(), "timeZone": order.zone})
    return body


def shown(entry: Entry) -> Json:
    """An event in the words of the control interface."""
    start, end = period(entry.body)
    private = entry.body.get("extendedProperties", {}).get("private", {})
    return {
        "key": entry.key,
        "title": entry.body.get("summary", ""),
        "start": start.astimezone(UTC).isoformat(),
        "end": end.astimezone(UTC).isoformat(),
        "mark": next(iter(private.values()), ""),
    }


def has_properties(found: Json, wanted: list[tuple[str, str, str]]) -> bool:
    """Tell whether an event carries all these private properties."""
    private = found.get("extendedProperties", {}).get("private", {})
    return all(private.get(name) == value for name, _, value in wanted)


def busy(diary: Diary | None, window: Window) -> Json:
    """Which times of a calendar are taken."""
    if diary is None:
        return {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}
    found = [item for entry in diary for item in items(diary, entry, window=window, single=True)]
    taken = [period(body) for body in found if body.get("transparency") != "transparent"]
    spans = [{"start": rfc3339(start), "end": rfc3339(end)} for start, end in sorted(taken)]
    return {"busy": spans}


def calendar_entry(diary: Diary) -> Json:
    """A calendar in the list of a person's calendars."""
    return {
        "kind": "calendar#calendarListEntry",
        "etag": '"1"',
        "id": diary.key,
        "summary": diary.name,
        "timeZone": diary.zone,
        "backgroundColor": "#9fe1e7",
        "accessRole": "owner" if diary.writable else "reader",
        **({"primary": True} if diary.default else {}),
    }
