"""How a company wants its phone answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import AnswerMode
from tenants.fields import EncryptedTextField


class Receptionist(models.Model):
    """The voice on the phone: one for the company, and one more for each branch that wants it otherwise."""

    branch = models.OneToOneField(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    persona_name = models.CharField(_("Name"), max_length=40, blank=True)
    greeting = models.CharField(_("Zusatz zur Begrüßung"), max_length=200, blank=True)
    mode = models.CharField(_("Annahme"), max_length=12, choices=AnswerMode, default=AnswerMode.ALWAYS)
    asks_for_transcript_consent = models.BooleanField(
        _("fragt, ob mitgeschrieben werden darf"), default=False
    )
    formal = models.BooleanField(_("siezt"), default=True)
    # Retell's agent that is to speak instead of the one bound to the number.
    agent_id = models.CharField(_("Agent"), max_length=80, blank=True)
    max_turns = models.PositiveSmallIntegerField(_("höchstens Beiträge"), default=80)
    max_acts = models.PositiveSmallIntegerField(_("höchstens Schritte"), default=60)
    max_seconds = models.PositiveSmallIntegerField(_("höchstens Sekunden"), default=900)

    class Meta:
        verbose_name = _("Empfang")
        verbose_name_plural = _("Empfang")
        constraints = [
            models.UniqueConstraint(
                fields=["branch"], nulls_distinct=False, name="receptionist_once_per_branch_or_company"
            ),
            models.CheckConstraint(
                condition=models.Q(max_turns__gte=4, max_acts__gte=4, max_seconds__gte=60),
                name="receptionist_lets_a_caller_finish",
            ),
        ]

    def __str__(self) -> str:
        return self.persona_name or "Empfang"


class BlockedNumber(models.Model):
    """A number that is turned away while it rings."""

    phone = EncryptedTextField(_("Rufnummer"))
    phone_index = models.BinaryField(max_length=16, unique=True, editable=False)
    reason = models.CharField(_("Grund"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("gesperrte Nummer")
        verbose_name_plural = _("gesperrte Nummern")

    def __str__(self) -> str:
        return str(self.pk)
