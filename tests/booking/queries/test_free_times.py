from __future__ import annotations

from datetime import date, timedelta

import pytest

from booking.models import Branch, Service, StaffMember
from booking.queries.free_times import free_times
from booking.values import SlotSearch
from tests.factories.booking import MONDAY_8, AppointmentFactory, berlin

pytestmark = pytest.mark.usefixtures("company")
MONDAY = date(2026, 3, 30)


def search(service: Service, **wish: object) -> SlotSearch:
    return SlotSearch(service_ids=(service.pk,), **wish)  # type: ignore[arg-type]


def test_days_show_every_start_that_is_free(anna: StaffMember, haircut: Service, branch: Branch) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-30", "10:00"))
    found = free_times(search=search(haircut), branch=branch, first_day=MONDAY, days=7, now=MONDAY_8)

    clocks = [f"{start:%H:%M}" for start in found.days[0].starts]
    assert clocks[0] == "09:00"
    assert "10:00" not in clocks
    # Good Friday closes.
    assert [len(day.starts) > 0 for day in found.days] == [True] * 4 + [False] * 3
    assert (found.first_day, found.next_day) == (MONDAY, None)


def test_days_before_today_are_not_shown(anna: StaffMember, haircut: Service, branch: Branch) -> None:
    found = free_times(
        search=search(haircut), branch=branch, first_day=date(2020, 1, 1), days=7, now=MONDAY_8
    )

    assert found.days[0].day == MONDAY


def test_week_without_free_times_says_when_the_next_one_is(
    anna: StaffMember, haircut: Service, branch: Branch
) -> None:
    saturday = MONDAY + timedelta(days=5)
    found = free_times(search=search(haircut), branch=branch, first_day=saturday, days=2, now=MONDAY_8)

    assert [day.starts for day in found.days] == [(), ()]
    assert found.next_day == date(2026, 4, 7)  # after Easter Monday


def test_somebody_else_has_no_times_of_annas(anna: StaffMember, haircut: Service, branch: Branch) -> None:
    nobody = search(haircut, staff_ids=frozenset({anna.pk + 999}))
    found = free_times(search=nobody, branch=branch, first_day=MONDAY, days=7, now=MONDAY_8)

    assert found.first_day is None
    assert found.next_day is None
