"""Known persons. Several may share a phone number."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedTextField


class Customer(models.Model):
    """A person with a history. Phone and e-mail are encrypted; ``phone_index`` finds a number unseen."""

    name = models.CharField(_("Name"), max_length=160)
    # The name without case and double spaces: with the number it tells persons apart and finds them again.
    name_key = models.CharField(_("Suchname"), max_length=160, editable=False)
    phone = EncryptedTextField(_("Rufnummer"), blank=True, default="")
    phone_index = models.BinaryField(_("Suchwert der Rufnummer"), max_length=16, null=True, editable=False)
    email = EncryptedTextField(_("E-Mail-Adresse"), blank=True, default="")
    note = EncryptedTextField(_("Notiz"), blank=True, default="")
    # Minutes that a service takes longer (or shorter) with this person, by the service's id.
    extra_minutes = models.JSONField(
        _("braucht länger"),
        default=dict,
        db_default=models.Value({}, output_field=models.JSONField()),
        blank=True,
    )
    language = models.CharField(_("Sprache"), max_length=5, default="de")
    # By which way they want messages: a value of notifications' Channel; empty: by every way there is.
    preferred_channel = models.CharField(
        _("bevorzugter Weg"), max_length=10, blank=True, default="", db_default=""
    )
    wants_reminders = models.BooleanField(_("möchte Erinnerungen"), default=True, db_default=True)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Kunde")
        verbose_name_plural = _("Kunden")
        constraints = [
            models.UniqueConstraint(
                fields=["phone_index", "name_key"],
                condition=Q(phone_index__isnull=False),
                name="customer_once_per_number_and_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name
