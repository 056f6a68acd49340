"""One suite for every provider of calendars (google_calendar, outlook, caldav): what the core relies on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from askproai.core import http
from askproai.core.errors import ProviderUnauthorized, ProviderUnavailable
from askproai.standins.testing import RunningStandins
from booking.ports import RemoteEventGone, VersionOutdated
from tests.contracts.calendars import ANNA, MONDAY_10, PROVIDERS, Office, draft, use_standins

HOUR = timedelta(hours=1)


@pytest.fixture(params=PROVIDERS)
def office(request: pytest.FixtureRequest, standins: RunningStandins, settings: Any) -> Office:
    use_standins(settings, standins)
    http._breaker_for.cache_clear()
    return Office(provider=request.param, standins=standins)


@pytest.fixture
def mark() -> str:
    return str(uuid4())


def test_all_pages_of_calendars_are_read(office: Office) -> None:
    calendars = office.account.calendars()

    assert [each.is_writable for each in calendars] == [True, True, False]
    assert any(each.address == ANNA for each in calendars)


def test_create_is_seen_there_and_known_again(office: Office, mark: str) -> None:
    made = office.calendar.create(draft=draft(mark=mark))
    events, _ = office.everything()

    assert [(each["title"], each["start"]) for each in office.shown()] == [
        ("Haarschnitt: Ben Vogel", MONDAY_10.isoformat())
    ]
    assert [(each.id, each.version, each.mark) for each in events] == [(made.id, made.version, mark)]
    assert (made.starts_at, made.ends_at) == (MONDAY_10, MONDAY_10 + timedelta(minutes=45))


def test_create_twice_is_one_entry_that_says_the_latest(office: Office, mark: str) -> None:
    first = office.calendar.create(draft=draft(mark=mark))
    second = office.calendar.create(draft=draft(mark=mark))

    assert first.id == second.id
    assert len(office.shown()) == 1


def test_lost_answer_is_found_by_the_mark(office: Office, mark: str) -> None:
    calendar = office.calendar
    writes = {
        "google_calendar": "POST /google_calendar/calendar",
        "outlook": "POST /outlook/v1.0",
        "caldav": "PUT",
    }
    office.standins.fail(office.provider, "accept_then_drop", match=writes[office.provider])

    with pytest.raises(ProviderUnavailable) as lost:
        calendar.create(draft=draft(mark=mark))
    window = (MONDAY_10 - HOUR, MONDAY_10 + HOUR)
    found = calendar.find(mark=mark, window=window)

    assert lost.value.outcome_unknown
    assert found is not None
    assert found.mark == mark
    assert calendar.find(mark=str(uuid4()), window=window) is None


def test_change_is_guarded_by_the_version(office: Office, mark: str) -> None:
    made = office.calendar.create(draft=draft(mark=mark))
    later = draft(mark=mark, starts_at=MONDAY_10 + HOUR)

    moved = office.calendar.change(remote_id=made.id, version=made.version, draft=later)
    with pytest.raises(VersionOutdated):
        office.calendar.change(remote_id=made.id, version=made.version, draft=later)

    assert (moved.id, moved.starts_at) == (made.id, MONDAY_10 + HOUR)
    assert moved.version != made.version


def test_delete_twice_is_fine_and_change_afterwards_is_not(office: Office, mark: str) -> None:
    calendar = office.calendar
    made = calendar.create(draft=draft(mark=mark))

    calendar.delete(remote_id=made.id, reason="")
    calendar.delete(remote_id=made.id, reason="")

    assert office.shown() == []
    with pytest.raises((RemoteEventGone, VersionOutdated)):
        calendar.change(remote_id=made.id, version=made.version, draft=draft(mark=mark))
    left = calendar.get(remote_id=made.id)
    assert left is None or left.is_gone


def test_news_are_read_on_and_nothing_twice(office: Office, mark: str) -> None:
    made = office.calendar.create(draft=draft(mark=mark))
    _, cursor = office.everything()
    own = office.shown()[0]["key"]
    office.write(key=own, start=MONDAY_10 + 2 * HOUR, end=MONDAY_10 + 3 * HOUR)
    foreign = office.write(title="Zahnarzt", start=MONDAY_10, end=MONDAY_10 + HOUR)

    news, cursor = office.news(cursor)
    silence, cursor = office.news(cursor)
    office.remove(own)
    office.remove(foreign)
    gone, _ = office.news(cursor)

    moved, dentist = news
    assert (moved.id, moved.starts_at, moved.mark) == (made.id, MONDAY_10 + 2 * HOUR, mark)
    assert moved.version != made.version
    assert (dentist.title, dentist.is_busy, dentist.mark) == ("Zahnarzt", True, "")
    assert silence == []
    assert {each.id for each in gone if each.is_gone} == {made.id, dentist.id}


def test_many_entries_come_whole(office: Office) -> None:
    _, cursor = office.everything()
    for number in range(120):
        start = MONDAY_10 + number * timedelta(minutes=15)
        office.write(title=f"{number}", start=start, end=start + timedelta(minutes=15))

    events, _ = office.everything()
    news, _ = office.news(cursor)

    assert sorted(int(each.title) for each in events) == list(range(120))
    assert sorted(int(each.title) for each in news) == list(range(120))


def test_bookmark_that_ran_out_reads_everything(office: Office) -> None:
    office.write(title="Zahnarzt", start=MONDAY_10, end=MONDAY_10 + HOUR)
    _, cursor = office.everything()
    office.standins.expire(office.provider, "changes", account=ANNA)

    changes = office.calendar.changes(cursor=cursor, window=(MONDAY_10 - HOUR, MONDAY_10 + 30 * 24 * HOUR))

    assert changes.is_complete
    assert [each.title for each in changes.events] == ["Zahnarzt"]


def test_window_that_moved_on_is_read_anew(office: Office) -> None:
    cursor = office.calendar.changes(cursor="", window=(MONDAY_10, MONDAY_10 + HOUR)).cursor

    later = office.calendar.changes(cursor=cursor, window=(MONDAY_10, MONDAY_10 + 24 * 8 * HOUR))

    assert later.is_complete


def test_moved_far_away_is_not_gone(office: Office, mark: str) -> None:
    made = office.calendar.create(draft=draft(mark=mark))
    _, cursor = office.everything()
    far = datetime(2027, 6, 7, 9, tzinfo=UTC)
    office.write(key=office.shown()[0]["key"], start=far, end=far + HOUR)

    news, _ = office.news(cursor)

    assert [(each.id, each.is_gone, each.starts_at) for each in news] == [(made.id, False, far)]


def test_free_private_and_whole_days(office: Office) -> None:
    office.write(title="Messe", free=True, start=MONDAY_10, end=MONDAY_10 + HOUR)
    office.write(title="Therapie", private=True, start=MONDAY_10, end=MONDAY_10 + HOUR)
    day = datetime(2026, 12, 8, tzinfo=UTC)
    office.write(title="Urlaub", all_day=True, start=day, end=day + 24 * HOUR)

    events, _ = office.everything()

    by_title = {each.title: each for each in events}
    assert (by_title["Messe"].is_busy, by_title[""].is_busy) == (False, True)
    # From midnight to midnight in Berlin.
    assert by_title["Urlaub"].starts_at == datetime(2026, 12, 7, 23, tzinfo=UTC)
    assert by_title["Urlaub"].ends_at == datetime(2026, 12, 8, 23, tzinfo=UTC)


def test_series_is_expanded_by_the_wall_clock(office: Office) -> None:
    start = datetime(2027, 3, 27, 8, tzinfo=UTC)  # nine o'clock, the day before clocks go forward
    office.write(title="Schule", start=start, end=start + HOUR, rules=["RRULE:FREQ=DAILY;COUNT=3"])
    window = (datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 15, tzinfo=UTC))

    dates = office.calendar.changes(cursor="", window=window).events

    assert [each.starts_at for each in dates] == [
        datetime(2027, 3, 27, 8, tzinfo=UTC),
        datetime(2027, 3, 28, 7, tzinfo=UTC),
        datetime(2027, 3, 29, 7, tzinfo=UTC),
    ]
    assert len({each.id for each in dates}) == 3
    assert {each.title for each in dates} == {"Schule"}


def test_removed_series_takes_all_its_dates_along(office: Office) -> None:
    key = office.write(
        title="Schule", start=MONDAY_10, end=MONDAY_10 + HOUR, rules=["RRULE:FREQ=WEEKLY;COUNT=3"]
    )
    events, cursor = office.everything()
    office.remove(key)

    news, _ = office.news(cursor)

    named = {each.id for each in news if each.is_gone}
    replaced = {each.series for each in news if each.series}
    left = [each for each in events if each.id not in named and each.series not in replaced]
    assert left == []


@pytest.mark.parametrize("mode", ["429", "500", "malformed"])
def test_trouble_on_their_side_is_worth_another_try(office: Office, mode: str) -> None:
    calendar = office.calendar
    office.standins.fail(office.provider, mode)

    with pytest.raises(ProviderUnavailable):
        calendar.changes(cursor="", window=(MONDAY_10, MONDAY_10 + HOUR))


def test_access_is_renewed_once_and_revoked_access_asks_to_reconnect(office: Office) -> None:
    if office.provider != "caldav":
        before = office.credentials["refresh_token"]
        office.standins.expire(office.provider, "access", account=ANNA)
        account = office.account
        account.calendars()
        account.calendars()
        assert office.renewals == 1
        # Microsoft hands out another one each time, and it is the one that counts from now on.
        assert (office.credentials["refresh_token"] != before) is (office.provider == "outlook")

    office.standins.expire(office.provider, "grant", account=ANNA)
    try:
        with pytest.raises(ProviderUnauthorized):
            office.account.calendars()
    finally:
        office.standins.standins.world.accounts.caldav[ANNA] = "development-app-password"
