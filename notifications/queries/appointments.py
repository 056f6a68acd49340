"""Which messages an appointment gave rise to, for the surfaces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from notifications.models import Notification
from notifications.models.notification import NotificationQuerySet


def notifications_of_appointment(appointment_id: int) -> NotificationQuerySet:
    """The messages about one appointment, oldest first; texts and addresses are decrypted only when read."""
    return Notification.objects.of_appointments([appointment_id]).defer("recipient", "subject", "body")


def notifications_of_appointments(appointment_ids: Iterable[int]) -> dict[int, list[Notification]]:
    """The same for many appointments in one query; appointments without messages are left out."""
    found: dict[int, list[Notification]] = defaultdict(list)
    for notification in Notification.objects.of_appointments(appointment_ids).defer(
        "recipient", "subject", "body"
    ):
        found[notification.appointment_id].append(notification)
    return dict(found)
