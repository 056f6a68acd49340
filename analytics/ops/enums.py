"""Closed lists of the room."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    """What the badge beside a company says: trouble needs a person, attention may pass by itself."""

    FINE = 0, _("läuft")
    ATTENTION = 1, _("verspätet")
    TROUBLE = 2, _("braucht Hilfe")


class IncidentKind(models.TextChoices):
    """What was noticed."""

    OUTBOX_LATE = "outbox_late", _("Ausgang staut sich")
    INBOX_LATE = "inbox_late", _("Eingang staut sich")
    CALLS_FAILING = "calls_failing", _("Anrufe scheitern")
    PROVIDER_AWAY = "provider_away", _("Anbieter antwortet nicht")
    PROCESS_SILENT = "process_silent", _("Prozess ohne Lebenszeichen")
