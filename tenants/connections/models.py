"""Keys of one company at one provider, and the secret path under which that provider reaches us."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.fields import EncryptedJSONField, EncryptedTextField


class Connection(models.Model):
    """One connected provider. ``credentials`` differ by provider; the platform's own replace missing ones."""

    class State(models.TextChoices):
        """Whether the provider still accepts our credentials."""

        OK = "ok", _("verbunden")
        RECONNECT = "reconnect", _("neu verbinden")

    provider = models.CharField(_("Anbieter"), max_length=20, unique=True)
    state = models.CharField(_("Zustand"), max_length=10, choices=State.choices, default=State.OK)
    credentials = EncryptedJSONField(default=dict)
    path_secret = EncryptedTextField()
    # SHA-256 of the path secret: found by it without lying in the clear.
    path_digest = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(_("angelegt"))

    class Meta:
        verbose_name = _("Verbindung")
        verbose_name_plural = _("Verbindungen")

    def __str__(self) -> str:
        return self.provider
