"""Messages to people."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Appointment, WaitlistEntry
from notifications.enums import Channel, NotificationState, Purpose, Reason
from tenants.fields import EncryptedTextField


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Filters over messages."""

    def of_appointments(self, appointment_ids: Iterable[int]) -> NotificationQuerySet:
        """Those about these appointments, oldest first."""
        return self.filter(appointment_id__in=appointment_ids).order_by("created_at", "pk")

    def of_customer(self, customer_id: int) -> NotificationQuerySet:
        """Those to this person, whatever they were about."""
        about = models.Q(appointment__customer=customer_id) | models.Q(waitlist_entry__customer=customer_id)
        return self.filter(about)

    def begun_since(self, start: datetime, *, channel: str) -> NotificationQuerySet:
        """Those that were handed to the provider since then, or are being handed over: what caps count."""
        return self.filter(channel=channel, attempted_at__gte=start)


class Notification(models.Model):
    """One message to one person by one channel: about one appointment, or about their place on the waitlist.

    It is written down in the transaction that gives rise to it and sent through the outbox. Recipient and
    text are those of the last attempt: a message speaks of the facts at the time of sending.
    """

    appointment = models.ForeignKey(
        Appointment, models.CASCADE, null=True, related_name="+", verbose_name=_("Termin")
    )
    waitlist_entry = models.ForeignKey(
        WaitlistEntry, models.CASCADE, null=True, related_name="+", verbose_name=_("Wartende")
    )
    purpose = models.CharField(_("Anlass"), max_length=12, choices=Purpose)
    channel = models.CharField(_("Weg"), max_length=5, choices=Channel)
    # 0 for the booking itself, else what gave rise to it: an AppointmentChange, a WaitlistInvitation,
    # or the OutageMove because of which somebody is asked.
    occasion = models.BigIntegerField(_("Änderung"), default=0)
    # By this the provider's reports find the message, whether or not its own id reached us.
    reference = models.UUIDField(_("Referenz"), default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        _("Zustand"), max_length=11, choices=NotificationState, default=NotificationState.QUEUED
    )
    reason = models.CharField(_("Grund"), max_length=24, choices=Reason, blank=True)
    recipient = EncryptedTextField(_("Empfänger"), blank=True, default="")
    recipient_index = models.BinaryField(max_length=16, null=True, editable=False)
    subject = EncryptedTextField(_("Betreff"), blank=True, default="")
    body = EncryptedTextField(_("Text"), blank=True, default="")
    due_at = models.DateTimeField(_("fällig"))
    created_at = models.DateTimeField(_("angelegt"))
    # Set while an attempt has an unknown outcome, kept once it succeeded, empty when it surely failed.
    attempted_at = models.DateTimeField(_("Versuch begonnen"), null=True, blank=True)
    sent_at = models.DateTimeField(_("verschickt"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("zugestellt"), null=True, blank=True)
    provider_id = models.CharField(_("Kennung beim Anbieter"), max_length=120, blank=True)
    provider_status = models.CharField(_("Status beim Anbieter"), max_length=24, blank=True)
    status_rank = models.PositiveSmallIntegerField(default=0, editable=False)
    error_code = models.CharField(_("Fehlernummer"), max_length=40, blank=True)
    segments = models.PositiveSmallIntegerField(_("Segmente"), null=True, blank=True)
    price = models.DecimalField(_("Preis"), max_digits=10, decimal_places=5, null=True, blank=True)
    price_currency = models.CharField(_("Währung"), max_length=3, blank=True)
    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "purpose", "channel", "occasion"],
                name="notification_once_per_occasion",
            ),
            models.UniqueConstraint(
                fields=["waitlist_entry", "purpose", "channel", "occasion"],
                name="notification_once_per_invitation",
            ),
            models.CheckConstraint(
                condition=models.Q(appointment__isnull=False) ^ models.Q(waitlist_entry__isnull=False),
                name="notification_about_one_thing",
            ),
            # One message at the provider never stands for two of ours.
            models.UniqueConstraint(
                fields=["channel", "provider_id"],
                condition=~models.Q(provider_id=""),
                name="notification_provider_id_once",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "attempted_at"], name="notification_by_attempt"),
            models.Index(fields=["recipient_index", "attempted_at"], name="notification_by_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose}/{self.channel}:{self.appointment_id or self.waitlist_entry_id}"

    @property
    def is_accepted(self) -> bool:
        """Whether the provider has taken the message over; what becomes of it then is reported by status."""
        return self.sent_at is not None

    @property
    def is_under_way(self) -> bool:
        """Whether an attempt was begun of which nobody knows the outcome."""
        return self.attempted_at is not None and self.sent_at is None
