"""Bringing versions to where calls are answered: what was asked for, and what stands at the provider."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from telephony.enums import PublicationAction, PublicationState
from telephony.models.receptionist import Receptionist, ReceptionistVersion


class Publication(models.Model):
    """One wish of a person: these versions shall take these shares of the calls. Settled by the worker."""

    receptionist = models.ForeignKey(
        Receptionist, models.CASCADE, related_name="publications", verbose_name=_("Empfang")
    )
    version = models.ForeignKey(
        ReceptionistVersion, models.CASCADE, related_name="+", verbose_name=_("Fassung")
    )
    action = models.CharField(_("was"), max_length=10, choices=PublicationAction)
    shares = models.JSONField(_("Anteile"))  # {version id: percent}, together 100
    state = models.CharField(
        _("Zustand"), max_length=10, choices=PublicationState, default=PublicationState.WAITING
    )
    error = models.CharField(_("Fehler"), max_length=60, blank=True)
    at = models.DateTimeField(_("Zeitpunkt"))
    by_user_id = models.BigIntegerField(_("von"), null=True, blank=True)
    settled_at = models.DateTimeField(_("abgeschlossen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Veröffentlichung")
        verbose_name_plural = _("Veröffentlichungen")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.receptionist_id}: {self.action}"


class HostedAgent(models.Model):
    """The provider's side of a receptionist: its agent, who works on it now, and how it differs from ours."""

    receptionist = models.OneToOneField(
        Receptionist, models.CASCADE, related_name="hosted", verbose_name=_("Empfang")
    )
    agent_id = models.CharField(_("Agent"), max_length=80, blank=True)
    # Two workers at once would make everything twice.
    leased_until = models.DateTimeField(null=True, blank=True)
    check_due_at = models.DateTimeField(_("nächster Abgleich"), null=True, blank=True)
    checked_at = models.DateTimeField(_("abgeglichen"), null=True, blank=True)
    differences = models.JSONField(_("Abweichungen"), default=list, blank=True)
    check_error = models.CharField(_("Fehler"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("Agent beim Anbieter")
        verbose_name_plural = _("Agenten beim Anbieter")
        indexes = [
            models.Index(
                fields=["check_due_at"],
                condition=models.Q(check_due_at__isnull=False),
                name="hosted_agent_check_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.receptionist_id}"
