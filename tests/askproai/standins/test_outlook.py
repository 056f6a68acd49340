"""Graph's habits that bite whoever does not know them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from askproai.standins.testing import RunningStandins
from tests.askproai.standins.conftest import Application, Received

ANNA = "anna@salon.example"
NINE, TEN = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
VIEW = {"startDateTime": "2026-11-01T00:00:00Z", "endDateTime": "2027-01-01T00:00:00Z"}
CALENDAR = f"/me/calendars/{ANNA}"
EVENT = {
    "subject": "Schneiden",
    "transactionId": "7E163156-7762-4BEB-A1C6-729EA81755A7",
    "start": {"dateTime": "2026-12-01T10:00:00", "timeZone": "Europe/Berlin"},
    "end": {"dateTime": "2026-12-01T11:00:00", "timeZone": "W. Europe Standard Time"},
}


@pytest.fixture
def graph(standins: RunningStandins) -> Iterator[httpx.Client]:
    token = standins.standins.outlook.oauth.grant(ANNA)["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Prefer": 'IdType="ImmutableId", odata.maxpagesize=2'}
    with httpx.Client(base_url=f"{standins.outlook_url}/v1.0", headers=headers, trust_env=False) as client:
        yield client


def _delta(graph: httpx.Client, url: str = f"{CALENDAR}/calendarView/delta", **query: Any) -> Any:
    items: list[dict[str, Any]] = []
    while True:
        answer = graph.get(url, params=query or None).raise_for_status().json()
        items, query = items + answer["value"], {}
        if "@odata.deltaLink" in answer:
            return items, answer["@odata.deltaLink"]
        url = answer["@odata.nextLink"]


def test_delta_pages_removes_and_expires(graph: httpx.Client, standins: RunningStandins) -> None:
    keys = [
        standins.write_event("outlook", account=ANNA, title=f"{n}", start=f"{NINE}", end=f"{TEN}")
        for n in range(3)
    ]
    everything, link = _delta(graph, **VIEW)
    standins.remove_event("outlook", account=ANNA, key=keys[0])
    moved = datetime(2028, 1, 1, 9, tzinfo=UTC)
    standins.write_event(
        "outlook", account=ANNA, key=keys[1], start=f"{moved}", end=f"{moved + timedelta(hours=1)}"
    )
    changes, _ = _delta(graph, link)
    standins.expire("outlook", "changes", account=ANNA)
    expired = graph.get(link)
    refused = graph.get(f"{CALENDAR}/calendarView/delta", params={**VIEW, "$select": "subject"})

    assert [event["subject"] for event in everything] == ["0", "1", "2"]
    assert [event["@removed"] for event in changes] == [{"reason": "deleted"}] * 2
    assert (expired.status_code, expired.json()["error"]["code"]) == (410, "syncStateNotFound")
    assert refused.status_code == 400


def test_dates_of_a_series_say_little_more_than_their_time(
    graph: httpx.Client, standins: RunningStandins
) -> None:
    rules = ["RRULE:FREQ=WEEKLY;COUNT=2"]
    standins.write_event(
        "outlook", account=ANNA, title="Yoga", free=True, start=f"{NINE}", end=f"{TEN}", rules=rules
    )

    events, _ = _delta(graph, **VIEW)

    assert [event["type"] for event in events] == ["seriesMaster", "occurrence", "occurrence"]
    assert [event.get("showAs") for event in events] == ["free", None, None]


def test_same_transaction_is_the_same_event_for_a_while(
    graph: httpx.Client, standins: RunningStandins
) -> None:
    first, second = (graph.post(f"{CALENDAR}/events", json=EVENT).json() for _ in range(2))
    standins.expire("outlook", "transactions", account=ANNA)
    third = graph.post(f"{CALENDAR}/events", json=EVENT).json()

    assert first["id"] == second["id"] != third["id"]
    assert first["start"] == {"dateTime": "2026-12-01T09:00:00.0000000", "timeZone": "UTC"}
    assert first["end"]["dateTime"] == "2026-12-01T10:00:00.0000000"


def test_ids_are_of_two_kinds_and_change_keys_guard(graph: httpx.Client) -> None:
    event = graph.post(f"{CALENDAR}/events", json=EVENT).json()
    usual = graph.get(f"{CALENDAR}/events", headers={"Prefer": ""}).json()["value"][0]
    path, etag = f"/me/events/{event['id']}", event["@odata.etag"]

    changed = graph.patch(path, json={"subject": "Färben"}, headers={"If-Match": etag})
    outdated = graph.patch(path, json={"subject": "Waschen"}, headers={"If-Match": etag})

    assert usual["id"] != event["id"]
    assert (changed.status_code, outdated.status_code) == (200, 412)
    assert [graph.delete(path).status_code for _ in range(2)] == [204, 404]


def test_subscription_needs_the_token_back(
    graph: httpx.Client, standins: RunningStandins, application: Application
) -> None:
    def answer(request: Received) -> tuple[int, Any]:
        return (200, "no") if "validationToken" in request.path else (202, None)

    order = {
        "changeType": "created,updated,deleted",
        "notificationUrl": f"{application.url}/hooks/outlook/events/?x=1",
        "resource": f"{CALENDAR}/events",
        "clientState": "secret",
        "expirationDateTime": (datetime.now(UTC) + timedelta(minutes=4200)).isoformat(),
    }
    application.answer = answer

    refused = graph.post("/subscriptions", json=order)
    too_long = (datetime.now(UTC) + timedelta(minutes=9999)).isoformat()

    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "ValidationError")
    assert graph.post("/subscriptions", json={**order, "expirationDateTime": too_long}).status_code == 400
    query = parse_qs(urlsplit(application.received[0].path).query)
    assert (query["x"], len(query["validationToken"])) == (["1"], 1)


def test_refresh_tokens_rotate(graph: httpx.Client, standins: RunningStandins) -> None:
    client_id, secret = standins.standins.world.accounts.microsoft
    tokens = standins.standins.outlook.oauth.grant(ANNA)
    form = {"client_id": client_id, "client_secret": secret, "grant_type": "refresh_token"}
    url = f"{standins.outlook_url}/common/oauth2/v2.0/token"

    def refresh(token: str) -> httpx.Response:
        return httpx.post(url, data={**form, "refresh_token": token}, trust_env=False)

    second = refresh(tokens["refresh_token"]).json()["refresh_token"]
    # An answer may get lost: the old one is good until the new one was used.
    assert refresh(tokens["refresh_token"]).status_code == refresh(second).status_code == 200
    assert second != tokens["refresh_token"]
    assert refresh(tokens["refresh_token"]).json()["error_codes"] == [700082]
