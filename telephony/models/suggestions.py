"""What could be made better, as several calls have shown."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from telephony.enums import SuggestionKind, SuggestionState
from tenants.fields import EncryptedJSONField


class Suggestion(models.Model):
    """One change that calls speak for. ``key`` is the same for the same change, whenever it is found.

    ``content`` holds the term, wish or topic and ids, never a caller's sentence; ``call_ids`` the evidence.
    ``done`` is what accepting has written, so that it can be taken back.
    """

    kind = models.CharField(_("Art"), max_length=12, choices=SuggestionKind)
    key = models.CharField(max_length=64, unique=True, editable=False)
    content = EncryptedJSONField(default=dict)
    call_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Anrufe"), default=list, blank=True)
    times = models.PositiveIntegerField(_("Anzahl"))
    state = models.CharField(
        _("Zustand"), max_length=10, choices=SuggestionState, default=SuggestionState.OPEN
    )
    found_at = models.DateTimeField(_("zuletzt gefunden"))
    settled_at = models.DateTimeField(_("erledigt"), null=True, blank=True)
    # The user lives in the public schema, so this is a number and no foreign key.
    settled_by_user_id = models.BigIntegerField(_("erledigt von"), null=True, blank=True)
    done = EncryptedJSONField(default=dict)

    class Meta:
        verbose_name = _("Vorschlag")
        verbose_name_plural = _("Vorschläge")
        ordering = ("-times", "-found_at", "-pk")

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind}"
