"""What CalDAV servers do, and what some of them do differently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from askproai.standins.testing import RunningStandins
from askproai.standins.world import CALDAV_PASSWORD

ANNA = "anna@salon.example"
NINE, TEN = datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 1, 10, tzinfo=UTC)
OBJECT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:u1\r\n"
    "DTSTAMP:20261101T000000Z\r\nDTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z\r\n"
    "SUMMARY:Schneiden\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
SYNC = (
    '<d:sync-collection xmlns:d="DAV:"><d:sync-token>{}</d:sync-token><d:sync-level>1</d:sync-level>'
    "<d:prop><d:getetag/></d:prop></d:sync-collection>"
)


@pytest.fixture
def dav(standins: RunningStandins) -> Iterator[httpx.Client]:
    calendar = f"{standins.caldav_url}/dav/calendars/{ANNA}/{ANNA}"
    with httpx.Client(base_url=calendar, auth=(ANNA, CALDAV_PASSWORD), trust_env=False) as client:
        yield client


def _sync(dav: httpx.Client, token: str = "") -> tuple[httpx.Response, str]:
    answer = dav.request("REPORT", "/", content=SYNC.format(token))
    return answer, answer.text.partition("<d:sync-token>")[2].partition("<")[0]


def test_well_known_leads_on_and_strangers_are_refused(standins: RunningStandins) -> None:
    url = f"{standins.url}/.well-known/caldav"
    moved = httpx.request("PROPFIND", url, trust_env=False)
    strange = httpx.request("PROPFIND", f"{standins.caldav_url}/dav/", auth=(ANNA, "no"), trust_env=False)

    assert (moved.status_code, moved.headers["location"]) == (301, "/caldav/dav/")
    assert strange.status_code == 401


def test_objects_are_guarded_by_etags(dav: httpx.Client) -> None:
    first = dav.put("/a.ics", content=OBJECT, headers={"If-None-Match": "*"})
    again = dav.put("/a.ics", content=OBJECT, headers={"If-None-Match": "*"})
    changed = dav.put("/a.ics", content=OBJECT, headers={"If-Match": first.headers["etag"]})
    outdated = dav.put("/a.ics", content=OBJECT, headers={"If-Match": first.headers["etag"]})

    assert [answer.status_code for answer in (first, again, changed, outdated)] == [201, 412, 204, 412]
    assert dav.put("/b.ics", content="BEGIN:VCALENDAR\r\nEND:VCALENDAR").status_code == 403
    assert [dav.delete("/a.ics").status_code for _ in range(2)] == [204, 404]


def test_changes_come_in_portions_and_tokens_expire(dav: httpx.Client, standins: RunningStandins) -> None:
    _, token = _sync(dav)
    keys = [
        standins.write_event("caldav", account=ANNA, title="x", start=f"{NINE}", end=f"{TEN}")
        for _ in range(51)
    ]
    standins.remove_event("caldav", account=ANNA, key=keys[0])

    first, middle = _sync(dav, token)
    second, _ = _sync(dav, middle)
    standins.expire("caldav", "changes", account=ANNA)
    expired, _ = _sync(dav, middle)

    assert "507 Insufficient Storage" in first.text
    assert first.text.count("getetag") == 100
    assert "404 Not Found" in second.text
    assert (expired.status_code, "valid-sync-token" in expired.text) == (403, True)


def test_some_servers_have_no_sync_and_tell_no_etag(dav: httpx.Client, standins: RunningStandins) -> None:
    standins.expire("caldav", "no_sync", account=ANNA)
    standins.expire("caldav", "no_etag", account=ANNA)

    assert _sync(dav)[0].status_code == 403
    assert "etag" not in dav.put("/a.ics", content=OBJECT).headers
    assert "X-STANDIN-SAVED" in dav.get("/a.ics").text
