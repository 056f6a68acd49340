"""Times in the words of these pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from booking.values import OfferedSlot
from portal.publicbooking.words import long_time_words


def when_words(at: datetime, zone: ZoneInfo) -> str:
    """``Dienstag, 24. November 2026, 9:15 Uhr``, on the branch's clock."""
    return long_time_words(at.astimezone(zone))


def slot_choices(slots: Iterable[OfferedSlot]) -> list[tuple[str, str, str]]:
    """Held times as a page lets choose between them: slot id, when, with whom."""
    ordered = sorted(slots, key=lambda slot: slot.starts_at)
    return [
        (slot.slot_id, when_words(slot.starts_at, ZoneInfo(slot.timezone)), slot.staff) for slot in ordered
    ]
