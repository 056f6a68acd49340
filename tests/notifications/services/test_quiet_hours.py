from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.quiet_hours import quiet_left
from notifications.services.quiet_hours import reminder_due
from tests.factories.booking import BERLIN, berlin

LONG_BEFORE = berlin("2026-01-05", "09:00")


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        (("2026-12-08", "09:00"), ("2026-12-07", "09:00")),
        (("2026-12-08", "08:00"), ("2026-12-07", "08:00")),
        (("2026-12-08", "07:30"), ("2026-12-06", "20:30")),
        (("2026-12-08", "21:00"), ("2026-12-07", "20:30")),
        (("2026-12-08", "00:15"), ("2026-12-06", "20:30")),
        # The clocks change in between: 24 hours are 24 hours.
        (("2026-03-29", "10:00"), ("2026-03-28", "09:00")),
        (("2026-10-25", "10:00"), ("2026-10-24", "11:00")),
    ],
)
def test_reminder_due_is_a_day_before_and_never_in_quiet_hours(
    starts: tuple[str, str], due: tuple[str, str]
) -> None:
    assert reminder_due(starts_at=berlin(*starts), zone=BERLIN, now=LONG_BEFORE) == berlin(*due)


def test_reminder_due_is_none_when_the_visit_is_near() -> None:
    now = berlin("2026-12-07", "10:00")

    assert reminder_due(starts_at=now + timedelta(hours=25, minutes=59), zone=BERLIN, now=now) is None
    assert reminder_due(starts_at=now + timedelta(hours=26), zone=BERLIN, now=now) == now + timedelta(hours=2)


def test_quiet_hours_are_those_of_the_branch() -> None:
    now = berlin("2026-12-07", "22:00")

    assert quiet_left(now, zone=BERLIN) == timedelta(hours=10)
    assert quiet_left(now, zone=ZoneInfo("America/New_York")) == timedelta(0)
    assert quiet_left(berlin("2026-12-07", "07:59"), zone=BERLIN) == timedelta(minutes=1)
