"""Short codes for appointments, made to be said on the phone and typed from paper."""

from __future__ import annotations

import secrets

from booking.models import Appointment

# Without letters and digits that look or sound alike (0/O, 1/I, B/8, M/N ...).
ALPHABET = "ACDEFHJKLPRTUVWXY34679"
LENGTH = 6


def free_reference() -> str:
    """Six of 22 characters: 113 million codes, drawn again when one is in use."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not Appointment.objects.filter(reference=code).exists():
            return code
