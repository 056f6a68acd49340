"""Sessions of group classes: called off as a whole, decided by their deadline, given by somebody else."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from askproai.core.events import publish
from booking.enums import OfferState, SessionState
from booking.errors import (
    AppointmentNotChangeable,
    ChangedMeanwhile,
    MorePlacesBooked,
    SessionUnknown,
    refusal_for,
)
from booking.events import PlacesFreed, SessionCancelled
from booking.models import Appointment, ClassSession, Occupancy, StaffMember
from booking.queries.calendar_state import state_for_search
from booking.queries.slots import MARGIN
from booking.queries.terms import PROMISED
from booking.rules.engine import refusal_of
from booking.rules.visits import visit_of
from booking.services.acts import booking_act, lock_resources
from booking.services.changes import cancel_appointment
from booking.services.class_planning import TEAM_WAIVES
from booking.services.direct_booking import bookable_staff
from booking.wall_clock import seconds_of

TOO_FEW = "Mindestteilnehmerzahl nicht erreicht"


@booking_act
def cancel_session(*, session_id: int, reason: str, by: str, now: datetime) -> ClassSession:
    """Call a session off with all its appointments; everybody is told. Twice is the same as once.

    :raises SessionUnknown: no such session.
    :raises AppointmentNotChangeable: it has begun.
    """
    # Appointments first, then the person, as everybody locks; who comes between waits and is found below.
    _lock_appointments(session_id)
    session = lock_session(session_id)
    if session.state == SessionState.CANCELLED:
        return session
    if session.starts_at <= now:
        raise AppointmentNotChangeable(session_id=session_id)
    session.state = SessionState.CANCELLED
    session.cancelled_at, session.cancel_reason = now, reason[:200]
    session.save(update_fields=["state", "cancelled_at", "cancel_reason"])
    session.offers.filter(state=OfferState.HELD).update(state=OfferState.RELEASED)
    for appointment_id in _lock_appointments(session_id):
        cancel_appointment(appointment_id=appointment_id, reason=reason, by=by, now=now, is_by_team=True)
    session.occupancies.all().delete()
    publish(SessionCancelled(session_id=session_id))
    return session


@booking_act
def change_places(*, session_id: int, places: int, expected: int | None = None) -> ClassSession:
    """More or fewer places than planned.

    :param expected: how many the editor had read; ``None``: it does not matter.
    :raises SessionUnknown: no such session.
    :raises ChangedMeanwhile: somebody else has changed them since.
    :raises MorePlacesBooked: not fewer than are booked.
    """
    session = lock_session(session_id)
    _refuse_changed(session.places, expected)
    if places < max(session.booked, 1):
        raise MorePlacesBooked(booked=session.booked)
    more = places - session.places
    session.places = places
    session.save(update_fields=["places"])
    if more > 0 and session.state != SessionState.CANCELLED:
        publish(PlacesFreed(session_id=session_id, places=more))
    return session


@booking_act
def replace_teacher(
    *, session_id: int, staff_id: int, now: datetime, expected: int | None = None
) -> ClassSession:
    """Somebody else gives the class; all who booked keep their places.

    :param expected: who gave it when the editor looked; ``None``: it does not matter.
    :raises SessionUnknown: no such session.
    :raises ChangedMeanwhile: by now it is somebody else already.
    :raises AppointmentNotChangeable: it was called off, or has begun.
    :raises ServiceNotOffered: this person does not give it there.
    :raises BookingRefused: the person is not free then.
    """
    staff = bookable_staff(staff_id)
    session = lock_session(session_id, besides={staff.resource_id})
    if session.state == SessionState.CANCELLED or session.starts_at <= now:
        raise AppointmentNotChangeable(session_id=session_id)
    if staff == session.staff:
        return session
    _refuse_changed(session.staff_id, expected)
    _refuse_unless_free(session, staff, now)
    old = session.staff
    Occupancy.objects.filter(session=session, resource_id=old.resource_id).update(
        resource_id=staff.resource_id
    )
    session.staff = staff
    session.save(update_fields=["staff"])
    session.offers.filter(state=OfferState.HELD).update(state=OfferState.RELEASED)
    Appointment.objects.filter(session=session, status__in=PROMISED).update(staff=staff)
    return session


def decide_sessions(*, now: datetime) -> datetime | None:
    """Settle sessions whose deadline has come: enough people, or called off. Returns the next deadline."""
    undecided = ClassSession.objects.filter(state=SessionState.PLANNED, decides_at__isnull=False)
    for session_id in list(undecided.filter(decides_at__lte=now).order_by("pk").values_list("pk", flat=True)):
        _decide(session_id=session_id, now=now)
    later = undecided.filter(decides_at__gt=now).order_by("decides_at")
    return later.values_list("decides_at", flat=True).first()


def lock_session(session_id: int, besides: Collection[int] = ()) -> ClassSession:
    """The session as it is now, with its person locked: nobody else changes its places.

    :raises SessionUnknown: no such session.
    """
    while True:
        seen = ClassSession.objects.filter(pk=session_id).select_related("staff").first()
        if seen is None:
            raise SessionUnknown
        lock_resources({seen.staff.resource_id, *besides})
        session = ClassSession.objects.with_names().get(pk=session_id)
        if session.staff_id == seen.staff_id:
            return session


@booking_act
def _decide(*, session_id: int, now: datetime) -> None:
    session = lock_session(session_id)
    if session.state != SessionState.PLANNED:
        return
    if session.booked >= session.min_participants or session.starts_at <= now:
        session.state = SessionState.CERTAIN
        session.save(update_fields=["state"])
        return
    cancel_session(session_id=session_id, reason=TOO_FEW, by="team", now=now)


def _refuse_changed(stored: int, expected: int | None) -> None:
    if expected is not None and expected != stored:
        raise ChangedMeanwhile


def _lock_appointments(session_id: int) -> list[int]:
    promised = Appointment.objects.filter(session=session_id, status__in=PROMISED).order_by("pk")
    return list(promised.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))


def _refuse_unless_free(session: ClassSession, staff: StaffMember, now: datetime) -> None:
    """The room is the session's own already, so only the person is asked about."""
    start, end = session.starts_at, session.ends_at
    state = state_for_search(
        service_ids=[session.service_id],
        staff_ids=[staff.pk],
        branch_ids=[session.branch_id],
        start=start - MARGIN,
        end=end + MARGIN,
        for_change=True,
    )
    visit = visit_of(
        state.calendar, service_id=session.service_id, staff_id=staff.pk, branch_id=session.branch_id
    )
    refusal = refusal_of(
        state.calendar,
        replace(visit, duration=seconds_of(end) - seconds_of(start), needs=(), has_room=True),
        start=seconds_of(start),
        now=seconds_of(now),
        taken=state.taken,
        waived=TEAM_WAIVES,
    )
    if refusal:
        raise refusal_for(refusal)
