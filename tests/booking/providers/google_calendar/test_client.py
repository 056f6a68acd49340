"""Google's habits, seen from our side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from askproai.core.errors import ProviderUnavailable
from booking.providers.google_calendar.client import event_id
from tests.contracts.calendars import ANNA, MONDAY_10, WINDOW, Office, draft

MARK = "0b7f3a52-6c1e-4f7e-9d40-2a4f6f1f2b11"
HOUR = timedelta(hours=1)


def test_id_of_an_event_has_only_letters_that_google_takes() -> None:
    assert set(event_id(MARK)) <= set("0123456789abcdefghijklmnopqrstuv")
    assert len(event_id(MARK)) == 58


def test_event_that_was_deleted_before_we_knew_of_it_is_not_brought_back(google: Office) -> None:
    made = google.calendar.create(draft=draft(mark=MARK))
    google.remove(made.id)

    again = google.calendar.create(draft=draft(mark=MARK))

    assert (again.id, again.is_gone) == (made.id, True)
    assert google.shown() == []


def test_create_after_a_lost_answer_tells_what_stands_there(google: Office) -> None:
    google.calendar.create(draft=draft(mark=MARK))

    again = google.calendar.create(draft=draft(mark=MARK, starts_at=MONDAY_10 + HOUR))

    assert again.starts_at == MONDAY_10
    assert [each["start"] for each in google.shown()] == [MONDAY_10.isoformat()]


def test_limit_told_as_forbidden_is_no_reason_to_reconnect(google: Office) -> None:
    calendar = google.calendar
    google.standins.fail("google_calendar", "429")

    with pytest.raises(ProviderUnavailable) as told:
        calendar.changes(cursor="", window=WINDOW)

    assert told.value.context["status"] == 429


def test_one_removed_date_leaves_the_rest_of_the_series(google: Office) -> None:
    rules = ["RRULE:FREQ=WEEKLY;COUNT=3"]
    key = google.write(title="Schule", start=MONDAY_10, end=MONDAY_10 + HOUR, rules=rules)
    _, cursor = google.everything()
    google.remove(f"{key}_20261214T090000Z")

    news, _ = google.news(cursor)
    rest, _ = google.everything()

    assert [(each.id, each.is_gone, each.series) for each in news] == [(f"{key}_20261214T090000Z", True, "")]
    assert len(rest) == 2


def test_whole_day_made_of_our_entry_is_put_right_again(google: Office) -> None:
    made = google.calendar.create(draft=draft(mark=MARK))
    google.write(key=made.id, all_day=True, start=MONDAY_10, end=MONDAY_10 + 24 * HOUR)
    current = google.calendar.get(remote_id=made.id)
    assert current is not None

    put_right = google.calendar.change(remote_id=made.id, version=current.version, draft=draft(mark=MARK))

    assert (put_right.starts_at, put_right.mark) == (MONDAY_10, MARK)


def test_calendar_that_cannot_be_watched_is_asked_regularly(google: Office) -> None:
    google.standins.fail("google_calendar", "500", match="watch")

    with pytest.raises(ProviderUnavailable):
        google.calendar.watch(address="/hooks/x/", secret="s", until=WINDOW[1])
    assert google.calendar.watch(address="", secret="s", until=WINDOW[1]) is None


def test_renewal_in_the_middle_of_a_reading(google: Office) -> None:
    for number in range(3):
        google.write(title=f"{number}", start=MONDAY_10, end=MONDAY_10 + HOUR)
    calendar = google.calendar
    google.standins.expire("google_calendar", "access", account=ANNA)

    assert len(calendar.changes(cursor="", window=WINDOW).events) == 3
    assert google.renewals == 1
