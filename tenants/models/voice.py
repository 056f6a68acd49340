"""What a company says in its own voice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.models.company import Company


class VoiceRecording(models.Model):
    """A greeting that somebody recorded; versions of the receptionist name it by its key."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    # Beginning of the digest of the sound: the same recording twice is one.
    key = models.CharField(max_length=32, editable=False)
    # Made anew by us out of what was uploaded, at most a megabyte: like the logo it moves with the company.
    content = models.BinaryField(_("Aufnahme"), editable=False)
    content_type = models.CharField(max_length=20, editable=False)
    length_ms = models.PositiveIntegerField(_("Länge"), editable=False)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Aufnahme")
        verbose_name_plural = _("Aufnahmen")
        ordering = ("-created_at", "-pk")
        constraints = [models.UniqueConstraint(fields=["company", "key"], name="voice_recording_once")]

    def __str__(self) -> str:
        return f"{self.company_id}/{self.key}"
