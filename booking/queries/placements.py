"""Where an appointment may go: the engine's answer for whole days of several people, from one read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from booking.enums import RefusalCode
from booking.models import Appointment
from booking.queries.calendar_state import Asker, CalendarState, Ignored, state_for_search
from booking.rules.calendar import Calendar
from booking.rules.choices import Choices
from booking.rules.engine import refusal_of
from booking.rules.placing import Verdict, verdicts_of
from booking.rules.visits import Visit, offers, visit_of, visits_for
from booking.wall_clock import day_span, instant_of, seconds_of

# A visit and its buffers are shorter than this, so nothing farther away is in the way.
_MARGIN = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """One person on one day: how long it would take with them, and where it may begin."""

    staff_id: int
    day: date
    duration: timedelta
    verdicts: tuple[Verdict, ...]
    # Spans of working hours, to tell a break from the end of the day.
    at_work: tuple[tuple[int, int], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """It may last until ``ends_at``, or what is in the way of that."""

    ends_at: datetime
    code: RefusalCode | None


def placements_for(
    appointment: Appointment,
    *,
    staff_ids: Sequence[int],
    days: Sequence[date],
    now: datetime,
    waivable: Collection[RefusalCode] = (),
) -> list[Placement]:
    """For each of these people and days where the appointment may begin; its own time is no obstacle.

    Whoever does not do the service has one verdict for the whole day. Reads the database once.
    """
    zone = appointment.branch.zone
    state = _state(
        appointment,
        staff_ids=staff_ids,
        start=instant_of(day_span(min(days), zone)[0]) - _MARGIN,
        end=instant_of(day_span(max(days), zone)[1]) + _MARGIN,
        now=now,
    )
    return [
        _placement(state, appointment, staff_id=staff_id, day=day, now=now, waivable=waivable)
        for staff_id in staff_ids
        for day in days
    ]


def stretches_for(
    appointment: Appointment,
    *,
    longest: timedelta,
    step: timedelta,
    now: datetime,
    waived: Collection[RefusalCode] = (),
) -> list[Stretch]:
    """How long it may last when it begins as it does, in steps up to ``longest``."""
    state = _state(
        appointment,
        staff_ids=[appointment.staff_id],
        start=appointment.starts_at - _MARGIN,
        end=appointment.ends_at + _MARGIN,
        now=now,
    )
    found = []
    lasts = step
    while lasts <= longest:
        visit = _visit(state, appointment, appointment.staff_id, more=lasts - appointment.duration)
        code = refusal_of(
            state.calendar,
            visit,
            start=seconds_of(appointment.starts_at),
            now=seconds_of(min(now, appointment.starts_at)),
            taken=state.taken,
            waived=waived,
        )
        if visit.duration == lasts.total_seconds():
            found.append(Stretch(ends_at=appointment.starts_at + lasts, code=code))
        lasts += step
    return found


def _state(
    appointment: Appointment, *, staff_ids: Sequence[int], start: datetime, end: datetime, now: datetime
) -> CalendarState:
    return state_for_search(
        service_ids=[appointment.service_id],
        staff_ids=staff_ids,
        branch_ids=[appointment.branch_id],
        start=start,
        end=end,
        ignored=Ignored(appointment_id=appointment.pk),
        customer_id=appointment.customer_id,
        asker=Asker(customer_id=appointment.customer_id, at=now),
    )


def _visit(
    state: CalendarState, appointment: Appointment, staff_id: int, *, more: timedelta = timedelta(0)
) -> Visit:
    extras = dict(state.extras)
    service_id = appointment.service_id
    extras[service_id] = extras.get(service_id, 0) + int(more.total_seconds())
    return visit_of(
        state.calendar,
        service_id=service_id,
        staff_id=staff_id,
        branch_id=appointment.branch_id,
        choices=Choices(appointment.variant_id, appointment.add_on_ids, extras, appointment.party_size),
    )


def _placement(
    state: CalendarState,
    appointment: Appointment,
    *,
    staff_id: int,
    day: date,
    now: datetime,
    waivable: Collection[RefusalCode],
) -> Placement:
    calendar, branch_id = state.calendar, appointment.branch_id
    if not _is_done_by(calendar, appointment, staff_id):
        whole = day_span(day, appointment.branch.zone)
        nobody = Verdict(*whole, (RefusalCode.SERVICE_NOT_OFFERED,), is_final=True)
        return Placement(
            staff_id=staff_id, day=day, duration=appointment.duration, verdicts=(nobody,), at_work=()
        )
    visit = _visit(state, appointment, staff_id)
    verdicts = verdicts_of(
        calendar, visit, day=day, now=seconds_of(now), taken=state.taken, waivable=waivable
    )
    return Placement(
        staff_id=staff_id,
        day=day,
        duration=timedelta(seconds=visit.duration),
        verdicts=tuple(verdicts),
        at_work=calendar.working_spans(staff_id=staff_id, branch_id=branch_id, day=day),
    )


def _is_done_by(calendar: Calendar, appointment: Appointment, staff_id: int) -> bool:
    service, staff = calendar.services.get(appointment.service_id), calendar.staff.get(staff_id)
    branch = calendar.branches.get(appointment.branch_id)
    return bool(service and staff and branch and offers(service, staff, branch))


@dataclass(frozen=True, kw_only=True, slots=True)
class Able:
    """Somebody who does the service, and why not then; ``code`` ``None``: they can."""

    staff_id: int
    name: str
    duration: timedelta
    code: RefusalCode | None


def able_to_begin(
    *,
    service_id: int,
    branch_id: int,
    starts_at: datetime,
    now: datetime,
    variant_id: int | None = None,
    add_on_ids: tuple[int, ...] = (),
    party_size: int = 1,
    waived: Collection[RefusalCode] = (),
) -> list[Able]:
    """Everybody who does it there, in their order, with what is in the way of that very start."""
    state = state_for_search(
        service_ids=[service_id],
        staff_ids=None,
        branch_ids=[branch_id],
        start=starts_at - _MARGIN,
        end=starts_at + _MARGIN,
    )
    visits = visits_for(
        state.calendar,
        service_ids=[service_id],
        staff_ids=None,
        branch_ids=[branch_id],
        choices=Choices(variant_id, add_on_ids, state.extras, party_size),
    )
    return [
        Able(
            staff_id=visit.staff.staff_id,
            name=visit.staff.name,
            duration=timedelta(seconds=visit.duration),
            code=refusal_of(
                state.calendar,
                visit,
                start=seconds_of(starts_at),
                now=seconds_of(now),
                taken=state.taken,
                waived=waived,
            ),
        )
        for visit in visits
    ]
