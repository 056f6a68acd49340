"""Taking out what calls have kept for its time; one function per rule of ``telephony.privacy``.

Each deals with at most ``limit`` rows whose moment lies before ``before`` and says how many that were.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from telephony.enums import TicketState
from telephony.models import (
    Call,
    CallAct,
    CallbackTicket,
    CallerMessage,
    CallTransfer,
    CallTurn,
    Consent,
    OpenQuestion,
)
from tenants.fields import holds_something
from tenants.privacy.retention import blank, delete


def blank_numbers(*, before: datetime, limit: int) -> int:
    """From which number somebody called."""
    known = Q(phone_index__isnull=False) | Q(holds_something("from_number"))
    return blank(_calls(before).filter(known), limit=limit, from_number="", phone_index=None)


def blank_summaries(*, before: datetime, limit: int) -> int:
    """What a call was about."""
    return blank(_calls(before).filter(Q(holds_something("summary"))), limit=limit, summary="")


def blank_desk(*, before: datetime, limit: int) -> int:
    """What the team wrote about a call."""
    written = Q(note__isnull=False) | Q(shares__isnull=False)
    return blank(_calls(before).filter(written), limit=limit, note=None, shares=None, shared_with=[])


def delete_turns(*, before: datetime, limit: int) -> int:
    """What was said."""
    return delete(CallTurn.objects.filter(call__in=_calls(before)), limit=limit)


def blank_acts(*, before: datetime, limit: int) -> int:
    """What was asked of the system and what it answered."""
    told = Q(holds_something("args", json=True)) | Q(holds_something("result", json=True))
    return blank(CallAct.objects.filter(told, call__in=_calls(before)), limit=limit, args={}, result={})


def blank_consents(*, before: datetime, limit: int) -> int:
    """In which words somebody agreed."""
    return blank(Consent.objects.filter(at__lt=before, line__isnull=False), limit=limit, line=None)


def delete_questions(*, before: datetime, limit: int) -> int:
    """What callers wanted to know and nobody has asked since."""
    return delete(OpenQuestion.objects.filter(last_asked_at__lt=before), limit=limit)


def delete_callbacks(*, before: datetime, limit: int) -> int:
    """Calls that were owed and made; what is still owed stays."""
    return delete(CallbackTicket.objects.filter(state=TicketState.DONE, done_at__lt=before), limit=limit)


def delete_messages(*, before: datetime, limit: int) -> int:
    """What was to be passed on."""
    return delete(CallerMessage.objects.filter(created_at__lt=before), limit=limit)


def blank_transfers(*, before: datetime, limit: int) -> int:
    """To whom a caller was put through, and why."""
    told = Q(holds_something("phone")) | Q(holds_something("summary"))
    return blank(CallTransfer.objects.filter(told, at__lt=before), limit=limit, phone="", summary="")


def _calls(before: datetime) -> QuerySet[Call]:
    """Those that ended before; of a call that never ended its ringing counts."""
    ended = Q(ended_at__lt=before) | Q(ended_at__isnull=True, ringing_at__lt=before)
    return Call.objects.filter(ended).order_by()
