"""What the receptionist claimed in a call, and what each claim rests on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from telephony.enums import ProofSource, StatementKind
from telephony.models.calls import Call, CallAct


class StatementQuerySet(models.QuerySet["Statement"]):
    """Filters with more than one user."""

    def unproven(self) -> StatementQuerySet:
        """Said without any ground."""
        return self.filter(proof="")


class Statement(models.Model):
    """A time, price, rule or deed that was spoken. It holds the value and its place, never the words."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="statements", verbose_name=_("Anruf"))
    turn = models.PositiveSmallIntegerField(_("Beitrag"))
    position = models.PositiveSmallIntegerField(_("Nr."))
    starts_at_letter = models.PositiveSmallIntegerField(default=0)
    ends_at_letter = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("Art"), max_length=10, choices=StatementKind)
    value = models.CharField(_("Aussage"), max_length=80)
    proof = models.CharField(_("belegt durch"), max_length=10, choices=ProofSource, blank=True)
    act = models.ForeignKey(
        CallAct, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Schritt")
    )
    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("Aussage")
        verbose_name_plural = _("Aussagen")
        ordering = ("call", "turn", "position")
        constraints = [
            models.UniqueConstraint(fields=["call", "turn", "position"], name="statement_once_per_place")
        ]

    def __str__(self) -> str:
        return f"{self.call_id}/{self.turn}: {self.kind}"
