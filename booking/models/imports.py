"""Files that customers and appointments are taken over from: first looked at, then run, then forgotten."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from booking.enums import ImportState
from tenants.fields import EncryptedJSONField, EncryptedTextField


class ImportRun(models.Model):
    """One file, from the upload to its report. All lines before ``position`` are dealt with for good."""

    title = EncryptedTextField(_("Datei"))
    # {"headings": […], "rows": [[line, [cells]], …]}
    table = EncryptedJSONField(_("Inhalt"))
    # {"columns": {field: column}, "services": {their word: our id}, "staff": {…}, defaults}
    choices = EncryptedJSONField(_("Zuordnung"), default=dict)
    state = models.CharField(_("Zustand"), max_length=10, choices=ImportState, default=ImportState.DRAFT)
    total = models.PositiveIntegerField(_("Zeilen"))
    position = models.PositiveIntegerField(_("erledigt"), default=0)
    appointments = models.PositiveIntegerField(_("Termine"), default=0)
    customers = models.PositiveIntegerField(_("Kunden"), default=0)
    known = models.PositiveIntegerField(_("schon da"), default=0)
    left_out = models.PositiveIntegerField(_("ausgelassen"), default=0)
    # "17:slot_taken": what could be read, but not be booked, by its place in the table.
    refusals = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("nicht möglich"))
    created_at = models.DateTimeField(_("hochgeladen"))
    finished_at = models.DateTimeField(_("fertig"), null=True)

    class Meta:
        verbose_name = _("Datenübernahme")
        verbose_name_plural = _("Datenübernahmen")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def percent(self) -> int:
        return 100 * self.position // max(self.total, 1)
