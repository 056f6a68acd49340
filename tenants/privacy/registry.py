"""One declaration per field that holds personal data; each room brings its own in ``privacy.py``.

A declaration is a promise about time, and names the code that keeps it: the act itself that ends the need for
it (``removed_by``), or a rule that runs every night (``expired_by``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.module_loading import autodiscover_modules


class Basis(StrEnum):
    """Why we may have it (Art. 6 (1) GDPR)."""

    CONSENT = "a"
    CONTRACT = "b"
    DUTY = "c"
    INTEREST = "f"


class Since(StrEnum):
    """The moment from which the time to keep something is counted."""

    HANDLED = "handled"
    CALL_ENDED = "call_ended"
    TICKET_CLOSED = "ticket_closed"
    LAST_VISIT = "last_visit"
    HOLD_EXPIRED = "hold_expired"
    WRITTEN = "written"
    REMOVED = "removed"  # and not brought back
    LEFT = "left"  # staff member, user, connection or block is taken out by the company


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalFields:
    """Fields of one model that are kept for one purpose and one time."""

    model: str
    fields: tuple[str, ...]
    purpose: str
    basis: Basis
    keep_for: timedelta
    since: Since
    # Dotted path of the function that removes it when that moment comes.
    removed_by: str = ""
    # Dotted path of the function ``(*, before, limit) -> int`` that takes out every night what is older.
    expired_by: str = ""


_declared: list[PersonalFields] = []


def declare(*declarations: PersonalFields) -> None:
    """Called once by each room's ``privacy.py``."""
    _declared.extend(declarations)


def personal_fields() -> tuple[PersonalFields, ...]:
    """Everything that all rooms have declared."""
    autodiscover_modules("privacy")
    return tuple(_declared)
