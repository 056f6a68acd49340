"""Short codes for appointments, made to be said on the phone and typed from paper."""

from __future__ import annotations

import secrets

from askproai.core.rows import insert_new
from booking.models import Appointment

# Without letters and digits that look or sound alike (0/O, 1/I, B/8, M/N ...).
ALPHABET = "ACDEFHJKLPRTUVWXY34679"
LENGTH = 6


def insert_under_free_reference(appointment: Appointment) -> None:
    """Store it under six of 22 characters: 113 million codes, drawn again when one is in use."""
    while True:
        appointment.reference = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if insert_new([appointment], known_by="reference"):
            return
