"""What a call says about an appointment that somebody is about to enter for the caller."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from askproai.core.phones import format_phone
from portal.calls.gate import call_within
from telephony.models import Call


def wish_of_call(request: HttpRequest) -> dict[str, Any]:
    """``?anruf=7``: who called, for what and with whom, as far as it was understood; else nothing.

    :raises Http404: no such call, or one that this member does not see.
    """
    number = request.GET.get("anruf", "")
    if not (number.isdecimal() and len(number) < 19):
        return {}
    call = call_within(request, int(number))
    return {**_caller(call), **_wanted(call)}


def _caller(call: Call) -> dict[str, Any]:
    if call.customer_id:
        return {"customer": call.customer_id}
    return {"phone": format_phone(call.from_number)} if call.from_number else {}


def _wanted(call: Call) -> dict[str, Any]:
    """The last word on each: our engine names services and people by id."""
    wanted: dict[str, Any] = {}
    for act in call.acts.filter(name__in=("find_times", "quote_price")).order_by("at", "position"):
        for name in ("service", "staff"):
            if isinstance(meant := act.args.get(f"{name}_id"), int):
                wanted[name] = meant
    return wanted
