from __future__ import annotations

from datetime import date, time, timedelta

from booking.enums import TimeOffKind
from booking.models import Branch, Service, StaffMember, StaffSkill
from booking.queries import (
    appointments_on,
    customers_with_phone,
    day_plan,
    upcoming_appointments_at_number,
    upcoming_appointments_of,
)
from booking.services import add_time_off, cancel_appointment
from tests.booking.acting import offered, run_out
from tests.factories.booking import (
    MONDAY_8,
    AppointmentFactory,
    BranchFactory,
    CustomerFactory,
    ServiceFactory,
    WorkingHoursFactory,
    berlin,
)

TUESDAY = date(2026, 3, 31)


def tuesday(first: str, last: str) -> tuple[object, object]:
    return berlin("2026-03-31", first), berlin("2026-03-31", last)


def test_appointments_on_go_by_the_local_date(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    late = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "16:00"))
    early = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "09:00"))
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-04-01", "09:00"))
    gone = AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "12:00"))
    cancel_appointment(appointment_id=gone.pk, reason="", by="web", now=MONDAY_8)

    assert list(appointments_on(day=TUESDAY, branch=branch)) == [early, late]


def test_upcoming_appointments_are_those_ahead(anna: StaffMember, haircut: Service) -> None:
    clara = CustomerFactory(name="Clara Weber", phone="+4915112345678")
    emma = CustomerFactory(name="Emma Weber", phone="+4915112345678")
    first = AppointmentFactory(
        staff=anna, service=haircut, customer=clara, starts_at=berlin("2026-03-30", "09:00")
    )
    later = AppointmentFactory(
        staff=anna, service=haircut, customer=clara, starts_at=berlin("2026-03-31", "09:00")
    )
    other = AppointmentFactory(
        staff=anna, service=haircut, customer=emma, starts_at=berlin("2026-03-31", "10:00")
    )

    assert list(upcoming_appointments_of(customer_ids=[clara.pk], now=MONDAY_8)) == [first, later]
    assert list(upcoming_appointments_of(customer_ids=[clara.pk], now=first.ends_at)) == [later]
    assert list(upcoming_appointments_at_number(phone="+4915112345678", now=first.ends_at)) == [later, other]
    assert customers_with_phone("+4915112345678") == [clara, emma]
    assert customers_with_phone("+4930123456") == []


def test_day_plan_shows_each_persons_day(anna: StaffMember, ben: StaffMember, branch: Branch) -> None:
    dye = ServiceFactory(name="Farbe", minutes=60, buffer_after=timedelta(minutes=15))
    StaffSkill.objects.create(staff=anna, service=dye)
    WorkingHoursFactory(branch=branch, staff=ben, weekday=1, opens_at=time(12), closes_at=time(16))
    appointment = AppointmentFactory(staff=anna, service=dye, starts_at=berlin("2026-03-31", "10:00"))
    starts_at, ends_at = tuesday("13:00", "14:00")
    add_time_off(staff_id=ben.pk, starts_at=starts_at, ends_at=ends_at, kind=TimeOffKind.BLOCKED)  # type: ignore[arg-type]

    plan = day_plan(branch=branch, day=TUESDAY)

    of_anna, of_ben = plan.columns
    assert plan.opening == (tuesday("09:00", "18:00"),)
    assert (of_anna.staff, of_anna.working) == (anna, (tuesday("09:00", "18:00"),))
    assert [(each.appointment, each.blocked) for each in of_anna.appointments] == [
        (appointment, (tuesday("10:00", "11:15"),))
    ]
    assert (of_ben.working, of_ben.absences) == ((tuesday("12:00", "16:00"),), (tuesday("13:00", "14:00"),))


def test_day_plan_shows_holds_while_they_last(anna: StaffMember, branch: Branch, haircut: Service) -> None:
    offered(haircut, limit=1)
    monday = date(2026, 3, 30)

    assert len(day_plan(branch=branch, day=monday).columns[0].held) == 1
    run_out()
    assert not day_plan(branch=branch, day=monday).columns[0].held


def test_day_plan_hides_what_people_do_at_other_branches(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    west = BranchFactory(name="Haarmonie West")
    anna.branches.add(west)
    AppointmentFactory(staff=anna, service=haircut, branch=west, starts_at=berlin("2026-03-31", "10:00"))

    (column,) = day_plan(branch=branch, day=TUESDAY).columns

    assert (column.appointments, column.elsewhere) == ((), (tuesday("10:00", "10:30"),))


def test_day_plan_keeps_who_left_while_appointments_remain(
    anna: StaffMember, branch: Branch, haircut: Service
) -> None:
    AppointmentFactory(staff=anna, service=haircut, starts_at=berlin("2026-03-31", "10:00"))
    StaffMember.objects.update(is_active=False)

    assert [column.staff for column in day_plan(branch=branch, day=TUESDAY).columns] == [anna]
    assert day_plan(branch=branch, day=date(2026, 4, 1)).columns == ()


def test_day_plan_names_the_holiday(anna: StaffMember, branch: Branch) -> None:
    plan = day_plan(branch=branch, day=date(2026, 4, 6))

    assert (plan.holiday, plan.opening, plan.columns[0].working) == ("Ostermontag", (), ())
