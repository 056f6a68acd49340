"""People who sign in. One login, many companies."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from tenants.enums import Language, Role
from tenants.models.company import Company


class UserManager(BaseUserManager["User"]):
    """Users are found by their e-mail address, upper or lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with a hashed password; without one the user cannot sign in by password."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A platform admin: sees all companies through the Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in; whether they can be booked is another row in another room."""

    email = models.EmailField(_("E-Mail"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    # Wanted as the new address, until a link that was mailed to it is opened.
    pending_email = models.EmailField(_("neue E-Mail"), blank=True)
    # In which language the portal speaks with this person; empty: as their browser asks for.
    language = models.CharField(_("Sprache"), max_length=2, choices=Language.choices, blank=True, default="")
    is_active = models.BooleanField(_("aktiv"), default=True)
    is_staff = models.BooleanField(_("Plattform-Admin"), default=False)
    # When a link that was sent to the address was followed; nothing waits for it.
    email_confirmed_at = models.DateTimeField(_("E-Mail bestätigt"), null=True, blank=True)

    objects = UserManager()
    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = _("Benutzer")
        verbose_name_plural = _("Benutzer")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """What a user may do in one company."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    company = models.ForeignKey(Company, models.CASCADE, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=10, choices=Role.choices)
    # Empty: all of them. Branches live in the company's own schema, so these are numbers and no foreign keys.
    branch_ids = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("Filialen"))
    # Whom they are in the calendar, where they are somebody there; a number for the same reason.
    staff_id = models.BigIntegerField(_("Mitarbeiter"), null=True, blank=True)
    # What this person wants to be told on their devices, and when not; empty: as is usual for the role.
    alerts = models.JSONField(_("Hinweise"), default=dict, blank=True)

    class Meta:
        verbose_name = _("Mitgliedschaft")
        verbose_name_plural = _("Mitgliedschaften")
        constraints = [
            models.UniqueConstraint(fields=["user", "company"], name="membership_once"),
            models.UniqueConstraint(fields=["company", "staff_id"], name="membership_staff_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}@{self.company_id}:{self.role}"
