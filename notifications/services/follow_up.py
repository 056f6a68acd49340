"""Looking an SMS up once more: what it cost, and what became of it where the callbacks got lost."""

from __future__ import annotations

from datetime import datetime, timedelta

from askproai.core.errors import ProviderRejected
from notifications.models import Notification
from notifications.ports import FINAL_RANK
from notifications.services.gateways import sms_gateway
from notifications.services.reports import FOLLOW_UP, record_receipt
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Done, Outcome, Retry

__all__ = ["FOLLOW_UP", "follow_up_sms"]

_AGAIN = timedelta(hours=1)
_ATTEMPTS = 6


def follow_up_sms(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one follow-up: done when state and price are known, or when nobody will tell any more."""
    notification = (
        Notification.objects.filter(pk=entry.subject_id).defer("body", "subject", "recipient").first()
    )
    if notification is None:
        return Cancelled(reason="erased")
    if _is_known(notification):
        return Done()
    try:
        receipt = sms_gateway(now=now).fetch(notification.provider_id)
    except ProviderRejected:
        return Cancelled(reason="not found at the provider")
    record_receipt(notification_id=notification.pk, receipt=receipt, now=now)
    notification.refresh_from_db(fields=["status_rank", "price"])
    if _is_known(notification) or entry.attempts >= _ATTEMPTS:
        return Done()
    return Retry(after=_AGAIN, reason="not final yet")


def _is_known(notification: Notification) -> bool:
    return notification.status_rank >= FINAL_RANK and notification.price is not None
