"""Whom a new appointment concerns besides those who made it: of most companies nobody."""

from __future__ import annotations

from typing import NamedTuple

from django.db import connection

# Looked up, not joined: a person's appointments times a calendar's entries is a great many rows.
_CONCERNED_SQL = """
SELECT EXISTS (
        SELECT FROM booking_waitlistentry entry
        WHERE entry.state = 'waiting' AND entry.customer_id = ANY(ARRAY(
            SELECT customer_id FROM booking_appointment WHERE id = %(id)s
        ))
    ),
    EXISTS (
        SELECT FROM booking_linkedcalendar calendar
        WHERE calendar.is_active AND (
            calendar.staff_id = ANY(ARRAY(SELECT staff_id FROM booking_appointment WHERE id = %(id)s))
            OR calendar.id = ANY(ARRAY(
                SELECT calendar_id FROM booking_externalevent WHERE appointment_id = %(id)s
            ))
        )
    )
"""


class Concerned(NamedTuple):
    """``waits``: its customer is on the waitlist. ``is_shown_elsewhere``: in a linked calendar."""

    waits: bool
    is_shown_elsewhere: bool


def concerned_by(appointment_id: int) -> Concerned:
    """Whether the waitlist or a calendar elsewhere has to hear of this appointment."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCERNED_SQL, {"id": appointment_id})
        return Concerned(*cursor.fetchone())
