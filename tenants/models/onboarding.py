"""From signing up to the first call: how far a company is, how it looks, and the way into its own host."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.enums import OnboardingStep
from tenants.models.company import Company


class Onboarding(models.Model):
    """How far somebody who signed up is. Companies that were made from a file have none."""

    company = models.OneToOneField(Company, models.CASCADE, related_name="onboarding")
    # What to do next; the steps before it are done or skipped.
    step = models.CharField(
        _("Schritt"), max_length=10, choices=OnboardingStep, default=OnboardingStep.COMPANY
    )
    skipped = ArrayField(
        models.CharField(max_length=10), verbose_name=_("übersprungen"), default=list, blank=True
    )
    # {step: seconds on its pages}, added up over several visits.
    seconds = models.JSONField(_("Sekunden je Schritt"), default=dict, blank=True)
    # What the wizard was told and nothing else keeps: {"carrier": …}; no personal data.
    choices = models.JSONField(_("Angaben"), default=dict, blank=True)
    # Entries of the list of improvements that somebody does not want to see any more.
    dismissed = ArrayField(
        models.CharField(max_length=30), verbose_name=_("ausgeblendet"), default=list, blank=True
    )
    started_at = models.DateTimeField(_("begonnen"))
    first_call_at = models.DateTimeField(_("erster Testanruf"), null=True, blank=True)
    live_at = models.DateTimeField(_("live seit"), null=True, blank=True)

    class Meta:
        verbose_name = _("Einrichtung")
        verbose_name_plural = _("Einrichtungen")

    def __str__(self) -> str:
        return f"{self.company_id}: {self.step}"


class Branding(models.Model):
    """How a company looks to its customers."""

    company = models.OneToOneField(Company, models.CASCADE, related_name="branding")
    # Made anew by us out of what was uploaded, a few dozen kilobytes: it moves with the company's rows.
    logo = models.BinaryField(_("Logo"), null=True, blank=True, editable=False)
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False)
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("Erscheinungsbild")
        verbose_name_plural = _("Erscheinungsbilder")

    def __str__(self) -> str:
        return str(self.company_id)


class SignInTicket(models.Model):
    """Carries somebody who proved who they are on one host into a company on another, once, for a minute."""

    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    user = models.ForeignKey("tenants.User", models.CASCADE, related_name="+")
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    # Set where it is for staff of the platform, who come in by the company's consent and no other way.
    support_grant = models.ForeignKey(
        "tenants.SupportGrant", models.CASCADE, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField(_("gilt bis"))

    class Meta:
        verbose_name = _("Eintrittskarte")
        verbose_name_plural = _("Eintrittskarten")

    def __str__(self) -> str:
        return f"{self.user_id}@{self.company_id}"
