"""Addresses that get nothing more."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from notifications.enums import Channel, SuppressionCause


class Suppression(models.Model):
    """One address, known only by its index, to which nothing is sent by one channel."""

    channel = models.CharField(_("Weg"), max_length=5, choices=Channel)
    address_index = models.BinaryField(max_length=16, editable=False)
    cause = models.CharField(_("Ursache"), max_length=10, choices=SuppressionCause)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Sperre")
        verbose_name_plural = _("Sperren")
        constraints = [models.UniqueConstraint(fields=["channel", "address_index"], name="suppression_once")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.cause}"
