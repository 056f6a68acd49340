"""Addresses to which nothing is sent any more."""

from __future__ import annotations

from datetime import datetime

from notifications.enums import Channel, Reason, SuppressionCause
from notifications.models import Suppression
from tenants.fields import email_index, phone_index

_CAUSES = {
    Reason.OPTED_OUT: SuppressionCause.OPTED_OUT,
    Reason.ADDRESS_UNUSABLE: SuppressionCause.UNUSABLE,
}
_REASONS = {cause: reason for reason, cause in _CAUSES.items()}


def address_index(channel: str, address: str) -> bytes:
    """What an address is found by without being stored in the clear."""
    if channel == Channel.SMS:
        return phone_index(address)
    return email_index(address)


def suppression_reason(*, channel: str, index: bytes) -> Reason | None:
    """Why this address gets nothing; ``None`` when it may be written to."""
    found = Suppression.objects.filter(channel=channel, address_index=index).first()
    return _REASONS[SuppressionCause(found.cause)] if found else None


def suppress(*, channel: str, index: bytes, reason: Reason | None, now: datetime) -> None:
    """Send nothing to the address any more, when the reason says that it would be useless or unwanted."""
    if reason not in _CAUSES:
        return
    Suppression.objects.update_or_create(
        channel=channel,
        address_index=index,
        defaults={"cause": _CAUSES[reason]},
        create_defaults={
            "cause": _CAUSES[reason],
            "created_at": now,
        },
    )
