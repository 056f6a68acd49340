"""Calls in progress as their cards show them, on the page and on the live line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import prefetch_related_objects

from portal.owner.call_rows import caller_name
from portal.owner.conversation import Part, parts_of
from portal.templatetags.portal import phone
from telephony.dialogue.vocabulary import Vocabulary
from telephony.models import Call
from telephony.services.vocabulary import company_vocabulary

# Where more are talked on at once, the latest are watched.
MOST: Final = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveCall:
    """A call in progress."""

    call: Call
    caller: str
    number: str
    parts: tuple[Part, ...]


def live_call(call: Call, vocabulary: Vocabulary | None = None) -> LiveCall:
    """A running call as its card shows it; whoever shows several brings the vocabulary."""
    caller, number = caller_name(call), phone(call.from_number)
    return LiveCall(
        call=call,
        caller=caller,
        number="" if number == caller else number,
        parts=parts_of(call, vocabulary),
    )


def live_calls(calls: Iterable[Call]) -> Iterator[LiveCall]:
    """Those of the calls that ring or are talked on now; the calls come with their acts."""
    running = [call for call in calls if not call.is_over]
    prefetch_related_objects(running, "transcript")
    vocabulary = company_vocabulary() if running else None
    for call in running:
        yield live_call(call, vocabulary)
