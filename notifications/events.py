"""What happened here, for the rooms above. Published inside the transaction; ids only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationStatusChanged:
    """A message was sent, delivered, refused or became pointless; ``state`` is a ``NotificationState``."""

    notification_id: int
    appointment_id: int
    state: str
