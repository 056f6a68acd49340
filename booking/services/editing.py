"""What all saving of settings has in common: nobody overwrites what somebody else has saved meanwhile."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower

from booking.errors import ChangedMeanwhile, NameTaken
from booking.house_values import fingerprint


def refuse_stale(*, expected: str | None, stored: object) -> None:
    """Hold what the editor had read against what lies there now; its row must be locked.

    :param expected: the fingerprint of what was read; ``None``: it does not matter.
    :raises ChangedMeanwhile: they differ.
    """
    if expected is not None and expected != fingerprint(stored):
        raise ChangedMeanwhile


def refuse_same_name(others: QuerySet[Any], name: str) -> None:
    """:raises NameTaken: one of the others that are in use is called that, in upper or lower case."""
    if others.filter(is_active=True).annotate(small=Lower("name")).filter(small=name.lower()).exists():
        raise NameTaken
