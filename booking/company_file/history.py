"""A made-up past, and a calendar that is busy for some weeks: for demonstrations, without telling anybody.

Rows are written in bulk and no event is published, so no message goes out for an appointment that never was.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from booking.company_file.people import gender_of, made_up_people
from booking.company_file.shapes import HistoryEntry, ServiceEntry
from booking.enums import AppointmentSource, AppointmentStatus, ChangeKind, Gender, OccupancyKind, ServiceKind
from booking.models import Appointment, AppointmentChange, Branch, Customer, Occupancy
from booking.models.periods import period
from booking.queries.calendar import current_calendar
from booking.rules.calendar import Calendar
from booking.rules.engine import grid_starts
from booking.rules.offerings import ServiceRules
from booking.rules.spans import Spans, starts_within
from booking.rules.taken import NOTHING_TAKEN, Taken, Takes
from booking.rules.visits import visit_of
from booking.services.customers import email_fields, name_fields, phone_fields
from booking.services.references import ALPHABET, LENGTH
from booking.wall_clock import instant_of, seconds_of
from tenants.company_file.bulk import copy_in
from tenants.company_file.sections import Making

MONTH = timedelta(days=30)
# Mondays are slow, Fridays and Saturdays are full.
_WEEKDAY_LOAD = (0.75, 0.9, 0.95, 1.05, 1.25, 1.35, 0.6)
_SOURCES = {AppointmentSource.PHONE: 62, AppointmentSource.PORTAL: 24, AppointmentSource.WEB: 14}
_ENDINGS = {AppointmentStatus.DONE: 89, AppointmentStatus.CANCELLED: 7, AppointmentStatus.NO_SHOW: 4}
_RHYTHMS = (0.6, 0.8, 0.8, 1, 1.2, 1.6, 2.5)
_CANCEL_REASONS = ("krank", "verhindert", "Termin bei der Arbeit", "anderer Termin", "")


def write_history(entry: HistoryEntry, making: Making) -> None:
    """Customers with habits, the appointments they had, and those they have in the coming weeks."""
    chance = random.Random(entry.seed)  # noqa: S311  the same seed shall give the same history
    services = {service.name: service for service in making.sections["services"]}
    calendar = current_calendar()
    regulars = _Regulars(chance, _customers(entry, chance, making), calendar, entry.visit_every)
    days = _Days(chance=chance, calendar=calendar, services=services, now=making.now, entry=entry)
    visits = [visit for visit in days.filled() if regulars.find_somebody_for(visit)]
    _write(visits, chance=chance, now=making.now)


@dataclass(kw_only=True, slots=True)
class _Visit:
    """Times are seconds since 1970."""

    staff_id: int
    branch_id: int
    service: ServiceRules
    mostly: Gender | None
    start: int
    end: int
    takes: Takes
    local_start: datetime
    customer: Customer = field(init=False)


@dataclass(kw_only=True, slots=True)
class _Days:
    """Fills the working time of everybody, day by day."""

    chance: random.Random
    calendar: Calendar
    services: dict[str, ServiceEntry]
    now: datetime
    entry: HistoryEntry
    _taken: dict[int, Taken] = field(default_factory=dict)

    def filled(self) -> list[_Visit]:
        """All visits from the first day to the last, earliest first."""
        self._remember_what_is_there()
        first = (self.now - self.entry.months * MONTH).date()
        last = (self.now + timedelta(weeks=self.entry.future_weeks)).date()
        visits: list[_Visit] = []
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            for staff_id, staff in self.calendar.staff.items():
                for branch_id in sorted(staff.branch_ids):
                    visits += self._day_of(staff_id, branch_id, day)
        return sorted(visits, key=lambda visit: (visit.start, visit.staff_id))

    def _remember_what_is_there(self) -> None:
        for row in Occupancy.objects.all():
            span = seconds_of(row.blocked.lower), seconds_of(row.blocked.upper)
            known = self._taken.get(row.resource_id, NOTHING_TAKEN)
            if row.kind in {OccupancyKind.ABSENCE, OccupancyKind.EXTERNAL}:
                self._taken[row.resource_id] = replace(known, absences=(*known.absences, span))
            else:
                self._taken[row.resource_id] = _with(known, *span)

    def _day_of(self, staff_id: int, branch_id: int, day: date) -> list[_Visit]:
        present = self.calendar.working_spans(staff_id=staff_id, branch_id=branch_id, day=day)
        known = [
            service
            for service in self.calendar.services.values()
            if staff_id in service.skills and service.kind is not ServiceKind.CLASS
        ]
        if not present or not known:
            return []
        weights = [self.services[service.name].weight for service in known]
        wanted = self.chance.choices(known, weights, k=self._how_many(day))
        placed = (self._placed(service, staff_id, branch_id, present) for service in wanted)
        return [visit for visit in placed if visit]

    def _how_many(self, day: date) -> int:
        load = self.entry.appointments_per_staff_day * _WEEKDAY_LOAD[day.weekday()]
        ahead = (day - self.now.date()).days
        if ahead > 0:
            # People book some days ahead: nearly full tomorrow, nearly empty at the end.
            load *= max(0.15, 0.85 - 0.7 * ahead / (7 * max(1, self.entry.future_weeks)))
        return max(0, round(self.chance.gauss(load, 1)))

    def _placed(self, service: ServiceRules, staff_id: int, branch_id: int, present: Spans) -> _Visit | None:
        """Somewhere in the person's time, where everything that the visit takes is free."""
        visit = visit_of(self.calendar, service_id=service.service_id, staff_id=staff_id, branch_id=branch_id)
        starts = [
            start for span in starts_within(present, visit.duration) for start in grid_starts(visit, span)
        ]
        for start in self.chance.sample(starts, len(starts)):
            if takes := visit.takes(start, taken=self._taken):
                for resource_id, first, last in takes:
                    known = self._taken.get(resource_id, NOTHING_TAKEN)
                    self._taken[resource_id] = _with(known, first, last)
                return _Visit(
                    staff_id=staff_id,
                    branch_id=branch_id,
                    service=service,
                    mostly=self.services[service.name].mostly,
                    start=start,
                    end=start + visit.duration,
                    takes=takes,
                    local_start=instant_of(start).astimezone(visit.branch.zone),
                )
        return None


def _with(taken: Taken, start: int, end: int) -> Taken:
    place = bisect_left(taken.starts, start)
    return replace(
        taken,
        starts=(*taken.starts[:place], start, *taken.starts[place:]),
        ends=(*taken.ends[:place], end, *taken.ends[place:]),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Habit:
    """What somebody likes: a person, a weekday, an hour; and how many seconds lie between two visits."""

    customer: Customer
    staff_id: int
    weekday: int
    hour: int
    every: float


class _Regulars:
    """Finds for each visit the customer whose habits it fits best."""

    def __init__(
        self, chance: random.Random, customers: list[Customer], calendar: Calendar, visit_every: timedelta
    ) -> None:
        self._chance = chance
        self._last_visit: dict[int, int] = {}
        staff_ids = sorted(calendar.staff)
        self._habits = [
            _Habit(
                customer=customer,
                staff_id=chance.choice(staff_ids),
                weekday=chance.choices(range(6), (2, 3, 3, 3, 4, 4))[0],
                hour=chance.choice((8, 9, 10, 11, 13, 14, 15, 16, 17, 18)),
                every=visit_every.total_seconds() * chance.choice(_RHYTHMS),
            )
            for customer in customers
        ]
        self._of_staff = {
            staff_id: [habit for habit in self._habits if habit.staff_id == staff_id]
            for staff_id in staff_ids
        }

    def find_somebody_for(self, visit: _Visit) -> bool:
        """Give the visit its customer; nobody when all who were asked have been there lately."""
        own = self._of_staff[visit.staff_id]
        asked = self._chance.choices(own if own and self._chance.random() < 0.85 else self._habits, k=10)
        due = [habit for habit in asked if self._is_due(habit, visit)]
        if not due:
            return False
        habit = min(due, key=lambda habit: _strangeness(habit, visit))
        visit.customer = habit.customer
        self._last_visit[habit.customer.pk] = visit.start
        return True

    def _is_due(self, habit: _Habit, visit: _Visit) -> bool:
        if visit.mostly and gender_of(habit.customer.name) not in (visit.mostly, None):
            return False
        last = self._last_visit.get(habit.customer.pk)
        return last is None or visit.start - last >= habit.every * 0.7


def _strangeness(habit: _Habit, visit: _Visit) -> float:
    local = visit.local_start
    return (
        3 * (habit.staff_id != visit.staff_id)
        + 2 * (habit.weekday != local.weekday())
        + 0.5 * abs(habit.hour - local.hour)
    )


def _customers(entry: HistoryEntry, chance: random.Random, making: Making) -> list[Customer]:
    known = list(Customer.objects.order_by("pk"))
    first_branch = Branch.objects.all()[0]
    people = made_up_people(
        chance,
        count=entry.customers,
        subdivision=first_branch.subdivision,
        used={customer.phone for customer in known},
    )
    fresh = [
        Customer(
            **name_fields(name),
            **phone_fields(phone),
            **email_fields(email),
            created_at=making.now - entry.months * MONTH,
        )
        for name, phone, email in people
    ]
    return known + copy_in(fresh)


def _write(visits: list[_Visit], *, chance: random.Random, now: datetime) -> None:
    """The customers' files begin with their first visit here; everything else follows from the visits."""
    references = _references(chance, len(visits))
    appointments = copy_in(_appointment(visit, next(references), chance, now) for visit in visits)
    copy_in(
        Occupancy(
            resource_id=resource_id,
            blocked=period(instant_of(start), instant_of(end)),
            kind=OccupancyKind.APPOINTMENT,
            appointment=appointment,
        )
        for visit, appointment in zip(visits, appointments, strict=True)
        if appointment.status != AppointmentStatus.CANCELLED
        for resource_id, start, end in visit.takes
    )
    changes = [change for appointment in appointments for change in _changes(appointment)]
    copy_in(sorted(changes, key=lambda change: change.changed_at))


def _appointment(visit: _Visit, reference: str, chance: random.Random, now: datetime) -> Appointment:
    starts_at, ends_at = instant_of(visit.start), instant_of(visit.end)
    created_at = _booked_at(visit, chance, now)
    status = _status(starts_at, ends_at, chance, now)
    cancelled_at = None
    if status == AppointmentStatus.CANCELLED:
        cancelled_at = created_at + (min(starts_at, now) - created_at) * chance.uniform(0.3, 0.95)
    return Appointment(
        reference=reference,
        customer=visit.customer,
        branch_id=visit.branch_id,
        service_id=visit.service.service_id,
        staff_id=visit.staff_id,
        period=period(starts_at, ends_at),
        status=status,
        price_cents=visit.service.price_cents,
        price_kind=visit.service.price_kind,
        currency=visit.service.currency,
        source=chance.choices(list(_SOURCES), list(_SOURCES.values()))[0],
        version=1 if status == AppointmentStatus.CONFIRMED else 2,
        created_at=created_at,
        cancelled_at=cancelled_at,
        cancel_reason=chance.choice(_CANCEL_REASONS) if cancelled_at else "",
    )


def _booked_at(visit: _Visit, chance: random.Random, now: datetime) -> datetime:
    """Some days before, at an hour at which people ring; never in the future."""
    days = 1 + min(40, chance.expovariate(1 / 8))
    when = visit.local_start - timedelta(days=int(days))
    when = when.replace(
        hour=chance.randint(8, 18), minute=chance.randint(0, 59), second=chance.randint(0, 59)
    )
    latest = now - timedelta(hours=chance.uniform(1, 90))
    return min(when, latest.astimezone(when.tzinfo))


def _status(
    starts_at: datetime, ends_at: datetime, chance: random.Random, now: datetime
) -> AppointmentStatus:
    if ends_at <= now:
        return chance.choices(list(_ENDINGS), list(_ENDINGS.values()))[0]
    if starts_at <= now:
        return AppointmentStatus.ARRIVED
    return AppointmentStatus.CANCELLED if chance.random() < 0.04 else AppointmentStatus.CONFIRMED


def _changes(appointment: Appointment) -> list[AppointmentChange]:
    changes = [
        AppointmentChange(
            appointment=appointment,
            kind=ChangeKind.BOOKED,
            changed_at=appointment.created_at,
            by=appointment.source,
            new_period=appointment.period,
            new_staff_id=appointment.staff_id,
            new_status=AppointmentStatus.CONFIRMED,
        )
    ]
    if appointment.cancelled_at:
        changes.append(
            _change(
                appointment,
                ChangeKind.CANCELLED,
                appointment.cancelled_at,
                old_period=appointment.period,
                old_staff_id=appointment.staff_id,
                reason=appointment.cancel_reason,
            )
        )
    elif appointment.status == AppointmentStatus.ARRIVED:
        changes.append(_change(appointment, ChangeKind.STATUS, appointment.starts_at))
    elif appointment.status != AppointmentStatus.CONFIRMED:
        changes.append(_change(appointment, ChangeKind.STATUS, appointment.ends_at))
    return changes


def _change(appointment: Appointment, kind: ChangeKind, at: datetime, **more: Any) -> AppointmentChange:
    return AppointmentChange(
        appointment=appointment,
        kind=kind,
        changed_at=at,
        by="history",
        old_status=AppointmentStatus.CONFIRMED,
        new_status=appointment.status,
        **more,
    )


def _references(chance: random.Random, count: int) -> Any:
    taken = set(Appointment.objects.values_list("reference", flat=True))
    wanted = len(taken) + count
    made: list[str] = []
    while len(taken) < wanted:
        code = "".join(chance.choices(ALPHABET, k=LENGTH))
        if code not in taken:
            taken.add(code)
            made.append(code)
    return iter(made)
