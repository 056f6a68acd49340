"""The ledger of consents: who agreed to what, in which words, when, and where that was said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from booking.models import Customer
from telephony.enums import ConsentGivenBy, ConsentPurpose
from telephony.models.calls import Call
from tenants.fields import EncryptedTextField


class Consent(models.Model):
    """One answer. Of a call and purpose the latest row counts; none is altered, a withdrawal is a row."""

    call = models.ForeignKey(
        Call, models.CASCADE, null=True, blank=True, related_name="consents", verbose_name=_("Anruf")
    )
    customer = models.ForeignKey(
        Customer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Kunde")
    )
    purpose = models.CharField(
        _("Zweck"), max_length=20, choices=ConsentPurpose, default=ConsentPurpose.TRANSCRIPT
    )
    granted = models.BooleanField(_("erteilt"))
    wording_version = models.CharField(_("Fassung der Frage"), max_length=40)
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    # The words of the answer, kept only where it was a yes: a no leaves no words behind. NULL, because a
    # migration has no company whose key could seal an empty text.
    line = EncryptedTextField(_("Wortlaut"), null=True, blank=True)
    turn = models.PositiveSmallIntegerField(_("Beitrag"), null=True, blank=True)
    given_by = models.CharField(
        _("erklärt durch"), max_length=10, choices=ConsentGivenBy, default=ConsentGivenBy.CALLER
    )
    # The user lives in the public schema, so this is a number and no foreign key.
    by_user_id = models.BigIntegerField(_("eingetragen von"), null=True, blank=True)
    at = models.DateTimeField(_("Zeitpunkt"))

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ("call", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(call__isnull=False) | Q(customer__isnull=False), name="consent_of_somebody"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.call_id}: {self.granted}"
