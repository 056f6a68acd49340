"""Google's habits that bite whoever does not know them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from askproai.standins.testing import RunningStandins
from tests.askproai.standins.conftest import Application

ANNA = "anna@salon.example"
NINE, TEN = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
EVENT = {
    "id": "askpro0001",
    "summary": "Schneiden",
    "start": {"dateTime": "2026-12-01T09:00:00Z"},
    "end": {"dateTime": "2026-12-01T10:00:00Z"},
}


@pytest.fixture
def google(standins: RunningStandins) -> Iterator[httpx.Client]:
    token = standins.standins.google_calendar.oauth.grant(ANNA)["access_token"]
    base = f"{standins.google_calendar_url}/calendar/v3"
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=base, headers=headers, trust_env=False) as client:
        yield client


def _list(google: httpx.Client, **query: Any) -> tuple[list[dict[str, Any]], str]:
    """Every page, and the token for the next time."""
    items: list[dict[str, Any]] = []
    while True:
        answer = google.get("/calendars/primary/events", params=query).raise_for_status().json()
        items += answer["items"]
        if "nextPageToken" not in answer:
            return items, answer["nextSyncToken"]
        query["pageToken"] = answer["nextPageToken"]


def test_pages_then_changes_with_stubs(google: httpx.Client, standins: RunningStandins) -> None:
    keys = [
        standins.write_event("google_calendar", account=ANNA, title=f"{n}", start=f"{NINE}", end=f"{TEN}")
        for n in range(5)
    ]
    everything, token = _list(google, singleEvents="true", maxResults=2)
    standins.remove_event("google_calendar", account=ANNA, key=keys[1])

    changes, _ = _list(google, singleEvents="true", syncToken=token)

    assert [item["id"] for item in everything] == keys
    assert [(item["id"], item["status"], "start" in item) for item in changes] == [
        (keys[1], "cancelled", False)
    ]


def test_old_sync_token_is_gone_and_forbids_other_parameters(
    google: httpx.Client, standins: RunningStandins
) -> None:
    _, token = _list(google)

    forbidden = google.get(
        "/calendars/primary/events", params={"syncToken": token, "timeMin": NINE.isoformat()}
    )
    standins.expire("google_calendar", "changes", account=ANNA)
    gone = google.get("/calendars/primary/events", params={"syncToken": token})

    assert forbidden.status_code == 400
    assert (gone.status_code, gone.json()["error"]["errors"][0]["reason"]) == (410, "fullSyncRequired")


def test_ids_stay_taken_and_etags_guard(google: httpx.Client) -> None:
    events = "/calendars/primary/events"
    created = google.post(events, json=EVENT).raise_for_status().json()
    again = google.post(events, json=EVENT)
    changed = google.patch(
        f"{events}/askpro0001", json={"summary": "Färben"}, headers={"If-Match": created["etag"]}
    )
    outdated = google.patch(f"{events}/askpro0001", json={}, headers={"If-Match": created["etag"]})
    deleted = [google.delete(f"{events}/askpro0001").status_code for _ in range(2)]
    resurrected = google.put(f"{events}/askpro0001", json={**EVENT, "status": "confirmed"})

    assert [again.status_code, changed.status_code, outdated.status_code] == [409, 200, 412]
    assert deleted == [204, 410]
    assert google.post(events, json=EVENT).status_code == 409
    assert resurrected.json()["status"] == "confirmed"


def test_dates_of_a_series_follow_the_wall_clock(google: httpx.Client, standins: RunningStandins) -> None:
    start, end = datetime(2026, 10, 24, 7, tzinfo=UTC), datetime(2026, 10, 24, 8, tzinfo=UTC)
    rules = ["RRULE:FREQ=DAILY;COUNT=3"]
    key = standins.write_event("google_calendar", account=ANNA, start=f"{start}", end=f"{end}", rules=rules)

    dates, token = _list(google, singleEvents="true")
    standins.remove_event("google_calendar", account=ANNA, key=f"{key}_20261025T080000Z")
    changes, _ = _list(google, singleEvents="true", syncToken=token)

    assert [date["start"]["dateTime"] for date in dates] == [
        "2026-10-24T09:00:00+02:00",
        "2026-10-25T09:00:00+01:00",
        "2026-10-26T09:00:00+01:00",
    ]
    assert [(date["id"], date["status"]) for date in changes] == [(f"{key}_20261025T080000Z", "cancelled")]


def test_channel_tells_by_headers_alone(
    google: httpx.Client, standins: RunningStandins, application: Application
) -> None:
    order = {"id": "c-1", "type": "web_hook", "token": "t-1", "address": f"{application.url}/hooks/g/events/"}

    channel = google.post("/calendars/primary/events/watch", json=order).raise_for_status().json()
    standins.write_event("google_calendar", account=ANNA, start=f"{NINE}", end=f"{TEN}")
    standins.wait_for(lambda: len(application.received) == 2)

    states = {each.headers["x-goog-resource-state"] for each in application.received}
    assert states == {"sync", "exists"}
    assert {each.headers["x-goog-channel-token"] for each in application.received} == {"t-1"}
    assert {each.body for each in application.received} == {b""}
    stop = {"id": "c-1", "resourceId": channel["resourceId"]}
    assert google.post("/channels/stop", json=stop).status_code == 204
    assert google.post("/channels/stop", json=stop).status_code == 404


def test_refresh_after_access_ended_and_after_the_grant_did(
    google: httpx.Client, standins: RunningStandins
) -> None:
    tokens = standins.standins.google_calendar.oauth.grant(ANNA)
    client_id, secret = standins.standins.world.accounts.google
    form = {
        "client_id": client_id,
        "client_secret": secret,
        "grant_type": "refresh_token",
        "refresh_token": tokens["refresh_token"],
    }
    standins.expire("google_calendar", "access", account=ANNA)
    assert google.get("/users/me/calendarList").status_code == 401

    fresh = httpx.post(f"{standins.google_calendar_url}/token", data=form, trust_env=False)
    standins.expire("google_calendar", "grant", account=ANNA)
    revoked = httpx.post(f"{standins.google_calendar_url}/token", data=form, trust_env=False)

    assert "refresh_token" not in fresh.json()
    assert (revoked.status_code, revoked.json()["error"]) == (400, "invalid_grant")
