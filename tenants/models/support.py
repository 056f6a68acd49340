"""A company's consent that staff of the platform may come in."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.enums import SupportLevel
from tenants.models.company import Company


class SupportGrantQuerySet(models.QuerySet["SupportGrant"]):
    """Filters with more than one user."""

    def asked(self) -> SupportGrantQuerySet:
        """Waiting for the owner's answer."""
        return self.filter(granted_at=None, ended_at=None)

    def running(self, now: datetime) -> SupportGrantQuerySet:
        """Those that let somebody in right now."""
        return self.filter(granted_at__isnull=False, ended_at=None, expires_at__gt=now)


class SupportGrant(models.Model):
    """Staff may come in, this far and for this long: asked for by them or offered by the owner.

    Nothing opens before ``granted_at``, and nothing after ``expires_at`` or ``ended_at``.
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="support_grants")
    level = models.CharField(_("Umfang"), max_length=10, choices=SupportLevel, default=SupportLevel.READING)
    hours = models.PositiveSmallIntegerField(_("Stunden"))
    reason = models.CharField(_("Anlass"), max_length=300)
    # Empty: the owner offered it unasked.
    asked_by = models.ForeignKey("tenants.User", models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(_("angefragt"))
    granted_by = models.ForeignKey("tenants.User", models.SET_NULL, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField(_("zugelassen"), null=True, blank=True)
    expires_at = models.DateTimeField(_("gilt bis"), null=True, blank=True)
    # Declined, taken back, withdrawn, or run out.
    ended_at = models.DateTimeField(_("beendet"), null=True, blank=True)
    ended_by = models.ForeignKey("tenants.User", models.SET_NULL, null=True, blank=True, related_name="+")
    objects = SupportGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("Unterstützung")
        verbose_name_plural = _("Unterstützung")
        permissions = [("use_supportgrant", "Betriebe betreten, die es zulassen")]
        constraints = [
            models.UniqueConstraint(
                fields=["company"], name="support_open_once", condition=Q(ended_at__isnull=True)
            )
        ]
        indexes = [models.Index(fields=["company", "-asked_at"], name="support_newest")]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.pk}"
