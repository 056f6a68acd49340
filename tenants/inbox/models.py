"""What providers told us, kept until it has been worked on; its key is kept for good."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField


class InboundEvent(models.Model):
    """One verified event. Unique by provider and the provider's id of it: a redelivery finds the same row."""

    class State(models.TextChoices):
        """A quarantined event waits for a person and never blocks those behind it."""

        PENDING = "pending", _("offen")
        DONE = "done", _("verarbeitet")
        QUARANTINED = "quarantined", _("in Quarantäne")

    provider = models.CharField(_("Anbieter"), max_length=20)
    external_id = models.CharField(_("Kennung"), max_length=200)
    kind = models.CharField(_("Art"), max_length=60)
    # Events of one subject (a call, a message) are worked on one after the other.
    subject = models.CharField(_("Gegenstand"), max_length=120)
    # Emptied once handled; until then only the company's key opens it.
    payload = EncryptedJSONField(null=True)
    state = models.CharField(_("Zustand"), max_length=12, choices=State.choices, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    deliveries = models.PositiveIntegerField(_("Zustellungen"), default=1)
    due_at = models.DateTimeField(_("fällig"))
    reason = models.CharField(_("Grund"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("empfangen"))
    settled_at = models.DateTimeField(_("abgeschlossen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Ereignis")
        verbose_name_plural = _("Eingang")
        constraints = [models.UniqueConstraint(fields=["provider", "external_id"], name="inbound_event_once")]
        indexes = [
            models.Index(fields=["due_at"], name="inbound_event_open", condition=Q(state="pending")),
            models.Index(
                fields=["received_at"], name="inbound_event_quarantined", condition=Q(state="quarantined")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.kind}"
