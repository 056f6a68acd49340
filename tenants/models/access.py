"""How people get in: invitations, second factors, and the sessions that are open."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.enums import FactorKind, Role
from tenants.models.company import Company
from tenants.models.support import SupportGrant
from tenants.models.user import User


class Invitation(models.Model):
    """Somebody may join a company: who knows the secret that was mailed, once, until it ends."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("E-Mail"))
    role = models.CharField(_("Rolle"), max_length=10, choices=Role.choices)
    branch_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Filialen"))
    # Whom they are in the calendar, in the company's own schema.
    staff_id = models.BigIntegerField(_("Mitarbeiter"), null=True, blank=True)
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    # SHA-256 of the secret; the secret itself is derived anew for each mail. Sending again changes it.
    token_digest = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    round = models.PositiveSmallIntegerField(_("Sendung"), default=0)
    created_at = models.DateTimeField(_("angelegt"))
    expires_at = models.DateTimeField(_("gültig bis"))
    accepted_at = models.DateTimeField(_("angenommen"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("zurückgezogen"), null=True, blank=True)

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        constraints = [
            models.UniqueConstraint(
                "company",
                Lower("email"),
                name="invitation_open_once",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id}:{self.pk}"


class SignInFactor(models.Model):
    """What somebody proves who they are with, besides a password, sealed with the platform's key."""

    user = models.ForeignKey(User, models.CASCADE, related_name="factors")
    kind = models.CharField(_("Art"), max_length=10, choices=FactorKind.choices)
    name = models.CharField(_("Name"), max_length=60, blank=True)
    sealed = models.BinaryField(editable=False)
    # Of passkeys: what the browser calls it, and the host it was made for.
    credential_id = models.BinaryField(max_length=1023, null=True, unique=True, editable=False)
    host = models.CharField(_("Adresse"), max_length=253, blank=True)
    # The last time step of an app, the last count of a passkey: nothing below is taken again.
    counter = models.BigIntegerField(_("Zähler"), default=0)
    created_at = models.DateTimeField(_("angelegt"))
    # An app counts once a code of it was typed.
    confirmed_at = models.DateTimeField(_("bestätigt"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("zuletzt benutzt"), null=True, blank=True)

    class Meta:
        verbose_name = _("Zweiter Faktor")
        verbose_name_plural = _("Zweite Faktoren")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"],
                name="factor_once",
                condition=Q(kind__in=[FactorKind.TOTP, FactorKind.RECOVERY]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.user_id}"


class UserSession(models.Model):
    """One browser in which somebody is signed in. Without its row a session opens nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sessions")
    company = models.ForeignKey(Company, models.CASCADE, null=True, related_name="+")
    # Of staff of the platform inside of a company: what they came in by.
    support_grant = models.ForeignKey(
        SupportGrant, models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    session_key = models.CharField(_("Sitzung"), max_length=40, unique=True, editable=False)
    address = models.CharField(_("IP-Adresse"), max_length=45, blank=True)
    device = models.CharField(_("Gerät"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("angemeldet"))
    seen_at = models.DateTimeField(_("zuletzt gesehen"))

    class Meta:
        verbose_name = _("Sitzung")
        verbose_name_plural = _("Sitzungen")
        indexes = [models.Index(fields=["seen_at"], name="user_session_seen")]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.pk}"
