"""What CalDAV servers and their users do differently, and what nobody gets us to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from askproai.core import egress
from askproai.core.addresses import EgressRefused
from askproai.core.egress import Answer
from askproai.core.errors import ProviderError, ProviderRejected, ProviderUnavailable
from booking.ports import AccountKeys
from booking.providers.caldav import http as dav_http
from booking.providers.caldav.account import address_typed, identify, open_account
from booking.providers.caldav.http import is_related
from booking.providers.caldav.objects import events_of
from tests.contracts.calendars import ANNA, MONDAY_10, WINDOW, Office, draft

Keys = Callable[..., AccountKeys]
MARK = "0b7f3a52-6c1e-4f7e-9d40-2a4f6f1f2b11"
HOUR = timedelta(hours=1)


def _object(*lines: str) -> str:
    head = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:x",
        "BEGIN:VEVENT",
        "UID:u1",
        "DTSTAMP:20261101T000000Z",
    )
    return "\r\n".join((*head, *lines, "END:VEVENT", "END:VCALENDAR", ""))


def _read(*lines: str, **more: Any) -> list[Any]:
    told = {"path": "/c/1.ics", "version": "1", "window": WINDOW, "owner": ANNA, **more}
    return events_of(_object(*lines), **told)


def test_calendars_may_lie_on_another_host_of_the_server(caldav: Office, settings: Any) -> None:
    # As at iCloud: the calendars are on p42-caldav.icloud.com. Here both names are this machine.
    caldav.standins.expire("caldav", "elsewhere", account=ANNA)

    with pytest.raises(ProviderRejected, match="foreign home"):
        caldav.account.calendars()


def test_server_without_sync_tokens_is_read_by_ctag(caldav: Office) -> None:
    caldav.standins.expire("caldav", "no_sync", account=ANNA)
    caldav.write(title="Zahnarzt", start=MONDAY_10, end=MONDAY_10 + HOUR)
    _, cursor = caldav.everything()

    unchanged = caldav.calendar.changes(cursor=cursor, window=WINDOW)
    caldav.write(title="Friseur", start=MONDAY_10, end=MONDAY_10 + HOUR)
    changed = caldav.calendar.changes(cursor=cursor, window=WINDOW)

    assert (unchanged.events, unchanged.is_complete) == ((), False)
    assert sorted(each.title for each in changed.events) == ["Friseur", "Zahnarzt"]
    assert changed.is_complete


def test_server_that_tells_no_etag_is_asked_for_it(caldav: Office) -> None:
    caldav.standins.expire("caldav", "no_etag", account=ANNA)

    made = caldav.calendar.create(draft=draft(mark=MARK))
    moved = caldav.calendar.change(
        remote_id=made.id, version=made.version, draft=draft(mark=MARK, starts_at=MONDAY_10 + HOUR)
    )

    assert made.version
    assert moved.version not in {"", made.version}


def test_create_after_a_lost_answer_overwrites_nothing(caldav: Office) -> None:
    caldav.calendar.create(draft=draft(mark=MARK))

    again = caldav.calendar.create(draft=draft(mark=MARK, starts_at=MONDAY_10 + HOUR))

    assert again.starts_at == MONDAY_10
    assert [each["start"] for each in caldav.shown()] == [MONDAY_10.isoformat()]


def test_half_an_object_is_not_one_that_is_gone(caldav: Office) -> None:
    made = caldav.calendar.create(draft=draft(mark=MARK))
    calendar = caldav.calendar

    for act in (
        lambda: calendar.get(remote_id=made.id),
        lambda: calendar.change(remote_id=made.id, version="", draft=draft(mark=MARK, minutes=90)),
    ):
        caldav.standins.fail("caldav", "malformed", match="GET")
        with pytest.raises(ProviderUnavailable):
            act()

    assert len(caldav.shown()) == 1


def test_what_others_put_into_the_entry_stays(caldav: Office) -> None:
    made = caldav.calendar.create(draft=draft(mark=MARK))
    url = caldav.account.calendars()[0].id + made.id.rpartition("/")[2]
    auth = (ANNA, caldav.credentials["password"])
    text = httpx.get(url, auth=auth, trust_env=False).text
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT"
    etag = httpx.put(url, auth=auth, content=text.replace("END:VEVENT", alarm), trust_env=False).headers[
        "etag"
    ]

    caldav.calendar.change(remote_id=made.id, version=etag, draft=draft(mark=MARK, minutes=90))

    kept = httpx.get(url, auth=auth, trust_env=False).text
    assert "TRIGGER:-PT15M" in kept
    assert "DTEND;TZID=Europe/Berlin:20261207T113000" in kept


def test_entry_that_somebody_repeats_keeps_its_first_date(caldav: Office) -> None:
    made = caldav.calendar.create(draft=draft(mark=MARK))
    _, cursor = caldav.everything()
    caldav.write(key=MARK, rules=["RRULE:FREQ=WEEKLY;COUNT=3"])

    dates, _ = caldav.news(cursor)

    assert [(each.id == made.id, each.mark) for each in dates] == [(True, MARK), (False, ""), (False, "")]
    assert caldav.calendar.get(remote_id=dates[2].id) == dates[2]


@pytest.mark.parametrize(
    "zone", ["W. Europe Standard Time", "Europe/Berlin", "/freeassociation.sourceforge.net/Europe/Berlin"]
)
def test_zones_by_the_names_of_all_programs(zone: str) -> None:
    (event,) = _read(f"DTSTART;TZID={zone}:20261207T100000", f"DTEND;TZID={zone}:20261207T110000")

    assert (event.starts_at, event.ends_at) == (MONDAY_10, MONDAY_10 + HOUR)


def test_times_without_zone_length_or_end() -> None:
    (floating,) = _read("DTSTART:20261207T100000", "DURATION:PT1H")
    (day,) = _read("DTSTART;VALUE=DATE:20261208")
    (instant,) = _read("DTSTART:20261207T090000Z")

    assert (floating.starts_at, floating.ends_at) == (MONDAY_10, MONDAY_10 + HOUR)
    assert day.ends_at - day.starts_at == 24 * HOUR
    assert instant.starts_at == instant.ends_at


def test_exceptions_of_a_series() -> None:
    series = (
        "DTSTART;TZID=Europe/Berlin:20261207T100000",
        "DTEND;TZID=Europe/Berlin:20261207T110000",
        "RRULE:FREQ=DAILY;COUNT=3",
        "EXDATE;TZID=Europe/Berlin:20261208T100000",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:u1",
        "DTSTAMP:20261101T000000Z",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261209T100000",
        "DTSTART;TZID=Europe/Berlin:20261209T140000",
        "DTEND;TZID=Europe/Berlin:20261209T150000",
        "TRANSP:TRANSPARENT",
    )

    first, moved = _read(*series)

    assert (first.id, first.starts_at) == ("/c/1.ics", MONDAY_10)
    assert (moved.id, moved.starts_at) == ("/c/1.ics|20261209T090000Z", MONDAY_10 + 52 * HOUR)
    assert (first.is_busy, moved.is_busy) == (True, False)


@pytest.mark.parametrize(
    ("line", "busy"),
    [
        ("STATUS:CONFIRMED", True),
        ("TRANSP:TRANSPARENT", False),
        (f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ANNA}", False),
        ("ATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.com", True),
    ],
)
def test_what_takes_time(line: str, busy: bool) -> None:
    (event,) = _read("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", line)

    assert event.is_busy is busy


def test_cancelled_is_gone_and_private_is_nameless() -> None:
    times = ("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z")
    (cancelled,) = _read(*times, "STATUS:CANCELLED")
    (private,) = _read(*times, "CLASS:CONFIDENTIAL", "SUMMARY:Therapie")

    assert (cancelled.is_gone, private.title) == (True, "")


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:20261207T090000Z", "DTEND:20261207T090001Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261207T090000Z", "RRULE:FREQ=MINUTELY;INTERVAL=1"),
        ("DTSTART:gestern",),
        ("SUMMARY:ohne Zeit",),
        ("DTSTART:20261207T090000Z", "RRULE:FREQ=OFTEN"),
    ],
)
def test_what_cannot_be_read_takes_no_time(lines: tuple[str, ...]) -> None:
    assert _read(*lines) == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/dav/",
        "https://localhost/dav/",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/dav/",
        "http://dav.example.com/",
        "https://dav.example.com:6379/",
        "https://anna:secret@dav.example.com/",
        "file:///etc/passwd",
    ],
)
def test_addresses_inside_are_refused_all_alike(keys: Keys, url: str, standins: object) -> None:
    account = open_account(keys(url=url, username=ANNA, password="x"))

    with pytest.raises(ProviderRejected) as refused:
        account.calendars()

    assert refused.value.code == "address_refused"


def test_name_that_stands_for_an_inside_address_is_refused(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, standins: object
) -> None:
    monkeypatch.setattr(egress, "_resolve", lambda host, port: ["93.184.215.14", "10.0.0.7"])

    with pytest.raises(ProviderRejected, match="address_refused"):
        open_account(keys(url="https://dav.example.com/", username=ANNA, password="x")).calendars()


@pytest.mark.parametrize(
    "location",
    ["https://10.0.0.7/", "https://evil.example.net/", "http://dav.example.com/", "//evil.example/x"],
)
def test_redirect_takes_the_password_nowhere_else(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, standins: object, location: str
) -> None:
    asked: list[str] = []

    def answer(method: str, url: str, **_: object) -> Answer:
        asked.append(url)
        return Answer(status=301, headers=httpx.Headers({"location": location}), body=b"")

    monkeypatch.setattr(dav_http, "send", answer)

    with pytest.raises(ProviderRejected):
        open_account(keys(url="https://dav.example.com/", username=ANNA, password="x")).calendars()

    assert {httpx.URL(url).host for url in asked} == {"dav.example.com"}


@pytest.mark.parametrize(
    ("url", "origin", "related"),
    [
        ("https://p42-caldav.icloud.com:443/123/", "https://caldav.icloud.com/", True),
        ("https://caldav.fastmail.com/dav/", "https://fastmail.com/", True),
        ("https://icloud.com.evil.example/", "https://caldav.icloud.com/", False),
        ("https://evilicloud.com/", "https://icloud.com/", False),
        ("http://caldav.icloud.com/", "https://caldav.icloud.com/", False),
    ],
)
def test_relatives_of_a_server(url: str, origin: str, related: bool, settings: Any) -> None:
    settings.CALDAV = {"internal_url": "", "timeout_s": 5}

    assert is_related(url, origin) is related


def test_answers_that_want_to_be_more_than_data_are_not_read(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, standins: object
) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><multistatus xmlns="DAV:">&b;</multistatus>'
    monkeypatch.setattr(
        dav_http, "send", lambda *_, **__: Answer(status=207, headers=httpx.Headers(), body=bomb)
    )

    with pytest.raises(ProviderError, match="unreadable"):
        open_account(keys(url="https://dav.example.com/", username=ANNA, password="x")).calendars()


def test_refusals_of_the_door_are_the_doors_own() -> None:
    with pytest.raises(EgressRefused):
        egress.send("PROPFIND", "https://10.0.0.7/", headers={}, most_bytes=1, total_timeout_s=1)


def test_account_is_known_again_by_host_and_user_without_telling_them() -> None:
    credentials = {"url": address_typed(" dav.mailbox.org "), "username": ANNA, "password": "x"}

    identity = identify(credentials)

    assert credentials["url"] == "https://dav.mailbox.org"
    assert identity.label == f"{ANNA} · dav.mailbox.org"
    assert identity == identify({**credentials, "password": "y"})
    assert ANNA not in identity.account
