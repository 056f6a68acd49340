"""What our clients send to google_calendar and outlook, and what the stand-ins answer, fits the documents.

CalDAV has RFCs and no schema: its suite is the port's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import uuid4

import httpx
import pytest
from jsonschema import Draft202012Validator

from askproai.core import http
from askproai.core.errors import ProviderRejected
from askproai.standins.testing import RunningStandins
from booking.ports import RemoteEventGone
from tests.contracts.calendars import MONDAY_10, WINDOW, Office, draft, use_standins

SPECS = Path(__file__).parent / "specs"
Exchange = tuple[httpx.Request, httpx.Response]


@contextmanager
def recorded(base_url: str) -> Iterator[list[Exchange]]:
    """Everything that goes over the wire to this address."""
    exchanges: list[Exchange] = []

    def keep(response: httpx.Response) -> None:
        response.read()
        exchanges.append((response.request, response))

    client = http._client_for(base_url.rstrip("/"), 5)
    client.event_hooks = {"response": [keep]}
    try:
        yield exchanges
    finally:
        client.event_hooks = {}


def everything_once(office: Office, standins: RunningStandins) -> None:
    """Each thing that the port can do, on entries of all sorts."""
    calendar, mark = office.calendar, str(uuid4())
    made = calendar.create(draft=draft(mark=mark))
    office.write(title="Yoga", start=MONDAY_10, end=made.ends_at, rules=["RRULE:FREQ=WEEKLY;COUNT=3"])
    office.write(title="Urlaub", all_day=True, private=True, free=True, start=MONDAY_10, end=WINDOW[1])
    cursor = calendar.changes(cursor="", window=WINDOW).cursor
    changed = calendar.change(remote_id=made.id, version=made.version, draft=draft(mark=mark, minutes=60))
    calendar.changes(cursor=cursor, window=WINDOW)
    calendar.find(mark=mark, window=WINDOW)
    assert calendar.get(remote_id=made.id) == changed
    calendar.delete(remote_id=made.id, reason="")
    calendar.changes(cursor=cursor, window=WINDOW)
    watch = calendar.watch(address=f"{standins.url}/outlook-echo/events/", secret="secret", until=WINDOW[1])
    if watch:
        calendar.unwatch(watch=watch)
        calendar.unwatch(watch=watch)


class Discovery:
    """Google's own description of its API."""

    def __init__(self) -> None:
        self._document = json.loads((SPECS / "google_calendar.json").read_text())
        self._schemas = {
            name: self._json_schema(schema) for name, schema in self._document["schemas"].items()
        }

    def method(self, request: httpx.Request) -> dict[str, Any]:
        path = request.url.path.partition("/calendar/v3/")[2]
        for method in self._document["methods"]:
            pattern = re.sub(r"\{\w+\}", "[^/]+", method["path"])
            if method["verb"] == request.method and re.fullmatch(pattern, path):
                return dict(method)
        raise AssertionError(f"no such method: {request.method} {path}")

    def check(self, name: str, value: Any) -> None:
        document = {"$ref": f"#/$defs/{name}", "$defs": self._schemas}
        Draft202012Validator(document).validate(value)

    def common(self) -> set[str]:
        return set(self._document["common"])

    def _json_schema(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self._json_schema(each) for each in schema]
        if not isinstance(schema, dict):
            return schema
        found = {
            key: {name: self._json_schema(each) for name, each in value.items()}
            if key == "properties"
            else self._json_schema(value)
            for key, value in schema.items()
            if key not in {"format", "required"}
        }
        if "$ref" in found:
            return {"$ref": f"#/$defs/{found['$ref']}"}
        if found.get("type") == "any":
            del found["type"]
        if "properties" in found and "additionalProperties" not in found:
            found["additionalProperties"] = False
        return found


class Sdk:
    """What Microsoft's SDK knows of Graph."""

    def __init__(self) -> None:
        document = json.loads((SPECS / "outlook.json").read_text())
        self._types, self._enums = document["types"], document["enums"]
        self._endpoints = {
            re.sub(r"\{[^}]+\}", "[^/]+", re.split(r"\{\?|\?", url)[0].replace("()", "")): verbs
            for url, verbs in document["endpoints"].items()
        }

    def knows(self, request: httpx.Request) -> bool:
        path = unquote(request.url.path).partition("/v1.0")[2].replace("/me/", "/users/me/", 1)
        fits = [verbs for pattern, verbs in self._endpoints.items() if re.fullmatch(pattern, path)]
        return any(request.method in verbs for verbs in fits)

    def fields(self, name: str) -> dict[str, str]:
        known = self._types.get(name)
        return {} if known is None else {**self.fields(known["base"]), **known["fields"]}

    def check(self, kind: str, value: Any) -> None:
        if value is None:
            return
        if kind.startswith("["):
            assert isinstance(value, list), kind
            for each in value:
                self.check(kind[1:-1], each)
        elif kind.startswith("enum "):
            assert value in self._enums.get(kind[5:], [value]), (kind, value)
        elif kind in {"str", "datetime"}:
            assert isinstance(value, str), (kind, value)
        elif kind in {"bool", "int"}:
            assert type(value).__name__ == kind, (kind, value)
        elif kind in self._types:
            known = self.fields(kind)
            for name, each in value.items():
                if not name.startswith("@") and name != "transactionId":
                    assert name in known, (kind, name)
                self.check(known.get(name, "str" if isinstance(each, str) else ""), each)


@pytest.fixture
def standins_of_calendars(standins: RunningStandins, settings: Any) -> RunningStandins:
    use_standins(settings, standins)
    http._breaker_for.cache_clear()
    return standins


def test_google_is_spoken_as_documented(standins_of_calendars: RunningStandins) -> None:
    document = Discovery()
    office = Office(provider="google_calendar", standins=standins_of_calendars)

    with recorded(standins_of_calendars.google_calendar_url) as exchanges:
        everything_once(office, standins_of_calendars)

    assert len(exchanges) >= 12
    for request, response in exchanges:
        method = document.method(request)
        query = {name for name, _ in parse_qsl(urlsplit(str(request.url)).query)}
        assert query <= {*method["parameters"], *document.common()}, (method, query)
        if method["request"] and request.method != "GET":
            document.check(method["request"], _without_nulls(json.loads(request.content)))
        if method["response"] and response.is_success:
            document.check(method["response"], response.json())


def test_graph_is_spoken_as_documented(standins_of_calendars: RunningStandins) -> None:
    sdk = Sdk()
    office = Office(provider="outlook", standins=standins_of_calendars)

    # Nobody gives the token back, so the subscription is refused: that is tried with the application itself.
    with (
        recorded(f"{standins_of_calendars.outlook_url}/v1.0") as exchanges,
        pytest.raises(ProviderRejected, match="ValidationError"),
    ):
        everything_once(office, standins_of_calendars)

    for request, response in exchanges:
        assert sdk.knows(request), request.url
        kind = _kind_of(request)
        if request.content:
            sdk.check(kind, json.loads(request.content))
        if response.is_success and response.content:
            body = response.json()
            sdk.check(f"[{kind}]" if "value" in body else kind, body.get("value", body))


def test_found_by_nothing_but_the_property(standins_of_calendars: RunningStandins) -> None:
    office = Office(provider="outlook", standins=standins_of_calendars)
    mark = str(uuid4())
    office.calendar.create(draft=draft(mark=mark))

    with recorded(f"{standins_of_calendars.outlook_url}/v1.0") as exchanges:
        office.calendar.find(mark=mark, window=WINDOW)

    condition = dict(exchanges[-1][0].url.params)["$filter"]
    assert condition.startswith("singleValueExtendedProperties/Any(ep: ep/id eq 'String {")
    with pytest.raises(RemoteEventGone):
        office.account.calendar("no-such-calendar").changes(cursor="", window=WINDOW)


def _kind_of(request: httpx.Request) -> str:
    path = request.url.path
    if "/subscriptions" in path:
        return "Subscription"
    return "Calendar" if path.endswith("/calendars") else "Event"


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in value.items() if each is not None}
    return value
