"""Which branch a number belongs to, and how that branch wants its phone answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Q

from askproai.core.rows import Prepared
from booking.models import Branch
from telephony.errors import LineUnknown
from telephony.models import BlockedNumber, Receptionist
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.fields import phone_index
from tenants.models import DirectoryEntry

_FIRST_BRANCH: Prepared[Branch] = Prepared(lambda: Branch.objects.filter(is_active=True)[:1])
_BRANCH: Prepared[Branch] = Prepared(lambda pk: Branch.objects.filter(pk=pk).order_by())
_RECEPTIONIST: Prepared[Receptionist] = Prepared(
    lambda branch_id: Receptionist.objects.filter(Q(branch_id=branch_id) | Q(branch=None)).order_by(
        F("branch_id").asc(nulls_last=True)
    )[:1]
)
_BLOCKED: Prepared[BlockedNumber] = Prepared(
    lambda index: BlockedNumber.objects.filter(phone_index=index).only("pk")
)
_ENTRY: Prepared[DirectoryEntry] = Prepared(
    lambda kind, key: DirectoryEntry.objects.filter(kind=kind, key=key)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """A branch as callers reach it. Without a stored receptionist the defaults of one hold."""

    branch_id: int
    timezone: str
    subdivision: str
    country: str
    persona_name: str
    greeting: str
    mode: str
    asks_for_transcript_consent: bool
    formal: bool
    agent_id: str
    max_turns: int
    max_acts: int
    max_seconds: int


def line_of(*, to_number: str | None = None, branch_id: int | None = None) -> Line:
    """The line of a number, or of a branch; without either, or for an unlisted number, the first branch.

    :raises LineUnknown: another company's number, a branch that is not ours, or no branch at all.
    """
    if branch_id is None and to_number:
        branch_id = _branch_of_number(to_number)
    branch = _FIRST_BRANCH.first() if branch_id is None else _BRANCH.first(branch_id)
    if branch is None:
        raise LineUnknown(branch_id=branch_id)
    return _line(branch, receptionist_for(branch.pk))


def receptionist_for(branch_id: int) -> Receptionist:
    """The branch's own, else the company's, else one with defaults that is not stored."""
    return _RECEPTIONIST.first(branch_id) or Receptionist()


def is_blocked(number: str | None) -> bool:
    """Whether calls from this number are turned away."""
    return number is not None and _BLOCKED.first(phone_index(number)) is not None


def _branch_of_number(number: str) -> int | None:
    entry = _ENTRY.first(DirectoryKind.PHONE_NUMBER.value, number)
    if entry is not None and entry.company_id != current_company().pk:
        raise LineUnknown
    return entry.branch_id if entry else None


def _line(branch: Branch, receptionist: Receptionist) -> Line:
    return Line(
        branch_id=branch.pk,
        timezone=branch.timezone,
        subdivision=branch.subdivision,
        country=branch.country,
        persona_name=receptionist.persona_name,
        greeting=receptionist.greeting,
        mode=receptionist.mode,
        asks_for_transcript_consent=receptionist.asks_for_transcript_consent,
        formal=receptionist.formal,
        agent_id=receptionist.agent_id,
        max_turns=receptionist.max_turns,
        max_acts=receptionist.max_acts,
        max_seconds=receptionist.max_seconds,
    )
