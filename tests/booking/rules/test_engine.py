"""Each rule with its code, through the one door that everybody books through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import partial

import pytest

from booking.enums import AppointmentSource, RefusalCode, TimeOffKind, Weekday
from booking.errors import BookingRefused
from booking.models import Branch, Service, StaffMember, StaffSkill, TimeOff
from booking.queries import search_slots
from booking.services import add_time_off, book_directly
from booking.values import CustomerDetails, SlotSearch
from tests.booking.acting import attempt
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    ServiceFactory,
    SpecialDayFactory,
    StaffMemberFactory,
    WorkingHoursFactory,
    berlin,
)

NIGHT = tuple(Weekday)


def outcome(staff: StaffMember, service: Service, starts_at: datetime, *, now: datetime = MONDAY_8) -> str:
    """The code of the refusal, or "booked"; and the search must say the same."""
    branch = staff.branches.get()
    search = SlotSearch(
        service_ids=(service.pk,),
        windows=((starts_at, starts_at + timedelta(seconds=1)),),
        alternatives=False,
    )
    found = search_slots(search=search, now=now)
    booked = attempt(
        partial(
            book_directly,
            service_id=service.pk,
            staff_id=staff.pk,
            branch_id=branch.pk,
            starts_at=starts_at,
            customer=CustomerDetails(name="Clara Weber", phone="+4915112345678"),
            source=AppointmentSource.WEB,
            idempotency_key=f"{starts_at}",
            now=now,
        )
    )
    if isinstance(booked, BookingRefused):
        assert not found.slots
        assert list(found.reasons) == [booked.code]
        return str(booked.code)
    assert [slot.starts_at for slot in found.slots] == [starts_at]
    return "booked"


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("07:00", RefusalCode.PAST_TIME),
        ("08:45", RefusalCode.OUTSIDE_OPENING_HOURS),
        ("09:00", "booked"),
        ("17:30", "booked"),
        ("17:45", RefusalCode.OUTSIDE_OPENING_HOURS),
        ("18:00", RefusalCode.OUTSIDE_OPENING_HOURS),
        ("10:07", RefusalCode.NOT_ON_GRID),
    ],
)
def test_opening_hours_bind_the_visit(clock: str, expected: str, anna: StaffMember, haircut: Service) -> None:
    assert outcome(anna, haircut, berlin("2026-03-30", clock)) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("09:45", RefusalCode.TOO_SHORT_NOTICE), ("10:00", "booked")],
)
def test_notice_counts_from_now(clock: str, expected: str, anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(min_notice=timedelta(hours=2))

    assert outcome(anna, haircut, berlin("2026-03-30", clock)) == expected


def test_notice_of_the_service_wins(anna: StaffMember, haircut: Service) -> None:
    Service.objects.update(min_notice=timedelta(hours=24))

    assert outcome(anna, haircut, berlin("2026-03-30", "17:00")) == RefusalCode.TOO_SHORT_NOTICE


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-04-09", "booked"), ("2026-04-10", RefusalCode.BEYOND_HORIZON)]
)
def test_horizon_counts_whole_days(day: str, expected: str, anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(horizon_days=10)

    assert outcome(anna, haircut, berlin(day, "17:30")) == expected


def test_horizon_of_the_service_wins(anna: StaffMember, haircut: Service) -> None:
    Service.objects.update(horizon_days=1)

    assert outcome(anna, haircut, berlin("2026-04-01", "10:00")) == RefusalCode.BEYOND_HORIZON


@pytest.mark.parametrize(
    ("subdivision", "expected"), [("BY", RefusalCode.PUBLIC_HOLIDAY), ("BE", "booked"), ("HH", "booked")]
)
def test_public_holidays_close_by_bundesland(subdivision: str, expected: str, haircut: Service) -> None:
    branch = BranchFactory(subdivision=subdivision)
    anna = StaffMemberFactory(branches=(branch,), services=(haircut,))

    # Fronleichnam
    assert outcome(anna, haircut, berlin("2026-06-04", "10:00")) == expected


def test_public_holidays_do_not_close_who_wants_to_open(anna: StaffMember, haircut: Service) -> None:
    Branch.objects.update(closes_on_public_holidays=False)

    assert outcome(anna, haircut, berlin("2026-04-06", "10:00")) == "booked"


def test_special_day_opens_a_public_holiday(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 6), opens_at=time(10), closes_at=time(12))

    assert outcome(anna, haircut, berlin("2026-04-06", "09:30")) == RefusalCode.OUTSIDE_OPENING_HOURS
    assert outcome(anna, haircut, berlin("2026-04-06", "11:30")) == "booked"


def test_special_day_closes_a_workday(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    SpecialDayFactory(branch=branch, date_on=date(2026, 4, 1))

    assert outcome(anna, haircut, berlin("2026-04-01", "10:00")) == RefusalCode.BRANCH_CLOSED


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("11:45", RefusalCode.STAFF_NOT_WORKING),
        ("12:00", "booked"),
        ("15:30", "booked"),
        ("15:45", RefusalCode.STAFF_NOT_WORKING),
    ],
)
def test_own_working_hours_bind(
    clock: str, expected: str, anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    WorkingHoursFactory(branch=branch, staff=anna, opens_at=time(12), closes_at=time(16))

    assert outcome(anna, haircut, berlin("2026-03-30", clock)) == expected


def test_own_working_hours_elsewhere_do_not_count_here(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    WorkingHoursFactory(branch=BranchFactory(), staff=anna)

    assert outcome(anna, haircut, berlin("2026-03-30", "10:00")) == RefusalCode.STAFF_NOT_WORKING


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-03-30", RefusalCode.STAFF_NOT_WORKING), ("2026-04-13", "booked")]
)
def test_working_hours_begin_on_their_first_day(
    day: str, expected: str, anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    WorkingHoursFactory(
        branch=branch, staff=anna, valid_from=date(2026, 4, 13), valid_until=date(2026, 4, 13)
    )

    assert outcome(anna, haircut, berlin(day, "10:00")) == expected


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("09:30", "booked"),
        ("09:45", RefusalCode.STAFF_ABSENT),
        ("11:45", RefusalCode.STAFF_ABSENT),
        ("12:00", "booked"),
    ],
)
def test_absence_binds(clock: str, expected: str, anna: StaffMember, haircut: Service) -> None:
    add_time_off(
        staff_id=anna.pk,
        starts_at=berlin("2026-03-30", "10:00"),
        ends_at=berlin("2026-03-30", "12:00"),
        kind=TimeOffKind.BLOCKED,
    )

    assert outcome(anna, haircut, berlin("2026-03-30", clock)) == expected


def test_closure_of_the_branch_binds(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    add_time_off(
        branch_id=branch.pk,
        starts_at=berlin("2026-03-31", "12:00"),
        ends_at=berlin("2026-04-03", "00:00"),
        kind=TimeOffKind.CLOSURE,
    )

    assert TimeOff.objects.count() == 1
    assert outcome(anna, haircut, berlin("2026-03-31", "11:30")) == "booked"
    assert outcome(anna, haircut, berlin("2026-03-31", "11:45")) == RefusalCode.BRANCH_CLOSED
    assert outcome(anna, haircut, berlin("2026-04-02", "10:00")) == RefusalCode.BRANCH_CLOSED


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("10:15", "booked"),
        ("10:30", RefusalCode.SLOT_TAKEN),
        ("11:00", RefusalCode.SLOT_TAKEN),
        ("12:00", RefusalCode.SLOT_TAKEN),
        ("12:15", RefusalCode.SLOT_TAKEN),
        ("12:30", "booked"),
    ],
)
def test_buffers_keep_others_away(clock: str, expected: str, anna: StaffMember, haircut: Service) -> None:
    colour = ServiceFactory(
        name="Farbe", minutes=60, buffer_before=timedelta(minutes=15), buffer_after=timedelta(minutes=30)
    )
    StaffSkill.objects.create(staff=anna, service=colour)
    AppointmentFactory(staff=anna, service=colour, starts_at=berlin("2026-03-30", "11:00"))

    assert outcome(anna, haircut, berlin("2026-03-30", clock)) == expected


def test_buffers_may_stick_out_of_the_hours(anna: StaffMember, branch: Branch) -> None:
    dye = ServiceFactory(minutes=60, buffer_before=timedelta(minutes=15), buffer_after=timedelta(minutes=30))
    StaffSkill.objects.create(staff=anna, service=dye)

    assert outcome(anna, dye, berlin("2026-03-30", "09:00")) == "booked"
    assert outcome(anna, dye, berlin("2026-03-30", "17:00")) == "booked"


def test_own_duration_of_a_person_counts(anna: StaffMember, haircut: Service) -> None:
    StaffSkill.objects.update(duration=timedelta(minutes=45))

    assert outcome(anna, haircut, berlin("2026-03-30", "17:30")) == RefusalCode.OUTSIDE_OPENING_HOURS
    assert outcome(anna, haircut, berlin("2026-03-30", "17:15")) == "booked"


@pytest.mark.parametrize("model", [Branch, StaffMember, Service])
def test_what_is_inactive_is_not_offered(model: type[Branch], anna: StaffMember, haircut: Service) -> None:
    model.objects.update(is_active=False)

    assert outcome(anna, haircut, berlin("2026-03-30", "10:00")) == RefusalCode.SERVICE_NOT_OFFERED


@pytest.fixture
def night_owl(company: object) -> StaffMember:
    """Somebody at a petrol station that is open all night."""
    branch = BranchFactory(
        open_on=NIGHT, open_on__opens_at=time(0), open_on__closes_at=time(0), closes_on_public_holidays=False
    )
    return StaffMemberFactory(branches=(branch,), services=(ServiceFactory(name="Reifen", minutes=60),))


def starts_of_night(staff: StaffMember, day: date) -> list[str]:
    service = Service.objects.get()
    evening = berlin(str(day - timedelta(days=1)), "12:00")
    window = (berlin(str(day), "00:00"), berlin(str(day), "05:00"))
    search = SlotSearch(service_ids=(service.pk,), windows=(window,), limit=99, alternatives=False)
    starts = sorted(slot.starts_at for slot in search_slots(search=search, now=evening).slots)
    return [
        f"{local:%H:%M}{'*' * local.fold}" for local in (start.astimezone(berlin_zone()) for start in starts)
    ]


def berlin_zone() -> object:
    return Branch.objects.get().zone


def test_spring_night_skips_the_hour_that_does_not_exist(night_owl: StaffMember) -> None:
    starts = starts_of_night(night_owl, date(2026, 3, 29))

    assert [start for start in starts if start.endswith("00")] == ["00:00", "01:00", "03:00", "04:00"]
    assert len(starts) == 16


def test_autumn_night_offers_the_repeated_hour_twice(night_owl: StaffMember) -> None:
    starts = starts_of_night(night_owl, date(2026, 10, 25))

    assert [start for start in starts if "00" in start[3:]] == [
        "00:00",
        "01:00",
        "02:00",
        "02:00*",
        "03:00",
        "04:00",
    ]


def test_autumn_night_books_both_hours_apart(night_owl: StaffMember) -> None:
    service = Service.objects.get()
    first = berlin("2026-10-25", "01:00") + timedelta(hours=1)
    evening = berlin("2026-10-24", "20:00")

    assert outcome(night_owl, service, first, now=evening) == "booked"
    assert outcome(night_owl, service, first + timedelta(minutes=30), now=evening) == RefusalCode.SLOT_TAKEN
    assert outcome(night_owl, service, first + timedelta(hours=1), now=evening) == "booked"
    spoken = [
        f"{each.local_start:%H:%M}/{each.local_start.fold}"
        for each in service.appointments.order_by("period")
    ]
    assert spoken == ["02:00/0", "02:00/1"]


def test_a_visit_may_pass_midnight_where_both_days_are_open(night_owl: StaffMember) -> None:
    service = Service.objects.get()

    assert outcome(night_owl, service, berlin("2026-03-31", "23:30")) == "booked"


def test_a_visit_may_not_pass_midnight_into_a_closed_day(night_owl: StaffMember) -> None:
    SpecialDayFactory(branch=Branch.objects.get(), date_on=date(2026, 4, 1))
    service = Service.objects.get()

    assert outcome(night_owl, service, berlin("2026-03-31", "23:00")) == "booked"
    assert outcome(night_owl, service, berlin("2026-03-31", "23:30")) == RefusalCode.OUTSIDE_OPENING_HOURS
