"""What providers tell about messages, applied so that any order and repetition gives the same end."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from askproai.core.events import publish
from notifications.enums import Channel, NotificationState
from notifications.events import NotificationStatusChanged
from notifications.models import Notification
from notifications.ports import FINAL_RANK, SmsReceipt, StatusReport
from notifications.report_payload import from_payload, reference_of
from notifications.services.suppressions import suppress
from tenants.outbox.services import enqueue

logger = logging.getLogger(__name__)

# The outbox kind under which an SMS is looked up once more: its price is known late, and callbacks get lost.
FOLLOW_UP = "sms-follow-up"
_FOLLOW_UP_AFTER = timedelta(minutes=15)


def process_report(
    *, kind: str, subject: str, payload: dict[str, Any], received_at: datetime, now: datetime
) -> None:
    """Apply a report from the inbox; fulfils :class:`~tenants.inbox.ports.Processor`."""
    channel = Channel.SMS if kind.startswith("sms.") else Channel.EMAIL
    rows = Notification.objects.select_for_update().filter(channel=channel)
    reference = reference_of(payload)
    found = rows.filter(reference=reference).first() if reference else None
    if found is None:
        found = rows.filter(provider_id=payload["provider_id"]).exclude(provider_id="").first()
    if found is None:
        # Verified, but about a message that is gone, or was sent by hand from the provider's console.
        logger.warning("notifications.report_of_unknown_message", extra={"kind": kind})
        return
    apply_report(found, from_payload(payload), provider_id=payload["provider_id"], now=received_at)


@transaction.atomic
def record_acceptance(*, notification_id: int, provider_id: str, report: StatusReport, now: datetime) -> None:
    """Note that the provider has taken the message over."""
    notification = Notification.objects.select_for_update().get(pk=notification_id)
    apply_report(notification, report, provider_id=provider_id, now=now)


@transaction.atomic
def record_receipt(*, notification_id: int, receipt: SmsReceipt, now: datetime) -> None:
    """Note where an SMS is and what it costs."""
    notification = Notification.objects.select_for_update().get(pk=notification_id)
    Notification.objects.filter(pk=notification_id).update(
        segments=receipt.segments or notification.segments,
        price=receipt.price if receipt.price is not None else notification.price,
        price_currency=receipt.price_currency or notification.price_currency,
    )
    apply_report(notification, receipt.report, provider_id=receipt.provider_id, now=now)


def apply_report(
    notification: Notification, report: StatusReport, *, provider_id: str, now: datetime
) -> None:
    """Move a locked message forward; never back from where it ended, but for delivered → read or returned."""
    _note_acceptance(notification, provider_id=provider_id, now=now)
    if not _advances(notification, report):
        return
    before = notification.state
    notification.state = report.state
    notification.status_rank = report.rank
    notification.provider_status = report.status
    notification.reason = report.reason or ""
    notification.error_code = report.error_code
    if report.state == NotificationState.DELIVERED:
        notification.delivered_at = notification.delivered_at or now
    notification.save(
        update_fields=["state", "status_rank", "provider_status", "reason", "error_code", "delivered_at"]
    )
    if notification.recipient_index is not None:
        suppress(
            channel=notification.channel,
            index=bytes(notification.recipient_index),
            reason=report.reason,
            now=now,
        )
    if notification.state != before:
        publish_state(notification)


def publish_state(notification: Notification) -> None:
    """Let the rooms above know what became of a message about an appointment."""
    if notification.appointment_id is None:
        return
    publish(
        NotificationStatusChanged(
            notification_id=notification.pk,
            appointment_id=notification.appointment_id,
            state=notification.state,
        )
    )


def _note_acceptance(notification: Notification, *, provider_id: str, now: datetime) -> None:
    """Whatever a provider reports on, it has taken over: also when its answer to us got lost."""
    if notification.sent_at is not None and (notification.provider_id or not provider_id):
        return
    first = notification.sent_at is None
    notification.sent_at = notification.sent_at or now
    notification.attempted_at = notification.attempted_at or now
    notification.provider_id = notification.provider_id or provider_id
    notification.save(update_fields=["sent_at", "attempted_at", "provider_id"])
    if first and notification.channel == Channel.SMS:
        enqueue(kind=FOLLOW_UP, subject_id=notification.pk, due_at=now + _FOLLOW_UP_AFTER, now=now)


def _advances(notification: Notification, report: StatusReport) -> bool:
    if notification.status_rank >= FINAL_RANK:
        arrived = notification.state == NotificationState.DELIVERED
        return arrived and report.follows_delivery and report.rank > notification.status_rank
    return report.rank > notification.status_rank
