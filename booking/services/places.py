"""Places of a class: counted in one row, which changes only while the session's person is locked."""

from __future__ import annotations

from django.db.models import F

from askproai.core.db import named_violations
from askproai.core.events import publish
from booking.errors import ClassFull, NoClass
from booking.events import PlacesFreed
from booking.models import Appointment
from booking.models.classes import ClassSession


def count_places(session_id: int, change: int) -> None:
    """Take places of a session, or give them back. Its person must be locked.

    :raises NoClass: it was called off.
    :raises ClassFull: there are not so many; the constraint says so, whatever was read before.
    """
    sessions = ClassSession.objects.filter(pk=session_id)
    with named_violations(class_session_not_overfull=ClassFull):
        changed = (sessions.taking_place() if change > 0 else sessions).update(booked=F("booked") + change)
    if not changed:
        raise NoClass
    if change < 0 and sessions.taking_place().exists():
        publish(PlacesFreed(session_id=session_id, places=-change))


def give_places_back(appointment: Appointment) -> None:
    """What the appointment has in a class is free for others; of any other appointment nothing changes."""
    if appointment.session_id is not None:
        count_places(appointment.session_id, -appointment.party_size)
