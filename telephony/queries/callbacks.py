"""The queue of calls that are owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Q, QuerySet

from telephony.enums import TicketState
from telephony.models import CallbackTicket

_NAMES: Final = ("call__customer", "call__branch", "appointment__customer", "appointment__branch", "customer")


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """How many calls are owed."""

    open: int
    overdue: int
    mine: int


def owed_callbacks(branch_ids: Iterable[int] | None) -> QuerySet[CallbackTicket]:
    """Open ones, the most urgent first."""
    found = CallbackTicket.objects.filter(state=TicketState.OPEN).of_branches(branch_ids)
    return found.select_related(*_NAMES, "target").order_by("due_at", "pk")


def settled_callbacks(branch_ids: Iterable[int] | None) -> QuerySet[CallbackTicket]:
    """Those that are done, latest first."""
    found = CallbackTicket.objects.filter(state=TicketState.DONE).of_branches(branch_ids)
    return found.select_related(*_NAMES, "target").order_by("-done_at", "-pk")


def count_owed(branch_ids: Iterable[int] | None, *, user_id: int | None, now: datetime) -> Owed:
    """In one query."""
    found = CallbackTicket.objects.filter(state=TicketState.OPEN).of_branches(branch_ids)
    counted = found.aggregate(
        open=Count("pk"),
        overdue=Count("pk", filter=Q(due_at__lt=now)),
        mine=Count("pk", filter=Q(assigned_to_user_id=user_id)),
    )
    return Owed(**counted)
