"""Appointments as a calendar shows them, and as a customer asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from booking.enums import OccupancyKind
from booking.models import Appointment, Branch, Customer, Occupancy, StaffMember
from booking.models.appointments import AppointmentQuerySet
from booking.queries.calendar import current_calendar
from booking.rules.calendar import Calendar
from booking.rules.spans import Spans
from booking.wall_clock import day_span, instant_of
from tenants.fields import phone_index

TimeSpan = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedAppointment:
    """An appointment with the time that it really takes, buffers included."""

    appointment: Appointment
    blocked: tuple[TimeSpan, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StaffColumn:
    """One person's day at one branch. ``elsewhere`` is taken by appointments at other branches."""

    staff: StaffMember
    working: tuple[TimeSpan, ...]
    absences: tuple[TimeSpan, ...]
    held: tuple[TimeSpan, ...]
    elsewhere: tuple[TimeSpan, ...]
    appointments: tuple[PlannedAppointment, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPlan:
    """Everything that a calendar page of one branch and date shows; instants in UTC."""

    branch: Branch
    day: date
    starts_at: datetime
    ends_at: datetime
    opening: tuple[TimeSpan, ...]
    holiday: str | None
    columns: tuple[StaffColumn, ...]


def appointments_on(*, day: date, branch: Branch) -> AppointmentQuerySet:
    """Appointments of a branch that start on a local date, earliest first, cancelled ones left out."""
    start, end = (instant_of(edge) for edge in day_span(day, branch.zone))
    rows = Appointment.objects.starting_in(start, end).filter(branch=branch).not_cancelled()
    return rows.with_names().order_by("period", "pk")


def upcoming_appointments_of(*, customer_ids: Collection[int], now: datetime) -> AppointmentQuerySet:
    """What these persons still have ahead of them, earliest first."""
    return Appointment.objects.upcoming(now).filter(customer__in=customer_ids).with_names()


def upcoming_appointments_at_number(*, phone: str, now: datetime) -> AppointmentQuerySet:
    """What persons with this number (E.164) still have ahead of them, earliest first."""
    return Appointment.objects.upcoming(now).filter(customer__phone_index=phone_index(phone)).with_names()


def customers_with_phone(e164: str) -> list[Customer]:
    """The persons who share this number, those known longest first."""
    return list(Customer.objects.filter(phone_index=phone_index(e164)).order_by("pk"))


def day_plan(*, branch: Branch, day: date) -> DayPlan:
    """The day of everybody who works at the branch, and of those who left but still have appointments."""
    calendar = current_calendar()
    start, end = (instant_of(edge) for edge in day_span(day, branch.zone))
    taken = _taken_at(branch, start, end)
    rules = calendar.branches[branch.pk]
    return DayPlan(
        branch=branch,
        day=day,
        starts_at=start,
        ends_at=end,
        opening=_instants(calendar.opening_spans(branch_id=branch.pk, day=day)),
        holiday=None if day in rules.special_days else rules.holiday_on(day),
        columns=tuple(
            _column(calendar, branch, day, staff, taken[staff.resource_id])
            for staff in branch.staff.all()
            if staff.is_active or staff.resource_id in taken
        ),
    )


def _taken_at(branch: Branch, start: datetime, end: datetime) -> dict[int, list[Occupancy]]:
    """What takes the branch's people on this day, by resource; holds that ran out left out."""
    expired = Occupancy.objects.expired_holds().values("pk")
    rows = (
        Occupancy.objects.filter(resource__staff_member__branches=branch, blocked__overlap=(start, end))
        .exclude(pk__in=expired)
        .select_related(
            "appointment__customer", "appointment__service", "appointment__staff", "appointment__branch"
        )
        .order_by("blocked", "pk")
    )
    taken: dict[int, list[Occupancy]] = defaultdict(list)
    for row in rows:
        taken[row.resource_id].append(row)
    return taken


def _column(
    calendar: Calendar, branch: Branch, day: date, staff: StaffMember, taken: list[Occupancy]
) -> StaffColumn:
    working = calendar.working_spans(staff_id=staff.pk, branch_id=branch.pk, day=day)
    of_kind = {kind: [row for row in taken if row.kind == kind] for kind in OccupancyKind}
    booked = of_kind[OccupancyKind.APPOINTMENT]
    here = [row for row in booked if row.appointment and row.appointment.branch_id == branch.pk]
    return StaffColumn(
        staff=staff,
        working=_instants(working),
        absences=_blocked(of_kind[OccupancyKind.ABSENCE]),
        held=_blocked(of_kind[OccupancyKind.HOLD]),
        elsewhere=_blocked(row for row in booked if row not in here),
        appointments=_planned(here),
    )


def _planned(rows: Iterable[Occupancy]) -> tuple[PlannedAppointment, ...]:
    """One entry for each appointment, however many phases it has."""
    phases: dict[Appointment, list[Occupancy]] = {}
    for row in rows:
        if row.appointment:
            phases.setdefault(row.appointment, []).append(row)
    return tuple(
        PlannedAppointment(appointment=appointment, blocked=_blocked(taken))
        for appointment, taken in phases.items()
    )


def _blocked(rows: Iterable[Occupancy]) -> tuple[TimeSpan, ...]:
    return tuple((row.blocked.lower, row.blocked.upper) for row in rows)


def _instants(spans: Spans) -> tuple[TimeSpan, ...]:
    return tuple((instant_of(start), instant_of(end)) for start, end in spans)
