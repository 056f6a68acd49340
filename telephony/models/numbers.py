"""Numbers under which a company is answered here, and how calls find their way to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import NumberState
from tenants.fields import EncryptedTextField


class PhoneNumber(models.Model):
    """A number of ours, or one that is to move here from another company.

    That calls to it are ours stands in the directory; this row says where it comes from, how far that is, and
    whether the forwarding from the old number has been seen to work.
    """

    number = models.CharField(_("Rufnummer"), max_length=20, unique=True)
    branch = models.ForeignKey(
        Branch, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    state = models.CharField(_("Zustand"), max_length=10, choices=NumberState, default=NumberState.ORDERED)
    # Twilio's name of it.
    provider_id = models.CharField(max_length=40, blank=True)
    # Calls are taken by us first, who play the company's own greeting, and not by the trunk.
    plays_greeting = models.BooleanField(_("spielt die eigene Begrüßung"), default=False, db_default=False)
    error = models.CharField(_("Fehler"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    # Who the old number is with, and since when a call has come through it.
    carrier = models.CharField(_("Anbieter"), max_length=20, blank=True)
    watched_since = models.DateTimeField(_("Prüfung läuft seit"), null=True, blank=True)
    forwarded_at = models.DateTimeField(_("Weiterleitung geprüft"), null=True, blank=True)
    # Of a number that moves: who it belongs to there, and what was said about it last.
    holder = EncryptedTextField(_("Anschlussinhaber"), blank=True, default="")
    customer_number = EncryptedTextField(_("Kundennummer"), blank=True, default="")
    port_on = models.DateField(_("Wechsel am"), null=True, blank=True)
    note = models.CharField(_("Stand"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Rufnummer")
        verbose_name_plural = _("Rufnummern")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.number
