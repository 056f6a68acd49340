"""What messages hold about a customer, and what stays of it when they are to be forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.enums import NotificationState, Reason
from notifications.models import Notification
from tenants.privacy.persons import Person, PersonRows, register_rows


def register() -> None:
    """Tell privacy about this room's tables."""
    register_rows(
        PersonRows(
            model="notifications.Notification",
            title=_("Nachrichten"),
            find=lambda person: Notification.objects.of_customer(person.customer_id),
            erase=_blank,
            keeps=_("Weg, Zeit und Kosten bleiben ohne Empfänger und Text: Sie stehen in der Abrechnung."),
            hides=("reference", "provider_id"),
        )
    )


def _blank(rows: QuerySet[Any], person: Person, now: datetime) -> int:
    """What waits is not sent any more; what was sent loses its text and its reader."""
    ids = list(rows.values_list("pk", flat=True))
    mine = Notification.objects.filter(pk__in=ids)
    waiting = mine.filter(state=NotificationState.QUEUED)
    waiting.update(state=NotificationState.CANCELLED, reason=Reason.NO_ADDRESS)
    return mine.update(recipient="", recipient_index=None, subject="", body="")
