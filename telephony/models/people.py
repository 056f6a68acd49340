"""What callers leave behind for people: a wish to be called back, a message, and what they agreed to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telephony.enums import TicketState
from telephony.models.calls import Call
from tenants.fields import EncryptedTextField


class CallbackTicket(models.Model):
    """Somebody is to be called back by ``due_at``."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="callbacks", verbose_name=_("Anruf"))
    reason = EncryptedTextField(_("Anliegen"), blank=True, default="")
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    wished = EncryptedTextField(_("gewünschte Zeit"), blank=True, default="")
    state = models.CharField(_("Zustand"), max_length=10, choices=TicketState, default=TicketState.OPEN)
    created_at = models.DateTimeField(_("angelegt"))
    due_at = models.DateTimeField(_("fällig"))
    done_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    # The user lives in the public schema, so this is a number and no foreign key.
    done_by_user_id = models.BigIntegerField(_("erledigt von"), null=True, blank=True)

    class Meta:
        verbose_name = _("Rückruf")
        verbose_name_plural = _("Rückrufe")
        ordering = ("due_at", "pk")
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="callback_open")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"


class CallerMessage(models.Model):
    """Something the caller asked to have passed on."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="messages", verbose_name=_("Anruf"))
    text = EncryptedTextField(_("Nachricht"))
    name = EncryptedTextField(_("Name"), blank=True, default="")
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    created_at = models.DateTimeField(_("angelegt"))
    read_at = models.DateTimeField(_("gelesen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Nachricht")
        verbose_name_plural = _("Nachrichten")
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return str(self.pk)


class TranscriptConsent(models.Model):
    """One answer to "may we keep this as text?". The latest row of a call counts; none is ever altered."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="consents", verbose_name=_("Anruf"))
    granted = models.BooleanField(_("erteilt"))
    wording_version = models.CharField(_("Fassung der Frage"), max_length=40)
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    at = models.DateTimeField(_("Zeitpunkt"))

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ("call", "pk")

    def __str__(self) -> str:
        return f"{self.call_id}: {self.granted}"
