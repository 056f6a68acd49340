"""How a company wants its phone answered: what is being edited, and what was published of it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.models import Branch
from telephony.enums import AnswerMode, BrainKind, Otherwise, Tone, VersionState
from tenants.fields import EncryptedTextField

# What a version keeps. Protection (blocked numbers, whom to put through to) is not in it: it holds at once.
VERSIONED: Final = (
    "persona_name",
    "greeting",
    "recording",
    "tone",
    "formal",
    "instructions",
    "asks_for_transcript_consent",
    "mode",
    "otherwise",
    "business_number",
    "emergency_words",
    "brain",
    "agent_id",
    "silence_seconds",
    "max_turns",
    "max_acts",
    "max_seconds",
    "max_cost_cents",
    "max_daily_minutes",
    "offers_add_ons",
    "taxi_number",
)


# What versions from before cannot know, and what holds for them: not what is being edited now.
ADDED_LATER: Final = {"recording": ""}


class Receptionist(models.Model):
    """The voice on the phone: one for the company, and one more for each branch that wants it otherwise.

    The row is what is being edited. Callers get what was published of it; until something was, the row.
    """

    branch = models.OneToOneField(
        Branch, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("Filiale")
    )
    persona_name = models.CharField(_("Name"), max_length=40, blank=True)
    greeting = models.CharField(_("Zusatz zur Begrüßung"), max_length=200, blank=True)
    # Key of a greeting in somebody's own voice, played before the receptionist speaks; empty: none.
    recording = models.CharField(max_length=32, blank=True, default="", db_default="")
    tone = models.CharField(_("Ton"), max_length=10, choices=Tone, default=Tone.WARM)
    formal = models.BooleanField(_("siezt"), default=True)
    instructions = models.TextField(_("Hinweise für das Gespräch"), max_length=1500, blank=True)
    asks_for_transcript_consent = models.BooleanField(
        _("fragt, ob mitgeschrieben werden darf"), default=False
    )
    mode = models.CharField(_("Annahme"), max_length=12, choices=AnswerMode, default=AnswerMode.ALWAYS)
    otherwise = models.CharField(
        _("zu anderen Zeiten"), max_length=10, choices=Otherwise, default=Otherwise.PASS_ON
    )
    business_number = models.CharField(_("Nummer des Betriebs"), max_length=20, blank=True)
    emergency_words = ArrayField(
        models.CharField(max_length=60), verbose_name=_("Notfallwörter"), default=list, blank=True
    )
    brain = models.CharField(
        _("Gesprächsführung"), max_length=10, choices=BrainKind, default=BrainKind.PROVIDER
    )
    # Retell's agent that is to speak instead of the one that we made there ourselves.
    agent_id = models.CharField(_("Agent"), max_length=80, blank=True)
    silence_seconds = models.PositiveSmallIntegerField(_("Stille beendet nach Sekunden"), default=30)
    max_turns = models.PositiveSmallIntegerField(_("höchstens Beiträge"), default=80)
    max_acts = models.PositiveSmallIntegerField(_("höchstens Schritte"), default=60)
    max_seconds = models.PositiveSmallIntegerField(_("höchstens Sekunden"), default=900)
    max_cost_cents = models.PositiveIntegerField(_("höchstens Cent je Anruf"), null=True, blank=True)
    max_daily_minutes = models.PositiveIntegerField(_("höchstens Minuten am Tag"), null=True, blank=True)
    offers_add_ons = models.BooleanField(_("bietet einmal einen Zusatz an"), default=False)
    # Whom callers may be put through to who want to be fetched or brought home.
    taxi_number = models.CharField(_("Taxizentrale"), max_length=20, blank=True)
    turns_hidden_away = models.BooleanField(_("weist unterdrückte Nummern ab"), default=False)
    calls_per_hour = models.PositiveSmallIntegerField(_("Anrufe je Stunde von einer Nummer"), default=12)

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
            models.CheckConstraint(
                condition=models.Q(silence_seconds__range=(10, 120), calls_per_hour__gte=2),
                name="receptionist_has_patience",
            ),
        ]

    def __str__(self) -> str:
        return self.persona_name or "Empfang"

    def versioned(self) -> dict[str, Any]:
        """What a version of it would keep, as plain JSON."""
        return {name: getattr(self, name) for name in VERSIONED}


class ReceptionistVersion(models.Model):
    """A published state: frozen, with its share of the calls. ``weight`` of all versions together is 100."""

    receptionist = models.ForeignKey(
        Receptionist, models.CASCADE, related_name="versions", verbose_name=_("Empfang")
    )
    number = models.PositiveIntegerField(_("Fassung"))
    settings = models.JSONField(_("Einstellungen"))
    # What the receptionist could do and knew then: {"functions": {name: digest}, "knowledge": {…}, …}.
    parts = models.JSONField(_("Bestandteile"), default=dict)
    note = models.CharField(_("Notiz"), max_length=120, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    created_by_user_id = models.BigIntegerField(_("angelegt von"), null=True, blank=True)
    weight = models.PositiveSmallIntegerField(_("Anteil"), default=0)
    state = models.CharField(_("Zustand"), max_length=10, choices=VersionState, default=VersionState.WAITING)
    # Where the provider keeps its side of this version; empty where no provider is needed.
    brain_id = models.CharField(max_length=80, blank=True)
    brain_version = models.PositiveIntegerField(null=True, blank=True)
    provider_agent_id = models.CharField(max_length=80, blank=True)
    provider_agent_version = models.PositiveIntegerField(null=True, blank=True)
    # Digests of what stands there, by part and setting: a change made over there is noticed.
    seals = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("Fassung des Empfangs")
        verbose_name_plural = _("Fassungen des Empfangs")
        ordering = ("receptionist", "-number")
        constraints = [
            models.UniqueConstraint(fields=["receptionist", "number"], name="receptionist_version_once"),
            models.CheckConstraint(
                condition=models.Q(weight__range=(0, 100)), name="receptionist_version_weight_is_a_share"
            ),
        ]
        indexes = [
            models.Index(
                fields=["receptionist"], condition=models.Q(weight__gt=0), name="receptionist_version_live"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receptionist_id}/{self.number}"

    @property
    def told(self) -> dict[str, Any]:
        """Its settings, with those that came later as they were then."""
        return {**ADDED_LATER, **self.settings}


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
