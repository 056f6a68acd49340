"""What all saving of settings has in common: nobody overwrites what somebody else has saved meanwhile."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower

from booking.errors import ChangedMeanwhile, NameTaken
from booking.house_values import fingerprint, to_json
from tenants.privacy import audit


def refuse_stale(*, expected: str | None, stored: object) -> None:
    """Hold what the editor had read against what lies there now; its row must be locked.

    :param expected: the fingerprint of what was read; ``None``: it does not matter.
    :raises ChangedMeanwhile: they differ.
    """
    if expected is not None and expected != fingerprint(stored):
        raise ChangedMeanwhile


def note_change(row: Model, *, before: object, after: object) -> None:
    """Let the company's log say which of the values differ."""
    audit.note(row, before=json.loads(to_json(before)), after=json.loads(to_json(after)))


def refuse_same_name(others: QuerySet[Any], name: str) -> None:
    """:raises NameTaken: one of the others that are in use is called that, in upper or lower case."""
    if others.filter(is_active=True).annotate(small=Lower("name")).filter(small=name.lower()).exists():
        raise NameTaken
