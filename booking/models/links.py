"""Addresses that customers get in messages: they open one thing without a login."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Link(models.Model):
    """What one secret address opens, and until when. The secret itself is not stored.

    Written by ``booking.services.links`` only. One row per purpose and subject: every message about the same
    thing carries the same address.
    """

    purpose = models.CharField(_("Zweck"), max_length=20)
    subject_id = models.BigIntegerField(_("Gegenstand"))
    # The secret is made of it with a key of the company; whoever only reads the table opens nothing.
    nonce = models.BinaryField(max_length=16, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(_("angelegt"))
    expires_at = models.DateTimeField(_("gültig bis"))

    class Meta:
        verbose_name = _("Kundenlink")
        verbose_name_plural = _("Kundenlinks")
        constraints = [models.UniqueConstraint(fields=["purpose", "subject_id"], name="link_once")]
        indexes = [models.Index(fields=["expires_at"], name="link_by_expiry")]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.subject_id}"
