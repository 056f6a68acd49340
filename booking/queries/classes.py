"""Sessions of classes with the places that are left, counted as booking counts them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from booking.enums import ServiceKind
from booking.models import ClassSession
from booking.models.classes import ClassSessionQuerySet
from booking.queries.calendar_state import NOTHING_IGNORED, Ignored
from booking.rules.calendar import Calendar
from booking.rules.choices import Choices
from booking.rules.classes import OpenSession
from booking.rules.visits import Visit, offers, visit_of
from tenants.context import current_company
from tenants.enums import MEDICAL

# Holds count until they run out by the database's clock; one's own count for nobody but others.
_SESSIONS_SQL = """
SELECT session.id, session.service_id, session.staff_id, session.branch_id,
    date_part('epoch', lower(session.period))::int8, date_part('epoch', upper(session.period))::int8,
    session.places,
    session.places + CASE WHEN %(overbooks)s THEN session.overbooking ELSE 0 END - session.booked
        - coalesce((
            SELECT sum(offer.party_size) FROM booking_offer offer
            WHERE offer.session_id = session.id AND offer.state = 'held'
                AND offer.expires_at > statement_timestamp()
                AND offer.id IS DISTINCT FROM %(offer_id)s AND offer.holder IS DISTINCT FROM %(holder)s
        ), 0)
        + coalesce((
            SELECT own.party_size FROM booking_appointment own
            WHERE own.id = %(appointment_id)s AND own.session_id = session.id AND own.status <> 'cancelled'
        ), 0)
FROM booking_classsession session
WHERE session.state <> 'cancelled'
    AND session.service_id = ANY(%(service_ids)s)
    AND (%(staff_ids)s::int8[] IS NULL OR session.staff_id = ANY(%(staff_ids)s::int8[]))
    AND (%(branch_ids)s::int8[] IS NULL OR session.branch_id = ANY(%(branch_ids)s::int8[]))
    AND lower(session.period) >= %(start)s AND lower(session.period) < %(end)s
ORDER BY lower(session.period), session.id
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionPlaces:
    """A session as its list shows it: ``7/12 Plätze``. ``held`` are being offered to somebody right now."""

    session: ClassSession
    booked: int
    held: int
    free: int


def overbooking_is_allowed() -> bool:
    """Never where people are treated: a patient who comes has to find a place."""
    return current_company().industry not in MEDICAL


def open_sessions(
    *,
    service_ids: Collection[int],
    start: datetime,
    end: datetime,
    staff_ids: Collection[int] | None = None,
    branch_ids: Collection[int] | None = None,
    ignored: Ignored = NOTHING_IGNORED,
) -> list[OpenSession]:
    """Sessions that begin in [start, end) and are not called off, earliest first, full ones too."""
    asked: dict[str, Any] = {
        "service_ids": list(service_ids),
        "staff_ids": None if staff_ids is None else list(staff_ids),
        "branch_ids": None if branch_ids is None else list(branch_ids),
        "start": start,
        "end": end,
        "holder": ignored.holder,
        "offer_id": ignored.offer_id,
        "appointment_id": ignored.appointment_id,
        "overbooks": overbooking_is_allowed(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SESSIONS_SQL, asked)
        return [OpenSession(*row) for row in cursor.fetchall()]


def sessions_with_places(sessions: ClassSessionQuerySet) -> tuple[SessionPlaces, ...]:
    """The sessions of a queryset with what is left of them: the waitlist asks, and the list of the portal."""
    shown = list(sessions.taking_place().with_names().order_by("period", "pk"))
    if not shown:
        return ()
    last = max(session.starts_at for session in shown)
    left = {
        each.session_id: each.free
        for each in open_sessions(
            service_ids={session.service_id for session in shown},
            start=shown[0].starts_at,
            end=last.replace(year=last.year + 1),
        )
    }
    return tuple(_places(session, left[session.pk]) for session in shown)


def _places(session: ClassSession, free: int) -> SessionPlaces:
    overbooking = session.overbooking if overbooking_is_allowed() else 0
    held = session.places + overbooking - session.booked - free
    return SessionPlaces(session=session, booked=session.booked, held=held, free=max(free, 0))


def class_visits(
    calendar: Calendar,
    *,
    service_ids: Sequence[int],
    staff_ids: Collection[int] | None,
    branch_ids: Collection[int] | None,
    start: datetime,
    end: datetime,
    ignored: Ignored,
    choices: Choices,
) -> list[Visit]:
    """One visit for each session of those services that are classes; reads nothing when none is."""
    classes = [each for each in service_ids if is_class(calendar, each)]
    if not classes:
        return []
    sessions = open_sessions(
        service_ids=classes,
        staff_ids=staff_ids,
        branch_ids=branch_ids,
        start=start,
        end=end,
        ignored=ignored,
    )
    return [
        visit_in(calendar, session, choices=choices) for session in sessions if _is_sold(calendar, session)
    ]


def visit_in(calendar: Calendar, session: OpenSession, *, choices: Choices) -> Visit:
    """Coming to this session. Person and room are taken by the session itself, so the visit takes nothing.

    :raises ServiceNotOffered: the class, its teacher or its branch is not offered any more.
    """
    visit = visit_of(
        calendar,
        service_id=session.service_id,
        staff_id=session.staff_id,
        branch_id=session.branch_id,
        choices=choices,
    )
    return replace(visit, duration=session.end - session.start, footprint=(), needs=(), session=session)


def is_class(calendar: Calendar, service_id: int) -> bool:
    """Whether the service has places in sessions instead of times of one's own."""
    service = calendar.services.get(service_id)
    return service is not None and service.kind is ServiceKind.CLASS


def _is_sold(calendar: Calendar, session: OpenSession) -> bool:
    service, staff = calendar.services[session.service_id], calendar.staff[session.staff_id]
    return offers(service, staff, calendar.branches[session.branch_id])
