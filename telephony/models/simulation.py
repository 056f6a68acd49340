"""Simulated callers that an owner let ring at a frozen copy of the calendar."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from telephony.enums import SimulationState


class SimulationRun(models.Model):
    """One run: when, and what came of each caller. Everybody in it is made up."""

    state = models.CharField(
        _("Zustand"), max_length=10, choices=SimulationState, default=SimulationState.WAITING
    )
    requested_at = models.DateTimeField(_("angefordert"))
    requested_by_user_id = models.BigIntegerField(_("angefordert von"), null=True, blank=True)
    finished_at = models.DateTimeField(_("fertig"), null=True, blank=True)
    callers = models.PositiveSmallIntegerField(_("Anrufer"), default=0)
    passed = models.PositiveSmallIntegerField(_("bestanden"), default=0)
    # [{name, passed, faults: [{what, turn}], turns: [{who, text, at_ms, acts}], seconds}]
    results = models.JSONField(_("Ergebnisse"), default=list)

    class Meta:
        verbose_name = _("Probelauf")
        verbose_name_plural = _("Probeläufe")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.pk)
