"""The weekly timetable of group classes becomes sessions, each with its person and its room."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from askproai.core.rows import insert
from booking.enums import OccupancyKind, RefusalCode, ServiceKind
from booking.errors import BookingRefused, OverbookingForbidden, ServiceNotOffered, SlotTaken, refusal_for
from booking.models import ClassSession, ClassTime, Occupancy, Service, StaffMember
from booking.models.periods import period
from booking.queries.calendar_state import state_for_search
from booking.queries.class_times import TIMETABLE_WAIVES, MissingDay, days_of
from booking.queries.classes import overbooking_is_allowed
from booking.queries.slots import MARGIN
from booking.rules.choices import Choices
from booking.rules.engine import refusal_of
from booking.rules.taken import Takes
from booking.rules.visits import visit_of
from booking.services.acts import booking_act, lock_visit
from booking.services.direct_booking import bookable_staff
from booking.wall_clock import instant_at, instant_of, seconds_of
from tenants.work import wake

DECISIONS = "class_decisions"
ONE_DAY = timedelta(days=1)
# What somebody decides who plans a single session by hand.
TEAM_WAIVES = TIMETABLE_WAIVES | {RefusalCode.PUBLIC_HOLIDAY, RefusalCode.BRANCH_CLOSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What became of the timetable."""

    session_ids: tuple[int, ...]
    not_planned: tuple[MissingDay, ...]


def plan_classes(*, now: datetime) -> Planned:
    """Make the sessions of the weekly timetable that are not there yet, each in a transaction of its own.

    A session that was called off is not made again. Doing this twice changes nothing.
    """
    offered = ClassTime.objects.filter(
        service__is_active=True,
        staff__is_active=True,
        branch__is_active=True,
        service__kind=ServiceKind.CLASS,
    )
    planned = [
        plan_class_time(each, now=now) for each in offered.select_related("service", "branch", "staff")
    ]
    return Planned(
        session_ids=tuple(pk for each in planned for pk in each.session_ids),
        not_planned=tuple(missing for each in planned for missing in each.not_planned),
    )


def plan_class_time(class_time: ClassTime, *, now: datetime) -> Planned:
    """The same for one line of the timetable."""
    made: list[int] = []
    missing: list[MissingDay] = []
    known = set(class_time.sessions.values_list("day_on", flat=True))
    for day in days_of(class_time, now):
        if day in known:
            continue
        try:
            made.append(_planned_from(class_time, day, now).pk)
        except BookingRefused as refusal:
            missing.append(MissingDay(day=day, code=RefusalCode(refusal.code)))
    return Planned(session_ids=tuple(made), not_planned=tuple(missing))


@booking_act
def plan_session(
    *,
    service_id: int,
    staff_id: int,
    branch_id: int,
    starts_at: datetime,
    places: int,
    now: datetime,
    min_participants: int = 0,
    decided_before: timedelta = ONE_DAY,
    waived: Collection[RefusalCode] = TEAM_WAIVES,
    class_time: ClassTime | None = None,
) -> ClassSession:
    """A session of a class: it takes the person, and the smallest room that is free for so many.

    :raises ServiceNotOffered: no class, or this person does not give it there.
    :raises BookingRefused: the first rule that forbids the time and is not waived; never an overlap.
    """
    staff = bookable_staff(staff_id)
    service = Service.objects.filter(pk=service_id, kind=ServiceKind.CLASS).first()
    if service is None:
        raise ServiceNotOffered(service_id=service_id)
    lock_visit(service_id=service_id, staff=staff, branch_id=branch_id)
    takes, duration = _room_for(
        service,
        staff,
        branch_id,
        starts_at=starts_at,
        places=places,
        waived=TEAM_WAIVES & set(waived),
        now=now,
    )
    branch = staff.branches.get(pk=branch_id)
    session = ClassSession(
        service=service,
        staff=staff,
        branch=branch,
        class_time=class_time,
        day_on=starts_at.astimezone(branch.zone).date(),
        period=period(starts_at, starts_at + duration),
        places=places,
        overbooking=service.overbooking if overbooking_is_allowed() else 0,
        min_participants=min_participants,
        decides_at=starts_at - decided_before if min_participants else None,
    )
    insert([session])
    _occupy(session, takes)
    if session.decides_at is not None:
        wake(kind=DECISIONS, due_at=session.decides_at, now=now)
    return session


def set_overbooking(*, service: Service, places: int) -> None:
    """How many places of each future session are promised beyond those that there are.

    :raises OverbookingForbidden: never where people are treated.
    """
    if places and not overbooking_is_allowed():
        raise OverbookingForbidden
    service.overbooking = places
    service.save(update_fields=["overbooking"])


def _planned_from(class_time: ClassTime, day: date, now: datetime) -> ClassSession:
    """:raises NonexistentWallTime: the clock jumps over its beginning that night."""
    return plan_session(
        service_id=class_time.service_id,
        staff_id=class_time.staff_id,
        branch_id=class_time.branch_id,
        starts_at=instant_at(datetime.combine(day, class_time.starts_at), class_time.branch.zone),
        places=class_time.places,
        now=now,
        min_participants=class_time.min_participants,
        decided_before=class_time.decided_before,
        waived=TIMETABLE_WAIVES,
        class_time=class_time,
    )


def _room_for(
    service: Service,
    staff: StaffMember,
    branch_id: int,
    *,
    starts_at: datetime,
    places: int,
    waived: frozenset[RefusalCode],
    now: datetime,
) -> tuple[Takes, timedelta]:
    """What the session takes, and how long it lasts, asked of the same rules as any visit."""
    state = state_for_search(
        service_ids=[service.pk],
        staff_ids=[staff.pk],
        branch_ids=[branch_id],
        start=starts_at - MARGIN,
        end=starts_at + MARGIN,
        for_change=True,
    )
    visit = visit_of(
        state.calendar,
        service_id=service.pk,
        staff_id=staff.pk,
        branch_id=branch_id,
        choices=Choices(party_size=places),
    )
    # For how many people a class is, the session says, not what one customer may book.
    visit = replace(visit, has_room=all(need.resources for need in visit.needs))
    start = seconds_of(starts_at)
    refusal = refusal_of(
        state.calendar, visit, start=start, now=seconds_of(now), taken=state.taken, waived=waived
    )
    if refusal:
        raise refusal_for(refusal)
    takes = visit.takes(start, taken=state.taken)
    if takes is None:
        raise SlotTaken
    return takes, timedelta(seconds=visit.duration)


def _occupy(session: ClassSession, takes: Takes) -> None:
    insert(
        [
            Occupancy(
                resource_id=resource_id,
                blocked=period(instant_of(start), instant_of(end)),
                kind=OccupancyKind.SESSION,
                session=session,
            )
            for resource_id, start, end in takes
        ]
    )
