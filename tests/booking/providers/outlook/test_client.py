"""Graph's habits, seen from our side."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from askproai.core.errors import ProviderRejected
from booking.providers.outlook.answers import EventAnswer, GraphTime
from tests.contracts.calendars import ANNA, MONDAY_10, WINDOW, Office, draft

MARK = "0b7f3a52-6c1e-4f7e-9d40-2a4f6f1f2b11"
HOUR = timedelta(hours=1)


def test_repeated_request_after_the_memory_of_requests_is_found_by_the_property(outlook: Office) -> None:
    outlook.calendar.create(draft=draft(mark=MARK))
    outlook.standins.expire("outlook", "transactions", account=ANNA)

    found = outlook.calendar.find(mark=MARK, window=WINDOW)

    assert found is not None
    assert (found.mark, found.starts_at) == (MARK, MONDAY_10)


def test_dates_take_from_the_series_what_they_do_not_say(outlook: Office) -> None:
    rules = ["RRULE:FREQ=WEEKLY;COUNT=2"]
    outlook.write(title="Yoga", free=True, private=True, start=MONDAY_10, end=MONDAY_10 + HOUR, rules=rules)

    dates, _ = outlook.everything()

    assert [(each.is_busy, each.title) for each in dates] == [(False, ""), (False, "")]


def test_link_that_leads_elsewhere_is_not_followed(outlook: Office) -> None:
    calendar = outlook.calendar
    until = WINDOW[1].isoformat()
    elsewhere = json.dumps({"token": "https://graph.microsoft.com.evil.example/v1.0/x", "until": until})

    with pytest.raises(ProviderRejected, match="foreign link"):
        calendar.changes(cursor=elsewhere, window=WINDOW)


@pytest.mark.parametrize(
    ("time", "zone", "expected"),
    [
        ("2026-12-07T10:00:00.0000000", "W. Europe Standard Time", MONDAY_10),
        ("2026-12-07T10:00:00", "Europe/Zurich", MONDAY_10),
        ("2026-12-07T09:00:00.0000000", "UTC", MONDAY_10),
        ("2026-07-06T10:00:00.0000000", "W. Europe Standard Time", datetime(2026, 7, 6, 8, tzinfo=UTC)),
        ("2026-12-07T10:00:00.0000000", "Mars Standard Time", None),
    ],
)
def test_zones_by_windows_names(time: str, zone: str, expected: datetime | None) -> None:
    assert GraphTime.model_validate({"dateTime": time, "timeZone": zone}).instant() == expected


@pytest.mark.parametrize(
    ("told", "busy"),
    [
        ({"showAs": "busy"}, True),
        ({"showAs": "tentative"}, True),
        ({"showAs": "oof"}, True),
        ({"showAs": "free"}, False),
        ({"showAs": "workingElsewhere"}, False),
        ({"showAs": "busy", "responseStatus": {"response": "declined"}}, False),
    ],
)
def test_what_takes_time(told: dict[str, object], busy: bool) -> None:
    assert EventAnswer.model_validate({"id": "1", **told}).as_event().is_busy is busy


def test_cancelled_invitation_is_gone() -> None:
    assert EventAnswer.model_validate({"id": "1", "isCancelled": True}).as_event().is_gone


def test_subscription_is_for_less_than_three_days_and_with_two_addresses(outlook: Office) -> None:
    calendar = outlook.calendar

    # Nobody answers under this address, so Graph does not begin to tell.
    with pytest.raises(ProviderRejected):
        calendar.watch(address=f"{outlook.standins.url}/nobody/events/", secret="s", until=WINDOW[1])

    asked = [each["url"] for each in outlook.standins.webhooks(provider="outlook")]
    assert asked[0].startswith(f"{outlook.standins.url}/nobody/events/?validationToken=")
