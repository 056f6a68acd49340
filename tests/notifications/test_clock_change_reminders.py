"""Reminders over the two nights in which the clock changes: a day before is 24 real hours before."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from booking.enums import Weekday
from booking.models import Appointment
from booking.wall_clock import instant_at
from notifications.models import Notification
from notifications.wording.facts import facts_of
from tests.factories.booking import (
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
)

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
DAY = timedelta(days=1)


@pytest.fixture(params=["Europe/Berlin", "Europe/Zurich"])
def zone(request: pytest.FixtureRequest) -> ZoneInfo:
    return ZoneInfo(request.param)


def booked(zone: ZoneInfo, day: date, clock: str, *, second: bool = False) -> Appointment:
    branch = BranchFactory(timezone=zone.key, country="CH", subdivision="ZH", open_on=(), horizon_days=300)
    for weekday in (Weekday.SATURDAY, Weekday.SUNDAY):
        WorkingHoursFactory(branch=branch, weekday=weekday, opens_at=time(0), closes_at=time(0))
    visit = ServiceFactory()
    anna = StaffMemberFactory(branches=(branch,), services=(visit,))
    starts_at = instant_at(datetime.combine(day, time.fromisoformat(clock)), zone, second=second)
    return AppointmentFactory(
        staff=anna, service=visit, starts_at=starts_at, customer=CustomerFactory(), now=starts_at - 10 * DAY
    )


@pytest.mark.parametrize(
    ("day", "clock", "reminded"),
    [
        (SPRING, "10:00", "28.03. 09:00"),  # nine by the clock of before: 24 hours are 24 hours
        (SPRING, "03:00", "27.03. 20:30"),  # that would be two in the night: the evening before
        (AUTUMN, "10:00", "24.10. 11:00"),
        (AUTUMN, "02:30", "23.10. 20:30"),
    ],
)
def test_reminder_is_due_at_the_right_instant(
    company: object, zone: ZoneInfo, day: date, clock: str, reminded: str
) -> None:
    appointment = booked(zone, day, clock)

    due = Notification.objects.get(purpose="reminder", channel="sms").due_at

    assert f"{due.astimezone(zone):%d.%m. %H:%M}" == reminded
    if "20:30" not in reminded:
        assert appointment.starts_at - due == DAY


@pytest.mark.parametrize(("second", "said"), [(False, "Sommerzeit"), (True, "Winterzeit")])
def test_message_says_which_of_the_two_it_is(
    company: object, zone: ZoneInfo, second: bool, said: str
) -> None:
    appointment = booked(zone, AUTUMN, "02:30", second=second)

    facts = facts_of(Appointment.objects.with_names().get(pk=appointment.pk))

    assert facts.clock == f"2:30 Uhr ({said})"
    assert facts.starts_at.astimezone(UTC) == appointment.starts_at
