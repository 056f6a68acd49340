"""Who did what in a company, and when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField


class AuditEntry(models.Model):
    """One act of somebody who may act in the company.

    Written before the act begins and closed once with its outcome; then a trigger seals it into a chain of
    hashes. The database refuses every later change, and removal before the time to keep it is over.
    """

    at = models.DateTimeField(_("Zeit"))
    # Users live in the public schema, so this is a number and no foreign key. Empty: the system itself.
    user_id = models.BigIntegerField(_("Benutzer"), null=True, blank=True)
    role = models.CharField(_("Rolle"), max_length=10, blank=True)
    # Name of the route, or of the act where none was asked for.
    act = models.CharField(_("Vorgang"), max_length=60)
    subject = models.CharField(_("Gegenstand"), max_length=40, blank=True)
    subject_id = models.BigIntegerField(_("Nummer"), null=True, blank=True)
    # HTTP status of the answer; 0 when it was never given.
    outcome = models.PositiveSmallIntegerField(_("Ausgang"), null=True, blank=True)
    # From where, with which device, and which fields went from what to what.
    detail = EncryptedJSONField(default=dict)
    place = models.BigIntegerField(_("Platz"), null=True, blank=True, unique=True, editable=False)
    digest = models.BinaryField(max_length=32, null=True, editable=False)

    class Meta:
        verbose_name = _("Protokolleintrag")
        verbose_name_plural = _("Protokoll")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["user_id", "-at"], name="audit_of_user"),
            models.Index(fields=["subject", "subject_id"], name="audit_of_row"),
            models.Index(fields=["at"], name="audit_open", condition=Q(outcome__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.act}@{self.at:%Y-%m-%d %H:%M}"
