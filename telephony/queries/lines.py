"""Which branch a number belongs to, and how that branch wants its phone answered."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from django.db import connection

from askproai.core.phones import InvalidPhone, parse_phone
from askproai.core.rows import Prepared
from telephony.errors import LineUnknown
from telephony.models import BlockedNumber, Receptionist
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.fields import phone_index
from tenants.models import DirectoryEntry

_BLOCKED: Prepared[BlockedNumber] = Prepared(
    lambda index: BlockedNumber.objects.filter(phone_index=index).only("pk")
)
_ENTRY: Prepared[DirectoryEntry] = Prepared(
    lambda key, kind: DirectoryEntry.objects.filter(key=key, kind=kind)
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


# The branch's own receptionist, else the company's, else one with defaults that is not stored.
_BRANCH = ("branch_id", "timezone", "subdivision", "country")
_VOICE = (
    "persona_name",
    "greeting",
    "mode",
    "asks_for_transcript_consent",
    "formal",
    "agent_id",
    "max_turns",
    "max_acts",
    "max_seconds",
)
_UNSTORED = Receptionist()
_LINE_SQL = f"""
SELECT branch.id, branch.timezone, branch.subdivision, branch.country, {", ".join(_VOICE)}
FROM booking_branch branch
LEFT JOIN LATERAL (
    SELECT * FROM telephony_receptionist WHERE branch_id = branch.id OR branch_id IS NULL
    ORDER BY branch_id NULLS LAST LIMIT 1
) receptionist ON true
WHERE CASE WHEN %(branch_id)s::int8 IS NULL THEN branch.is_active ELSE branch.id = %(branch_id)s END
ORDER BY branch.position, branch.id LIMIT 1
"""  # noqa: S608  our own names of columns


def line_of(*, to_number: str | None = None, branch_id: int | None = None) -> Line:
    """The line of a number, or of a branch; without either, or for an unlisted number, the first branch.

    :raises LineUnknown: another company's number, a branch that is not ours, or no branch at all.
    """
    if branch_id is None and to_number:
        branch_id = _branch_of_number(to_number)
    with connection.cursor() as cursor:
        cursor.execute(_LINE_SQL, {"branch_id": branch_id})
        found = cursor.fetchone()
    if found is None:
        raise LineUnknown(branch_id=branch_id)
    branch, voice = found[: len(_BRANCH)], found[len(_BRANCH) :]
    if voice[0] is None:
        voice = [getattr(_UNSTORED, name) for name in _VOICE]
    return Line(**dict(zip((*_BRANCH, *_VOICE), (*branch, *voice), strict=True)))


def is_blocked(number: str | None) -> bool:
    """Whether calls from this number are turned away."""
    return number is not None and _BLOCKED.first(phone_index(number)) is not None


def _branch_of_number(number: str) -> int | None:
    # Networks write it in more than one way; the directory keeps it in one.
    with contextlib.suppress(InvalidPhone):
        number = parse_phone(number)
    entry = _ENTRY.first(number, DirectoryKind.PHONE_NUMBER.value)
    if entry is not None and entry.company_id != current_company().pk:
        raise LineUnknown
    return entry.branch_id if entry else None
