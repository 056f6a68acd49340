"""People to whom callers may be put through, and how that went."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import Reach, TransferState
from telephony.models.calls import Call
from tenants.fields import EncryptedTextField


class TransferTarget(models.Model):
    """Somebody of the business who takes calls on some topics. Nobody else is ever put through to."""

    name = EncryptedTextField(_("Name"))
    phone = EncryptedTextField(_("Rufnummer"))
    topics = ArrayField(models.CharField(max_length=60), verbose_name=_("Themen"), default=list, blank=True)
    branch = models.ForeignKey(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    reach = models.CharField(_("erreichbar"), max_length=10, choices=Reach, default=Reach.OPENING_HOURS)
    # Wall clock of the branch; Monday is 0. Only for those with hours of their own.
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    from_time = models.TimeField(_("von"), null=True, blank=True)
    until_time = models.TimeField(_("bis"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    is_active = models.BooleanField(_("aktiv"), default=True)

    class Meta:
        verbose_name = _("Ansprechpartner")
        verbose_name_plural = _("Ansprechpartner")
        ordering = ("position", "pk")
        constraints = [
            models.CheckConstraint(
                name="transfer_target_hours_are_whole",
                condition=~Q(reach="own")
                | Q(from_time__isnull=False, until_time__isnull=False, from_time__lt=F("until_time")),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CallTransfer(models.Model):
    """One attempt to put a caller through. ``summary`` is what the person who picks up hears first."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="transfers", verbose_name=_("Anruf"))
    # Empty when the call was passed on to the business as a whole.
    target = models.ForeignKey(
        TransferTarget,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Ansprechpartner"),
    )
    phone = EncryptedTextField(_("Rufnummer"))
    summary = EncryptedTextField(_("Zusammenfassung"), blank=True, default="")
    state = models.CharField(
        _("Zustand"), max_length=10, choices=TransferState, default=TransferState.STARTED
    )
    at = models.DateTimeField(_("Zeitpunkt"))
    settled_at = models.DateTimeField(_("entschieden"), null=True, blank=True)

    class Meta:
        verbose_name = _("Weiterleitung")
        verbose_name_plural = _("Weiterleitungen")
        ordering = ("call", "pk")
        indexes = [models.Index(fields=["-at"], name="call_transfer_by_time")]

    def __str__(self) -> str:
        return f"{self.call_id}: {self.state}"
