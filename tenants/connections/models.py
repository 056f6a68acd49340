"""Keys of one company at one provider, and the secret path under which that provider reaches us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField, EncryptedTextField


class Connection(models.Model):
    """One connected account. ``credentials`` differ by provider; the platform's own replace missing ones.

    Of most providers a company has one account (``account`` is empty then); of calendars each person has one.
    """

    class State(models.TextChoices):
        """Whether the provider still accepts our credentials."""

        OK = "ok", _("verbunden")
        RECONNECT = "reconnect", _("neu verbinden")

    provider = models.CharField(_("Anbieter"), max_length=20)
    # The provider's own opaque id of the account, never an address.
    account = models.CharField(_("Konto"), max_length=100, blank=True, default="")
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.OK)
    credentials = EncryptedJSONField(default=dict)
    path_secret = EncryptedTextField()
    # SHA-256 of the path secret: found by it without lying in the clear.
    path_digest = models.BinaryField(max_length=32, unique=True)
    # How many requests these credentials may still make at once, and when that was counted.
    allowance = models.FloatField(_("offene Anfragen"), null=True, editable=False)
    counted_at = models.DateTimeField(_("gezählt"), null=True, editable=False)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Verbindung")
        verbose_name_plural = _("Verbindungen")
        constraints = [models.UniqueConstraint(fields=["provider", "account"], name="connection_once")]

    def __str__(self) -> str:
        return self.provider
