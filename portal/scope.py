"""Which branches a member sees: all, or the ones the membership names.

Rows that an address names are looked at in one place, before any view runs; lists narrow themselves down by
:func:`branch_ids_of`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from booking.models import (
    Appointment,
    Branch,
    ClassSession,
    ClassTime,
    Outage,
    OutageMove,
    StaffMember,
    TimeOff,
    WaitlistEntry,
)
from telephony.models import Call, CallbackTicket, KnowledgeSource, TransferTarget
from tenants.models import Membership

Rows = TypeVar("Rows", bound=QuerySet[Any])

# What addresses call a row, the rows themselves, and the paths to their branches.
_ROWS: Final[dict[str, tuple[Any, tuple[str, ...]]]] = {
    "appointment_id": (Appointment, ("branch",)),
    "branch_id": (Branch, ("pk",)),
    "call_id": (Call, ("branch",)),
    "class_time_id": (ClassTime, ("branch",)),
    "entry_id": (WaitlistEntry, ("branch",)),
    "move_id": (OutageMove, ("appointment__branch",)),
    "outage_id": (Outage, ("staff__branches",)),
    "session_id": (ClassSession, ("branch",)),
    "source_id": (KnowledgeSource, ("branch",)),
    "staff_id": (StaffMember, ("branches",)),
    "target_id": (TransferTarget, ("branch",)),
    "ticket_id": (CallbackTicket, ("call__branch", "appointment__branch")),
    "time_off_id": (TimeOff, ("branch", "staff__branches")),
}
# Rows of the company as a whole, and of nobody but the member.
COMPANY_WIDE: Final = frozenset(
    {
        "blocked_id",
        "change_id",  # of the appointment beside it
        "conflict_id",
        "connection_id",
        "customer_id",
        "device_id",
        "grant_id",
        "group_id",
        "invitation_id",
        "membership_id",
        "number_id",
        "other_id",
        "passkey_id",
        "question_id",
        "run_id",
        "service_id",
        "subject_id",
        "suggestion_id",
        "version_id",
    }
)
SCOPED: Final = frozenset(_ROWS)


def branch_ids_of(request: HttpRequest) -> frozenset[int] | None:
    """Branches whose appointments, calls and people this member may see; ``None`` means all of them."""
    membership: Membership | None = getattr(request, "membership", None)
    return frozenset(membership.branch_ids) or None if membership else frozenset()


def sees_branch(request: HttpRequest, branch_id: int | None) -> bool:
    """Whether the member may see what belongs to this branch; what belongs to none is everybody's."""
    branch_ids = branch_ids_of(request)
    return branch_ids is None or branch_id is None or branch_id in branch_ids


def sees_rows(membership: Membership, named: Mapping[str, Any]) -> bool:
    """Whether every row that an address names belongs to the member's branches, or to none."""
    if not membership.branch_ids:
        return True
    found = [(*_ROWS[name], value) for name, value in named.items() if name in _ROWS]
    return all(
        model.objects.filter(_within(paths, membership.branch_ids), pk=pk).exists()
        for model, paths, pk in found
    )


def within(rows: Rows, branch_ids: Collection[int] | None, *paths: str) -> Rows:
    """Those of the rows that belong to these branches, or to none; ``None``: all of them."""
    return rows if branch_ids is None else rows.filter(_within(paths, branch_ids)).distinct()


def _within(paths: Collection[str], branch_ids: Collection[int]) -> Q:
    of_none = Q(**{f"{path}__isnull": True for path in paths})
    of_mine = Q()
    for path in paths:
        of_mine |= Q(**{f"{path}__in": list(branch_ids)})
    return of_mine | of_none
