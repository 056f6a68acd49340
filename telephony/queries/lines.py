"""Which branch a number belongs to, and how that branch wants its phone answered."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from askproai.core.phones import InvalidPhone, parse_phone
from askproai.core.rows import Prepared
from telephony.errors import LineUnknown
from telephony.models import Receptionist
from telephony.models.receptionist import ADDED_LATER, VERSIONED
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry

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
    branch_phone: str
    receptionist_id: int | None
    version_id: int | None
    turns_hidden_away: bool
    calls_per_hour: int
    persona_name: str
    greeting: str
    recording: str
    tone: str
    formal: bool
    instructions: str
    asks_for_transcript_consent: bool
    mode: str
    otherwise: str
    business_number: str
    emergency_words: Sequence[str]
    brain: str
    agent_id: str
    agent_version: int | None
    silence_seconds: int
    max_turns: int
    max_acts: int
    max_seconds: int
    max_cost_cents: int | None
    max_daily_minutes: int | None
    offers_add_ons: bool
    taxi_number: str


class _Version(NamedTuple):
    """A published version as the statement below tells of it."""

    version_id: int
    weight: int
    settings: dict[str, Any]
    agent_id: str
    agent_version: int | None


# The branch's own receptionist, else the company's, else one with defaults that is not stored.
_BRANCH = ("branch_id", "timezone", "subdivision", "country", "branch_phone")
_AT_ONCE = ("turns_hidden_away", "calls_per_hour")
_UNSTORED = Receptionist()
_LINE_SQL = f"""
SELECT branch.id, branch.timezone, branch.subdivision, branch.country, branch.phone,
       receptionist.id, published.versions, {", ".join((*_AT_ONCE, *VERSIONED))}
FROM booking_branch branch
LEFT JOIN LATERAL (
    SELECT * FROM telephony_receptionist WHERE branch_id = branch.id OR branch_id IS NULL
    ORDER BY branch_id NULLS LAST LIMIT 1
) receptionist ON true
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(id, weight, settings, provider_agent_id, provider_agent_version)
                    ORDER BY id)::text AS versions
    FROM telephony_receptionistversion
    WHERE receptionist_id = receptionist.id
      AND CASE WHEN %(version_id)s::int8 IS NULL THEN weight > 0 ELSE id = %(version_id)s END
) published ON true
WHERE CASE WHEN %(branch_id)s::int8 IS NULL THEN branch.is_active ELSE branch.id = %(branch_id)s END
ORDER BY branch.position, branch.id LIMIT 1
"""  # noqa: S608  our own names of columns


def line_of(
    *,
    to_number: str | None = None,
    branch_id: int | None = None,
    call_key: str = "",
    version_id: int | None = None,
) -> Line:
    """The line of a number, or of a branch; without either, or for an unlisted number, the first branch.

    :param call_key: the call's name; of several published versions it always gets the same one.
    :param version_id: the version that took the call, once that is known.
    :raises LineUnknown: another company's number, a branch that is not ours, or no branch at all.
    """
    if branch_id is None and to_number:
        branch_id = _branch_of_number(to_number)
    with connection.cursor() as cursor:
        cursor.execute(_LINE_SQL, {"branch_id": branch_id, "version_id": version_id})
        found = cursor.fetchone()
    if found is None:
        raise LineUnknown(branch_id=branch_id)
    branch = dict(zip(_BRANCH, found, strict=False))
    receptionist_id, versions = found[len(_BRANCH) : len(_BRANCH) + 2]
    own = dict(zip((*_AT_ONCE, *VERSIONED), found[len(_BRANCH) + 2 :], strict=True))
    if receptionist_id is None:
        own = {name: getattr(_UNSTORED, name) for name in own}
    version = _chosen([_Version(*each) for each in json.loads(versions or "[]")], call_key)
    return Line(**branch, receptionist_id=receptionist_id, **_voice(own, version))


def _voice(own: dict[str, Any], version: _Version | None) -> dict[str, Any]:
    """What was published, else the receptionist's row. What a version does not know yet is the row's."""
    if version is None:
        return {**own, "version_id": None, "agent_version": None}
    told = {**ADDED_LATER, **version.settings}
    voice = {**own, **{name: value for name, value in told.items() if name in VERSIONED}}
    if not voice["agent_id"] and version.agent_id:
        voice["agent_id"] = version.agent_id
        return {**voice, "version_id": version.version_id, "agent_version": version.agent_version}
    return {**voice, "version_id": version.version_id, "agent_version": None}


def _chosen(versions: list[_Version], call_key: str) -> _Version | None:
    """The version for this call: the same call always gets the same one, all calls together by weight."""
    if len(versions) < 2:
        return versions[0] if versions else None
    whole = sum(version.weight for version in versions)
    place = share_of(call_key) * whole
    for version in versions:
        place -= version.weight
        if place < 0:
            return version
    return versions[-1]


def share_of(call_key: str) -> float:
    """A number in [0, 1) that belongs to this name for good."""
    return int.from_bytes(hashlib.sha256(call_key.encode()).digest()[:8]) / 2**64


def _branch_of_number(number: str) -> int | None:
    # Networks write it in more than one way; the directory keeps it in one.
    with contextlib.suppress(InvalidPhone):
        number = parse_phone(number)
    entry = _ENTRY.first(number, DirectoryKind.PHONE_NUMBER.value)
    if entry is not None and entry.company_id != current_company().pk:
        raise LineUnknown
    return entry.branch_id if entry else None
