from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.errors import NonexistentWallTime
from booking.wall_clock import day_span, instant_at, instant_of, is_real, is_twice, seconds_of, wall_span

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_instant_at_refuses_what_spring_skips() -> None:
    with pytest.raises(NonexistentWallTime):
        instant_at(datetime(2026, 3, 29, 2, 30), BERLIN)


def test_instant_at_tells_the_repeated_hour_apart() -> None:
    twice = datetime(2026, 10, 25, 2, 30)

    assert is_twice(twice, BERLIN)
    assert instant_at(twice, BERLIN) == utc(2026, 10, 25, 0, 30)
    assert instant_at(twice, BERLIN, second=True) == utc(2026, 10, 25, 1, 30)


def test_day_span_has_23_24_or_25_hours() -> None:
    hours = [
        (end - start) // 3600
        for start, end in (day_span(day, BERLIN) for day in (SPRING, date(2026, 3, 30), AUTUMN))
    ]

    assert hours == [23, 24, 25]


@pytest.mark.parametrize(
    ("day", "opens", "closes", "hours"),
    [
        (SPRING, time(0), time(6), 5),
        (SPRING, time(0), time(2, 30), 2),  # closes at the jump: the clock never shows half past two
        (SPRING, time(2, 30), time(6), 3),
        (SPRING, time(2, 15), time(2, 45), 0),
        (AUTUMN, time(0), time(6), 7),
        (AUTUMN, time(0), time(2, 30), 3.5),
        (AUTUMN, time(2, 30), time(6), 4.5),
        (AUTUMN, time(22), time(0), 2),
    ],
)
def test_wall_span_counts_real_hours(day: date, opens: time, closes: time, hours: float) -> None:
    start, end = wall_span(day, opens, closes, BERLIN)

    assert end - start == hours * 3600


@given(
    local=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)),
    zone=st.sampled_from(["Europe/Berlin", "Europe/Zurich", "Europe/Vienna", "Europe/Lisbon"]).map(ZoneInfo),
    second=st.booleans(),
)
def test_instant_at_shows_the_same_wall_time_again(local: datetime, zone: ZoneInfo, second: bool) -> None:
    local = local.replace(microsecond=0)
    if not is_real(local, zone):
        with pytest.raises(NonexistentWallTime):
            instant_at(local, zone, second=second)
        return

    shown = instant_at(local, zone, second=second).astimezone(zone)

    assert shown.replace(tzinfo=None, fold=0) == local
    assert shown.fold == int(second and is_twice(local, zone))


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1)))
def test_days_follow_each_other_without_gap(moment: datetime) -> None:
    day = moment.date()

    assert day_span(day, BERLIN)[1] == day_span(day + timedelta(days=1), BERLIN)[0]


def test_seconds_and_instants_are_each_others_reverse() -> None:
    assert instant_of(seconds_of(utc(2026, 3, 30, 6))) == utc(2026, 3, 30, 6)
