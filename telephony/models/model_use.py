"""What a language model did in a call, and what that cost."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from telephony.models.calls import Call

_MICRO_USD_PER_CENT = 10_000


class ModelUse(models.Model):
    """There is one for each call that a language model led, or began to lead."""

    call = models.OneToOneField(
        Call, models.CASCADE, related_name="model_use", verbose_name=_("Anruf"), primary_key=True
    )
    model = models.CharField(_("Modell"), max_length=80)
    prompt_version = models.CharField(_("Anweisung"), max_length=30)
    requests = models.PositiveSmallIntegerField(_("Anfragen"), default=0)
    input_tokens = models.PositiveIntegerField(_("gelesen"), default=0)
    cached_tokens = models.PositiveIntegerField(_("davon gemerkt"), default=0)
    output_tokens = models.PositiveIntegerField(_("geschrieben"), default=0)
    cost_micro_usd = models.PositiveBigIntegerField(_("Kosten"), default=0)
    # Per turn: until the first sentence could be spoken, and until the turn was over.
    first_words_ms = ArrayField(
        models.PositiveIntegerField(), verbose_name=_("erste Worte nach"), default=list
    )
    turn_ms = ArrayField(models.PositiveIntegerField(), verbose_name=_("fertig nach"), default=list)
    unspoken = models.PositiveSmallIntegerField(_("nicht gesprochene Sätze"), default=0)
    left_at = models.DateTimeField(_("abgelöst"), null=True, blank=True)
    left_why = models.CharField(_("abgelöst, weil"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("Einsatz eines Sprachmodells")
        verbose_name_plural = _("Einsätze eines Sprachmodells")

    def __str__(self) -> str:
        return f"{self.pk}: {self.model}"

    @property
    def cost_cents(self) -> float:
        """US cents."""
        return self.cost_micro_usd / _MICRO_USD_PER_CENT
