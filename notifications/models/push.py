"""Devices on which members of the team are told what happened."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField, EncryptedTextField


class PushSubscription(models.Model):
    """One browser of one user that takes messages of this company.

    What it is to be told waits here until it was: each thing once, in the order it happened.
    """

    # The user lives in the public schema, so this is a number and no foreign key.
    user_id = models.BigIntegerField(_("Benutzer"))
    # Whoever knows the address could write to it; found by its index.
    endpoint = EncryptedTextField(_("Adresse"))
    endpoint_index = models.BinaryField(max_length=16, unique=True, editable=False)
    # ``{"p256dh": …, "auth": …}``: with these the message is sealed for this browser alone.
    keys = EncryptedJSONField(_("Schlüssel"))
    device = models.CharField(_("Gerät"), max_length=60)
    created_at = models.DateTimeField(_("eingerichtet"))
    told_at = models.DateTimeField(_("zuletzt erreicht"), null=True, blank=True)
    # ``[{"kind", "subject", "at"}]``, ids only; and the last of those that were ever put there.
    waiting = models.JSONField(_("wartet"), default=list, blank=True)
    known = models.JSONField(_("bekannt"), default=list, blank=True)

    class Meta:
        verbose_name = _("Gerät für Hinweise")
        verbose_name_plural = _("Geräte für Hinweise")
        indexes = [models.Index(fields=["user_id"], name="push_by_user")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.device}"
