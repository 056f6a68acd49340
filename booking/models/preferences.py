"""What the company has decided once for all of its branches."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.enums import PreferenceSubject


class Preferences(models.Model):
    """The company's decisions about one subject; without the row, as the code says.

    Each subject is read and written by one module only, which knows what ``values`` look like.
    """

    subject = models.CharField(_("Thema"), max_length=20, choices=PreferenceSubject, primary_key=True)
    values = models.JSONField(_("Werte"), default=dict)

    class Meta:
        verbose_name = _("Vorgabe des Betriebs")
        verbose_name_plural = _("Vorgaben des Betriebs")

    def __str__(self) -> str:
        return self.subject
