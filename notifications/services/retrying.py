"""Giving a failed message another chance, by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from notifications.models import Notification
from tenants.outbox.models import OutboxEntry
from tenants.outbox.services import retry_dead


@transaction.atomic
def retry_notification(*, notification_id: int, now: datetime) -> None:
    """Send a message that gave up once more; anything else stays as it is.

    An attempt whose outcome is unknown keeps its trace, so the provider is asked before anything is sent.
    """
    notification = Notification.objects.get(pk=notification_id)
    entry = OutboxEntry.objects.filter(kind=notification.channel, subject_id=notification.pk).first()
    if entry is not None:
        retry_dead(entry_id=entry.pk, now=now)
