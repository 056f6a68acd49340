"""Calls in progress as their cards show them, on the page and on the live line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from portal.owner.call_rows import caller_name
from portal.owner.conversation import Part, parts_of
from portal.templatetags.portal import phone
from telephony.models import Call

MOST: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveCall:
    """A call in progress."""

    call: Call
    caller: str
    number: str
    parts: tuple[Part, ...]


def live_call(call: Call) -> LiveCall:
    """A running call as its card shows it."""
    caller, number = caller_name(call), phone(call.from_number)
    return LiveCall(call=call, caller=caller, number="" if number == caller else number, parts=parts_of(call))


def live_calls(branch_ids: frozenset[int] | None) -> Iterator[LiveCall]:
    """Those that ring or are talked on now, latest first."""
    running = Call.objects.running().select_related("customer", "branch")
    if branch_ids is not None:
        running = running.filter(branch_id__in=branch_ids)
    for call in running.prefetch_related("transcript", "acts")[:MOST]:
        yield live_call(call)
