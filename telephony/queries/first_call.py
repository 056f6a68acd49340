"""The first call that worked."""

from __future__ import annotations

from telephony.enums import Outcome
from telephony.models import Call


def first_call() -> Call | None:
    """The first call, tried out or real, in which an appointment was booked; ``None`` until then."""
    return Call.objects.filter(outcome=Outcome.BOOKED).order_by("pk").first()
