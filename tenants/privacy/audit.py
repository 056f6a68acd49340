"""The company's log: each act of a member leaves an entry, and nothing takes it away again.

Requests are written down by ``portal.auditing`` without any doing of the views. A service that knows what
changed says so with :func:`note`; acts that no request stands for (a sign-in by SSO, an export by a task) are
written with :func:`record`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from django.db.models import Max, Model

from tenants.privacy.models import AuditEntry
from tenants.privacy.registry import personal_fields

# The same number stands in the trigger that refuses removal.
KEPT_FOR: Final = timedelta(days=365)
# No request lives that long: whatever is still open then has lost its process.
_ABANDONED_AFTER: Final = timedelta(minutes=10)
UNKNOWN_OUTCOME: Final = 0
DONE: Final = 200
# What stands in for a value that the log must not repeat.
_HIDDEN: Final = "…"
_LONGEST: Final = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Actor:
    """Who acts, and from where. ``user_id`` is ``None`` for the system itself.

    ``name``: of whoever is no member, so that the entry says it by itself; empty for members.
    """

    user_id: int | None
    role: str = ""
    name: str = ""
    address: str = ""
    device: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """Fields of one row, before and after."""

    subject: str
    subject_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(kw_only=True, slots=True)
class Notes:
    """What services say about the act that runs."""

    changes: list[Change] = field(default_factory=list)


_notes: ContextVar[Notes | None] = ContextVar("audit_notes", default=None)

SYSTEM: Final = Actor(user_id=None)
# The kind of actor that staff of the platform are: no role of the company's own.
SUPPORT: Final = "support"


def note(row: Model, *, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Say which fields of a row the running request changes; unchanged ones are left out.

    Values of fields that hold personal data are replaced by "…": the log says that they changed, not to what.
    Outside of a member's request this does nothing.
    """
    notes = _notes.get()
    if notes is None:
        return
    changed = [name for name in after if before.get(name) != after[name]]
    if not changed:
        return
    hidden = _personal(row._meta.label)
    notes.changes.append(
        Change(
            subject=str(row._meta.model_name),
            subject_id=row.pk,
            before={name: _shown(name, before.get(name), hidden) for name in changed},
            after={name: _shown(name, after[name], hidden) for name in changed},
        )
    )


@contextmanager
def noting() -> Iterator[Notes]:
    """Collect what :func:`note` is told inside."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def begin(
    *,
    actor: Actor,
    act: str,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    arguments: Mapping[str, str] | None = None,
) -> AuditEntry:
    """Write down that somebody sets out to do something: before it is done, so that a crash hides nothing."""
    return AuditEntry.objects.create(
        at=now,
        user_id=actor.user_id,
        role=actor.role,
        act=act,
        subject=subject,
        subject_id=subject_id,
        detail=_detail(actor, arguments or {}),
    )


def close(entry: AuditEntry, *, outcome: int, notes: Notes | None = None) -> None:
    """Add how it ended and what changed; from here on the entry stays as it is."""
    entry.outcome = outcome
    if notes and notes.changes:
        entry.detail = {**entry.detail, "changes": [_stored(each) for each in notes.changes]}
    entry.save(update_fields=["outcome", "detail"])


def record(
    *,
    actor: Actor,
    act: str,
    now: datetime,
    subject: str = "",
    subject_id: int | None = None,
    arguments: Mapping[str, str] | None = None,
) -> AuditEntry:
    """Write down something that is done; part of the caller's transaction."""
    return AuditEntry.objects.create(
        at=now,
        user_id=actor.user_id,
        role=actor.role,
        act=act,
        subject=subject,
        subject_id=subject_id,
        outcome=DONE,
        detail=_detail(actor, arguments or {}),
    )


def close_abandoned(*, now: datetime) -> int:
    """Seal entries whose request never came to an end; returns how many."""
    open_ones = AuditEntry.objects.filter(outcome__isnull=True, at__lt=now - _ABANDONED_AFTER)
    return open_ones.update(outcome=UNKNOWN_OUTCOME)


def remove_old_entries(*, now: datetime) -> int:
    """Delete what has been kept for its time; the newest stays, so that the chain goes on from it."""
    newest = AuditEntry.objects.aggregate(Max("place"))["place__max"]
    old = AuditEntry.objects.filter(at__lt=now - KEPT_FOR).exclude(place=newest)
    return old.delete()[0]


def _detail(actor: Actor, arguments: Mapping[str, str]) -> dict[str, Any]:
    detail = {
        "name": actor.name,
        "address": actor.address,
        "device": actor.device,
        "arguments": dict(arguments),
    }
    return {name: value for name, value in detail.items() if value}


def _stored(change: Change) -> dict[str, Any]:
    return {
        "subject": change.subject,
        "subject_id": change.subject_id,
        "before": change.before,
        "after": change.after,
    }


def _shown(name: str, value: Any, hidden: frozenset[str]) -> Any:
    if value is None or value == "":
        return ""
    if name in hidden:
        return _HIDDEN
    if isinstance(value, bool | int):
        return value
    return str(value)[:_LONGEST]


@cache
def _personal(label: str) -> frozenset[str]:
    return frozenset(name for each in personal_fields() if each.model == label for name in each.fields)
