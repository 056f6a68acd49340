"""What happens in a call, in one line each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telephony.models import Call
from telephony.services.acting import perform_act
from tests.factories.booking import MONDAY_8


def act(call: Call, act_name: str, /, *, now: datetime = MONDAY_8, **args: Any) -> dict[str, Any]:
    """Have something done in the call; the call is as the database has it afterwards."""
    result = perform_act(call_id=call.pk, name=act_name, args=args, now=now)
    call.refresh_from_db()
    return result


def offered(call: Call, when: str = "morgen um 10 Uhr", **args: Any) -> dict[str, Any]:
    """The first time that is offered for a haircut."""
    found = act(call, "find_times", service="Haarschnitt", when=when, **args)
    slot: dict[str, Any] = found["slots"][0]
    return slot


def booked(
    call: Call, name: str = "Clara Weber", when: str = "morgen um 10 Uhr", **args: Any
) -> dict[str, Any]:
    """A haircut, booked; the appointment as the caller hears of it."""
    result = act(call, "book", slot_id=offered(call, when, **args)["slot_id"], name=name)
    appointment: dict[str, Any] = result["appointment"]
    return appointment
